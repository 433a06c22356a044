package kizuna.streams.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.Expected;
import kizuna.seeds.drill.LogFile;
import kizuna.seeds.drill.LogHeader;
import kizuna.seeds.drill.LogWriter;
import kizuna.streams.replay.InMemoryEngine;
import kizuna.streams.verify.Verifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deciding a log without Kafka, several networks at once. */
class LogDeciderTest {

  @ParameterizedTest
  @ValueSource(strings = {"first-hour", "kumamoto-2016", "noto-2024"})
  void theHashIsThatOfDecidingOneFactAfterTheOther(String id) throws Exception {
    List<Fact> facts = Drills.load(id).facts();
    InMemoryEngine engine = new InMemoryEngine(Topics.of(Namespace.drill(id), 1));
    facts.forEach(engine::decide);
    Map<String, byte[]> heads = new TreeMap<>();
    engine.decisions().forEach(d -> heads.put(d.getNetworkId(), d.getHash().bytes()));

    LogDecider.Decided decided =
        new LogDecider(Namespace.drill(id))
            .decide(facts.iterator(), network -> LogDecider.Observer.NONE);

    assertThat(decided.decisionHash()).isEqualTo(Verifier.decisionHash(heads));
    assertThat(decided.facts()).isEqualTo(facts.size());
    assertThat(decided.deadLetters()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"first-hour", "kumamoto-2016", "noto-2024"})
  void theFiguresAreThoseThatWereWorkedOutByHand(String id) throws Exception {
    Drill drill = Drills.load(id);
    Expected expected = drill.expected().orElseThrow();

    LogFigures run = new LogQuestion(drill.facts()::iterator).unchanged();

    assertThat(run.requests()).hasSize(expected.requests());
    assertThat(run.requestedPersonDays()).isEqualTo(expected.requestedPersonDays());
    assertThat(run.filledPersonDays()).isEqualTo(expected.filledPersonDays());
    assertThat(run.missingPersonDays()).isEqualTo(expected.shortfallPersonDays());
    assertThat(run.dispatches()).hasSize(expected.proposals());
    assertThat(run.rejected()).isEqualTo(expected.rejected());
    assertThat(run.sentByLender()).isEqualTo(new TreeMap<>(expected.personDaysByLender()));
  }

  @Test
  void aFailureOfOneNetworkEndsAll() throws Exception {
    Iterator<Fact> facts = Drills.load("noto-2024").facts().iterator();

    assertThatThrownBy(
            () ->
                new LogDecider(Namespace.drill("x"))
                    .decide(
                        facts,
                        network ->
                            (fact, result) -> {
                              throw new IllegalArgumentException("an observer");
                            }))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("an observer");
  }

  @Test
  void anInterruptEndsARunThatWaitsForItsDeciders() throws Exception {
    List<Fact> facts = Drills.load("noto-2024").facts();
    CountDownLatch deciding = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
    Thread run =
        new Thread(
            () -> {
              try {
                new LogDecider(Namespace.drill("x"))
                    .decide(
                        Stream.generate(facts::stream).flatMap(again -> again).iterator(),
                        network ->
                            (fact, result) -> {
                              deciding.countDown();
                              await(never);
                            });
              } catch (IllegalStateException e) {
                ended.set(e);
              }
            });
    run.start();
    assertThat(deciding.await(60, TimeUnit.SECONDS)).isTrue();

    run.interrupt();
    run.join(60_000);

    assertThat(run.isAlive()).isFalse();
    assertThat(ended.get())
        .hasMessage("expected to decide a log to its end, but interrupted")
        .hasCauseInstanceOf(InterruptedException.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anErrorInTheMiddleOfALogEndsTheRunAndIsSaidWithItsLine(@TempDir Path folder)
      throws Exception {
    List<Fact> facts = Drills.load("noto-2024").facts();
    StringBuilder text = new StringBuilder();
    LogWriter lines =
        new LogWriter(text, new LogHeader("middle", "誤り", "Wrong", "tokyo23", Optional.empty()));
    for (int i = 0; i < facts.size(); i++) {
      if (i == facts.size() / 2) {
        text.append("{\"fact\": \"NoSuchFact\"}\n");
      }
      lines.write(facts.get(i));
    }
    Path file = Files.writeString(folder.resolve("middle.jsonl"), text);

    try (LogFile.Facts log = Drills.logFile(file.toString()).orElseThrow().facts()) {
      assertThatThrownBy(
              () ->
                  new LogDecider(Namespace.drill("middle"))
                      .decide(log, network -> LogDecider.Observer.NONE))
          .isInstanceOf(LogFile.WrongLog.class)
          // The header is the first line.
          .hasMessageContaining("line " + (facts.size() / 2 + 2))
          .hasMessageContaining("NoSuchFact");
    }
  }

  @Test
  void answersWithoutEndAreALoop() throws Exception {
    List<Fact> facts = Drills.load("first-hour").facts();

    assertThatThrownBy(
            () ->
                new LogDecider(Namespace.drill("x"))
                    .decide(
                        facts.iterator(),
                        network ->
                            new LogDecider.Observer() {
                              @Override
                              public void decided(
                                  Fact fact, kizuna.streams.processing.ProcessingResult result) {}

                              @Override
                              public List<Fact> answers() {
                                return List.of(facts.get(0));
                              }
                            }))
        .rootCause()
        .hasMessageContaining("expected at most 10000 answers");
  }

  /** Facts of two disasters beside each other; each alone has its own. */
  @Test
  void aDisasterIsCutOutOfALog() throws Exception {
    List<Fact> facts = Drills.load("noto-2024").facts();
    List<String> disasters =
        facts.stream()
            .filter(f -> f.getDisasterDeclared() != null)
            .map(f -> f.getDisasterDeclared().getDisasterId())
            .distinct()
            .toList();
    assertThat(disasters).hasSizeGreaterThan(1);
    long requests = 0;
    for (String disaster : disasters) {
      List<Fact> own = new ArrayList<>();
      FactChange.applied(facts.iterator(), List.of(DisasterFacts.of(disaster, facts.iterator())))
          .forEachRemaining(own::add);
      LogFigures run = new LogQuestion(own::iterator).unchanged();
      assertThat(run.requests()).isNotEmpty().allMatch(r -> r.disaster().equals(disaster));
      assertThat(run.rejected()).isZero();
      requests += run.requests().size();
    }
    assertThat(requests).isEqualTo(Drills.load("noto-2024").expected().orElseThrow().requests());
    assertThatThrownBy(() -> DisasterFacts.of("nowhere", facts.iterator()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but nowhere");
  }
}
