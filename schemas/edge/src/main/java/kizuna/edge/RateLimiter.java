package kizuna.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Token buckets by key: {@code burst} at once, then one more after each pause. A key that has its
 * whole burst again is forgotten, and so are keys beyond {@code mostKeys}.
 */
public final class RateLimiter {

  private final int burst;
  private final Duration pause;
  private final TimeMeter time;
  private final Cache<String, Bucket> buckets;

  /**
   * @param burst number allowed at once
   * @param pause interval until one more is allowed
   * @param mostKeys limit of stored keys
   * @param nanos the time, as {@link System#nanoTime}
   */
  public RateLimiter(int burst, Duration pause, int mostKeys, LongSupplier nanos) {
    this.burst = burst;
    this.pause = pause;
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanos.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(mostKeys)
            .expireAfterAccess(pause.multipliedBy(burst))
            .ticker(nanos::getAsLong)
            .build();
  }

  /** Whether one more is allowed now; takes none. */
  public boolean allows(String key) {
    Bucket known = buckets.getIfPresent(key);
    return known == null || known.getAvailableTokens() >= 1;
  }

  /** Takes one, if there is one. */
  public void take(String key) {
    boolean unused = bucket(key).tryConsume(1);
  }

  /**
   * Takes one if there is one.
   *
   * @return 0 if there was; else the whole seconds until there is one
   */
  public int secondsToWait(String key) {
    ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? 0
        : (int)
            Math.ceil((double) probe.getNanosToWaitForRefill() / Duration.ofSeconds(1).toNanos());
  }

  /** Resets the count of a key. */
  public void reset(String key) {
    buckets.invalidate(key);
  }

  private Bucket bucket(String key) {
    return buckets.get(
        key,
        k ->
            Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(1, pause))
                .withCustomTimePrecision(time)
                .build());
  }
}
