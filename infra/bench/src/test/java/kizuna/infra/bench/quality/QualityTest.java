package kizuna.infra.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A short form of {@code infra/kizuna bench quality}: worlds of every supply and timing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QualityTest {

  private static final long SEED = 1;
  private static final int[] WORLDS = IntStream.range(0, 30).toArray();

  private final List<ScenarioTrial> trials = Quality.trials(WORLDS, SEED, () -> {});
  private final QualityResult result = Quality.result(trials, SEED, DecidingCost.Curve.NONE);

  @Test
  void noInvariantIsBroken() {
    assertThat(result.invariantsBroken()).as("%s", result.examples()).isZero();
  }

  @Test
  void noPriorityIsInverted() {
    assertThat(result.priorityInversions()).as("%s", result.examples()).isZero();
  }

  @Test
  void requestsAreFilledNearlyAsWellAsTheClairvoyantWould() {
    assertThat(result.meanOfClairvoyant()).isBetween(0.90, 1.0);
    assertThat(result.p5OfClairvoyant()).isGreaterThan(0.75);
    assertThat(result.minOfClairvoyant()).isGreaterThan(0.50);
  }

  @Test
  void requestsAreFilledAsWellAsCanBeAtAnyMoment() {
    assertThat(result.meanOfFrozen()).isBetween(0.97, 1.0);
  }

  @Test
  void twoSolversAgree() {
    assertThat(result.crossChecked()).isGreaterThan(50);
    assertThat(result.crossCheckDifferences()).isZero();
  }

  @Test
  void theSameSeedIsTheSameWorld() {
    ScenarioTrial once =
        ScenarioTrial.of(Scenarios.number(SEED, 4), ScenarioTrial.LOOK_EVERY, false);
    ScenarioTrial again =
        ScenarioTrial.of(Scenarios.number(SEED, 4), ScenarioTrial.LOOK_EVERY, false);

    assertThat(again).isEqualTo(once);
  }

  @Test
  void anotherSeedIsAnotherWorld() {
    assertThat(Scenarios.number(2, 4).requests()).isNotEqualTo(Scenarios.number(1, 4).requests());
  }

  @Test
  void everyFamilyHasItsTurn() {
    assertThat(
            IntStream.range(0, ScenarioFamily.all().size())
                .mapToObj(i -> Scenarios.number(1, i).family()))
        .containsExactlyInAnyOrderElementsOf(ScenarioFamily.all());
  }

  @Test
  void aFloorThatIsMissedIsNamed() {
    ScenarioTrial good = trials.get(0);
    ScenarioTrial bad =
        new ScenarioTrial(
            good.scenario(),
            good.facts(),
            good.optimum() / 3,
            good.optimum(),
            0.5,
            0.5,
            0.5,
            good.looks(),
            1,
            1,
            List.of("I1 broken"),
            0,
            1,
            1,
            good.why());

    assertThat(Quality.result(List.of(bad), SEED, DecidingCost.Curve.NONE).missed()).hasSize(7);
  }

  @Test
  void whatAFactCostsIsMeasuredForEachKind() {
    DecidingCost.Curve curve =
        DecidingCost.curve(NetworkShape.wide(40, 12, 200), new int[] {100, 200}, 500, size -> {});

    assertThat(curve.all()).containsOnlyKeys("100", "200");
    assertThat(curve.byKind())
        .containsOnlyKeys("AidRequested", "StaffOffered", "DispatchConfirmed");
    assertThat(curve.byKind().values())
        .allSatisfy(costs -> assertThat(costs.values()).allMatch(micros -> micros > 0));
  }
}
