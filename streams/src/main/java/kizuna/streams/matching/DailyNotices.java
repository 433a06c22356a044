package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.MissingReport;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Request;

/**
 * Notices that are due once a day: near gaps, plan confirmations that expire, missing documents and
 * reports, quiet disasters. The first accepted report of the day, of any kind, adds them.
 */
final class DailyNotices {

  /** Days before its last day at which the notice of its end is due. */
  static final int CONFIRMATION_NOTICE_DAYS = 30;

  /** Days within which a spoken request is to be written (後日速やかに文書). */
  static final int DOCUMENT_EXPECTED_WITHIN_DAYS = 7;

  /** Days without any request after which a notice reports a quiet disaster. */
  static final int QUIET_DAYS = 30;

  private final DecisionContext c;
  private final LocalDate was;
  private final LocalDate today;

  private DailyNotices(DecisionContext c, LocalDate was) {
    this.c = c;
    this.was = was;
    this.today = c.state.today();
  }

  /** Adds the notices of the days that began with this report. */
  static void add(DecisionContext c) {
    LocalDate was = c.state.network().today();
    if (c.state.today().isAfter(was)) {
      new DailyNotices(c, was).add();
    }
  }

  private void add() {
    // Requests that were over before have no open need and await no document.
    Set<String> requests =
        c.state.network().requestsNotOverBefore(was.minusDays(DOCUMENT_EXPECTED_WITHIN_DAYS));
    c.state.touchedRequestIds().stream()
        .filter(id -> c.state.network().request(id) != null)
        .forEach(requests::add);
    requests.removeIf(id -> c.request(id).ended());
    GapNotices.asDaysPass(c, requests, was, today);
    confirmationsDue();
    documentsMissing(requests);
    reportsMissing();
    disastersQuiet();
  }

  /** Disasters without a request in the last weeks: they may be over. */
  private void disastersQuiet() {
    Set<String> busy = new TreeSet<>();
    Set<String> lastDaysDue = lastDaysDue();
    for (String id : c.state.network().requestsNotOverBefore(today.minusDays(QUIET_DAYS))) {
      busy.add(c.request(id).disasterId());
    }
    c.state.touchedRequestIds().forEach(id -> busy.add(c.request(id).disasterId()));
    for (Disaster d : c.state.register().disasters()) {
      LocalDate struck = LocalDate.ofInstant(d.struckAt(), NetworkView.JAPAN);
      boolean due = isDue(struck) || lastDaysDue.contains(d.id());
      if (due && !d.ended() && !busy.contains(d.id())) {
        c.notice(
            new Notice(
                Notice.Code.DISASTER_QUIET, d.id(), c.report.networkId(), today, QUIET_DAYS));
      }
    }
  }

  private boolean isDue(LocalDate last) {
    LocalDate due = last.plusDays(QUIET_DAYS + 1L);
    return due.isAfter(was) && !due.isAfter(today);
  }

  /** Disasters of requests with a last day that long ago since today. */
  private Set<String> lastDaysDue() {
    Set<String> due = new TreeSet<>();
    LocalDate from = was.minusDays(QUIET_DAYS);
    for (String id : c.state.network().requestsNotOverBefore(from)) {
      if (isDue(c.request(id).period().last())) {
        due.add(c.request(id).disasterId());
      }
    }
    return due;
  }

  /** Notifies both sides of each report that was due on a past day and is missing. */
  private void reportsMissing() {
    for (String id : c.state.network().dispatchesWithReportDue(was, today)) {
      Dispatch d = c.state.dispatchOf(id);
      MissingReport.of(d, today)
          .filter(due -> !due.on().isBefore(was))
          .ifPresent(due -> reportMissing(d, due));
      d.waitsForExtension()
          .filter(until -> d.lastDay().isBefore(today))
          .ifPresent(
              until ->
                  c.notice(
                      new Notice(
                          Notice.Code.EXTENSION_UNANSWERED, id, d.lender(), until, d.headCount())));
    }
  }

  private void reportMissing(Dispatch d, MissingReport.Due due) {
    c.notice(new Notice(Notice.Code.REPORT_MISSING, d.id(), d.lender(), due.on(), d.headCount()));
    if (due.report().concernsReceiver()) {
      c.notice(
          new Notice(Notice.Code.REPORT_MISSING, d.id(), d.receiver(), due.on(), d.headCount()));
    }
  }

  private void confirmationsDue() {
    LocalDate first = was.plusDays(CONFIRMATION_NOTICE_DAYS);
    LocalDate last = today.plusDays(CONFIRMATION_NOTICE_DAYS);
    for (Agreement a : c.state.register().agreements()) {
      for (Map.Entry<String, LocalDate> side : new TreeMap<>(a.confirmedUntil()).entrySet()) {
        if (side.getValue().isAfter(first)
            && !side.getValue().isAfter(last)
            && a.state(side.getValue()) != AgreementState.ENDED) {
          c.notice(
              new Notice(
                  Notice.Code.PLAN_CONFIRMATION_DUE,
                  a.id(),
                  side.getKey(),
                  side.getValue(),
                  (int) (side.getValue().toEpochDay() - today.toEpochDay())));
        }
      }
    }
  }

  private void documentsMissing(Set<String> requestIds) {
    for (String id : requestIds) {
      Request r = c.request(id);
      LocalDate asked = LocalDate.ofInstant(r.askedAt(), NetworkView.JAPAN);
      LocalDate due = asked.plusDays(DOCUMENT_EXPECTED_WITHIN_DAYS);
      if (r.documentation() == Documentation.ORAL && due.isAfter(was) && !due.isAfter(today)) {
        c.notice(
            new Notice(
                Notice.Code.DOCUMENT_PENDING,
                id,
                r.receiver(),
                null,
                (int) (today.toEpochDay() - asked.toEpochDay())));
      }
    }
  }
}
