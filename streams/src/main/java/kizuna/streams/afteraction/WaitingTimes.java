package kizuna.streams.afteraction;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Collects waiting times, milliseconds, and computes their quantiles. */
final class WaitingTimes {

  private long[] millis = new long[16];
  private int count;

  void add(Duration wait) {
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, count * 2);
    }
    millis[count++] = wait.toMillis();
  }

  /** Sorts them; must be called after the last one is added. */
  WaitFigures figures() {
    long[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    return new WaitFigures(count, at(sorted, 50), at(sorted, 90), at(sorted, 100));
  }

  /** The value at a percentile: of n sorted values the one at index n·p/100, the last at most. */
  private static Optional<Duration> at(long[] sorted, int percentile) {
    return sorted.length == 0
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis(
                sorted[
                    (int) Math.min(sorted.length - 1L, (long) sorted.length * percentile / 100)]));
  }
}
