package kizuna.infra.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import kizuna.drills.DrillPace;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.UserError;
import kizuna.producers.drill.DrillPlan;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.DrillOutline;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.afteraction.document.ReportComparison;
import kizuna.streams.drills.DrillSummary;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill run}: replays a drill and prints its summary. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Replays a drill on the running platform, or on a temporary one if none runs, and sums it up.",
      "The same log gives the same decision hash, whatever the speed and the machine.",
      "",
      "  infra/kizuna drill run first-hour --speed 60        one minute of the drill a second",
      "  infra/kizuna drill run noto-2024 --speed max --json",
      "  infra/kizuna drill run my-drill.jsonl --report reports",
      "  infra/kizuna drill run noto-2024 --join --speed 60 --pause-at 2024-04-24T09:00:00+09:00",
      "",
      "With --join people play lenders and desks, and the rest is played by the log; its director",
      "uses infra/kizuna drill direct RUN, or the page drill.html.",
      ""
    })
final class RunDrillCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(
      paramLabel = "DRILL",
      description = "id of a drill (see drill list), a folder, or a .jsonl file")
  private String drill = "";

  @Mixin private PlayOptions play = new PlayOptions();
  @Mixin private ExpiryOptions expiry = new ExpiryOptions();

  @Option(
      names = "--report",
      paramLabel = "FOLDER",
      description = "writes the after-action report there at the end, as drill report RUN does")
  private @Nullable Path reports;

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  /** Shows scenario time, real time and lag beside the bar. */
  private final class Shown implements DrillRun.Progress {
    private final ProgressBar bar;
    private final DrillOutline loaded;
    private final boolean temporary;
    private final long startNanos = System.nanoTime();

    Shown(ProgressBar bar, DrillOutline loaded, boolean temporary) {
      this.bar = bar;
      this.loaded = loaded;
      this.temporary = temporary;
    }

    @Override
    public void begun(Namespace namespace) {
      String run = namespace.drillId();
      CommandMessages words = DrillCommand.words();
      String title = words.isJapanese() ? loaded.titleJa() : loaded.titleEn();
      spec.commandLine()
          .getErr()
          .println(
              temporary
                  ? words.text("run.begun", title, run)
                  : words.text(
                      "run.begun.watch", title, run, DataFolder.door(options.dataFolder())));
    }

    @Override
    public void decided(int facts, DrillPace pace) {
      bar.stepTo(facts);
      Duration real = Duration.ofNanos(System.nanoTime() - startNanos);
      bar.setExtraMessage(
          DrillCommand.words()
              .text(
                  "progress",
                  JapanTime.format(pace.getScenarioTime()),
                  String.format(
                      java.util.Locale.ROOT,
                      "%d:%02d:%02d",
                      real.toHours(),
                      real.toMinutesPart(),
                      real.toSecondsPart()),
                  pace.getLag()));
    }
  }

  @Override
  public Integer call() throws IOException {
    RunFolders.deleteOrphans();
    Path copies = RunFolders.create();
    try {
      return run(play.plan(DrillCommand.replayable(drill, copies)));
    } finally {
      RunFolders.delete(copies);
    }
  }

  private int run(DrillPlan plan) {
    DrillOutline loaded = plan.drill();
    PrintWriter err = spec.commandLine().getErr();
    CommandMessages words = DrillCommand.words();
    try (CommandCluster cluster = CommandCluster.runningOrTemporary(options)) {
      if (cluster.isTemporary()) {
        err.println(words.text("run.temporary"));
      }
      SummaryReport report;
      DrillPace last;
      DrillRun run = new DrillRun(cluster, plan, expiry.days());
      try (ProgressBar bar =
          new ProgressBarBuilder()
              .setTaskName(words.text("bar.run", loaded.id()))
              .setInitialMax(plan.facts().size())
              .setUnit(words.text("bar.facts"), 1)
              .setUpdateIntervalMillis(200)
              .build()) {
        DrillSummary summary = run.run(new Shown(bar, loaded, cluster.isTemporary()));
        last = run.pace();
        boolean whole =
            !plan.joins()
                && plan.injects().isEmpty()
                && plan.endsAt().isEmpty()
                && last.getSent() == plan.facts().size();
        report = new SummaryReport(summary, run.took(), loaded, whole);
      }
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(report.json());
      } else {
        report.print(out);
        if (play.isPaced() && last.getSpeed() > 0) {
          out.println(
              words.text(
                  "lateness", last.getLatenessP50(), last.getLatenessP99(), last.getLatenessMax()));
        }
      }
      if (reports != null) {
        report(run, reports);
      }
      return report.differences().isEmpty() ? 0 : 1;
    }
  }

  private void report(DrillRun run, Path folder) {
    String id = run.over().drillId();
    long begin = System.nanoTime();
    RunFigures figures = ReportFiles.reading(id, run::figures);
    long read = System.nanoTime();
    try {
      new ReportFiles(folder, spec.commandLine())
          .write(figures.report(id), figures.names(), language -> ReportComparison.NONE);
    } catch (IOException e) {
      throw new UserError(
          DrillCommand.words().of("report.folder", folder, FailureSentence.reason(e)), e);
    }
    spec.commandLine()
        .getErr()
        .println(
            DrillCommand.words()
                .text(
                    "reported",
                    (System.nanoTime() - begin) / 1e9,
                    (read - begin) / 1e9,
                    Duration.ofNanos(begin - run.decidedAtNanos()).toMillis() / 1e3));
  }
}
