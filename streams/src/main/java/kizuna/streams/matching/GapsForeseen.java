package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;

/** Says before it happens that nobody will be there (不足の予告). */
final class GapsForeseen {

  /** How long before its first day a gap is told: enough to ask, to travel, to hand over. */
  static final int TOLD_BEFORE_DAYS = 3;

  private GapsForeseen() {}

  /** Gaps that begin within that time, of requests that have just lost somebody. */
  static void after(Case c, Collection<String> requestIds) {
    LocalDate today = c.books.today();
    requestIds.stream()
        .sorted()
        .forEach(id -> tell(c, id, today, today.plusDays(TOLD_BEFORE_DAYS)));
  }

  /** Gaps that came so near because the days passed. */
  static void asDaysPass(Case c, Collection<String> requestIds, LocalDate from, LocalDate to) {
    requestIds.stream()
        .sorted()
        .forEach(
            id -> tell(c, id, from.plusDays(TOLD_BEFORE_DAYS + 1L), to.plusDays(TOLD_BEFORE_DAYS)));
  }

  private static void tell(Case c, String requestId, LocalDate first, LocalDate last) {
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
