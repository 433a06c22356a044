package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kizuna.schemas.LogClock;
import kizuna.schemas.LogClock.Doubt;
import kizuna.schemas.Namespace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Facts are taken whatever the machine's clock says, and stamped with a time that can be right. */
class BelievedTimesTest {

  private static final Instant START = Instant.parse("2026-11-27T03:00:00Z");
  private static final String NETWORK = "tokyo23";

  private Instant machine = START;
  private Duration elapsed = Duration.ofDays(3);
  private final Map<String, Instant> logs = new HashMap<>(Map.of(NETWORK, START.minusSeconds(30)));
  private Duration heldAhead = Duration.ZERO;
  private @Nullable Instant scenarioTime;
  private BelievedTimes times = started();

  private BelievedTimes started() {
    return new BelievedTimes(
        new Machine(),
        () -> elapsed,
        network -> Optional.ofNullable(logs.get(network)),
        network -> heldAhead,
        run -> Optional.ofNullable(scenarioTime));
  }

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

  private Instant now() {
    return times.now(Namespace.LIVE, NETWORK);
  }

  private Optional<Doubt> doubt() {
    return Optional.ofNullable(times.doubted().get(NETWORK)).flatMap(LogClock.Reading::doubt);
  }

  private void pass(Duration time) {
    machine = machine.plus(time);
    elapsed = elapsed.plus(time);
  }

  @Test
  void aClockThatGoesOnIsBelievedAlsoAfterTheMachineSlept() {
    assertThat(now()).isEqualTo(START);
    pass(Duration.ofDays(200));
    assertThat(now()).isEqualTo(machine);
    logs.put(NETWORK, machine.plus(LogClock.MAX_BEHIND));
    assertThat(now()).as("machines differ a little").isEqualTo(machine);
    assertThat(doubt()).isEmpty();
  }

  @Test
  void aClockAYearAheadIsNotBelievedAndFactsAreStampedAsWasMeasured() {
    assertThat(now()).isEqualTo(START);
    pass(Duration.ofSeconds(30));
    Instant right = machine;

    machine = machine.plus(Duration.ofDays(365));
    assertThat(now()).isEqualTo(right);
    assertThat(doubt()).contains(Doubt.JUMPED);
    pass(Duration.ofHours(5));
    assertThat(now()).as("it does not get used to it").isEqualTo(right.plus(Duration.ofHours(5)));

    machine = right.plus(Duration.ofHours(5));
    assertThat(now()).isEqualTo(machine);
    assertThat(doubt()).isEmpty();
  }

  @Test
  void aClockMayMoveByAnHourButNotByMore() {
    now();
    machine = machine.plus(LogClock.MAX_JUMP);
    assertThat(now()).isEqualTo(machine);
    Instant sure = machine;
    machine = machine.plus(LogClock.MAX_JUMP).plusMillis(1);
    assertThat(now()).isEqualTo(sure);
  }

  @Test
  void aStartLongAfterTheLastRecordIsNotBelievedUntilItIsConfirmed() {
    logs.put(NETWORK, START.minus(LogClock.MAX_REST).minusSeconds(1));
    assertThat(now()).isEqualTo(logs.get(NETWORK));
    assertThat(doubt()).contains(Doubt.JUMPED);

    times.set(Namespace.LIVE, NETWORK, machine);

    assertThat(now()).isEqualTo(machine);
    assertThat(doubt()).isEmpty();
  }

  @Test
  void aStartAfterAWeekendIsBelieved() {
    logs.put(NETWORK, START.minus(LogClock.MAX_REST));
    assertThat(now()).isEqualTo(START);
  }

  @Test
  void aJumpThatTheLogSaysIsHeldIsHeldAlsoAfterAStartUntilTheClockIsRight() {
    Instant right = START;
    Instant log = START.minusSeconds(30);
    heldAhead = Duration.ofDays(2);
    machine = right.plus(heldAhead);
    times = started();
    assertThat(now()).isEqualTo(log);
    assertThat(doubt()).contains(Doubt.JUMPED);

    pass(Duration.ofHours(5));
    assertThat(now()).as("as measured").isEqualTo(log.plus(Duration.ofHours(5)));

    machine = right.plus(Duration.ofHours(5));
    assertThat(now()).as("right again by itself").isEqualTo(machine);
    assertThat(doubt()).isEmpty();
  }

  @Test
  void aLogThatIsAheadOfTheClockGoesOnAtItsTimeUntilItIsSetBack() {
    Instant ahead = START.plus(Duration.ofDays(400));
    logs.put(NETWORK, ahead);
    pass(Duration.ZERO);
    assertThat(now()).isEqualTo(ahead);
    pass(Duration.ofMinutes(1));
    assertThat(now()).isEqualTo(ahead.plusSeconds(60));
    assertThat(doubt()).contains(Doubt.BEHIND);

    logs.put(NETWORK, machine); // by a fact from another door

    assertThat(now()).isEqualTo(machine);
    assertThat(doubt()).isEmpty();
  }

  @Test
  void eachNetworkHasItsTimeAndADrillTheMachines() {
    logs.put("kansai", START.plus(Duration.ofDays(30)));
    assertThat(now()).isEqualTo(START);
    assertThat(times.now(Namespace.LIVE, "kansai")).isEqualTo(logs.get("kansai"));
    assertThat(times.now(Namespace.LIVE, "nobody")).isEqualTo(START);
    assertThat(times.now(Namespace.drill("noto-2024-1"), "kansai")).isEqualTo(START);
    scenarioTime = Instant.parse("2024-01-01T07:20:00Z");
    assertThat(times.now(Namespace.drill("noto-2024-1"), "kansai")).isEqualTo(scenarioTime);
  }

  /** The fact that sets the time is on its way: what is read of the log is still of before. */
  @Test
  void aTimeThatWasJustSetBackIsTheTimeOfTheNextReport() {
    Instant right = START.minus(Duration.ofDays(400));
    assertThat(now()).isEqualTo(START);
    logs.put(NETWORK, START);
    machine = right;
    assertThat(now()).as("not believed").isEqualTo(START);

    times.set(Namespace.LIVE, NETWORK, right);
    assertThat(now()).isEqualTo(right);
    logs.put(NETWORK, right);
    assertThat(now()).isEqualTo(right);
    assertThat(doubt()).isEmpty();
  }
}
