package kizuna.infra.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.process.ParentWatchdog;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna bench beside}: the cost of a drill for a live system beside it. */
@Command(
    name = "beside",
    mixinStandardHelpOptions = true,
    description = {
      "A platform of its own under a steady live load, and a desk that reports over HTTP: in turn alone and with a",
      "drill beside it (A B, B A, …). How long the desk waits, in both cases, and the ratio of each pair. At the end",
      "the whole live log is decided again without Kafka and without a drill: every decision has the same bytes.",
      "",
      "  infra/kizuna bench beside",
      "  infra/kizuna bench beside --drill nankai.jsonl --speed 60 --rounds 5 --seconds 60",
      ""
    })
public final class BesideCommand implements Callable<Integer> {

  private static final int NETWORKS = 4;
  private static final int MAX_ROUNDS = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration DRILL_BEGINS_WITHIN = Duration.ofMinutes(3);

  /** Longer than the facts of the load take in their time. */
  private static final Duration BEFORE_NOW = Duration.ofHours(12);

  @Spec private CommandSpec spec;

  @Option(
      names = "--drill",
      paramLabel = "DRILL",
      defaultValue = "noto-2024",
      description = "a drill, or a log file (default: ${DEFAULT-VALUE})")
  private String drill = "noto-2024";

  @Option(
      names = "--speed",
      paramLabel = "N|max",
      defaultValue = "60",
      description = "of the drill (default: ${DEFAULT-VALUE})")
  private String speed = "60";

  @Option(
      names = "--live",
      paramLabel = "N",
      defaultValue = "200",
      description = "live facts in a second, beside the desk's (default: ${DEFAULT-VALUE})")
  private int live;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description = "reports of the desk in a second (default: ${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "pairs, after one that is not measured (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "how long each half of a pair is measured (default: ${DEFAULT-VALUE})")
  private int seconds;

  /** Waiting times of a desk, in milliseconds. */
  private record Waits(double median, double p99) {}

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (rounds < 1 || rounds > MAX_ROUNDS || seconds < 1 || rate < 1 || live < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "expected 1 to "
              + MAX_ROUNDS
              + " for --rounds and at least 1 for --seconds, --rate and --live, but "
              + rounds
              + ", "
              + seconds
              + ", "
              + rate
              + " and "
              + live);
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench: starting a platform");
    List<Waits> alone = new ArrayList<>();
    List<Waits> beside = new ArrayList<>();
    try (RunningPlatform platform = RunningPlatform.start("beside");
        LiveLog log = new LiveLog(platform)) {
      Workload facts =
          new Workload(NETWORKS).named("live").at(Instant.now().minus(BEFORE_NOW)).setUp();
      SteadyLoad load = new SteadyLoad(log, facts);
      DeskBench desk = new DeskBench(platform.door(), platform.data());
      load.start(live);
      try {
        for (int round = 0; round <= rounds; round++) {
          for (boolean withDrill : round % 2 == 0 ? List.of(false, true) : List.of(true, false)) {
            err.printf(
                "bench: %s, %s%n",
                round == 0 ? "to warm up" : "round " + round + " of " + rounds,
                withDrill ? "with a drill" : "alone");
            Waits waits = withDrill ? withDrill(platform, desk) : measured(desk);
            if (round > 0) {
              (withDrill ? beside : alone).add(waits);
            }
          }
        }
      } finally {
        load.stop();
      }
      log.awaitDecided();
      return print(alone, beside, verified(platform));
    }
  }

  private Waits measured(DeskBench desk) throws InterruptedException {
    desk.measure(rate, WARM_UP);
    Histogram micros = desk.measure(rate, Duration.ofSeconds(seconds)).answered();
    return new Waits(micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3);
  }

  /** Begins a drill as the launcher does when a page orders one, and ends it afterwards. */
  private Waits withDrill(RunningPlatform platform, DeskBench desk)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Installation.javaCommand(MemoryBudget.LAUNCHER));
    command.addAll(
        List.of(
            "-cp",
            Installation.ownClassPath(),
            ParentWatchdog.class.getName(),
            "kizuna.infra.Kizuna",
            "drill",
            "run",
            drill,
            "--speed",
            speed,
            "--data",
            platform.data().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KIZUNA_LANG", "en");
    Process process = builder.start();
    CountDownLatch begun = new CountDownLatch(1);
    Path output = Files.createTempFile("kizuna-bench-drill", ".log");
    Thread reader = new Thread(() -> read(process, output, begun), "bench-drill");
    reader.setDaemon(true);
    reader.start();
    try {
      if (!begun.await(DRILL_BEGINS_WITHIN.toSeconds(), TimeUnit.SECONDS) || !process.isAlive()) {
        throw new IllegalStateException(
            "expected a drill to run, but: " + Files.readString(output, StandardCharsets.UTF_8));
      }
      Waits waits = measured(desk);
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "expected a drill that lasts longer than it is measured, but it was over: name a longer"
                + " log for --drill, or a lower --speed");
      }
      return waits;
    } finally {
      process.destroy();
      process.waitFor();
      reader.join();
      Files.delete(output);
    }
  }

  /** Stores the drill's output; the first line with the name of the run indicates its start. */
  private static void read(Process process, Path output, CountDownLatch begun) {
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(output))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(line);
        out.flush();
        if (line.contains(" runs as ")) {
          begun.countDown();
        }
      }
    } catch (IOException e) {
      // The process was ended: its output until then is kept.
    } finally {
      begun.countDown();
    }
  }

  private static Verification verified(RunningPlatform platform) {
    return new Verifier(
            Topics.of(Namespace.LIVE),
            new ConfluentRegistry(platform.registry().toString(), platform.registryLogin()))
        .verify(platform.cluster(), facts -> {});
  }

  private int print(List<Waits> alone, List<Waits> beside, Verification live) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d pairs of %d s, after one to warm up; %d live facts a second and %d reports of a desk over"
            + " HTTP; the drill is %s at speed %s%n",
        rounds,
        seconds,
        this.live,
        rate,
        drill,
        speed);
    row("report → answer, median ms, alone", Spread.of(each(alone, Waits::median)).text(0));
    row("  with a drill beside it", Spread.of(each(beside, Waits::median)).text(0));
    row("report → answer, p99 ms, alone", Spread.of(each(alone, Waits::p99)).text(0));
    row("  with a drill beside it", Spread.of(each(beside, Waits::p99)).text(0));
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < alone.size(); i++) {
      ratios.add(beside.get(i).p99 / alone.get(i).p99);
    }
    row("p99 with ÷ alone, of each pair", Spread.of(ratios).text(2) + "   aim 1.3");
    boolean same = live.difference().isEmpty();
    row(
        "live decisions decided again without a drill",
        String.format(
            Locale.ROOT,
            same ? "%,d, the same bytes; decision hash %s" : "%,d, and one differs: %s",
            live.decisions(),
            same ? live.decisionHash() : live.difference().orElseThrow().sentence()));
    return same ? 0 : 1;
  }

  private static List<Double> each(List<Waits> all, ToDoubleFunction<Waits> figure) {
    return all.stream().map(figure::applyAsDouble).toList();
  }

  private void row(String what, String value) {
    spec.commandLine().getOut().printf("%-48s %s%n", what, value);
  }
}
