package kizuna.streams.matching;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.Books;
import kizuna.streams.books.Change;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.Documentation;
import kizuna.streams.books.Fact;
import kizuna.streams.books.Request;
import kizuna.streams.books.RequestBook;

/**
 * What becomes due because the log says that time has passed: holds lapse, gaps come near, plan
 * confirmations run out, documents are missing, deadlines pass what is open to the next tier.
 */
final class PassingOfTime {

  /** How long before its last day the end of a plan confirmation is told. */
  static final int CONFIRMATION_TOLD_BEFORE_DAYS = 30;

  /** How long after it a spoken request is to be written (後日速やかに文書). */
  static final Duration DOCUMENT_EXPECTED_WITHIN = Duration.ofDays(7);

  private final Case c;

  PassingOfTime(Case c) {
    this.c = c;
  }

  Decision passed(Fact.TimePassed f) {
    Optional<Reason> no = c.authority.mayTellTime();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Instant before = c.books.network().clock();
    if (f.to().isAfter(c.books.clock())) {
      c.books.apply(new Change.ClockSet(f.to()));
    }
    Set<String> opened = new TreeSet<>();
    Set<String> freed = new TreeSet<>();
    for (Dispatch d : c.books.network().lapsedAt(c.books.clock())) {
      c.move(d, DispatchState.LAPSED, d.lastDay(), null);
      opened.add(d.requestId());
      freed.addAll(c.freedBy(d));
    }
    c.matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    LocalDate was = LocalDate.ofInstant(before, Books.JAPAN);
    if (c.books.today().isAfter(was)) {
      dayCame(before, was);
    }
    passOn();
    return c.accepted(c.report.networkId());
  }

  /** Once a day everything is looked at that is due on a day. */
  private void dayCame(Instant before, LocalDate was) {
    Set<String> requests = new TreeSet<>();
    c.books.network().requests().forEach(book -> requests.add(book.request().id()));
    requests.removeIf(id -> c.request(id).ended());
    GapsForeseen.asDaysPass(c, requests, was, c.books.today());
    confirmationsDue(was);
    documentsMissing(requests, before);
  }

  private void confirmationsDue(LocalDate was) {
    LocalDate first = was.plusDays(CONFIRMATION_TOLD_BEFORE_DAYS);
    LocalDate last = c.books.today().plusDays(CONFIRMATION_TOLD_BEFORE_DAYS);
    for (Agreement a : c.books.register().agreements()) {
      for (Map.Entry<String, LocalDate> side : new TreeMap<>(a.confirmedUntil()).entrySet()) {
        if (side.getValue().isAfter(first) && !side.getValue().isAfter(last)) {
          c.notice(
              new Notice(
                  Notice.Code.PLAN_CONFIRMATION_DUE,
                  a.id(),
                  side.getKey(),
                  side.getValue(),
                  (int) (side.getValue().toEpochDay() - c.books.today().toEpochDay())));
        }
      }
    }
  }

  private void documentsMissing(Set<String> requestIds, Instant before) {
    for (String id : requestIds) {
      Request r = c.request(id);
      Instant due = r.askedAt().plus(DOCUMENT_EXPECTED_WITHIN);
      if (r.documentation() == Documentation.ORAL
          && due.isAfter(before)
          && !due.isAfter(c.books.clock())) {
        c.notice(
            new Notice(
                Notice.Code.DOCUMENT_PENDING,
                id,
                r.receiver(),
                null,
                (int) Duration.between(r.askedAt(), c.books.clock()).toDays()));
      }
    }
  }

  /** What is still open after its deadline goes to the next tier's network. */
  private void passOn() {
    String next = c.books.register().network().escalatesTo();
    if (next == null) {
      return;
    }
    Set<String> due = new LinkedHashSet<>(c.books.network().escalationsDue(c.books.clock()));
    // What this decision opened again is in no index yet.
    due.addAll(c.books.touchedRequestIds());
    for (String id : due) {
      RequestBook book = c.books.requestOf(id);
      int open = book.openPersonDaysFrom(c.books.today());
      if (open > 0 && c.books.network().isEscalationDue(book.request(), c.books.clock())) {
        c.books.apply(new Change.RequestPut(book.request().escalatedNow(next)));
        c.notice(new Notice(Notice.Code.ESCALATED, id, book.request().receiver(), null, open));
      }
    }
  }
}
