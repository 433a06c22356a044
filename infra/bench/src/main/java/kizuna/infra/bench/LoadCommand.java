package kizuna.infra.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna bench load}: a platform that has decided a million facts. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Ten years of facts in the live log of a platform of its own, then: how long it takes to start, to answer",
      "a page of the ledger, to show a past moment, to rebuild its database, and to decide again after kill -9.",
      "Takes about half an hour; needs some 3 GB of disk.",
      "",
      "  infra/kizuna bench load",
      "  infra/kizuna bench load --facts 100000 --open 10000 --kills 5",
      ""
    })
public final class LoadCommand implements Callable<Integer> {

  private static final int YEARS = 10;
  private static final int DISASTERS = 20;
  private static final int NETWORKS = 2;
  private static final int WARM_UP = 20;
  private static final int PAGES = 400;
  private static final int MOMENTS = 100;
  private static final Duration LONGEST_RETURN = Duration.ofMinutes(5);

  /** Longer than the facts of the open requests take in the workload's time. */
  private static final Duration BEFORE_NOW = Duration.ofHours(12);

  private static final String DATABASE = "streams/ledger";
  private static final List<String> STATES =
      List.of("RETURNED", "RELEASED", "ON_SITE", "CONFIRMED");

  @Spec private CommandSpec spec;

  @Option(
      names = "--facts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "facts in the live log (default: ${DEFAULT-VALUE})")
  private int facts;

  @Option(
      names = "--open",
      paramLabel = "N",
      defaultValue = "100000",
      description = "open requests while streams is killed (default: ${DEFAULT-VALUE})")
  private int open;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description = "how often streams is killed (default: ${DEFAULT-VALUE})")
  private int kills;

  private final Random random = new Random(11);

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    int midnights = NETWORKS * YEARS * 365;
    int requests = (facts - midnights) / DISASTERS / YearsLog.FACTS_A_REQUEST;
    if (requests < 1 || open < 0 || kills < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "expected at least %,d for --facts, and 0 or more for --open and --kills"
              .formatted(midnights + DISASTERS * YearsLog.FACTS_A_REQUEST));
    }
    PrintWriter out = spec.commandLine().getOut();
    YearsLog log = new YearsLog(NETWORKS, YEARS, DISASTERS, requests, Instant.now());
    try (RunningPlatform platform = RunningPlatform.start("load")) {
      try (LiveLog live = new LiveLog(platform)) {
        long began = System.nanoTime();
        try (ProgressBar bar = bar("facts", facts)) {
          log.forEach(
              made -> {
                made.forEach(live::send);
                bar.stepBy(made.size());
              });
          live.awaitDecided();
        }
        double seconds = seconds(began);
        platform.viewer().awaitLedger(log.dispatches());
        row(out, "facts decided and on the ledger, a second", facts / seconds, "");
        row(out, "resident memory of streams, MiB", platform.residentMib("streams"), "aim 512");
      }
      platform.stop();
      row(out, "start until ready, s", platform.startAgain().toMillis() / 1e3, "aim 30");
      FloodBrowser viewer = platform.viewer();
      double[] pages = times(PAGES, () -> page(log.dispatches()), viewer);
      row(out, "filtered page of the ledger, median ms", percentile(pages, 50), "");
      row(out, "filtered page of the ledger, p99 ms", percentile(pages, 99), "aim 100");
      double[] moments = times(MOMENTS, () -> "/api/past?at=" + moment(), viewer);
      row(out, "past moment of the board, median ms", percentile(moments, 50), "");
      row(out, "past moment of the board, longest ms", percentile(moments, 100), "aim 300");
      double[] past = times(MOMENTS, () -> page(log.dispatches()) + "&at=" + moment(), viewer);
      row(out, "past page of the ledger, longest ms", percentile(past, 100), "aim 300");
      row(out, "resident memory of streams, MiB", platform.residentMib("streams"), "aim 512");
      rebuild(platform, log, out);
      if (kills > 0) {
        kill(platform, out);
      }
    }
    return 0;
  }

  private void rebuild(RunningPlatform platform, YearsLog log, PrintWriter out)
      throws IOException, InterruptedException, ExecutionException {
    platform.stop();
    row(out, "database, MiB", platform.bytes(DATABASE) / (double) (1 << 20), "");
    platform.delete(DATABASE);
    long began = System.nanoTime();
    row(out, "start without a database, s", platform.startAgain().toMillis() / 1e3, "");
    platform.viewer().awaitLedger(log.dispatches());
    double seconds = seconds(began);
    try (LiveLog live = new LiveLog(platform)) {
      long records =
          live.ends(
              List.of(
                  live.topics().dispatchLedger,
                  live.topics().requestStatus,
                  live.topics().offerStatus,
                  live.topics().matchDecisions,
                  live.topics().rejections));
      row(
          out,
          "database rebuilt, records a second, start included",
          records / seconds,
          "aim 20000");
    }
  }

  private void kill(RunningPlatform platform, PrintWriter out)
      throws IOException, InterruptedException, ExecutionException {
    Workload workload = new Workload(1).named("open").at(Instant.now().minus(BEFORE_NOW)).setUp();
    try (LiveLog live = new LiveLog(platform);
        ProgressBar bar = bar("killed", kills)) {
      workload.openRequests(open);
      workload.take().forEach(live::send);
      live.awaitDecided();
      List<Double> seconds = new ArrayList<>();
      for (int i = 0; i < kills; i++) {
        live.watchDecisions();
        long began = System.nanoTime();
        platform.kill("streams");
        workload.openRequests(1);
        workload.take().forEach(live::send);
        live.awaitDecision(LONGEST_RETURN);
        seconds.add(seconds(began));
        live.awaitDecided();
        bar.step();
      }
      double[] sorted = seconds.stream().mapToDouble(s -> s).sorted().toArray();
      row(out, "kill -9 → next decision, median s", percentile(sorted, 50), "");
      row(out, "kill -9 → next decision, p95 s", percentile(sorted, 95), "aim 15");
      row(out, "resident memory of streams, MiB", platform.residentMib("streams"), "");
    }
  }

  /** A page with filters that find something, or nothing; each other than the one before. */
  private String page(int dispatches) {
    StringBuilder path = new StringBuilder("/api/ledger?limit=50");
    if (random.nextBoolean()) {
      path.append("&lender=").append(Workload.lender(random.nextInt(Workload.LENDERS)));
    }
    if (random.nextBoolean()) {
      path.append("&receiver=").append(Workload.receiver(random.nextInt(Workload.RECEIVERS)));
    }
    if (random.nextBoolean()) {
      path.append("&state=").append(STATES.get(random.nextInt(STATES.size())));
    }
    if (random.nextInt(4) == 0) {
      path.append("&q=r-").append(random.nextInt(dispatches / 2));
    }
    return path.toString();
  }

  private String moment() {
    Instant at = Instant.now().minus(Duration.ofMinutes(random.nextInt(YEARS * 365 * 24 * 60)));
    return URLEncoder.encode(at.toString(), StandardCharsets.UTF_8);
  }

  private static double[] times(int count, Supplier<String> path, FloodBrowser viewer)
      throws IOException, InterruptedException {
    double[] millis = new double[count];
    for (int i = -WARM_UP; i < count; i++) {
      String wanted = path.get();
      long began = System.nanoTime();
      HttpResponse<String> answer = viewer.get(wanted);
      double took = (System.nanoTime() - began) / 1e6;
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            "expected 200 for " + wanted + ", but " + answer.statusCode() + " " + answer.body());
      }
      if (i >= 0) {
        millis[i] = took;
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  private static double percentile(double[] sorted, int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  static ProgressBar bar(String what, int most) {
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(most)
        .setUpdateIntervalMillis(500)
        .build();
  }

  static void row(PrintWriter out, String what, double value, @Nullable String aim) {
    out.printf(
        Locale.ROOT,
        "%-56s %,12.1f  %s%n",
        what,
        value,
        aim == null || aim.isEmpty() ? "" : "(" + aim + ")");
    out.flush();
  }
}
