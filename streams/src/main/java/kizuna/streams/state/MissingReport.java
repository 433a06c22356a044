package kizuna.streams.state;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A due report on a dispatch that was not made (未報告). A report is due on a day and missing from the
 * next day on.
 */
public enum MissingReport {
  DEPARTURE,
  ARRIVAL,
  RELEASE,
  RETURN;

  /**
   * A report and the day on which it is due.
   *
   * @param on JST; missing from the next day on
   */
  public record Due(MissingReport report, LocalDate on) {}

  /** The reports that are due in the dispatch's present state, the earliest first. */
  public static List<Due> due(Dispatch d) {
    return switch (d.state()) {
      case CONFIRMED ->
          List.of(
              new Due(DEPARTURE, d.firstDay().minusDays(d.travelDays())),
              new Due(ARRIVAL, d.firstDay()));
      case DEPARTED -> List.of(new Due(ARRIVAL, d.firstDay()));
      case ON_SITE, HANDING_OVER -> List.of(new Due(RELEASE, d.lastDay()));
      case RELEASED, RECALLED -> List.of(new Due(RETURN, d.lastDay().plusDays(d.travelDays())));
      case PROPOSED, RETURNED, DECLINED, LAPSED, CANCELLED -> List.of();
    };
  }

  /** The last report that is missing on a day; empty: none. */
  public static Optional<Due> of(Dispatch d, LocalDate today) {
    return due(d).stream()
        .filter(due -> due.on().isBefore(today))
        .reduce((earlier, later) -> later);
  }

  /** Whether the receiver gets a notice that it is missing; the lender always does. */
  public boolean concernsReceiver() {
    return this == ARRIVAL || this == RELEASE;
  }
}
