package kizuna.infra.bench.quality;

import java.util.List;
import java.util.Map;

/**
 * The results of one run.
 *
 * @param facts decided in all scenarios together
 * @param meanOfClairvoyant filled person-days ÷ those of the clairvoyant: mean of the scenarios
 * @param p5OfClairvoyant the scenario that 5 % are worse than
 * @param meanOfFrozen filled ÷ possible with the known and confirmed data, over all checks of a
 *     scenario: mean of the scenarios
 * @param meanOfMovable like {@code meanOfFrozen}, without confirmed ones on both sides: proposed ÷
 *     possible
 * @param minOfFrozenAtAnyLook the worst moment of all
 * @param priorityInversions pairs at one look: a request open beside a proposal of a lower class
 *     that could be its own
 * @param invariantsBroken I1, I2, I3, I9, refused reports, and more filled than the solver can
 * @param examples the first few of both, in words
 * @param rearrangedPer100Facts proposals moved without a withdrawal
 * @param crossChecked days that a second solver solved too
 * @param crossCheckDifferences days on which it found another optimum
 * @param rows by kind of world
 * @param worst scenarios, the worst first, and why
 * @param medianMicrosPerFact mean of the facts of a round, by open requests: median of the rounds
 * @param medianMicrosByKind median of the facts of a kind, by open requests
 * @param missed floors that were missed, in words; empty: all is well
 */
record QualityResult(
    int scenarios,
    long seed,
    long facts,
    double meanOfClairvoyant,
    double p5OfClairvoyant,
    double minOfClairvoyant,
    double meanOfFrozen,
    double p5OfFrozen,
    double minOfFrozen,
    double meanOfMovable,
    double minOfFrozenAtAnyLook,
    long looks,
    long priorityInversions,
    int scenariosWithInversions,
    long invariantsBroken,
    List<String> examples,
    double rearrangedPer100Facts,
    int crossChecked,
    int crossCheckDifferences,
    List<Row> rows,
    List<String> worst,
    Map<String, Double> medianMicrosPerFact,
    Map<String, Map<String, Double>> medianMicrosByKind,
    List<String> missed) {

  /** One line of the table. */
  record Row(
      String supplyAndTiming,
      boolean limits,
      int scenarios,
      double mean,
      double p5,
      double min,
      double frozen,
      long inversions,
      double rearrangedPer100Facts) {}
}
