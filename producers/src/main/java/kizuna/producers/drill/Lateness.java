package kizuna.producers.drill;

/** By how much facts were sent after they were due, in whole milliseconds of real time. */
final class Lateness {

  /** Upper limit of a recorded delay. */
  static final int MAX_MILLIS = 60_000;

  private final int[] counts = new int[MAX_MILLIS + 1];
  private long total;
  private int max;

  void add(long nanos) {
    int millis = (int) Math.min(MAX_MILLIS, Math.max(0, nanos / 1_000_000));
    counts[millis]++;
    total++;
    max = Math.max(max, millis);
  }

  /** The least number of milliseconds that so many percent were not later than. */
  long percentile(double percent) {
    long wanted = (long) Math.ceil(total * percent / 100);
    long seen = 0;
    for (int millis = 0; millis <= max; millis++) {
      seen += counts[millis];
      if (seen >= wanted) {
        return millis;
      }
    }
    return max;
  }

  long max() {
    return max;
  }
}
