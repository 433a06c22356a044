package kizuna.producers.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.producers.IntakeProducer;
import kizuna.producers.MockedLog;
import kizuna.producers.drill.DrillReplay.Replayed;
import kizuna.schemas.Namespace;
import kizuna.schemas.Waiting;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillNetwork;
import kizuna.seeds.drill.FactSource;
import kizuna.seeds.drill.ReplayableDrill;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ReplayingADrillTest {

  private static final Namespace DRILL = Namespace.drill("noto-1");
  private static final Instant START = Instant.parse("2024-01-01T07:10:00Z");

  private static DrillPlan plan(List<Fact> facts, double speed) {
    Drill drill =
        new Drill(
            "noto",
            "能登",
            "Noto",
            List.of(new DrillNetwork("tokyo23", "特別区", List.of("131041"))),
            facts,
            Optional.empty());
    return DrillPlan.ofLog(new ReplayableDrill(drill, FactSource.of(facts, 0)), speed);
  }

  private static DrillReplay replay(MockedLog kafka, List<Fact> facts, double speed) {
    return new DrillReplay(kafka.log, event -> {}, DRILL, plan(facts, speed));
  }

  private static List<Fact> facts(int count, long secondsBetween) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                MockedLog.fact(
                    "tokyo23", START.plusSeconds(i * secondsBetween), OperationMode.EXERCISE))
        .toList();
  }

  /** I10: no drill record in a live topic, ever. */
  @Test
  void aDrillCannotBeReplayedIntoTheLiveNamespace() {
    MockedLog kafka = new MockedLog(true);

    assertThatThrownBy(
            () ->
                new DrillReplay(
                    kafka.log,
                    event -> {},
                    Namespace.LIVE,
                    plan(facts(1, 1), DrillReplay.MAX_SPEED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected the namespace of a drill, but ");
  }

  @Test
  void aFactThatIsNotADrillsIsNotReplayed() {
    MockedLog kafka = new MockedLog(true);
    List<Fact> real = List.of(MockedLog.fact("tokyo23", START, OperationMode.ACTUAL));

    assertThatThrownBy(() -> replay(kafka, real, DrillReplay.MAX_SPEED).replay(n -> {}))
        .hasMessage("expected a drill's fact, but ACTUAL");
    assertThat(kafka.sent()).isEmpty();
  }

  @Test
  void everyFactIsWrittenInItsOrderAtTheDrillsOwnTime() {
    MockedLog kafka = new MockedLog(true);
    List<Fact> facts = facts(2_500, 60);
    List<Integer> progress = new ArrayList<>();

    Replayed replayed = replay(kafka, facts, DrillReplay.MAX_SPEED).replay(progress::add);

    assertThat(replayed).isEqualTo(new Replayed(2_500, Map.of(0, 2_499L)));
    assertThat(kafka.sent()).extracting(sent -> kafka.read(DRILL, sent)).isEqualTo(facts);
    assertThat(kafka.sent())
        .extracting(ProducerRecord::timestamp)
        .isEqualTo(facts.stream().map(f -> f.getRecordedAt().toEpochMilli()).toList());
    assertThat(progress).isEqualTo(IntStream.rangeClosed(1, 2_500).boxed().toList());
  }

  @Test
  void aLogIsSentOnlySoFarAsItsDecisionsFollow() throws Exception {
    MockedLog kafka = new MockedLog(true);
    int all = DrillReplay.MAX_UNDECIDED + 2_500;
    DrillReplay replay = replay(kafka, facts(all, 1), DrillReplay.MAX_SPEED);
    CompletableFuture<Replayed> replayed = new CompletableFuture<>();
    Thread thread = new Thread(() -> replayed.complete(replay.replay(n -> {})));
    thread.start();

    Waiting.await("for decisions")
        .until(() -> replayed.isDone() || thread.getState() == Thread.State.TIMED_WAITING);

    assertThat(replay.isAhead()).isTrue();
    assertThat(kafka.sent())
        .hasSizeBetween(
            DrillReplay.MAX_UNDECIDED, DrillReplay.MAX_UNDECIDED + DrillSchedule.MAX_OUTPUTS);

    replay.decided(DrillReplay.MAX_UNDECIDED);

    assertThat(replayed.get(60, TimeUnit.SECONDS).facts()).isEqualTo(all);
    assertThat(replay.isAhead()).isFalse();
  }

  @Test
  void aReplayThatNobodyWaitsForEnds() throws Exception {
    MockedLog kafka = new MockedLog(true);
    DrillReplay replay =
        replay(kafka, facts(DrillReplay.MAX_UNDECIDED + 2_500, 1), DrillReplay.MAX_SPEED);
    CompletableFuture<Replayed> replayed =
        CompletableFuture.supplyAsync(() -> replay.replay(n -> {}));
    Waiting.await("for decisions").until(replay::isAhead);

    replay.stop();

    assertThatThrownBy(() -> replayed.get(60, TimeUnit.SECONDS)).hasRootCauseMessage("interrupted");
  }

  @Test
  void aFactorMakesTheDrillsTimeShorter() {
    MockedLog kafka = new MockedLog(true);
    long before = System.nanoTime();

    // Four minutes of the drill at 1,200 times its speed are 200 ms.
    replay(kafka, facts(5, 60), 1_200).replay(n -> {});

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(200_000_000L);
  }

  @Test
  void aSpeedThatIsNoneIsRefused() {
    MockedLog kafka = new MockedLog(true);

    for (double speed : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> replay(kafka, facts(1, 1), speed))
          .hasMessage("expected a speed of 0 (max) or above, but " + speed);
    }
  }

  @Test
  void aBrokerThatGoesAwayEndsTheReplay() {
    MockedLog kafka = new MockedLog(true);
    kafka.producer.sendException = new TimeoutException("away");

    assertThatThrownBy(() -> replay(kafka, facts(3, 1), DrillReplay.MAX_SPEED).replay(n -> {}))
        .isInstanceOf(IntakeProducer.LogUnavailable.class)
        .hasMessageContaining("away");
  }
}
