package kizuna.streams.state;

import java.time.LocalDate;
import java.util.Arrays;

/** Head-counts on each day of a period. */
final class DayCounts {

  private final long firstDay;
  private final int[] counts;

  private DayCounts(long firstDay, int[] counts) {
    this.firstDay = firstDay;
    this.counts = counts;
  }

  static DayCounts of(Period period, int count) {
    int[] counts = new int[period.days()];
    Arrays.fill(counts, count);
    return new DayCounts(period.first().toEpochDay(), counts);
  }

  /** The counts of several periods, zero in between. */
  static DayCounts of(Period period, java.util.List<DailyCount> counts) {
    DayCounts sum = of(period, 0);
    counts.forEach(c -> sum.add(c.days(), c.headCount()));
    return sum;
  }

  DayCounts copy() {
    return new DayCounts(firstDay, counts.clone());
  }

  /** The count of a day; zero outside the period. */
  int on(long epochDay) {
    long i = epochDay - firstDay;
    return i < 0 || i >= counts.length ? 0 : counts[(int) i];
  }

  /** Adds to the days of {@code period} that are in this one. */
  void add(Period period, int count) {
    long from = Math.max(period.first().toEpochDay(), firstDay);
    long to = Math.min(period.last().toEpochDay(), firstDay + counts.length - 1);
    for (long day = from; day <= to; day++) {
      counts[(int) (day - firstDay)] += count;
    }
  }

  int total() {
    int sum = 0;
    for (int c : counts) {
      sum += c;
    }
    return sum;
  }

  LocalDate first() {
    return LocalDate.ofEpochDay(firstDay);
  }

  int days() {
    return counts.length;
  }
}
