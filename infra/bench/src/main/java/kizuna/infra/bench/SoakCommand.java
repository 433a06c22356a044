package kizuna.infra.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code infra/kizuna bench soak}: resources that grow while a platform works at half its speed.
 */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Half of what a platform of its own decides at full speed, for half an hour: disasters that come, are",
      "helped and end. Prints heap, threads, open files, memory and state twelve times, and fails if heap,",
      "threads or open files of a service were on average a tenth higher in the last third than in the second.",
      "",
      "  infra/kizuna bench soak",
      "  infra/kizuna bench soak --minutes 5",
      ""
    })
public final class SoakCommand implements Callable<Integer> {

  private static final int SAMPLES = 12;
  private static final int YEARS = 5;
  private static final int DAYS_A_YEAR = 365;
  private static final int DISASTERS = 60;
  private static final int NETWORKS = 4;
  private static final int FULL_SPEED_FACTS = 20_000;
  private static final double MAX_GROWTH = 1.1;
  private static final double MIB = 1 << 20;
  private static final List<String> SERVICES = List.of("streams", "producers", "door");
  private static final String STATE = "streams/" + Namespace.LIVE.applicationId();

  /** Must not grow; other printed values grow with the number of decisions. */
  private static final List<String> BOUNDED = List.of("heap MiB", "threads", "open files");

  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "30",
      description = "how long (default: ${DEFAULT-VALUE})")
  private int minutes;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (minutes < 1) {
      throw new ParameterException(
          spec.commandLine(), "expected at least 1 for --minutes, but " + minutes);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (RunningPlatform platform = RunningPlatform.start("soak");
        LiveLog log = new LiveLog(platform)) {
      // In networks of their own, which are at rest afterwards.
      Workload first =
          new Workload(NETWORKS).named("first").at(Instant.now().minus(Duration.ofHours(12)));
      double half =
          new SteadyLoad(log, first.setUp()).fullSpeed(FULL_SPEED_FACTS, platform.viewer()) / 2;
      out.printf(
          Locale.ROOT,
          "half of full speed: %,.0f facts/s for %d minutes; Java %s, %d processors%n",
          half,
          minutes,
          System.getProperty("java.version"),
          Runtime.getRuntime().availableProcessors());
      return verdict(out, samples(platform, log, half, out)) ? 0 : 1;
    }
  }

  private List<Map<String, Double>> samples(
      RunningPlatform platform, LiveLog log, double perSecond, PrintWriter out)
      throws ExecutionException, InterruptedException {
    int facts = (int) (perSecond * Duration.ofMinutes(minutes).toSeconds());
    int requests = Math.max(1, facts / DISASTERS / YearsLog.FACTS_A_REQUEST);
    YearsLog years = new YearsLog(NETWORKS, YEARS, DISASTERS, requests, Instant.now());
    int daysOfSample = YEARS * DAYS_A_YEAR / SAMPLES;
    List<Map<String, Double>> samples = new ArrayList<>();
    AtomicInteger days = new AtomicInteger();
    SteadyLoad.SteadyRate pace = new SteadyLoad.SteadyRate(perSecond);
    years.forEach(
        day -> {
          for (Fact fact : day) {
            pace.await();
            log.send(fact);
          }
          if (days.incrementAndGet() % daysOfSample == 0) {
            samples.add(sample(platform));
            print(out, samples);
          }
        });
    log.awaitDecided();
    return samples;
  }

  private static Map<String, Double> sample(RunningPlatform platform) {
    try {
      Map<String, Double> sample = new LinkedHashMap<>();
      for (String service : SERVICES) {
        Path process = Path.of("/proc", Long.toString(platform.pid(service)));
        sample.put(service + " heap MiB", platform.heapMib(service));
        sample.put(service + " threads", (double) count(process.resolve("task")));
        sample.put(service + " open files", (double) count(process.resolve("fd")));
        sample.put(service + " resident MiB", platform.residentMib(service));
      }
      sample.put("state on disk MiB", platform.bytes(STATE) / MIB);
      return sample;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  private static void print(PrintWriter out, List<Map<String, Double>> samples) {
    if (samples.size() == 1) {
      out.println(String.join("\t", samples.get(0).keySet()));
    }
    out.println(
        samples.get(samples.size() - 1).values().stream()
            .map(figure -> String.format(Locale.ROOT, "%.1f", figure))
            .collect(Collectors.joining("\t")));
    out.flush();
  }

  /** Whether nothing grew that must not. */
  static boolean verdict(PrintWriter out, List<Map<String, Double>> samples) {
    int third = samples.size() / 3;
    boolean kept = true;
    for (String figure : samples.get(0).keySet()) {
      double before = mean(samples.subList(third, 2 * third), figure);
      double after = mean(samples.subList(2 * third, samples.size()), figure);
      boolean grew = BOUNDED.stream().anyMatch(figure::endsWith) && after > MAX_GROWTH * before;
      out.printf(
          Locale.ROOT,
          "%-28s %10.1f → %10.1f   %.2f%s%n",
          figure,
          before,
          after,
          after / before,
          grew ? "   GREW" : "");
      kept &= !grew;
    }
    return kept;
  }

  private static double mean(List<Map<String, Double>> samples, String figure) {
    return samples.stream()
        .mapToDouble(sample -> sample.getOrDefault(figure, 0.0))
        .average()
        .orElse(0);
  }
}
