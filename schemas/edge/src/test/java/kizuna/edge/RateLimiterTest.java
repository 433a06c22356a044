package kizuna.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** So many at once, then one after each pause, for each key by itself. */
class RateLimiterTest {

  private static final int BURST = 3;
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong(-7);
  private final RateLimiter limiter = new RateLimiter(BURST, PAUSE, 1_000, nanos::get);

  @Test
  void beyondTheBurstItSaysHowLongToWait() {
    for (int i = 0; i < BURST; i++) {
      assertThat(limiter.allows("a")).isTrue();
      assertThat(limiter.secondsToWait("a")).isZero();
    }
    assertThat(limiter.allows("a")).isFalse();
    assertThat(limiter.secondsToWait("a")).isEqualTo(10);
    nanos.addAndGet(Duration.ofMillis(3_500).toNanos());
    assertThat(limiter.secondsToWait("a")).isEqualTo(7);
    nanos.addAndGet(Duration.ofMillis(6_500).toNanos());
    assertThat(limiter.secondsToWait("a")).isZero();
    assertThat(limiter.secondsToWait("a")).isEqualTo(10);
  }

  @Test
  void oneKeyTakesNothingFromAnotherAndNeverMoreThanTheBurstIsSaved() {
    for (int i = 0; i < 100; i++) {
      limiter.take("a");
    }
    assertThat(limiter.allows("a")).isFalse();
    assertThat(limiter.allows("b")).isTrue();
    nanos.addAndGet(PAUSE.multipliedBy(1_000).toNanos());
    for (int i = 0; i < BURST; i++) {
      assertThat(limiter.secondsToWait("a")).isZero();
    }
    assertThat(limiter.secondsToWait("a")).isEqualTo(10);
  }

  @Test
  void afterAResetTheWholeBurstIsThere() {
    for (int i = 0; i < BURST; i++) {
      limiter.take("a");
    }
    limiter.reset("a");
    assertThat(limiter.secondsToWait("a")).isZero();
  }
}
