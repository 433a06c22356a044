package kizuna.infra.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.ReplayableDrill;
import kizuna.states.DrillStatus;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill}: joint drills (共同訓練) on replayed event logs. */
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Joint drills (共同訓練): replays an event log in a namespace of its own. A drill cannot touch live data.",
      "",
      "  infra/kizuna drill list",
      "  infra/kizuna drill run noto-2024 --speed max",
      "  infra/kizuna drill run noto-2024 --join --speed 60",
      "  infra/kizuna drill direct noto-2024-1 pause",
      "  infra/kizuna drill history noto-2024",
      "  infra/kizuna drill report noto-2024-1 --compare history",
      "  infra/kizuna drill keep noto-2024-1 --until 2027-03-31",
      "",
      "A run that nobody keeps expires 90 days after it was last used (KIZUNA_DRILL_DAYS, or",
      "infra/kizuna up --expire-drills-after DAYS): infra/kizuna up removes it with all that belongs to it.",
      ""
    },
    subcommands = {
      ListDrillsCommand.class,
      RunDrillCommand.class,
      DirectDrillCommand.class,
      InjectsCommand.class,
      CheckDrillCommand.class,
      HistoryCommand.class,
      ReportCommand.class,
      KeepRunCommand.class,
      RemoveRunCommand.class,
      ExpireRunsCommand.class
    })
public final class DrillCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), words().text("command"));
  }

  /** The sentences about runs, in the language of the caller. */
  static CommandMessages words() {
    return CommandMessages.ofRuns(LanguageTag.ofMachine());
  }

  /**
   * @throws UserError if the run does not exist; the message says if it was removed, and why
   */
  static void requireThere(CommandCluster cluster, Admin admin, String run) {
    CommandMessages words = words();
    Map<String, DrillStatus> all = DrillRegister.of(cluster, admin).read();
    DrillRuns.gone(all, run, words)
        .ifPresent(
            sentence -> {
              throw new UserError(sentence);
            });
    if (!DrillRuns.ids(admin).contains(run)) {
      throw new UserError(words.of("absent", run));
    }
  }

  /**
   * The namespace of a run.
   *
   * @throws UserError if the run does not exist; the message says if it was removed, and why
   */
  public static Namespace run(CommandCluster cluster, String run) {
    try (Admin admin = Admin.create(cluster.kafka().settings())) {
      requireThere(cluster, admin, run);
      return Namespace.drill(run);
    }
  }

  /**
   * @throws UserError if there is no such drill or its file has errors
   */
  static Drill load(String idOrPath) {
    try {
      return Drills.load(idOrPath);
    } catch (IOException | FileErrors e) {
      throw new UserError(FailureSentence.of(e), e);
    }
  }

  /**
   * The same as it is replayed: a long log is copied to a folder, not held in the heap.
   *
   * @throws UserError if there is no such drill or its file has errors
   */
  static ReplayableDrill replayable(String idOrPath, Path folder) {
    try {
      return ReplayableDrill.open(idOrPath, folder);
    } catch (IOException | FileErrors e) {
      throw new UserError(FailureSentence.of(e), e);
    }
  }
}
