package kizuna.streams.guarantees;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kizuna.codes.DispatchState;
import kizuna.codes.Priority;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.NetworkFormed;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Request;

/** What the time does, and what it makes due. */
final class NaiveTime {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveTime(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case TIME_PASSED -> {
        if (f.getReporter().getRole() != Role.SYSTEM) {
          yield false;
        }
        timeIs(latest(books.clock, believed(f.getTimePassed().getTo())));
        yield true;
      }
      case CLOCK_SET -> {
        if (!model.authority.coordinates(f)) {
          yield false;
        }
        if (f.getClockSet().getTo().isBefore(books.clock)) {
          setBack(f.getClockSet().getTo());
        } else {
          timeIs(f.getClockSet().getTo());
        }
        yield true;
      }
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  /** Nobody is proposed for a day that is over. */
  void daysAreOver(List<Runnable> undo) {
    for (Dispatch d : books.dispatches) {
      if (d.is(DispatchState.PROPOSED) && d.first.isBefore(books.today())) {
        undo.add(d.kept());
        if (d.last.isBefore(books.today())) {
          books.to(d, DispatchState.LAPSED, RefusalReason.DAYS_OVER);
        } else {
          d.first = books.today();
          d.overlap = 0;
          books.changed(d);
        }
      }
    }
  }

  /** Who claims to be more than three days ahead of the log has a wrong clock. */
  Instant believed(Instant claimed) {
    boolean ahead = claimed.isAfter(books.clock.plus(Duration.ofDays(3)));
    return books.formed != null && ahead ? books.clock : claimed;
  }

  Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private void timeIs(Instant to) {
    books.clock = to;
    books.timeTold = true;
    books
        .dispatches()
        .filter(d -> d.is(DispatchState.PROPOSED) && !d.holdUntil.isAfter(books.clock))
        .forEach(d -> books.to(d, DispatchState.LAPSED, null));
    daysAreOver(new ArrayList<>());
  }

  /** What lapsed stays lapsed; nothing waits for a time that was never reached. */
  private void setBack(Instant to) {
    LocalDate was = books.today();
    books.clock = to;
    for (Request r : books.requests.values()) {
      if (!r.last.isBefore(books.today()) && (r.askedAt.isAfter(to) || r.last.isBefore(was))) {
        r.askedAt = r.askedAt.isAfter(to) ? to : r.askedAt;
      }
    }
    NetworkFormed terms = Objects.requireNonNull(books.formed);
    for (Dispatch d : books.dispatches) {
      Instant longest =
          to.plusSeconds(
              60L
                  * (d.request.servedAs() == Priority.LIFE_SAFETY
                      ? terms.getLifeSafetyHoldMinutes()
                      : terms.getHoldMinutes()));
      if (d.is(DispatchState.PROPOSED) && d.holdUntil.isAfter(longest)) {
        d.holdUntil = longest;
        books.changed(d);
      }
    }
  }

  /** Whether the fact told the time, so that what is due is passed on. */
  boolean timeTold() {
    return books.timeTold;
  }

  /** What becomes due after everything that could be found was found. */
  void escalateWhatIsDue() {
    NetworkFormed terms = Objects.requireNonNull(books.formed);
    if (terms.getEscalatesTo() == null) {
      return;
    }
    for (Request r : books.requests.values()) {
      int minutes =
          r.servedAs() == Priority.LIFE_SAFETY
              ? terms.getLifeSafetyEscalateAfterMinutes()
              : terms.getEscalateAfterMinutes();
      if (r.escalatedTo == null
          && !r.askedAt.plusSeconds(60L * minutes).isAfter(books.clock)
          && r.days().stream()
              .anyMatch(day -> !day.isBefore(books.today()) && model.coverage.open(r, day) > 0)) {
        r.escalatedTo = terms.getEscalatesTo();
      }
    }
  }
}
