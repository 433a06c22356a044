package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.AgreementState;
import kizuna.streams.books.Books;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.Documentation;
import kizuna.streams.books.MissingReport;
import kizuna.streams.books.Request;

/**
 * What is looked at once on each day, by the first report of the day, whatever it is: gaps come
 * near, plan confirmations run out, documents are missing. The log's clock goes on with every
 * report that is accepted, so none of them may leave it to the next.
 */
final class NewDay {

  /** How long before its last day the end of a plan confirmation is told. */
  static final int CONFIRMATION_TOLD_BEFORE_DAYS = 30;

  /** How long after it a spoken request is to be written (後日速やかに文書). */
  static final int DOCUMENT_EXPECTED_WITHIN_DAYS = 7;

  private final Case c;
  private final LocalDate was;
  private final LocalDate today;

  private NewDay(Case c, LocalDate was) {
    this.c = c;
    this.was = was;
    this.today = c.books.today();
  }

  /** Tells what is due because of the days that came with this report. */
  static void tell(Case c) {
    LocalDate was = c.books.network().today();
    if (c.books.today().isAfter(was)) {
      new NewDay(c, was).tell();
    }
  }

  private void tell() {
    Set<String> requests = new TreeSet<>();
    c.books.network().requests().forEach(book -> requests.add(book.request().id()));
    requests.removeIf(id -> c.request(id).ended());
    GapsForeseen.asDaysPass(c, requests, was, today);
    confirmationsDue();
    documentsMissing(requests);
    reportsMissing();
  }

  /** Each report that was due on a day that is over now, to whom it concerns. */
  private void reportsMissing() {
    for (String id : c.books.network().dispatchesWithReportDue(was, today)) {
      Dispatch d = c.books.dispatchOf(id);
      MissingReport.of(d, today)
          .filter(due -> !due.on().isBefore(was))
          .ifPresent(due -> reportMissing(d, due));
      if (d.extensionAskedTo() != null && d.lastDay().isBefore(today)) {
        c.notice(
            new Notice(
                Notice.Code.EXTENSION_UNANSWERED,
                id,
                d.lender(),
                d.extensionAskedTo(),
                d.headCount()));
      }
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
    LocalDate first = was.plusDays(CONFIRMATION_TOLD_BEFORE_DAYS);
    LocalDate last = today.plusDays(CONFIRMATION_TOLD_BEFORE_DAYS);
    for (Agreement a : c.books.register().agreements()) {
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
      LocalDate asked = LocalDate.ofInstant(r.askedAt(), Books.JAPAN);
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
