package kizuna.streams.api.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import kizuna.facts.Fact;
import kizuna.streams.analysis.AgreementSurvey;
import kizuna.streams.analysis.FactChange;
import kizuna.streams.analysis.FiguresComparison;
import kizuna.streams.analysis.LogFigures;
import kizuna.streams.analysis.LogQuestion;
import kizuna.streams.analysis.LogSubjects;
import kizuna.streams.analysis.LoggedFacts;
import org.jspecify.annotations.Nullable;

/**
 * One question that is being answered: the log is kept in the heap and decided again and again.
 * Reports its progress; stops at its time limit or when no client polls it.
 */
final class WhatIfRun {

  /** Longest log: its facts and two runs of it stay in the heap. */
  static final int MAX_FACTS = 10_000;

  /** Longest time for all runs of one question. */
  static final Duration LONGEST = Duration.ofMinutes(2);

  /** A run that is not polled for this time stops. */
  static final Duration ABANDONED = Duration.ofSeconds(15);

  /** The reasons of a missing answer. */
  enum Failure {
    TOO_LONG_A_LOG,
    TOO_SLOW,
    EMPTY_LOG,
    ABANDONED
  }

  /** Ends a run from within. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Failure why;

    Stopped(Failure why) {
      super(why.name());
      this.why = why;
    }

    Failure why() {
      return why;
    }
  }

  /**
   * @param compared before and after; empty: the question was which agreement should have been
   *     confirmed
   * @param survey the agreements that were tried
   * @param titles of agreements by id
   * @param until time of the last fact
   */
  record Answer(
      LogFigures before,
      Optional<FiguresComparison> compared,
      Optional<AgreementSurvey> survey,
      Map<String, String> titles,
      Instant until) {}

  private final WhatIfQuestion question;
  private final FactSource source;
  private final int mostFacts;
  private final long endsAt;
  private final List<Fact> facts = new ArrayList<>();
  private volatile long askedAt = System.nanoTime();
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger decided = new AtomicInteger();
  private volatile int allRuns = 2;
  private volatile int size = 1;

  /** Null while it runs. */
  private volatile @Nullable Answer answer;

  private volatile @Nullable RuntimeException failure;

  WhatIfRun(WhatIfQuestion question, FactSource source) {
    this(question, source, MAX_FACTS, LONGEST);
  }

  WhatIfRun(WhatIfQuestion question, FactSource source, int mostFacts, Duration longest) {
    this.question = question;
    this.source = source;
    this.mostFacts = mostFacts;
    this.endsAt = System.nanoTime() + longest.toNanos();
  }

  WhatIfQuestion question() {
    return question;
  }

  /** Records a poll, which keeps the run alive. */
  void asked() {
    askedAt = System.nanoTime();
  }

  boolean isOver() {
    return answer != null || failure != null;
  }

  boolean isAbandoned() {
    return System.nanoTime() - askedAt > ABANDONED.toNanos();
  }

  Optional<Answer> answer() {
    return Optional.ofNullable(answer);
  }

  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Progress in percent. */
  int percent() {
    double done = Math.max(0, runs.get() - 1) + Math.min(1.0, (double) decided.get() / size);
    return (int) Math.min(99, 100 * done / allRuns);
  }

  /** Computes the answer on the caller's thread. */
  void run() {
    try {
      read();
      answer = answered();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      facts.clear();
    }
  }

  private void read() {
    try (LoggedFacts log = source.open(question.namespace())) {
      while (log.hasNext()) {
        goOn();
        if (facts.size() == mostFacts) {
          throw new Stopped(Failure.TOO_LONG_A_LOG);
        }
        facts.add(log.next());
      }
    }
    if (facts.isEmpty()) {
      throw new Stopped(Failure.EMPTY_LOG);
    }
    size = facts.size();
  }

  private Answer answered() {
    LogSubjects subjects = LogSubjects.of(facts.iterator());
    List<Supplier<FactChange>> changes = question.changes(subjects);
    LogQuestion asking = new LogQuestion(this::decide);
    LogFigures before = asking.unchanged();
    Instant until = facts.get(facts.size() - 1).getRecordedAt();
    if (!changes.isEmpty()) {
      FiguresComparison compared = FiguresComparison.of(before, asking.with(before, changes));
      return new Answer(
          before, Optional.of(compared), Optional.empty(), subjects.agreements(), until);
    }
    AgreementSurvey survey =
        AgreementSurvey.of(asking, facts::iterator, before, trying -> allRuns = 1 + trying);
    return new Answer(before, Optional.empty(), Optional.of(survey), subjects.agreements(), until);
  }

  /** The facts again, counted while read. */
  private Iterator<Fact> decide() {
    runs.incrementAndGet();
    decided.set(0);
    Iterator<Fact> log = facts.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return log.hasNext();
      }

      @Override
      public Fact next() {
        goOn();
        decided.incrementAndGet();
        return log.next();
      }
    };
  }

  private void goOn() {
    if (System.nanoTime() - endsAt > 0) {
      throw new Stopped(Failure.TOO_SLOW);
    }
    if (isAbandoned()) {
      throw new Stopped(Failure.ABANDONED);
    }
  }
}
