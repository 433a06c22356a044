package kizuna.infra.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.facts.Fact;
import kizuna.seeds.drill.LogHeader;
import kizuna.seeds.drill.LogWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna bench log}: the facts that {@code bench} measures with, as a log. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the facts that infra/kizuna bench measures with as a log, which drill run replays and"
          + " drill check decides",
      "again: so that their rates can be compared with that of the live topology.",
      "",
      "  infra/kizuna bench log bench.jsonl --facts 1000000",
      "  infra/kizuna drill check bench.jsonl",
      "  infra/kizuna drill run bench.jsonl --speed max",
      ""
    })
final class LogCommand implements Callable<Integer> {

  private static final int MAX_FACTS = 5_000_000;
  private static final int FACTS_OF_TEN = 10;
  private static final int TENS_AT_ONCE = 1_000;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "the log, with the ending .jsonl")
  private Path file = Path.of("bench.jsonl");

  @Option(
      names = "--facts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "facts beside what forms the networks, 10 or more (default: ${DEFAULT-VALUE})")
  private int facts;

  @Override
  public Integer call() throws IOException {
    if (facts < FACTS_OF_TEN || facts > MAX_FACTS) {
      throw new ParameterException(
          spec.commandLine(),
          "expected " + FACTS_OF_TEN + " to " + MAX_FACTS + " for --facts, but " + facts);
    }
    Workload workload = new Workload(Bench.NETWORKS).setUp();
    int written = 0;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      LogWriter lines =
          new LogWriter(
              out, new LogHeader("bench", "計測", "Bench", workload.network(0), Optional.empty()));
      for (int tens = facts / FACTS_OF_TEN; tens > 0; tens -= TENS_AT_ONCE) {
        workload.tens(Math.min(tens, TENS_AT_ONCE));
        for (Fact fact : workload.take()) {
          lines.write(fact);
          written++;
        }
      }
    }
    spec.commandLine().getOut().printf("%s: %,d facts%n", file, written);
    return 0;
  }
}
