package kizuna.infra.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.LogFile;
import kizuna.streams.analysis.LogDecider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill check}: reads a drill and decides it, without a platform. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Reads a drill's file and names everything that is wrong with it, line by line. Then decides it without Kafka, and",
      "prints how fast and the decision hash: that of infra/kizuna drill run, if nobody joins in there.",
      "",
      "With --runs the others go through the whole topology on a temporary broker, each with another number of",
      "partitions, every second one with restarts of the decider. Exit code 0: one hash; 1: another.",
      "",
      "  infra/kizuna drill check noto-2024 --runs 10",
      ""
    })
final class CheckDrillCommand implements Callable<Integer> {

  private static final int MAX_RUNS = 100;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DRILL", description = "id of a drill, a folder or a .jsonl file")
  private String drill = "";

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "how often it is decided, 1 to " + MAX_RUNS + " (default: ${DEFAULT-VALUE})")
  private int runs = 1;

  @Override
  public Integer call() throws IOException {
    if (runs < 1 || runs > MAX_RUNS) {
      throw new UserError(DrillCommand.words().of("runs", runs, MAX_RUNS));
    }
    return runs == 1 ? once() : repeatedly();
  }

  private int repeatedly() throws IOException {
    CommandMessages words = DrillCommand.words();
    PrintWriter out = spec.commandLine().getOut();
    RunFolders.deleteOrphans();
    Path copies = RunFolders.create();
    try (CommandCluster cluster = CommandCluster.temporary()) {
      List<RepeatedRuns.Run> all =
          new RepeatedRuns(cluster, DrillCommand.replayable(drill, copies))
              .of(
                  runs,
                  run -> {
                    out.println(line(run, words));
                    out.flush();
                  });
      RepeatedRuns.timesTheTopology(all)
          .ifPresent(times -> out.println(words.text("runs.times", times)));
      long hashes = all.stream().map(RepeatedRuns.Run::hash).distinct().count();
      out.println(words.text(hashes == 1 ? "runs.same" : "runs.differ", runs, hashes));
      return hashes == 1 ? 0 : 1;
    } finally {
      RunFolders.delete(copies);
    }
  }

  private static String line(RepeatedRuns.Run run, CommandMessages words) {
    return words.text(
        "runs.line",
        run.number(),
        run.partitions(),
        run.restarts(),
        words.text("rate", run.facts(), run.took().toMillis() / 1e3, run.factsPerSecond()),
        run.hash());
  }

  private int once() {
    try {
      Optional<LogFile> file = Drills.logFile(drill);
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
    } catch (IOException | FileErrors | LogFile.WrongLog e) {
      throw new UserError(FailureSentence.of(e), e);
    }
  }

  private static LogDecider.Decided decide(String id, java.util.Iterator<kizuna.facts.Fact> facts) {
    return new LogDecider(Namespace.drill(id)).decide(facts, network -> LogDecider.Observer.NONE);
  }

  private void print(String id, long facts, LogDecider.Decided decided) {
    PrintWriter out = spec.commandLine().getOut();
    CommandMessages words = DrillCommand.words();
    out.println(words.text("check.form", id, facts));
    out.println(
        words.text(
            "check.decided",
            decided.facts(),
            decided.took().toMillis() / 1e3,
            decided.factsPerSecond()));
    out.println(words.text("summary.hash", decided.decisionHash()));
  }
}
