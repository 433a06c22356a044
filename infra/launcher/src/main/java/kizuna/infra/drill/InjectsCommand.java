package kizuna.infra.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import kizuna.drills.DrillEvent;
import kizuna.drills.Inject;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.drill.DrillConduct;
import kizuna.schemas.drill.DrillEventReader;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.InjectList;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill injects}: the list of injects in and out. */
@Command(
    name = "injects",
    mixinStandardHelpOptions = true,
    description = {
      "The master scenario events list (状況付与計画, MSEL) of a drill: checks it, and writes it as",
      "JSON or as a sheet. Everything that is wrong is said at once, with its entry or cell.",
      "",
      "  infra/kizuna drill injects noto-2024 --out plan.xlsx",
      "  infra/kizuna drill injects noto-2024 --in plan.xlsx                 checks it",
      "  infra/kizuna drill injects noto-2024 --in plan.xlsx --out plan.json",
      "  infra/kizuna drill injects noto-2024 --run noto-2024-1 --out done.xlsx   with what became of each",
      ""
    })
final class InjectsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(paramLabel = "DRILL", description = "id of a drill, a folder, or a .jsonl file")
  private String drill = "";

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "a list, .json or .xlsx; else the drill's own")
  private @Nullable Path in;

  @Option(names = "--out", paramLabel = "FILE", description = "where it is written, .json or .xlsx")
  private @Nullable Path out;

  @Option(names = "--run", paramLabel = "RUN", description = "a run whose states are written along")
  private @Nullable String run;

  @Override
  public Integer call() {
    CommandMessages words = DrillCommand.words();
    Drill loaded = DrillCommand.load(drill);
    List<Inject> injects = in == null ? InjectList.bundled(loaded) : PlayOptions.read(loaded, in);
    Map<String, String> status = run == null ? Map.of() : status(run);
    if (out != null) {
      try {
        if (out.toString().endsWith(".xlsx")) {
          InjectSheet.write(injects, status, out);
        } else {
          Files.writeString(out, InjectList.writeJson(injects));
        }
      } catch (IOException e) {
        throw new UserError(words.of("injects.file", out, FailureSentence.reason(e)), e);
      }
    }
    spec.commandLine().getOut().println(words.text("injects.done", injects.size()));
    return 0;
  }

  private Map<String, String> status(String id) {
    Map<String, String> status = new TreeMap<>();
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      DrillCommand.requireThere(cluster, admin, id);
      DrillConduct conduct = new DrillConduct();
      try (DrillEventReader reader =
          new DrillEventReader(cluster.kafka(), cluster.registry(), Namespace.drill(id))) {
        for (DrillEvent event : reader.pollToEnd()) {
          conduct.apply(event);
        }
      }
      conduct
          .injects()
          .forEach(inject -> status.put(inject.inject().getNumber(), inject.state().name()));
    }
    return status;
  }
}
