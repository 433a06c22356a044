package kizuna.streams.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kizuna.states.LedgerEntry;

/**
 * Dispatches whose people depart, arrive, work, end or come home in a period that begins today. A
 * dispatch that was declined, lapsed or was cancelled moves nobody.
 *
 * @param today the day (JST) of the log's clock in a network
 */
public record WorkPeriod(Length length, Function<String, LocalDate> today)
    implements Predicate<LedgerEntry> {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  /** How long the period is. */
  public enum Length {
    TODAY("today", 1),
    WEEK("week", 7);

    private final String name;
    private final int days;

    Length(String name, int days) {
      this.name = name;
      this.days = days;
    }

    /** Its name in an address. */
    public String code() {
      return name;
    }

    /** All names. */
    public static List<String> names() {
      return Arrays.stream(values()).map(Length::code).toList();
    }

    /** The length of a name. */
    public static Optional<Length> of(String name) {
      return Arrays.stream(values()).filter(l -> l.name.equals(name)).findFirst();
    }
  }

  @Override
  public boolean test(LedgerEntry e) {
    LocalDate first = today.apply(e.getNetworkId());
    LocalDate last = first.plusDays(length.days - 1L);
    return switch (e.getState()) {
      case DECLINED, LAPSED, CANCELLED, UNKNOWN -> false;
      default ->
          overlaps(first, last, begins(e), ends(e))
              || Stream.of(e.getDepartedAt(), e.getArrivedAt(), e.getEndedAt(), e.getReturnedAt())
                  .anyMatch(at -> at != null && overlaps(first, last, day(at), day(at)));
    };
  }

  private static LocalDate begins(LedgerEntry e) {
    return e.getFirstDay().minusDays(e.getTravelDays());
  }

  /** The day on which they came home, or on which their work ended; the planned one until then. */
  private static LocalDate ends(LedgerEntry e) {
    Instant ended = e.getReturnedAt() == null ? e.getEndedAt() : e.getReturnedAt();
    LocalDate planned = e.getLastDay().plusDays(e.getTravelDays());
    return ended == null || day(ended).isAfter(planned) ? planned : day(ended);
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, JAPAN);
  }

  private static boolean overlaps(
      LocalDate first, LocalDate last, LocalDate begins, LocalDate ends) {
    return !begins.isAfter(last) && !ends.isBefore(first);
  }
}
