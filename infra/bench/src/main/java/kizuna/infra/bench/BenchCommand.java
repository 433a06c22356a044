package kizuna.infra.bench;

import java.io.PrintWriter;
import java.util.Locale;
import kizuna.infra.ExtraCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna bench}: measures, prints, judges nothing. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures this machine and this code in rounds: a Streams pass-through, the whole topology, the same"
          + " at least once, and with poison; then how long a fact waits, by rate.",
      "Prints the median of the rounds, and in brackets least, quartiles and most.",
      "",
      "  infra/kizuna bench",
      "  infra/kizuna bench --rounds 3 --facts 40000 --json",
      "  infra/kizuna bench latency          from an HTTP report to its answer and to a viewer, by rate",
      "  infra/kizuna bench beside           what a drill costs a live system that runs beside it",
      "  infra/kizuna bench soak             half an hour at half load, and what grew meanwhile",
      "  infra/kizuna bench peers            the same facts and rules in Spring services on PostgreSQL",
      "  infra/kizuna bench quality          how well requests are filled",
      "  infra/kizuna bench lenders          what deciding costs with 1,117 lenders and 90,000 agreements",
      "  infra/kizuna bench load             start, pages, past and rebuild with a million facts",
      "  infra/kizuna bench years            what ten years add to heap, database and start",
      "  infra/kizuna bench viewers          how soon many viewers see a change",
      "  infra/kizuna bench pages            how quickly the pages are there, in a browser",
      "  infra/kizuna bench flood            what strangers at the door can do to the others",
      "  infra/kizuna bench log FILE         its facts as a log, for drill run and drill check",
      "  infra/kizuna bench faults           whether outages of a whole cluster lose anything",
      "  infra/kizuna bench takeover         how long nothing is decided when a decider is killed",
      ""
    },
    subcommands = {
      kizuna.infra.bench.quality.QualityCommand.class,
      kizuna.infra.bench.quality.LendersCommand.class,
      LatencyCommand.class,
      BesideCommand.class,
      SoakCommand.class,
      PeersCommand.class,
      LoadCommand.class,
      LogCommand.class,
      YearsCommand.class,
      ViewersCommand.class,
      FloodCommand.class,
      FaultsCommand.class,
      TakeoverCommand.class
    })
public final class BenchCommand implements ExtraCommand {

  @Spec private CommandSpec spec;

  @Mixin private RoundOptions options = new RoundOptions(10, 80_000);

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() {
    options.check();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    BenchResult r =
        new Bench(
                options.rounds(),
                options.facts(),
                options.latencyRun(),
                step -> err.println("bench: " + step))
            .run();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(r));
      return 0;
    }
    print(r, out);
    return 0;
  }

  private static void print(BenchResult r, PrintWriter out) {
    out.printf(
        "%d rounds, after one to warm up; in each run %,d facts, after %,d to warm up; %d networks; of"
            + " ten facts 1 request, 2 offers, 7 reports; %d refused%n",
        r.rounds(), r.facts(), r.warmUp(), r.networks(), r.rejected());
    row(out, "raw produce, records/s", r.producePerSecond().text(0));
    row(out, "raw consume, records/s", r.consumePerSecond().text(0));
    r.speeds()
        .forEach(
            (variant, speed) -> {
              row(out, variant.text() + ", facts/s", speed.factsPerSecond().text(0));
              row(out, "  processor time of a fact, µs", speed.cpuMicros().text(1));
              row(out, "  records written for a fact", speed.recordsPerFact().text(2));
            });
    row(out, "topology ÷ pass-through, facts", r.ratio().text(3) + "   aim 0.35");
    row(out, "  by processor time", r.cpuRatio().text(3));
    row(out, "  in records moved", r.recordsMovedRatio().text(2));
    row(out, "exactly once ÷ at least once", r.exactlyOnceRatio().text(3) + "   aim 0.90");
    row(out, "good facts with 1 % poison ÷ clean", r.poisonedRatio().text(3) + "   aim 0.90");
    out.println("records written for a fact, aim 4.5, of these to");
    r.recordsByTopic()
        .forEach((topic, n) -> row(out, "  " + topic, String.format(Locale.ROOT, "%.3f", n)));
    for (BenchResult.Latency l : r.latencies()) {
      out.printf(
          Locale.ROOT,
          "%-48s request → proposal %.0f / %.0f ms, fact → answer %.0f / %.0f ms, %.0f µs a fact%n",
          String.format(
              Locale.ROOT, "%s, %,.0f facts/s, median / p99", l.load(), l.factsPerSecond()),
          l.proposalMedian(),
          l.proposalP99(),
          l.answerMedian(),
          l.answerP99(),
          l.cpuMicros());
    }
    for (BenchResult.Cost cost : r.costs()) {
      row(
          out,
          String.format("deciding a fact, %,d open, µs", cost.openRequests()),
          String.format(Locale.ROOT, "%.1f", cost.microsPerFact()));
    }
    row(out, "growth of that cost", String.format(Locale.ROOT, "%.2f   aim 1.5", r.costGrowth()));
  }

  private static void row(PrintWriter out, String what, String value) {
    out.printf("%-48s %s%n", what, value);
  }
}
