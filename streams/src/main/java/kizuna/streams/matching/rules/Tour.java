package kizuna.streams.matching.rules;

import java.time.LocalDate;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Period;

/**
 * Days of work, from the first to the last, on which this many persons can go.
 *
 * @param offerId their offer
 */
public record Tour(
    Agreement agreement, String offerId, int headCount, LocalDate firstDay, LocalDate lastDay) {

  /** Days of work. */
  public Period days() {
    return new Period(firstDay, lastDay);
  }
}
