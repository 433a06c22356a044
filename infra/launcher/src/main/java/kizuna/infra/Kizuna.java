package kizuna.infra;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.host.LogFile;
import kizuna.infra.host.UserError;
import kizuna.producers.cli.Arguments;
import kizuna.producers.cli.Commands;
import kizuna.schemas.text.MachineLanguage;
import kizuna.streams.explain.Language;
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
      "Coordinates disaster aid between local governments: asks, offers, matches, explains, and"
          + " keeps the ledger.",
      ""
    },
    subcommands = {
      Up.class,
      StatusCommand.class,
      kizuna.infra.command.ProvisionCommand.class,
      kizuna.infra.command.AclsCommand.class,
      SbomCommand.class,
      ReferenceDataCommand.class,
      StrimziCommand.class,
      RedriveCommand.class,
      kizuna.infra.drill.DrillCommand.class,
      kizuna.infra.analysis.LogCommand.class,
      kizuna.infra.analysis.WhatIfCommand.class,
      kizuna.infra.analysis.ReadyCommand.class,
      kizuna.infra.analysis.ScenarioCommand.class,
      kizuna.infra.analysis.DiffCommand.class,
      kizuna.infra.drill.VerifyCommand.class,
      kizuna.infra.backup.BackupCommand.class,
      kizuna.infra.drill.RepairCommand.class,
      kizuna.infra.drill.ArchiveCommand.class,
      kizuna.infra.drill.HeadsCommand.class,
      RulesCommand.class
    })
public final class Kizuna {

  private static final int USER_MUST_ACT = 2;

  private Kizuna() {}

  public static void main(String[] args) {
    // To look into a command that fails: JAVA_TOOL_OPTIONS=-Dkizuna.log.file=kizuna.log
    String logFile = System.getProperty("kizuna.log.file");
    if (logFile != null) {
      LogFile.toFile(Path.of(logFile));
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Kizuna());
    ServiceLoader.load(ExtraCommand.class).forEach(line::addSubcommand);
    Map<String, List<CommandLine>> groups = new LinkedHashMap<>();
    groups.put("The platform", List.copyOf(line.getSubcommands().values()));
    Commands.byOffice()
        .forEach(
            (office, commands) -> {
              List<CommandLine> mounted = new ArrayList<>();
              for (Object command : commands) {
                CommandLine one = new CommandLine(command);
                line.addSubcommand(one);
                mounted.add(one);
              }
              groups.put(office, mounted);
            });
    line.getHelpSectionMap()
        .put(
            CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            help -> list(help, groups));
    line.getHelpSectionMap()
        .remove(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    line.setUsageHelpWidth(100);
    line.setExecutionExceptionHandler(
        (failure, command, result) -> {
          if (failure instanceof UserError refusal) {
            LoggerFactory.getLogger(Kizuna.class).error(refusal.getMessage(), refusal);
            command.getErr().println(refusal.in(language(command)));
            return USER_MUST_ACT;
          }
          LoggerFactory.getLogger(Kizuna.class).error("unexpected", failure);
          command.getErr().println(FailureSentence.of(failure).in(language(command)));
          return CommandLine.ExitCode.SOFTWARE;
        });
    return Arguments.readOn(line);
  }

  /** The language of a command's output: the requested one, else that of the machine. */
  private static Locale language(CommandLine command) {
    CommandLine.ParseResult parsed = command.getParseResult();
    return parsed != null && parsed.matchedOptionValue("--lang", null) instanceof Language given
        ? given.locale()
        : MachineLanguage.locale();
  }

  /** The commands, grouped by the office that uses them. */
  private static String list(CommandLine.Help help, Map<String, List<CommandLine>> groups) {
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (heading, commands) -> {
          CommandLine.Help.TextTable table =
              CommandLine.Help.TextTable.forColumns(
                  help.colorScheme(),
                  new CommandLine.Help.Column(17, 2, CommandLine.Help.Column.Overflow.SPAN),
                  new CommandLine.Help.Column(82, 1, CommandLine.Help.Column.Overflow.WRAP));
          for (CommandLine one : commands) {
            String[] says = one.getCommandSpec().usageMessage().description();
            table.addRowValues(one.getCommandName(), says.length == 0 ? "" : says[0]);
          }
          text.append(String.format("%n%s:%n", heading)).append(table);
        });
    return text.toString();
  }
}
