package kizuna.streams.matching;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RequestCoverage;

/**
 * Decides that time has passed: holds lapse, and open requests are escalated after their deadline.
 * The first report of the day adds daily notices: {@link DailyNotices}.
 */
final class TimePassedHandler {

  private final DecisionContext c;

  TimePassedHandler(DecisionContext c) {
    this.c = c;
  }

  Decision passed(Fact.TimePassed f) {
    Optional<Reason> no = c.authority.mayReportTime();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Instant to = ClockHandler.believed(c.state.network(), c.report, f.to());
    if (!to.equals(f.to())) {
      ClockHandler.noticeHeldClock(c, f.to());
    } else if (f.held() != null && !f.held().equals(f.to())) {
      ClockHandler.tell(c, Notice.Code.CLOCK_HELD, c.state.clock(), f.held());
    }
    if (to.isAfter(c.state.clock())) {
      c.state.apply(new Change.ClockSet(to));
    }
    return due();
  }

  /** Handles everything due at the time of the state. */
  Decision due() {
    Set<String> opened = new TreeSet<>();
    Set<String> freed = new TreeSet<>();
    for (Dispatch held : c.state.network().lapsedAt(c.state.clock())) {
      Dispatch d = c.state.dispatchOf(held.id());
      if (d.state() != DispatchState.PROPOSED) {
        continue; // Its days have passed.
      }
      c.move(d, DispatchState.LAPSED, d.lastDay(), null);
      c.notice(
          new Notice(Notice.Code.ANSWER_MISSING, d.id(), d.lender(), d.firstDay(), d.headCount()));
      opened.add(d.requestId());
      freed.addAll(c.freedBy(d));
    }
    c.lapseDaysOver();
    c.matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    GapNotices.after(c, opened);
    passOn();
    return c.accepted(c.report.networkId());
  }

  /** Escalates open requests after their deadline to the next tier's network. */
  private void passOn() {
    String next = c.state.register().network().escalatesTo();
    if (next == null) {
      return;
    }
    Set<String> due = new LinkedHashSet<>(c.state.network().escalationsDue(c.state.clock()));
    // Need that this decision opened again is in no index yet.
    due.addAll(c.state.touchedRequestIds());
    for (String id : due) {
      RequestCoverage book = c.state.requestOf(id);
      int open = book.openPersonDaysFrom(c.state.today());
      if (open > 0 && c.state.network().isEscalationDue(book.request(), c.state.clock())) {
        c.state.apply(new Change.RequestPut(book.request().escalatedNow(next)));
        c.notice(new Notice(Notice.Code.ESCALATED, id, book.request().receiver(), null, open));
      }
    }
  }
}
