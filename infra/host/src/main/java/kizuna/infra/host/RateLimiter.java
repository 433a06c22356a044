package kizuna.infra.host;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets by key: so many at once, then one more after each pause. Keeps a bounded number of
 * keys; the one that was used longest ago is forgotten first.
 */
public final class RateLimiter {

  private final int burst;
  private final long pauseNanos;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets;

  /**
   * @param burst how many are allowed at once
   * @param pause after which one more is allowed
   * @param mostKeys keys that are remembered
   * @param nanos the time, as {@link System#nanoTime}
   */
  public RateLimiter(int burst, Duration pause, int mostKeys, LongSupplier nanos) {
    this.burst = burst;
    this.pauseNanos = pause.toNanos();
    this.nanos = nanos;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > mostKeys;
          }
        };
  }

  /** Whether one more is allowed now; takes none. */
  public synchronized boolean allows(String key) {
    Bucket known = buckets.get(key);
    return known == null || known.refilled() >= 1;
  }

  /** Takes one, whether there is one or not. */
  public synchronized void take(String key) {
    Bucket bucket = bucket(key);
    bucket.left = Math.max(0, bucket.refilled() - 1);
  }

  /**
   * Takes one if there is one.
   *
   * @return 0 if there was; else the whole seconds until there is one
   */
  public synchronized int secondsToWait(String key) {
    Bucket bucket = bucket(key);
    if (bucket.refilled() >= 1) {
      bucket.left--;
      return 0;
    }
    return (int) Math.ceil((1 - bucket.left) * pauseNanos / Duration.ofSeconds(1).toNanos());
  }

  /** Forgets what a key has taken. */
  public synchronized void reset(String key) {
    buckets.remove(key);
  }

  private Bucket bucket(String key) {
    return buckets.computeIfAbsent(key, k -> new Bucket());
  }

  private final class Bucket {
    private double left = burst;
    private long since = nanos.getAsLong();

    double refilled() {
      long now = nanos.getAsLong();
      left = Math.min(burst, left + (double) (now - since) / pauseNanos);
      since = now;
      return left;
    }
  }
}
