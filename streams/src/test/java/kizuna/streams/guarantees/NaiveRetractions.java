package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import kizuna.codes.DispatchState;
import kizuna.codes.RefusalReason;
import kizuna.facts.Fact;
import kizuna.facts.ReportRetracted;
import kizuna.states.DispatchStep;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import org.jspecify.annotations.Nullable;

/** What is taken back, if it still can be. */
final class NaiveRetractions {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveRetractions(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case REPORT_RETRACTED -> retracted(f, f.getReportRetracted());
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  private static @Nullable DispatchStep last(Dispatch d) {
    return d.steps.isEmpty() ? null : d.steps.get(d.steps.size() - 1);
  }

  private boolean retracted(Fact f, ReportRetracted b) {
    Predicate<Dispatch> fits =
        d -> {
          DispatchStep step = last(d);
          return step != null && (b.getAct() == null || b.getAct() == step.getAct());
        };
    Dispatch d =
        books
            .dispatches()
            .filter(
                x ->
                    b.getDispatch().getDispatchId() != null
                        ? x.id.equals(b.getDispatch().getDispatchId())
                        : x.request.id().equals(b.getDispatch().getRequestId())
                            && x.lender().equals(b.getDispatch().getLender()))
            .filter(fits)
            .reduce((some, other) -> other.changedBy > some.changedBy ? other : some)
            .orElse(null);
    DispatchStep step = d == null ? null : last(d);
    if (d == null
        || step == null
        || !(model.authority.coordinates(f)
            || model.authority.is(f, step.getRole(), step.getBody()))) {
      return false;
    }
    List<Runnable> undo = new ArrayList<>();
    undo.add(d.kept());
    Set<LocalDate> workedNow = books.days(d, d::worksOn);
    Set<LocalDate> awayNow = books.days(d, d::awayOn);
    Set<LocalDate> overdrawnNow = overdrawn(d);
    takeBack(d, step);
    boolean proposed = d.is(DispatchState.PROPOSED);
    if (proposed && d.first.isBefore(books.today()) && !d.last.isBefore(books.today())) {
      d.first = books.today(); // Nobody is proposed for past days.
      d.overlap = 0;
      books.changed(d);
    }
    boolean promise = d.is(DispatchState.PROPOSED, DispatchState.CONFIRMED);
    boolean stands =
        !(d.is(DispatchState.PROPOSED) && !d.holdUntil.isAfter(books.clock))
            && !(promise
                && (d.request.ended != null
                    || d.offer.ended != null
                    || model.eligibility.restsOnNothing(d)))
            && books.days(d, d::worksOn).stream()
                .allMatch(
                    day -> (!proposed && workedNow.contains(day)) || !day.isBefore(books.today()))
            && madeRoom(d, workedNow, awayNow, overdrawnNow, undo);
    if (!stands) {
      Collections.reverse(undo);
      undo.forEach(Runnable::run);
    }
    return stands;
  }

  private void takeBack(Dispatch d, DispatchStep step) {
    d.state = step.getState();
    d.last = step.getLastDay();
    d.released = step.getReleased();
    d.releasedUntil = step.getReleasedLastDay();
    d.reason = step.getReason();
    d.endedAt = step.getEndedAt();
    d.implied = new TreeSet<>(step.getImpliedReports());
    d.steps = d.steps.subList(0, d.steps.size() - 1);
    switch (step.getAct()) {
      case CONFIRM -> d.confirmedAt = null;
      case DEPART -> d.departedAt = null;
      case ARRIVE -> d.arrivedAt = null;
      case RETURN -> d.returnedAt = null;
      default -> {}
    }
    books.changed(d);
  }

  /** Days on which more of its offer are away or rest than it has. */
  private Set<LocalDate> overdrawn(Dispatch d) {
    return books.days(
        d,
        day ->
            d.offer.has(day)
                && model.use.away(d.offer, day) + model.use.resting(d.offer, day)
                    > d.offer.terms.getHeadCount());
  }

  /** What is only proposed gives way to those who are there after all. */
  private boolean madeRoom(
      Dispatch d,
      Set<LocalDate> workedNow,
      Set<LocalDate> awayNow,
      Set<LocalDate> overdrawnBefore,
      List<Runnable> undo) {
    Predicate<LocalDate> overfilled =
        day ->
            d.worksOn(day)
                && model.coverage.covered(d.request, day) > model.coverage.needed(d.request, day);
    for (Dispatch other : books.proposals(d.request)) {
      if (other != d
          && !books.days(other, day -> other.worksOn(day) && overfilled.test(day)).isEmpty()) {
        undo.add(other.kept());
        books.to(other, DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
      }
    }
    Predicate<LocalDate> overdrawn =
        day ->
            (d.awayOn(day) || d.restsOn(day))
                && overdrawn(d).contains(day)
                && !overdrawnBefore.contains(day);
    List<Dispatch> others =
        books.drawnOn(d.offer).stream()
            .filter(other -> other != d && other.is(DispatchState.PROPOSED))
            .sorted(
                Comparator.comparing((Dispatch other) -> other.request.id())
                    .thenComparing(other -> other.request.dispatches.indexOf(other)))
            .toList();
    for (Dispatch other : others) {
      if (!books
          .days(other, day -> (other.awayOn(day) || other.restsOn(day)) && overdrawn.test(day))
          .isEmpty()) {
        undo.add(other.kept());
        books.to(other, DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
      }
    }
    Integer most = books.current(d.agreement).terms.getHeadCountLimit();
    String receiver = d.request.asked.getReceiver();
    return books.days(d, overfilled).isEmpty()
        && books.days(d, overdrawn).isEmpty()
        && books.days(d, d::worksOn).stream()
            .filter(day -> !workedNow.contains(day))
            .allMatch(
                day ->
                    most == null
                        || model.use.underAgreement(d.agreement, d.lender(), receiver, day) <= most)
        && books.days(d, d::awayOn).stream()
            .filter(day -> !awayNow.contains(day))
            .allMatch(day -> model.use.limitLeft(d.lender(), d.task, day) >= 0);
  }
}
