package kizuna.streams.state;

import java.util.Arrays;
import java.util.BitSet;

/** Counts by epoch day; lists the days on which the count is above zero. */
final class DayTally {

  private static final int MORE_DAYS = 64;

  private long firstDay;

  // Both from the first day on.
  private int[] counts = new int[0];
  private BitSet positive = new BitSet();

  void add(long epochDay, int count) {
    int at = place(epochDay);
    counts[at] += count;
    positive.set(at, counts[at] > 0);
  }

  private int place(long epochDay) {
    if (counts.length == 0) {
      firstDay = epochDay;
    }
    if (epochDay < firstDay) {
      beginEarlier((int) (firstDay - epochDay) + MORE_DAYS);
    }
    int at = (int) (epochDay - firstDay);
    if (at >= counts.length) {
      counts = Arrays.copyOf(counts, at + MORE_DAYS);
    }
    return at;
  }

  private void beginEarlier(int days) {
    int[] longer = new int[days + counts.length];
    System.arraycopy(counts, 0, longer, days, counts.length);
    BitSet moved = new BitSet();
    positive.stream().forEach(at -> moved.set(at + days));
    counts = longer;
    positive = moved;
    firstDay -= days;
  }

  /** Adds the days with a count above zero, from a day on: as numbers of days after it. */
  void addDaysFrom(long epochDay, BitSet to) {
    int from = (int) Math.max(0, epochDay - firstDay);
    for (int at = positive.nextSetBit(from); at >= 0; at = positive.nextSetBit(at + 1)) {
      to.set((int) (firstDay + at - epochDay));
    }
  }
}
