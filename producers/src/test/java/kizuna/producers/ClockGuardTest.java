package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No fact is recorded with a time that cannot be right. */
class ClockGuardTest {

  private static final Instant START = Instant.parse("2026-11-27T03:00:00Z");

  private Instant now = START;
  private Duration elapsed = Duration.ofDays(3);
  private Optional<Instant> newest = Optional.of(START.minusSeconds(30));
  private final ClockGuard guard = new ClockGuard(new Told(), () -> elapsed, () -> newest);

  private final class Told extends Clock {
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
      return now;
    }
  }

  private Optional<String> trouble() {
    return guard.trouble().map(Refused::code);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    elapsed = elapsed.plus(time);
  }

  @Test
  void aClockThatGoesOnIsBelievedAlsoAfterTheMachineSlept() {
    guard.look();
    assertThat(trouble()).isEmpty();
    pass(Duration.ofDays(200));
    assertThat(trouble()).isEmpty();
    newest = Optional.of(now.plus(LogTime.MOST_AHEAD));
    guard.look();
    assertThat(trouble()).as("machines differ a little").isEmpty();
  }

  @Test
  void aClockAYearAheadIsNotBelievedUntilItIsSetBack() {
    guard.look();
    pass(Duration.ofSeconds(30));
    Instant right = now;

    now = now.plus(Duration.ofDays(365));
    assertThat(trouble()).contains("clock-jumped");
    pass(Duration.ofHours(5));
    guard.look();
    assertThat(trouble()).as("it does not get used to it").contains("clock-jumped");

    now = right.plus(Duration.ofHours(5));
    assertThat(trouble()).isEmpty();
  }

  @Test
  void aClockMayMoveByAnHourButNotByMore() {
    guard.look();
    now = now.plus(ClockGuard.JUMP);
    assertThat(trouble()).isEmpty();
    now = now.plus(ClockGuard.JUMP).plusMillis(1);
    assertThat(trouble()).contains("clock-jumped");
  }

  @Test
  void aLogThatIsAheadOfTheClockIsNotWrittenOn() {
    newest = Optional.of(START.plus(LogTime.MOST_AHEAD).plusMillis(1));
    guard.look();
    assertThat(trouble()).contains("clock-behind");

    newest = Optional.empty(); // the broker is away: what is known is known
    guard.look();
    assertThat(trouble()).contains("clock-behind");
    pass(Duration.ofSeconds(1));
    assertThat(trouble()).isEmpty();
  }
}
