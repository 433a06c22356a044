package kizuna.infra.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna bench viewers}: how soon, and at what cost, many viewers see a change. */
@Command(
    name = "viewers",
    mixinStandardHelpOptions = true,
    description = {
      "How soon many viewers of the board see what the log has accepted, some of them not reading at all,",
      "how long a first view takes, and what it costs streams in memory.",
      "",
      "  infra/kizuna bench viewers",
      "  infra/kizuna bench viewers --viewers 450 --dispatches 10000 --stalled 45 --json",
      ""
    })
public final class ViewersCommand implements Callable<Integer> {

  private static final double MIB = 1 << 20;
  private static final int MAX_AT_ONCE = 500;

  @Spec private CommandSpec spec;

  @Option(
      names = "--viewers",
      paramLabel = "N",
      defaultValue = "200",
      description = "viewers at once (default: ${DEFAULT-VALUE})")
  private int viewers;

  @Option(
      names = "--stalled",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many of them never read (default: ${DEFAULT-VALUE})")
  private int stalled;

  @Option(
      names = "--dispatches",
      paramLabel = "N",
      defaultValue = "10000",
      description = "dispatches on the ledger before anybody looks (default: ${DEFAULT-VALUE})")
  private int dispatches;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "how long it is measured, after a warm-up of 5 s (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "facts a second while it is measured (default: ${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--header",
      paramLabel = "NAME=VALUE",
      description = "a header of every call to streams, for example Authorization=Bearer …")
  private @Nullable Map<String, String> headers;

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() {
    // One more subscribes while they read; streams accepts no more at once.
    require(
        viewers >= 1 && viewers < MAX_AT_ONCE,
        "1 to " + (MAX_AT_ONCE - 1) + " for --viewers",
        viewers);
    require(
        stalled >= 0 && stalled < viewers, "0 or more, fewer than viewers, for --stalled", stalled);
    require(dispatches >= 2, "at least 2 for --dispatches", dispatches);
    require(seconds >= 1, "at least 1 for --seconds", seconds);
    require(rate >= 1, "at least 1 for --rate", rate);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ViewersResult r =
        new ViewerBench(
                viewers,
                stalled,
                dispatches,
                Duration.ofSeconds(seconds),
                rate,
                headers == null ? Map.of() : headers,
                step -> err.println("bench: " + step))
            .run();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(r));
    } else {
      print(r, out);
    }
    return 0;
  }

  private static void print(ViewersResult r, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%d viewers, %d of them not reading; %,d dispatches on the ledger; %.0f facts/s%n",
        r.viewers(),
        r.stalled(),
        r.dispatches(),
        r.factsPerSecond());
    out.printf(
        Locale.ROOT,
        "%-44s %6.0f / %.0f / %.0f ms   (aim p99 ≤ 200)%n",
        "accepted → at a viewer, median / p99 / max",
        r.p50Millis(),
        r.p99Millis(),
        r.maxMillis());
    out.printf(
        Locale.ROOT,
        "%-44s %6.0f / %.0f ms%n",
        "the same in the warm-up before, median / max",
        r.coldP50Millis(),
        r.coldMaxMillis());
    out.printf(Locale.ROOT, "%-44s %,8d%n", "changes seen", r.eventsSeen());
    out.printf(
        Locale.ROOT,
        "%-44s %6.0f / %.0f ms, of it the snapshot %.0f   (aim ≤ 1000)%n",
        "first view, median / max",
        r.firstViewMillis(),
        r.firstViewMaxMillis(),
        r.snapshotMillis());
    out.printf(
        Locale.ROOT,
        "%-44s %6.0f / %.0f / %.0f MiB%n",
        "memory of streams before / with / after",
        r.residentBefore() / MIB,
        r.residentWith() / MIB,
        r.residentAfter() / MIB);
    out.printf(Locale.ROOT, "%-44s %6d of %d%n", "stalled viewers let go", r.cutOff(), r.stalled());
  }

  private void require(boolean fulfilled, String what, int fact) {
    if (!fulfilled) {
      throw new ParameterException(spec.commandLine(), "expected " + what + ", but " + fact);
    }
  }
}
