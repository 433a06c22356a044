package kizuna.streams.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.TreeMap;
import kizuna.states.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * How many people of a lender are away (派遣中): who has departed until their work ends, and then for
 * the days of the journey home. That nobody reported their return keeps nobody away for ever.
 */
final class Away {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  private int atWork;

  /** Whose work has ended, or ends soon, by the last day on which they may be on the road. */
  private final TreeMap<LocalDate, Integer> until = new TreeMap<>();

  void add(LedgerEntry e, int sign) {
    int heads = sign * e.getHeadCount();
    switch (e.getState()) {
      case DEPARTED, ON_SITE, HANDING_OVER -> atWork += heads;
      case RELEASED, RECALLED ->
          until.merge(
              e.getLastDay().plusDays(e.getTravelDays()),
              heads,
              (some, more) -> some + more == 0 ? null : some + more);
      default -> {
        // At home.
      }
    }
  }

  /**
   * Persons away.
   *
   * @param at the log's time; null: everybody whose return is not reported
   */
  int at(@Nullable Instant at) {
    var ended = at == null ? until : until.tailMap(LocalDate.ofInstant(at, JAPAN), true);
    return atWork + ended.values().stream().mapToInt(Integer::intValue).sum();
  }
}
