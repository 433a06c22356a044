package kizuna.infra.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import kizuna.infra.ExtraCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna bench}: measures, prints, judges nothing. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures this machine and this code in one run: raw Kafka, a Streams pass-through, then the"
          + " whole topology.",
      "",
      "  infra/kizuna bench",
      "  infra/kizuna bench --facts 400000 --json",
      "  infra/kizuna bench quality          how well requests are filled",
      "  infra/kizuna bench lenders          what deciding costs with 1,117 lenders and 90,000 agreements",
      "  infra/kizuna bench load             start, pages, past and rebuild with a million facts",
      "  infra/kizuna bench years            what ten years add to heap, database and start",
      "  infra/kizuna bench viewers          how soon many viewers see a change",
      "  infra/kizuna bench pages            how quickly the pages are there, in a browser",
      "  infra/kizuna bench flood            what strangers at the door can do to the others",
      "  infra/kizuna bench faults           whether outages of a whole cluster lose anything",
      "  infra/kizuna bench takeover         how long nothing is decided when a decider is killed",
      ""
    },
    subcommands = {
      kizuna.infra.bench.quality.QualityCommand.class,
      kizuna.infra.bench.quality.LendersCommand.class,
      LoadCommand.class,
      YearsCommand.class,
      ViewersCommand.class,
      FloodCommand.class,
      FaultsCommand.class,
      TakeoverCommand.class
    })
public final class BenchCommand implements ExtraCommand {

  @Spec private CommandSpec spec;

  @Option(
      names = "--facts",
      paramLabel = "N",
      defaultValue = "200000",
      description = "facts measured (default: ${DEFAULT-VALUE})")
  private int facts;

  @Option(
      names = "--latency-seconds",
      paramLabel = "S",
      defaultValue = "15",
      description = "how long the half-load run lasts (default: ${DEFAULT-VALUE})")
  private int latencySeconds;

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    BenchResult r =
        new Bench(facts, Duration.ofSeconds(latencySeconds), step -> err.println("bench: " + step))
            .run();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(r));
      return 0;
    }
    out.printf(
        "%,d facts over %d networks: of ten, 1 request, 2 offers, 7 reports; %d refused%n",
        r.facts(), r.networks(), r.rejected());
    row(out, "raw produce", r.producePerSecond(), "facts/s");
    row(out, "raw consume", r.consumePerSecond(), "facts/s");
    row(out, "Streams pass-through", r.passThroughPerSecond(), "facts/s");
    row(out, "whole topology", r.topologyPerSecond(), "facts/s");
    out.printf(
        Locale.ROOT,
        "%-36s %10.2f   (aim 0.25, floor 0.10)%n",
        "topology ÷ pass-through, facts",
        r.ratio());
    out.printf(
        Locale.ROOT,
        "%-36s %10.2f   (aim 0.9, floor 0.6)%n",
        "the same in records moved",
        r.recordsMovedRatio());
    out.printf(Locale.ROOT, "%-36s %10.2f%n", "records written per fact", r.writesPerFact());
    out.printf(
        Locale.ROOT,
        "%-36s %6.0f / %.0f ms at %,.0f facts/s, commit interval %d ms (aim p99 ≤ %.0f)%n",
        "request → proposal, median / p99",
        r.medianMillis(),
        r.p99Millis(),
        r.halfLoadPerSecond(),
        r.commitIntervalMillis(),
        1.5 * r.commitIntervalMillis() + 50);
    for (BenchResult.Cost cost : r.costs()) {
      out.printf(
          Locale.ROOT,
          "%-36s %10.1f µs%n",
          String.format("deciding a fact, %,d open", cost.openRequests()),
          cost.microsPerFact());
    }
    out.printf(
        Locale.ROOT, "%-36s %10.2f   (aim 1.5, floor 3)%n", "growth of that cost", r.costGrowth());
    return 0;
  }

  private static void row(PrintWriter out, String what, double value, String unit) {
    out.printf(Locale.ROOT, "%-36s %,10.0f %s%n", what, value, unit);
  }
}
