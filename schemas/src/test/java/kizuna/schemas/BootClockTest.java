package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much time has gone by, whatever the machine's clock says. */
class BootClockTest {

  private long nanos = -5;
  private Duration uptime = Duration.ofMillis(70);
  private int asked;
  private final BootClock clock =
      new BootClock(
          () -> {
            asked++;
            return uptime;
          },
          () -> nanos);

  @Test
  void theSystemIsNotAskedForEachFact() {
    for (int fact = 0; fact < 10_000; fact++) {
      assertThat(clock.get()).isEqualTo(Duration.ofMillis(70).plusNanos(10_000L * fact));
      nanos += 10_000;
    }

    assertThat(asked).isEqualTo(1);
    clock.get();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void sleepCounts() {
    clock.get();
    nanos += Duration.ofMillis(BootClock.KEPT_MILLIS).toNanos();
    uptime = Duration.ofHours(8);

    assertThat(clock.get()).isEqualTo(Duration.ofHours(8));
  }

  @Test
  void aFigureThatIsRoundedDownDoesNotTurnTimeBack() {
    clock.get();
    nanos += Duration.ofMillis(BootClock.KEPT_MILLIS).toNanos();
    uptime = Duration.ofMillis(70 + BootClock.KEPT_MILLIS - 9);

    assertThat(clock.get()).isEqualTo(Duration.ofMillis(70 + BootClock.KEPT_MILLIS));
  }
}
