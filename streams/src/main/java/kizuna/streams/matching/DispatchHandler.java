package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RefusalReason;
import org.jspecify.annotations.Nullable;

/** Decides facts about dispatches (派遣), from confirmation to return, except extensions. */
final class DispatchHandler {

  private final DecisionContext c;
  private final DispatchFinder finder;

  DispatchHandler(DecisionContext c) {
    this.c = c;
    this.finder = new DispatchFinder(c);
  }

  Decision acted(Fact.DispatchActed f) {
    Dispatch dispatch = finder.find(f.dispatch(), f.act());
    Optional<Reason> no = finder.refusal(f.dispatch(), dispatch, f.act());
    if (dispatch == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    no =
        (f.act() == Act.CONFIRM ? Basis.lost(c.state, dispatch) : Optional.<Reason>empty())
            .or(() -> unusual(dispatch, f))
            .or(() -> wrongEnd(dispatch, f));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Dispatch after =
        dispatch.reported(
            f.act(),
            c.report.role(),
            c.report.body(),
            lastDay(dispatch, f),
            f.reason(),
            c.sequence,
            c.state.clock());
    c.put(after);
    boolean shorter = after.personDays() < dispatch.personDays();
    boolean needed = f.act() != Act.RELEASE;
    Set<String> opened = shorter && needed ? Set.of(after.requestId()) : Set.of();
    // A shorter tour frees heads under its agreement, even before its people are back.
    boolean gaveBack = shorter || after.state() == DispatchState.RETURNED;
    c.matcher.rematch(opened, gaveBack ? c.freedBy(after) : Set.of(), MatchTrigger.STAFF_FREED);
    if (shorter) {
      GapNotices.after(c, opened);
    }
    return c.accepted(dispatch.id());
  }

  /** The last day of work after the act; persons at home cover nothing. */
  private LocalDate lastDay(Dispatch d, Fact.DispatchActed f) {
    if (f.act() == Act.RETURN) {
      LocalDate home = d.notBeforeSeen(c.report.occurredOn()).minusDays(d.travelDays());
      return home.isBefore(d.lastDay()) ? home : d.lastDay();
    }
    return f.lastDay() == null ? d.lastDay() : f.lastDay();
  }

  /** A day far from the planned one is a mistake, unless the report confirms it. */
  private Optional<Reason> unusual(Dispatch d, Fact.DispatchActed f) {
    LocalDate today = c.state.today();
    return d.usualDays(f.act())
        .filter(days -> !f.confirmedUnusual() && !days.contains(today))
        .map(
            days ->
                Reason.day(
                    RejectionCode.UNUSUAL_DAY,
                    d.id(),
                    days.first(),
                    days.last().equals(LocalDate.MAX) ? null : days.last(),
                    today));
  }

  /** A release or a recall names a last day between the journey there and the end of the tour. */
  private Optional<Reason> wrongEnd(Dispatch d, Fact.DispatchActed f) {
    LocalDate lastDay = f.lastDay();
    if (lastDay == null) {
      return Optional.empty();
    }
    LocalDate earliest = d.earliestEnd(c.state.today());
    if (lastDay.isBefore(earliest) || lastDay.isAfter(d.plannedLastDay())) {
      return Optional.of(
          Reason.day(RejectionCode.PERIOD_INVALID, d.id(), earliest, d.plannedLastDay(), lastDay));
    }
    return f.act() == Act.RECALL ? tooSoon(d, lastDay, f.reason()) : Optional.empty();
  }

  /** A recall needs the notice that the agreement gives, unless the lender was struck itself. */
  private Optional<Reason> tooSoon(Dispatch d, LocalDate lastDay, @Nullable RefusalReason reason) {
    Agreement agreement = c.state.register().agreement(d.agreementId());
    int notice = agreement == null ? 0 : agreement.recallNoticeDays();
    LocalDate earliest = c.state.today().plusDays(notice);
    if (notice == 0
        || !lastDay.isBefore(earliest)
        || !lastDay.isBefore(d.lastDay())
        || reason == RefusalReason.OWN_DISASTER
        || c.state.register().isStruck(d.lender())) {
      return Optional.empty();
    }
    return Optional.of(Reason.day(RejectionCode.NOTICE_TOO_SHORT, d.id(), earliest, null, lastDay));
  }

  Decision retasked(Fact.StaffRetasked f) {
    Dispatch dispatch = finder.find(f.dispatch(), Act.RETASK);
    Optional<Reason> no = finder.refusal(f.dispatch(), dispatch, Act.RETASK);
    if (dispatch == null || no.isPresent()) {
      return c.no(no.orElseThrow());
    }
    Agreement agreement = c.state.register().agreement(dispatch.agreementId());
    if (agreement != null
        && !DispatchTerms.of(false, agreement)
            .waiving(rule -> finder.isWaived(dispatch, rule))
            .covers(f.taskType())) {
      return c.no(
          new Reason.TaskOutside(
              dispatch.id(), agreement.id(), agreement.taskTypes(), f.taskType()));
    }
    c.put(dispatch.retasked(f.taskType(), c.sequence, c.state.clock()));
    // Under a limit for their former work, others may go.
    if (c.state.register().limits(dispatch.lender()).limitsHeads()) {
      c.matcher.rematch(Set.of(), c.freeOffersOf(dispatch.lender()), MatchTrigger.STAFF_FREED);
    }
    return c.accepted(dispatch.id());
  }
}
