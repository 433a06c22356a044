package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Kafka's clients wait until the time of before comes again. */
class ClockStepTest {

  private Instant machine = Instant.parse("2028-01-02T04:00:00Z");
  private Duration elapsed = Duration.ofDays(3);
  private final ClockStep step = new ClockStep(new Machine(), () -> elapsed);

  private final class Machine extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return machine;
    }
  }

  @Test
  void aClockThatIsSetBackIsNoticedOnce() {
    elapsed = elapsed.plusSeconds(10);
    machine = machine.plusSeconds(10).minus(Duration.ofDays(400));
    assertThat(step.back()).contains(Duration.ofDays(400));
    assertThat(step.back()).isEmpty();
  }

  @Test
  void aClockThatGoesOnOrJumpsOnIsNone() {
    elapsed = elapsed.plusSeconds(10);
    machine = machine.plusSeconds(10);
    assertThat(step.back()).isEmpty();
    machine = machine.plus(Duration.ofDays(400));
    assertThat(step.back()).isEmpty();
  }

  @Test
  void smallStepsAreWaitedForHoweverManyThereAre() {
    for (int i = 0; i < 10; i++) {
      machine = machine.minus(ClockStep.MAX_BACK);
      assertThat(step.back()).isEmpty();
    }
    machine = machine.minus(ClockStep.MAX_BACK).minusMillis(1);
    assertThat(step.back()).isPresent();
  }
}
