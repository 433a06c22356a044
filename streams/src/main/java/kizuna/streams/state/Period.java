package kizuna.streams.state;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** Days from the first to the last, both included (JST). */
public record Period(LocalDate first, LocalDate last) {

  public Period {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException(
          "expected a last day on or after the first, but " + first + " to " + last);
    }
  }

  public int days() {
    return (int) ChronoUnit.DAYS.between(first, last) + 1;
  }

  public boolean contains(LocalDate day) {
    return !day.isBefore(first) && !day.isAfter(last);
  }

  /** The rest of it from a day on; the whole if nothing is left. */
  public Period from(LocalDate day) {
    return day.isAfter(first) && !day.isAfter(last) ? new Period(day, last) : this;
  }

  public boolean overlaps(Period other) {
    return !last.isBefore(other.first) && !other.last.isBefore(first);
  }

  @Override
  public String toString() {
    return first + "/" + last;
  }
}
