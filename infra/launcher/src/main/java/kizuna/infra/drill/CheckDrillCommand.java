package kizuna.infra.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillErrors;
import kizuna.seeds.drill.LogFile;
import kizuna.streams.analysis.LogDecider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill check}: reads a drill and decides it, without a platform. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Reads a drill's file and names everything that is wrong with it, line by line. Then decides it without Kafka, and",
      "prints how fast and the decision hash: that of infra/kizuna drill run, if nobody joins in there."
    })
final class CheckDrillCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DRILL", description = "id of a drill, a folder or a .jsonl file")
  private String drill = "";

  @Override
  public Integer call() {
    try {
      Path path = Path.of(drill);
      Optional<LogFile> file = Files.isRegularFile(path) ? LogFile.open(path) : Optional.empty();
      if (file.isPresent()) {
        try (LogFile.Facts facts = file.get().facts()) {
          LogDecider.Decided decided = decide(file.get().header().id(), facts);
          print(file.get().header().id(), decided.facts(), decided);
        }
      } else {
        Drill loaded = DrillCommand.load(drill);
        print(loaded.id(), loaded.log().size(), decide(loaded.id(), loaded.facts().iterator()));
      }
      return 0;
    } catch (IOException | DrillErrors | LogFile.WrongLog e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private static LogDecider.Decided decide(String id, java.util.Iterator<kizuna.facts.Fact> facts) {
    return new LogDecider(Namespace.drill(id)).decide(facts, network -> LogDecider.Observer.NONE);
  }

  private void print(String id, long facts, LogDecider.Decided decided) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %,d facts, nothing wrong with their form.%n", id, facts);
    out.printf(
        Locale.ROOT,
        "decided %,d facts with the reference data in %.1f s without Kafka, %,d facts/s%n",
        decided.facts(),
        decided.took().toMillis() / 1e3,
        decided.factsPerSecond());
    out.println("decision hash " + decided.decisionHash());
  }
}
