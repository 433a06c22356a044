package kizuna.infra.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.infra.children.Probe;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.host.Ports;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna bench flood}: what strangers, and one account, can do to the others. */
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

  private static final Duration START_LIMIT = Duration.ofSeconds(150);
  private static final int MOST_SECONDS = 600;
  private static final int MOST_FAILURES_SHOWN = 3;
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
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "expected 1 to " + MOST_SECONDS + " for --seconds, but " + seconds);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path folder = Files.createTempDirectory("kizuna-bench-flood");
    URI door = URI.create("http://localhost:" + Ports.free());
    err.println("bench: starting a platform in " + folder);
    Process platform = start(door.getPort(), folder);
    try {
      if (!Probe.await(door.resolve("/actuator/health"), START_LIMIT, platform::isAlive)) {
        throw new IllegalStateException(
            "expected a platform within "
                + START_LIMIT.toSeconds()
                + " s, but there was none: "
                + Files.readString(folder.resolve("up.log")));
      }
      List<FloodResult> results =
          new Flood(
                  door,
                  folder.resolve("data"),
                  platform.pid(),
                  step -> err.println("bench: " + step))
              .run(
                  name -> only == null || name.contains(only),
                  Duration.ofSeconds(seconds),
                  result -> print(json ? err : out, result));
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(results));
      }
      return results.stream().allMatch(FloodResult::held) ? 0 : 1;
    } finally {
      platform.destroy();
      if (!platform.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        platform.destroyForcibly();
      }
      delete(folder);
    }
  }

  /** As {@code infra/kizuna up} starts it. */
  private static Process start(int port, Path folder) throws IOException {
    List<String> command = Installation.javaCommand(MemoryBudget.LAUNCHER);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "kizuna.infra.Kizuna",
            "up",
            "--data",
            folder.resolve("data").toString(),
            "--port",
            Integer.toString(port),
            "--broker-port",
            Integer.toString(Ports.free()),
            "--registry-port",
            Integer.toString(Ports.free())));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("up.log").toFile())
        .start();
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
    r.failures().stream().limit(MOST_FAILURES_SHOWN).forEach(why -> out.println("  " + why));
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
