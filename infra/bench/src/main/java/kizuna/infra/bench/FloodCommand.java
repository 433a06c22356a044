package kizuna.infra.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code infra/kizuna bench flood}: the effect of anonymous callers, and of one account, on others.
 */
@Command(
    name = "flood",
    mixinStandardHelpOptions = true,
    description = {
      "Floods each way in of a platform of its own, at full speed, while a desk reports and others stay signed in:",
      "how long the desk waits (at most 2 s), whether anybody is signed out, and what it costs each part in memory.",
      "",
      "  infra/kizuna bench flood",
      "  infra/kizuna bench flood --seconds 10 --only half-sent --json",
      "",
      "Exit codes: 0 nobody noticed anything, 1 somebody did."
    })
public final class FloodCommand implements Callable<Integer> {

  private static final int MAX_SECONDS = 600;
  private static final int MAX_FAILURES_SHOWN = 3;
  private static final double MIB = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "how long each way in is flooded (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = "only the ways in whose name contains this")
  private @Nullable String only;

  @Option(names = "--json", description = "for programs: one JSON array on stdout")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "expected 1 to " + MAX_SECONDS + " for --seconds, but " + seconds);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench: starting a platform");
    try (RunningPlatform platform = RunningPlatform.start("flood")) {
      List<FloodResult> results =
          new FloodBench(
                  platform.door(),
                  platform.data(),
                  platform.launcherPid(),
                  step -> err.println("bench: " + step))
              .run(
                  name -> only == null || name.contains(only),
                  Duration.ofSeconds(seconds),
                  result -> print(json ? err : out, result));
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(results));
      }
      return results.stream().allMatch(FloodResult::held) ? 0 : 1;
    }
  }

  private static void print(PrintWriter out, FloodResult r) {
    out.printf(
        Locale.ROOT,
        "%-32s %6.0f/s  %-34s report %4.0f / %.0f / %.0f ms, %d of %d failed  signed in %d of %d%s%n",
        r.way(),
        r.perSecond(),
        r.answers().entrySet().stream()
            .map(e -> (e.getKey() == 0 ? "none" : e.getKey()) + "×" + e.getValue())
            .collect(Collectors.joining(" ")),
        r.p50Millis(),
        r.p99Millis(),
        r.maxMillis(),
        r.failures().size(),
        r.reports(),
        r.signedIn(),
        r.signedInBefore(),
        r.held() ? "" : "  << noticed");
    r.failures().stream().limit(MAX_FAILURES_SHOWN).forEach(why -> out.println("  " + why));
    out.printf(
        Locale.ROOT,
        "%32s MiB %s%n",
        "",
        r.memory().entrySet().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT,
                        "%s %.0f/%.0f/%.0f",
                        e.getKey(),
                        e.getValue().before() / MIB,
                        e.getValue().peak() / MIB,
                        e.getValue().after() / MIB))
            .collect(Collectors.joining(", ")));
    out.flush();
  }
}
