package kizuna.infra.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Time of each change from the log's acknowledgement to each viewer. */
final class ArrivalTimes {

  private static final long HIGHEST_MICROS = 120_000_000L;

  private final Map<String, Long> acceptedAt = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> early = new ConcurrentHashMap<>();
  private final Histogram micros = new ConcurrentHistogram(HIGHEST_MICROS, 3);

  /** The log acknowledged a change. */
  void accepted(String key) {
    acceptedAt.put(key, System.nanoTime());
    claimEarly(key);
  }

  /** Changes that the log acknowledged. */
  int accepted() {
    return acceptedAt.size();
  }

  Histogram micros() {
    return micros;
  }

  /** Returns the measurements so far and starts anew. No change may be in transit. */
  Histogram restart() {
    Histogram soFar = micros.copy();
    micros.reset();
    acceptedAt.clear();
    return soFar;
  }

  /** A viewer got a change. The acknowledgement may come later; then it took no time. */
  void record(String key, long now) {
    Long accepted = acceptedAt.get(key);
    if (accepted == null) {
      early.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
      accepted = acceptedAt.get(key);
      if (accepted == null) {
        return;
      }
      claimEarly(key);
      return;
    }
    record(now - accepted);
  }

  private void claimEarly(String key) {
    AtomicInteger waiting = early.get(key);
    for (int i = waiting == null ? 0 : waiting.getAndSet(0); i > 0; i--) {
      record(0);
    }
  }

  private void record(long nanos) {
    micros.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, nanos / 1000)));
  }
}
