package kizuna.infra.analysis;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.seeds.drill.LogWriter;
import kizuna.seeds.scenario.Scenario;
import kizuna.streams.analysis.SimulatedPeople;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna scenario}: a large, plausible log from a seed. */
@Command(
    name = "scenario",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the log of a scenario: who is struck, who asks and offers, and what people answer. The same seed and size",
      "give the same bytes. What it assumes, and from where: seeds/SCENARIOS.md.",
      "",
      "  infra/kizuna scenario nankai --seed 7 --size 100000 nankai.jsonl",
      "  infra/kizuna scenario tokyo-inland tokyo.jsonl",
      ""
    })
public final class ScenarioCommand implements Callable<Integer> {

  private static final CommandMessages SAY = CommandMessages.ofAnalysis(LanguageTag.ofMachine());

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SCENARIO", description = "nankai or tokyo-inland")
  private String scenario = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "file to be written; one that is there stays")
  private Path file = Path.of("");

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "seed (default: 1)")
  private long seed = 1;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "10000",
      description = "about how many facts, 1,000 to 2,000,000 (default: ${DEFAULT-VALUE})")
  private int size = 10_000;

  @Option(
      names = "--start",
      paramLabel = "DAY",
      defaultValue = "2027-01-15",
      description = "first day (JST; default: ${DEFAULT-VALUE}); the file's first line says it")
  private LocalDate start = LocalDate.of(2027, 1, 15);

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    if (Files.exists(file)) {
      throw new UserError(SAY.of("file.there", file));
    }
    Scenario made = made(scenario, seed, size, start);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    long from = System.nanoTime();
    try {
      SimulatedPeople people = new SimulatedPeople(seed);
      long facts;
      try (BufferedWriter out = Files.newBufferedWriter(part)) {
        LogWriter lines = new LogWriter(out, made.header());
        facts = people.play(made.facts(), lines::write);
      }
      Files.move(part, file);
      spec.commandLine()
          .getOut()
          .println(
              CommandMessages.ofAnalysis(lang.language())
                  .text(
                      "scenario.written",
                      file,
                      facts,
                      people.rejected(),
                      (System.nanoTime() - from) / 1e9));
      return 0;
    } catch (IOException e) {
      throw new UserError(SAY.of("file.unwritable", file, FailureSentence.reason(e)), e);
    } finally {
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        spec.commandLine()
            .getErr()
            .println(CommandMessages.ofAnalysis(lang.language()).text("file.left", part));
      }
    }
  }

  /**
   * A scenario as options name it.
   *
   * @throws UserError if there is none of that name or size
   */
  static Scenario made(String id, long seed, int size, LocalDate start) {
    if (!Scenario.IDS.contains(id)) {
      throw new UserError(SAY.of("scenario.id", String.join(", ", Scenario.IDS), id));
    }
    if (size < Scenario.FEWEST_FACTS || size > Scenario.MAX_FACTS) {
      throw new UserError(SAY.of("scenario.size", Scenario.FEWEST_FACTS, Scenario.MAX_FACTS, size));
    }
    return Scenario.of(id, seed, size, start);
  }
}
