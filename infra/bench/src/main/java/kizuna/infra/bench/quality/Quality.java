package kizuna.infra.bench.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Runs scenarios on all processors, and sums up. */
final class Quality {

  static final double MEAN_FLOOR = 0.90;
  static final double P5_FLOOR = 0.80;
  static final double MIN_FLOOR = 0.50;
  static final double FROZEN_FLOOR = 0.97;

  /** One scenario in so many is solved by a second solver too. */
  private static final int CROSS_CHECK_EVERY = 6;

  private static final int WORST = 5;
  private static final int MAX_EXAMPLES = 5;

  private Quality() {}

  /** Scenarios of a seed, by number; one alone is looked at after every fact. */
  static List<ScenarioTrial> trials(int[] numbers, long seed, Runnable progress) {
    int lookEvery = numbers.length == 1 ? 1 : ScenarioTrial.LOOK_EVERY;
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<ScenarioTrial>> running = new ArrayList<>();
      for (int number : numbers) {
        running.add(
            threads.submit(
                () -> {
                  ScenarioTrial trial =
                      ScenarioTrial.of(
                          Scenarios.number(seed, number),
                          lookEvery,
                          number % CROSS_CHECK_EVERY == 0);
                  progress.run();
                  return trial;
                }));
      }
      List<ScenarioTrial> trials = new ArrayList<>();
      for (Future<ScenarioTrial> trial : running) {
        trials.add(trial.get());
      }
      return trials;
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected every scenario to run", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Sums up, and names the floors that were missed. */
  static QualityResult result(List<ScenarioTrial> trials, long seed, DecidingCost.Curve costs) {
    double[] ratios = sorted(trials, ScenarioTrial::ratio);
    double[] frozen = sorted(trials, ScenarioTrial::frozen);
    long inversions = trials.stream().mapToLong(ScenarioTrial::inversions).sum();
    long broken = trials.stream().mapToLong(ScenarioTrial::broken).sum();
    int differences = trials.stream().mapToInt(ScenarioTrial::differences).sum();
    List<String> missed = new ArrayList<>();
    require(broken == 0, "invariants broken: " + broken + ", none allowed", missed);
    require(inversions == 0, "priority inversions: " + inversions + ", none allowed", missed);
    require(differences == 0, "two solvers differ on " + differences + " days", missed);
    floor("mean of the clairvoyant", mean(ratios), MEAN_FLOOR, missed);
    floor("5th percentile of the clairvoyant", p5(ratios), P5_FLOOR, missed);
    floor("least of the clairvoyant", ratios[0], MIN_FLOOR, missed);
    floor("mean of the frozen optimum", mean(frozen), FROZEN_FLOOR, missed);
    return new QualityResult(
        trials.size(),
        seed,
        facts(trials),
        mean(ratios),
        p5(ratios),
        ratios[0],
        mean(frozen),
        p5(frozen),
        frozen[0],
        mean(sorted(trials, ScenarioTrial::movable)),
        trials.stream().mapToDouble(ScenarioTrial::frozenLeast).min().orElse(1),
        trials.stream().mapToLong(ScenarioTrial::looks).sum(),
        inversions,
        (int) trials.stream().filter(t -> t.inversions() > 0).count(),
        broken,
        examples(trials),
        rearranged(trials),
        trials.stream().mapToInt(ScenarioTrial::crossChecked).sum(),
        differences,
        rows(trials),
        trials.stream()
            .sorted(Comparator.comparingDouble(ScenarioTrial::ratio))
            .limit(WORST)
            .map(ScenarioTrial::sentence)
            .toList(),
        costs.all(),
        costs.byKind(),
        missed);
  }

  /**
   * For several scenarios the first examples of each kind; for one scenario all of its examples.
   */
  private static List<String> examples(List<ScenarioTrial> trials) {
    if (trials.size() == 1) {
      return trials.get(0).examples();
    }
    return Stream.concat(
            trials.stream().filter(t -> t.broken() > 0).limit(MAX_EXAMPLES),
            trials.stream().filter(t -> t.broken() == 0 && t.inversions() > 0).limit(MAX_EXAMPLES))
        .map(t -> t.examples().get(0))
        .toList();
  }

  private static List<QualityResult.Row> rows(List<ScenarioTrial> trials) {
    Map<String, List<ScenarioTrial>> byRow = new LinkedHashMap<>();
    for (ScenarioFamily family : ScenarioFamily.all()) {
      byRow.put(rowKey(family), new ArrayList<>());
    }
    trials.forEach(
        t -> byRow.computeIfAbsent(rowKey(t.scenario().family()), k -> new ArrayList<>()).add(t));
    return byRow.values().stream()
        .filter(row -> !row.isEmpty())
        .sorted(Comparator.comparing(row -> row.get(0).scenario().family().limits()))
        .map(Quality::row)
        .toList();
  }

  private static String rowKey(ScenarioFamily family) {
    return family.row() + family.limits();
  }

  private static QualityResult.Row row(List<ScenarioTrial> trials) {
    double[] ratios = sorted(trials, ScenarioTrial::ratio);
    ScenarioFamily family = trials.get(0).scenario().family();
    return new QualityResult.Row(
        family.row(),
        family.limits(),
        trials.size(),
        mean(ratios),
        p5(ratios),
        ratios[0],
        mean(sorted(trials, ScenarioTrial::frozen)),
        trials.stream().mapToLong(ScenarioTrial::inversions).sum(),
        rearranged(trials));
  }

  private static double rearranged(Collection<ScenarioTrial> trials) {
    return 100.0 * trials.stream().mapToLong(ScenarioTrial::rearranged).sum() / facts(trials);
  }

  private static long facts(Collection<ScenarioTrial> trials) {
    return trials.stream().mapToLong(ScenarioTrial::facts).sum();
  }

  private static double[] sorted(
      Collection<ScenarioTrial> trials, ToDoubleFunction<ScenarioTrial> of) {
    return trials.stream().mapToDouble(of).sorted().toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(1);
  }

  /** The nearest rank. */
  private static double p5(double[] sorted) {
    return sorted[Math.max(0, (int) Math.ceil(0.05 * sorted.length) - 1)];
  }

  private static void floor(String what, double is, double floor, List<String> missed) {
    require(
        is >= floor, String.format(Locale.ROOT, "%s: %.4f, floor %.2f", what, is, floor), missed);
  }

  private static void require(boolean right, String otherwise, List<String> missed) {
    if (!right) {
      missed.add(otherwise);
    }
  }
}
