package kizuna.infra.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna bench latency}: how long people wait, by how busy the platform is. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = {
      "How long a desk waits that reports over HTTP, through the door of a platform of",
      "its own: until the report is acknowledged, until it has the answer, and until a",
      "viewer's page has the change. First alone, then while other networks' facts come",
      "at half and at 80 %% of what the platform decides at full speed.",
      "Takes about five minutes.",
      "",
      "  infra/kizuna bench latency",
      "  infra/kizuna bench latency --rate 5 --seconds 60",
      ""
    })
public final class LatencyCommand implements Callable<Integer> {

  private static final int NETWORKS = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  /** Longer than the facts of the other networks take in their time. */
  private static final Duration BEFORE_NOW = Duration.ofHours(12);

  private static final int FULL_SPEED_FACTS = 20_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description = "reports of the desk in a second (default: ${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "how long each load is measured (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (rate < 1 || seconds < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "expected at least 1 for --rate and --seconds, but " + rate + " and " + seconds);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench: starting a platform");
    try (RunningPlatform platform = RunningPlatform.start("latency");
        LiveLog log = new LiveLog(platform)) {
      Workload others =
          new Workload(NETWORKS).named("load").at(Instant.now().minus(BEFORE_NOW)).setUp();
      SteadyLoad load = new SteadyLoad(log, others);
      err.println("bench: full speed");
      double full = load.fullSpeed(FULL_SPEED_FACTS, platform.viewer());
      out.printf(
          Locale.ROOT,
          "full speed of this platform, its read model included: %,.0f facts/s; the desk reports %d a"
              + " second, measured for %d s after %d s to warm up%n",
          full,
          rate,
          seconds,
          WARM_UP.toSeconds());
      out.printf(
          "%-34s %26s %26s %26s%n",
          "median / p99 / longest, ms", "acknowledged", "answered", "at a viewer");
      DeskBench desk = new DeskBench(platform.door(), platform.data());
      for (double share : new double[] {0, 0.5, 0.8}) {
        String what =
            share == 0
                ? "nobody else"
                : String.format(
                    Locale.ROOT, "%,.0f facts/s of others, %.0f %%", share * full, 100 * share);
        err.println("bench: " + what);
        DeskBench.Times times;
        try {
          if (share > 0) {
            load.start(share * full);
          }
          desk.measure(rate, WARM_UP);
          times = desk.measure(rate, Duration.ofSeconds(seconds));
        } catch (DeskBench.CannotKeepUp e) {
          out.printf("%-34s no figure: %s%n", what, e.getMessage());
          return share == 0
              ? 1
              : 0; // A louder load says no more; one desk alone must be kept up with.
        } finally {
          load.stop();
        }
        log.awaitDecided();
        out.printf(
            "%-34s %26s %26s %26s%n",
            what, text(times.posted()), text(times.answered()), text(times.seen()));
        out.flush();
      }
    }
    return 0;
  }

  private static String text(Histogram micros) {
    return String.format(
        Locale.ROOT,
        "%.0f / %.0f / %.0f",
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3);
  }
}
