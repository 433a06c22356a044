package kizuna.infra.analysis;

import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna log}: logs as files. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Writes what was reported as a log file, which infra/kizuna drill check and drill run read.",
      "",
      "  infra/kizuna log export --relative night.jsonl",
      "  infra/kizuna log export --drill noto-2024-1 --disaster noto-2024 noto.jsonl",
      ""
    },
    subcommands = ExportLogCommand.class)
public final class LogCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        CommandMessages.ofAnalysis(LanguageTag.ofMachine()).text("log.command"));
  }
}
