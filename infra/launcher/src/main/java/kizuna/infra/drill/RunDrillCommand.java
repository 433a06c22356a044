package kizuna.infra.drill;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.host.DataFolder;
import kizuna.producers.drill.DrillReplay;
import kizuna.seeds.drill.Drill;
import kizuna.streams.drills.DrillSummary;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine;
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
      "  infra/kizuna drill run my-drill.jsonl",
      ""
    })
final class RunDrillCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(
      paramLabel = "DRILL",
      description = "id of a drill (see drill list), a folder, or a .jsonl file")
  private String drill = "";

  @Option(
      names = "--speed",
      paramLabel = "N|max",
      defaultValue = "max",
      description = "times faster than the drill's own time, or max (default)")
  private String speed = "max";

  @Mixin private ExpiryOptions expiry = new ExpiryOptions();

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() {
    double factor = factor();
    Drill loaded = DrillCommand.load(drill);
    PrintWriter err = spec.commandLine().getErr();
    try (CommandCluster cluster = CommandCluster.runningOrTemporary(options)) {
      if (cluster.isTemporary()) {
        err.println(
            "No platform is running: this drill runs on a temporary one, and no board shows it.");
      }
      int facts = loaded.facts().size();
      DrillSummary summary;
      try (ProgressBar bar =
          new ProgressBarBuilder()
              .setTaskName("訓練 " + loaded.id())
              .setInitialMax(facts)
              .setUnit(" facts", 1)
              .setUpdateIntervalMillis(200)
              .build()) {
        summary =
            new DrillRun(cluster, loaded, factor, expiry.days())
                .run(
                    namespace ->
                        err.println(
                            "訓練 "
                                + loaded.titleJa()
                                + " / "
                                + loaded.titleEn()
                                + " runs as "
                                + namespace.drillId()
                                + (cluster.isTemporary()
                                    ? ""
                                    : "; watch it at "
                                        + DataFolder.door(options.dataFolder())
                                        + "/?drill="
                                        + namespace.drillId())),
                    bar::stepTo);
      }
      PrintWriter out = spec.commandLine().getOut();
      SummaryReport report = new SummaryReport(summary, loaded);
      if (json) {
        out.println(report.json());
      } else {
        report.print(out);
      }
      return report.differences().isEmpty() ? 0 : 1;
    }
  }

  private double factor() {
    if (speed.equals("max")) {
      return DrillReplay.MAX_SPEED;
    }
    try {
      double factor = Double.parseDouble(speed);
      if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new CommandLine.ParameterException(
        spec.commandLine(), "expected max or a number above 0 for --speed, but " + speed);
  }
}
