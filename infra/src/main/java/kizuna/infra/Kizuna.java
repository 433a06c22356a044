package kizuna.infra;

import kizuna.infra.host.Refusal;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of everything: {@code infra/kizuna COMMAND}. */
@Command(
    name = "infra/kizuna",
    mixinStandardHelpOptions = true,
    version = "Kizuna 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Coordinates disaster aid between local governments: asks, offers, matches, explains, and keeps the ledger.",
      ""
    },
    subcommands = {
      Up.class,
      kizuna.infra.drill.DrillCommand.class,
      kizuna.infra.drill.VerifyCommand.class,
      kizuna.infra.bench.BenchCommand.class
    })
public final class Kizuna {

  private static final int USER_MUST_ACT = 2;

  private Kizuna() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Kizuna());
    line.setExecutionExceptionHandler(
        (failure, command, result) -> {
          if (failure instanceof Refusal refusal) {
            LoggerFactory.getLogger(Kizuna.class).error(refusal.sentence(), refusal);
            command.getErr().println(refusal.sentence());
            return USER_MUST_ACT;
          }
          LoggerFactory.getLogger(Kizuna.class).error("unexpected", failure);
          command.getErr().println("unexpected: " + failure);
          return CommandLine.ExitCode.SOFTWARE;
        });
    return line;
  }
}
