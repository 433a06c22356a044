package kizuna.infra.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import kizuna.infra.bench.PeersBench.Peer;
import kizuna.infra.bench.PeersBench.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code infra/kizuna bench peers}: Kizuna compared with the usual alternatives. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description = {
      "The same facts and the same rules in Kizuna and in Spring services on PostgreSQL, one transaction a"
          + " fact with the",
      "network's row locked, and batched. All three at the same durability, in interleaved rounds; what"
          + " they lead to is",
      "compared first. HTTP is left out of all three. The services keep their state in the heap and write"
          + " no feeds,",
      "which is to their advantage. Prints the median of the rounds, and in brackets least, quartiles and most.",
      "",
      "  infra/kizuna bench peers",
      "  infra/kizuna bench peers --durability disk --rounds 3",
      ""
    })
public final class PeersCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private RoundOptions options = new RoundOptions(5, 40_000);

  @Option(
      names = "--durability",
      paramLabel = "process|disk",
      defaultValue = "process",
      converter = PeersCommand.DurabilityConverter.class,
      description =
          "what an acknowledged write outlives: the end of a process, as Kafka's default is on one"
              + " machine, or a power cut (default: ${DEFAULT-VALUE})")
  private Durability durability;

  /** Reads the words of the option. */
  static final class DurabilityConverter implements ITypeConverter<Durability> {
    @Override
    public Durability convert(String word) {
      return switch (word) {
        case "process" -> Durability.PROCESS;
        case "disk" -> Durability.DISK;
        default ->
            throw new TypeConversionException("expected process or disk, but '" + word + "'");
      };
    }
  }

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    options.check();
    PrintWriter err = spec.commandLine().getErr();
    Map<Peer, Result> results =
        new PeersBench(
                options.rounds(),
                options.facts(),
                options.latencyRun(),
                durability,
                step -> err.println("bench: " + step))
            .run();
    print(spec.commandLine().getOut(), results);
    return 0;
  }

  private static void print(PrintWriter out, Map<Peer, Result> results) {
    out.println("outcome of each fact and the ledger: the same for all three");
    row(out, "facts/s", results, r -> r.factsPerSecond().text(0));
    row(out, "CPU-seconds a million facts", results, r -> r.cpuSecondsPerMillion().text(0));
    row(out, "10 facts/s: median, p99 ms", results, r -> text(r.low()));
    row(out, "half of its speed: median, p99 ms", results, r -> text(r.half()));
    row(out, "start on its state → first decision, s", results, r -> number(r.startSeconds()));
    for (Peer peer : Peer.values()) {
      if (peer != Peer.KIZUNA) {
        Result kizuna = Objects.requireNonNull(results.get(Peer.KIZUNA));
        Result other = Objects.requireNonNull(results.get(peer));
        out.printf(
            Locale.ROOT,
            "Kizuna ÷ %s: throughput %.1f, CPU %.2f%n",
            peer.text(),
            kizuna.factsPerSecond().median() / other.factsPerSecond().median(),
            kizuna.cpuSecondsPerMillion().median() / other.cpuSecondsPerMillion().median());
      }
    }
    out.flush();
  }

  private static void row(
      PrintWriter out, String what, Map<Peer, Result> results, Function<Result, String> figure) {
    out.println(what);
    results.forEach(
        (peer, result) ->
            out.printf(Locale.ROOT, "  %-36s %s%n", peer.text(), figure.apply(result)));
  }

  private static String text(PeersBench.Latency latency) {
    return "%s, %s   (%,.0f facts/s)"
        .formatted(number(latency.median()), number(latency.p99()), latency.perSecond());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }
}
