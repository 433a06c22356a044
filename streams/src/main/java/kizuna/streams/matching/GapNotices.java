package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;

/** Notices of days on which people will be missing, before they come (不足の予告). */
final class GapNotices {

  /** Days before its first day at which a gap is told: enough to ask, travel and hand over. */
  static final int TOLD_BEFORE_DAYS = 3;

  private GapNotices() {}

  /** Tells gaps that begin soon, of requests that just lost somebody. */
  static void after(DecisionContext c, Collection<String> requestIds) {
    LocalDate today = c.books.today();
    requestIds.stream()
        .sorted()
        .forEach(id -> tell(c, id, today, today.plusDays(TOLD_BEFORE_DAYS)));
  }

  /** Tells gaps that came near because days passed. */
  static void asDaysPass(
      DecisionContext c, Collection<String> requestIds, LocalDate from, LocalDate to) {
    requestIds.stream()
        .sorted()
        .forEach(
            id -> tell(c, id, from.plusDays(TOLD_BEFORE_DAYS + 1L), to.plusDays(TOLD_BEFORE_DAYS)));
  }

  private static void tell(DecisionContext c, String requestId, LocalDate first, LocalDate last) {
    RequestCoverage book = c.books.requestOf(requestId);
    Request request = book.request();
    Optional<LocalDate> gap = book.firstOpenDayFrom(c.books.today());
    if (gap.isEmpty() || gap.get().isBefore(first) || gap.get().isAfter(last)) {
      return;
    }
    c.notice(
        new Notice(
            Notice.Code.GAP_FORESEEN,
            request.id(),
            request.receiver(),
            gap.get(),
            book.openOn(gap.get().toEpochDay())));
  }
}
