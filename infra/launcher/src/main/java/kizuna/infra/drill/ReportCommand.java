package kizuna.infra.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.host.UserError;
import kizuna.schemas.ClusterTopics;
import kizuna.schemas.Namespace;
import kizuna.schemas.drill.History;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.drill.Drills;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.Objective;
import kizuna.streams.afteraction.ObjectivesFile;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.afteraction.document.ReportComparison;
import kizuna.streams.drills.RunReader;
import kizuna.streams.explain.Language;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill report}: the after-action report of a run. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "The after-action report of a run (検証報告書), in Japanese and English: an HTML page that prints on A4,",
      "and a ZIP file with the page and every table as CSV and XLSX.",
      "",
      "  infra/kizuna drill report noto-2024-2",
      "  infra/kizuna drill report noto-2024-2 --compare noto-2024-1 --compare history --to reports",
      ""
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(paramLabel = "RUN", description = "id of a run (see drill list)")
  private String run = "";

  @Option(
      names = "--compare",
      paramLabel = "RUN|history",
      description = "an earlier run, or history for what really happened; may be repeated")
  private List<String> compared = List.of();

  @Option(
      names = "--objectives",
      paramLabel = "FILE",
      description = "objectives for a run that began without (default: those of its drill)")
  private Path objectives = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      defaultValue = ".",
      description = "folder of the files (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of(".");

  @Override
  public Integer call() {
    List<String> runs = compared.stream().filter(c -> !c.equals(ReportComparison.HISTORY)).toList();
    if (runs.size() > ReportComparison.MAX_DRILLS) {
      throw new UserError(
          DrillCommand.words().of("report.compared", ReportComparison.MAX_DRILLS, runs.size()));
    }
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      DrillCommand.requireThere(cluster, admin, run);
      RunFigures figures = read(cluster, run);
      if (figures.facts() == 0) {
        throw new UserError(DrillCommand.words().of("report.empty", run));
      }
      AfterActionReport report = figures.report(run);
      List<ReportComparison.Drill> drills = new ArrayList<>();
      for (String other : runs) {
        DrillCommand.requireThere(cluster, admin, other);
        drills.add(new ReportComparison.Drill(other, read(cluster, other).report(other).figures()));
      }
      ReportFiles files = new ReportFiles(folder, spec.commandLine());
      files.write(
          report,
          figures.names(),
          language ->
              new ReportComparison(
                  drills,
                  compared.contains(ReportComparison.HISTORY)
                      ? history(report, language)
                      : List.of()));
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunFigures read(CommandCluster cluster, String id) throws IOException {
    List<Objective> objectives = objectives();
    return ReportFiles.reading(
        id,
        progress ->
            new RunReader(
                    cluster.kafka(),
                    cluster.registry(),
                    ClusterTopics.of(cluster.kafka(), Namespace.drill(id)))
                .read(objectives, progress));
  }

  private List<Objective> objectives() throws IOException {
    if (objectives.toString().isEmpty()) {
      return ofDrill(drillId());
    }
    try {
      return ObjectivesFile.read(objectives.toString(), Files.readString(objectives));
    } catch (FileErrors e) {
      throw new UserError(e, e);
    }
  }

  private static List<Objective> ofDrill(String drill) {
    return Drills.objectives(drill)
        .map(
            text -> {
              try {
                return ObjectivesFile.read("objectives.json", text);
              } catch (FileErrors e) {
                throw new UserError(e, e);
              }
            })
        .orElse(List.of());
  }

  /** A run is called as its drill, with a number. */
  private String drillId() {
    return run.replaceFirst("-\\d{1,9}$", "");
  }

  private List<ReportComparison.History> history(AfterActionReport report, Language language) {
    History history =
        Drills.history(drillId())
            .orElseThrow(
                () -> new UserError(DrillCommand.words().of("report.noHistory", drillId())));
    return ReportComparison.history(history, report, language);
  }
}
