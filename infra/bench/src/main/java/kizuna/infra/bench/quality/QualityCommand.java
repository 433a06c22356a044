package kizuna.infra.bench.quality;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna bench quality}: how well requests are filled, and whether that is enough. */
@Command(
    name = "quality",
    mixinStandardHelpOptions = true,
    description = {
      "How well the matcher fills requests in random worlds, against what a solver finds: one that knows",
      "the future (clairvoyant), and one that knows what is known and leaves what is confirmed (frozen).",
      "Exit code 1 when an invariant is broken, a priority inverted, or a floor missed.",
      "",
      "  infra/kizuna bench quality",
      "  infra/kizuna bench quality --scenarios 24 --no-costs",
      "  infra/kizuna bench quality --seed 7 --json",
      "  infra/kizuna bench quality --world 17 --no-costs",
      ""
    })
public final class QualityCommand implements Callable<Integer> {

  private static final int[] SIZES = {100, 1_000, 10_000, 100_000};
  private static final int MEASURED_FACTS = 5_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--scenarios",
      paramLabel = "N",
      defaultValue = "240",
      description = "worlds (default: ${DEFAULT-VALUE}, four of each kind)")
  private int scenarios;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "the same seed, the same worlds (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--world",
      paramLabel = "N",
      description = "only the world of this number of this seed, looked at after every fact")
  private @Nullable Integer world;

  @Option(names = "--no-costs", description = "leave out what deciding one fact costs")
  private boolean noCosts;

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() {
    if (scenarios < 1) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "expected at least 1 for --scenarios, but " + scenarios);
    }
    int[] numbers =
        world == null ? IntStream.range(0, scenarios).toArray() : new int[] {Math.max(0, world)};
    List<ScenarioTrial> trials;
    try (ProgressBar bar = bar("worlds", numbers.length)) {
      trials = Quality.trials(numbers, seed, bar::step);
    }
    DecidingCost.Curve costs = DecidingCost.Curve.NONE;
    if (!noCosts) {
      try (ProgressBar bar = bar("deciding one fact", SIZES.length)) {
        costs =
            DecidingCost.curve(
                NetworkShape.small(),
                SIZES,
                MEASURED_FACTS,
                size -> bar.step().setExtraMessage(String.format("beside %,d open", size)));
      }
    }
    QualityResult result = Quality.result(trials, seed, costs);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build()
              .writeValueAsString(result));
    } else {
      print(result, out);
    }
    result.missed().forEach(m -> spec.commandLine().getErr().println("missed: " + m));
    return result.missed().isEmpty() ? 0 : 1;
  }

  private static ProgressBar bar(String what, int most) {
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(most)
        .setUpdateIntervalMillis(200)
        .build();
  }

  private static void print(QualityResult r, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%d worlds, seed %d, %,d facts; %,d days solved twice, %d differences%n%n",
        r.scenarios(),
        r.seed(),
        r.facts(),
        r.crossChecked(),
        r.crossCheckDifferences());
    printTable(r, out);
    out.printf(
        Locale.ROOT,
        "%nfrozen: p5 of the worlds %.3f, min %.3f, worst of %,d looks %.3f; of what is not confirmed alone: mean %.3f%n",
        r.p5OfFrozen(),
        r.minOfFrozen(),
        r.looks(),
        r.minOfFrozenAtAnyLook(),
        r.meanOfMovable());
    out.printf(
        "priority inversions: %,d at these looks, in %d worlds; invariants broken: %,d%n",
        r.priorityInversions(), r.scenariosWithInversions(), r.invariantsBroken());
    r.examples().forEach(t -> out.println("  " + t));
    out.printf("%nThe worst worlds%n");
    r.worst().forEach(w -> out.println("  " + w));
    if (!r.medianMicrosPerFact().isEmpty()) {
      curve(r, out);
    }
  }

  /** A row for each kind of world, then all of them, then the floors. */
  private static void printTable(QualityResult r, PrintWriter out) {
    out.printf(
        "%-26s %6s   %-22s %8s %10s %11s%n", "", "", "÷ clairvoyant", "÷ frozen", "", "rearranged");
    out.printf(
        "%-26s %6s   %6s %7s %7s %8s %10s %11s%n",
        "supply / timing", "worlds", "mean", "p5", "min", "mean", "inversions", "/100 facts");
    boolean limits = false;
    for (QualityResult.Row row : r.rows()) {
      if (row.limits() && !limits) {
        out.println("with head-count limits in agreements");
        limits = true;
      }
      out.printf(
          Locale.ROOT,
          "%-26s %6d   %6.3f %7.3f %7.3f %8.3f %10d %11.2f%n",
          row.supplyAndTiming(),
          row.scenarios(),
          row.mean(),
          row.p5(),
          row.min(),
          row.frozen(),
          row.inversions(),
          row.rearrangedPer100Facts());
    }
    out.printf(
        Locale.ROOT,
        "%-26s %6d   %6.3f %7.3f %7.3f %8.3f %10d %11.2f%n",
        "all",
        r.scenarios(),
        r.meanOfClairvoyant(),
        r.p5OfClairvoyant(),
        r.minOfClairvoyant(),
        r.meanOfFrozen(),
        r.priorityInversions(),
        r.rearrangedPer100Facts());
    out.printf(
        Locale.ROOT,
        "%-26s %6s   %6.2f %7.2f %7.2f %8.2f %10d%n",
        "floor",
        "",
        Quality.MEAN_FLOOR,
        Quality.P5_FLOOR,
        Quality.MIN_FLOOR,
        Quality.FROZEN_FLOOR,
        0);
  }

  private static void curve(QualityResult r, PrintWriter out) {
    out.printf("%n%-28s", "µs to decide a fact beside");
    r.medianMicrosPerFact().keySet().forEach(s -> out.printf("%,9d", Integer.parseInt(s)));
    out.printf("   open requests%n");
    line("all, mean of a round", r.medianMicrosPerFact(), out);
    r.medianMicrosByKind().forEach((kind, costs) -> line(kind + ", median", costs, out));
  }

  private static void line(String what, Map<String, Double> costs, PrintWriter out) {
    out.printf("%-28s", what);
    costs.values().forEach(c -> out.printf(Locale.ROOT, "%9.1f", c));
    out.println();
  }
}
