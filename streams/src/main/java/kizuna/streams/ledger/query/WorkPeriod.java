package kizuna.streams.ledger.query;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.schemas.JapanTime;
import kizuna.states.LedgerEntry;
import kizuna.streams.ledger.database.Tables.Dispatches;
import org.jooq.Condition;

/**
 * Dispatches whose people depart, arrive, work, end or come home in a period that begins today.
 * Dispatches that were declined, lapsed or cancelled do not count.
 */
public final class WorkPeriod {

  private static final List<String> NOBODY_MOVES =
      Stream.of(
              DispatchState.DECLINED,
              DispatchState.LAPSED,
              DispatchState.CANCELLED,
              DispatchState.UNKNOWN)
          .map(Enum::name)
          .toList();

  private WorkPeriod() {}

  /** The length of the period. */
  public enum Length {
    TODAY("today", 1),
    WEEK("week", 7);

    private final String name;
    private final int days;

    Length(String name, int days) {
      this.name = name;
      this.days = days;
    }

    /** Its name in a URL. */
    public String code() {
      return name;
    }

    public LocalDate last(LocalDate today) {
      return today.plusDays(days - 1L);
    }

    public static List<String> names() {
      return Arrays.stream(values()).map(Length::code).toList();
    }

    /** The length of a name. */
    public static Optional<Length> of(String name) {
      return Arrays.stream(values()).filter(l -> l.name.equals(name)).findFirst();
    }
  }

  /** Dispatches of a period. */
  public static Condition within(LocalDate first, LocalDate last) {
    long from = first.toEpochDay();
    long to = last.toEpochDay();
    Condition any = Dispatches.BEGINS_ON.le(to).and(Dispatches.ENDS_ON.ge(from));
    for (String day : List.of("departed_on", "arrived_on", "ended_on", "returned_on")) {
      any = any.or(Dispatches.column(day).between(from, to));
    }
    return Dispatches.STATE.notIn(NOBODY_MOVES).and(any);
  }

  public static LocalDate begins(LedgerEntry e) {
    return e.getFirstDay().minusDays(e.getTravelDays());
  }

  /** The day of return, or of the end of work; the planned day until then. */
  public static LocalDate ends(LedgerEntry e) {
    Instant ended = e.getReturnedAt() == null ? e.getEndedAt() : e.getReturnedAt();
    LocalDate planned = e.getLastDay().plusDays(e.getTravelDays());
    return ended == null || day(ended).isAfter(planned) ? planned : day(ended);
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, JapanTime.ZONE);
  }
}
