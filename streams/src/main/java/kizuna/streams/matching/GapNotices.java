package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;

/** Notices of days with missing people, in advance (不足の予告). */
final class GapNotices {

  /**
   * Days before its first day at which the notice of a gap is due: enough to request staff, travel
   * and hand over the work.
   */
  static final int NOTICE_DAYS = 3;

  private GapNotices() {}

  /** Adds notices of gaps that begin soon, for requests that just lost people. */
  static void after(DecisionContext c, Collection<String> requestIds) {
    LocalDate today = c.state.today();
    requestIds.stream().sorted().forEach(id -> add(c, id, today, today.plusDays(NOTICE_DAYS)));
  }

  /** Adds notices of gaps that are now near because days passed. */
  static void asDaysPass(
      DecisionContext c, Collection<String> requestIds, LocalDate from, LocalDate to) {
    requestIds.stream()
        .sorted()
        .forEach(id -> add(c, id, from.plusDays(NOTICE_DAYS + 1L), to.plusDays(NOTICE_DAYS)));
  }

  private static void add(DecisionContext c, String requestId, LocalDate first, LocalDate last) {
    RequestCoverage book = c.state.requestOf(requestId);
    Request request = book.request();
    Optional<LocalDate> gap = book.firstOpenDayFrom(c.state.today());
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
