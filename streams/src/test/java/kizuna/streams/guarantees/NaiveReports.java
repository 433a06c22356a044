package kizuna.streams.guarantees;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import kizuna.codes.DispatchAct;
import kizuna.codes.DispatchReport;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.RefusalReason;
import kizuna.codes.TaskType;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.states.DispatchStep;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import org.jspecify.annotations.Nullable;

/** I7: what happens to a dispatch, by whose report and in which order. */
final class NaiveReports {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveReports(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case DISPATCH_CONFIRMED ->
          acted(
              f,
              f.getDispatchConfirmed().getDispatch(),
              DispatchState.CONFIRMED,
              null,
              null,
              false);
      case DISPATCH_DECLINED ->
          acted(
              f,
              f.getDispatchDeclined().getDispatch(),
              DispatchState.DECLINED,
              null,
              f.getDispatchDeclined().getReason(),
              false);
      case DISPATCH_CANCELLED ->
          acted(
              f,
              f.getDispatchCancelled().getDispatch(),
              DispatchState.CANCELLED,
              null,
              f.getDispatchCancelled().getReason(),
              false);
      case STAFF_DEPARTED ->
          acted(
              f,
              f.getStaffDeparted().getDispatch(),
              DispatchState.DEPARTED,
              null,
              null,
              f.getStaffDeparted().getConfirmedUnusual());
      case STAFF_ARRIVED ->
          acted(
              f,
              f.getStaffArrived().getDispatch(),
              DispatchState.ON_SITE,
              null,
              null,
              f.getStaffArrived().getConfirmedUnusual());
      case HANDOVER_STARTED ->
          acted(
              f,
              f.getHandoverStarted().getDispatch(),
              DispatchState.HANDING_OVER,
              null,
              null,
              f.getHandoverStarted().getConfirmedUnusual());
      case STAFF_RECALLED ->
          acted(
              f,
              f.getStaffRecalled().getDispatch(),
              DispatchState.RECALLED,
              f.getStaffRecalled().getLastDay(),
              f.getStaffRecalled().getReason(),
              f.getStaffRecalled().getConfirmedUnusual());
      case STAFF_RELEASED ->
          acted(
              f,
              f.getStaffReleased().getDispatch(),
              DispatchState.RELEASED,
              f.getStaffReleased().getLastDay(),
              null,
              f.getStaffReleased().getConfirmedUnusual());
      case STAFF_RETURNED ->
          acted(
              f,
              f.getStaffReturned().getDispatch(),
              DispatchState.RETURNED,
              null,
              null,
              f.getStaffReturned().getConfirmedUnusual());
      case STAFF_RETASKED -> {
        TaskType task = f.getStaffRetasked().getTaskType();
        Dispatch d =
            named(
                    f.getStaffRetasked().getDispatch(),
                    x -> x.is(DispatchState.ON_SITE, DispatchState.HANDING_OVER))
                .orElse(null);
        if (d == null
            || !model.authority.actsFor(f, d.request)
            || !(books.current(d.agreement).covers(task)
                || model.coordination.waives(
                    d.request, d.lender(), MatchRule.AGREEMENT_COVERS_TASK))) {
          yield false;
        }
        d.task = task;
        d.steps = List.of();
        books.changed(d);
        yield true;
      }
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  /** By its id; or the earliest of this lender for that request to which it can have happened. */
  Optional<Dispatch> named(DispatchReference name, Predicate<Dispatch> legal) {
    return books
        .dispatches()
        .filter(
            d ->
                name.getDispatchId() != null
                    ? d.id.equals(name.getDispatchId())
                    : d.request.id().equals(name.getRequestId())
                        && d.lender().equals(name.getLender()))
        .filter(legal)
        .findFirst();
  }

  private static DispatchState[] before(DispatchState to) {
    return switch (to) {
      case CONFIRMED, DECLINED -> new DispatchState[] {DispatchState.PROPOSED};
      case CANCELLED -> new DispatchState[] {DispatchState.PROPOSED, DispatchState.CONFIRMED};
      case DEPARTED -> new DispatchState[] {DispatchState.CONFIRMED};
      case ON_SITE -> new DispatchState[] {DispatchState.CONFIRMED, DispatchState.DEPARTED};
      case HANDING_OVER ->
          new DispatchState[] {
            DispatchState.CONFIRMED, DispatchState.DEPARTED, DispatchState.ON_SITE
          };
      case RELEASED, RECALLED ->
          new DispatchState[] {
            DispatchState.CONFIRMED,
            DispatchState.DEPARTED,
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER
          };
      case RETURNED ->
          new DispatchState[] {
            DispatchState.CONFIRMED,
            DispatchState.DEPARTED,
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER,
            DispatchState.RELEASED,
            DispatchState.RECALLED
          };
      default -> new DispatchState[] {};
    };
  }

  /** A report that was only implied so far, and comes after all. */
  private static boolean isLate(Dispatch d, DispatchState to) {
    return switch (to) {
      case DEPARTED -> d.implied.contains(DispatchReport.DEPARTURE);
      case ON_SITE -> d.implied.contains(DispatchReport.ARRIVAL);
      case RELEASED -> d.implied.contains(DispatchReport.RELEASE);
      default -> false;
    };
  }

  private boolean isUsual(Dispatch d, DispatchState to) {
    if (isLate(d, to)) {
      return true;
    }
    LocalDate early = d.leaves().minusDays(1);
    LocalDate end = d.last.isBefore(early) ? early : d.last;
    return switch (to) {
      case DEPARTED, ON_SITE, HANDING_OVER -> new Days(early, end).has(books.today());
      case RELEASED, RECALLED, RETURNED ->
          !d.is(DispatchState.CONFIRMED) || !books.today().isBefore(early);
      default -> true;
    };
  }

  /** What must have happened, and nobody said. */
  private static Set<DispatchReport> unsaid(Dispatch d, DispatchState to, LocalDate last) {
    Set<DispatchReport> unsaid = new TreeSet<>();
    if (List.of(
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER,
            DispatchState.RELEASED,
            DispatchState.RECALLED,
            DispatchState.RETURNED)
        .contains(to)) {
      boolean cameBack = to == DispatchState.RETURNED && last.isBefore(d.first);
      if (d.departedAt == null) {
        unsaid.add(DispatchReport.DEPARTURE);
      }
      if (d.arrivedAt == null
          && !cameBack
          && to != DispatchState.ON_SITE
          && to != DispatchState.RECALLED) {
        unsaid.add(DispatchReport.ARRIVAL);
      }
      if (d.endedAt == null && to == DispatchState.RETURNED) {
        unsaid.add(DispatchReport.RELEASE);
      }
    }
    return unsaid;
  }

  /** Of several it is the one that waits for it; then the one of which something is left unsaid. */
  private Optional<Dispatch> meant(DispatchReference name, DispatchState to) {
    Predicate<Dispatch> next = d -> d.is(before(to));
    Predicate<Dispatch> said = d -> unsaid(d, to, d.last).isEmpty();
    Predicate<Dispatch> usual = d -> isUsual(d, to);
    Predicate<Dispatch> late = d -> isLate(d, to);
    return named(name, next.and(usual).and(late.negate()).and(said))
        .or(() -> named(name, next.and(usual).and(late.negate())))
        .or(() -> named(name, late))
        .or(() -> named(name, next));
  }

  private boolean acted(
      Fact f,
      DispatchReference name,
      DispatchState to,
      @Nullable LocalDate lastDay,
      @Nullable RefusalReason reason,
      boolean meantSo) {
    Dispatch d = meant(name, to).orElse(null);
    if (d == null
        || !model.authority.mayAct(f, d, to)
        || (to == DispatchState.CONFIRMED && model.eligibility.restsOnNothing(d))
        || !(meantSo || isUsual(d, to))) {
      return false;
    }
    LocalDate begins = d.leaves().isBefore(books.today()) ? d.leaves() : books.today();
    if (lastDay != null
        && (lastDay.isBefore(begins.minusDays(1))
            || lastDay.isAfter(d.planned)
            || (to == DispatchState.RECALLED && tooSoon(d, lastDay, reason)))) {
      return false;
    }
    LocalDate last = lastDay == null ? d.last : lastDay;
    Instant home = f.getOccurredAt().isBefore(books.clock) ? f.getOccurredAt() : books.clock;
    for (Instant seen : Arrays.asList(d.departedAt, d.arrivedAt)) {
      home = seen != null && seen.isAfter(home) ? seen : home;
    }
    LocalDate atHome = LocalDate.ofInstant(home, NaiveRecords.JAPAN).minusDays(d.travel);
    if (to == DispatchState.RETURNED && atHome.isBefore(last)) {
      last = atHome;
    }
    if (last.isBefore(d.first)) {
      last = d.first.minusDays(1);
    }
    reported(f, d, to, last, reason);
    return true;
  }

  private void reported(
      Fact f, Dispatch d, DispatchState to, LocalDate last, @Nullable RefusalReason reason) {
    boolean late = isLate(d, to);
    List<DispatchStep> steps = new ArrayList<>(d.steps);
    steps.add(
        new DispatchStep(
            act(to),
            f.getReporter().getRole(),
            f.getReporter().getBody(),
            d.state,
            d.last,
            d.released,
            d.releasedUntil,
            d.reason,
            d.endedAt,
            List.copyOf(new TreeSet<>(d.implied))));
    Set<DispatchReport> implied = new TreeSet<>(d.implied);
    switch (to) {
      case DEPARTED -> implied.remove(DispatchReport.DEPARTURE);
      case ON_SITE -> implied.remove(DispatchReport.ARRIVAL);
      case RELEASED, RECALLED -> implied.remove(DispatchReport.RELEASE);
      default -> {}
    }
    if (!late) {
      implied.addAll(unsaid(d, to, last));
      d.state = to;
      d.last = last;
      d.reason = reason == null ? d.reason : reason;
      if (to == DispatchState.RELEASED) {
        d.released = true;
        d.releasedUntil = last;
      }
    }
    switch (to) {
      case CONFIRMED -> d.confirmedAt = books.clock;
      case DEPARTED -> d.departedAt = books.clock;
      case ON_SITE -> d.arrivedAt = books.clock;
      case RELEASED, RECALLED -> d.endedAt = books.clock;
      case RETURNED -> d.returnedAt = books.clock;
      default -> {}
    }
    d.implied = implied;
    d.steps = steps;
    books.changed(d);
  }

  private static DispatchAct act(DispatchState to) {
    return switch (to) {
      case CONFIRMED -> DispatchAct.CONFIRM;
      case DECLINED -> DispatchAct.DECLINE;
      case CANCELLED -> DispatchAct.CANCEL;
      case DEPARTED -> DispatchAct.DEPART;
      case ON_SITE -> DispatchAct.ARRIVE;
      case HANDING_OVER -> DispatchAct.HAND_OVER;
      case RELEASED -> DispatchAct.RELEASE;
      case RECALLED -> DispatchAct.RECALL;
      case RETURNED -> DispatchAct.RETURN;
      default -> DispatchAct.UNKNOWN;
    };
  }

  private boolean tooSoon(Dispatch d, LocalDate last, @Nullable RefusalReason reason) {
    int notice = books.current(d.agreement).terms.getRecallNoticeDays();
    return notice > 0
        && last.isBefore(books.today().plusDays(notice))
        && last.isBefore(d.last)
        && reason != RefusalReason.OWN_DISASTER
        && !books.isStruck(d.lender());
  }
}
