package kizuna.producers.cli;

import java.util.Map;
import java.util.function.Supplier;
import kizuna.codes.DispatchAct;
import kizuna.codes.FactKind;
import kizuna.codes.TaskType;
import kizuna.producers.cli.FactCommand.Argument;
import picocli.CommandLine.Model.CommandSpec;

/** The commands of {@link FactCommands} that are about a dispatch (派遣). */
final class DispatchCommands {

  static final Map<FactKind, Supplier<CommandSpec>> ALL =
      Map.ofEntries(
          Map.entry(FactKind.DISPATCH_CONFIRMED, DispatchCommands::confirm),
          Map.entry(FactKind.DISPATCH_DECLINED, DispatchCommands::decline),
          Map.entry(FactKind.STAFF_DEPARTED, DispatchCommands::depart),
          Map.entry(FactKind.STAFF_ARRIVED, DispatchCommands::arrive),
          Map.entry(FactKind.HANDOVER_STARTED, DispatchCommands::handOver),
          Map.entry(FactKind.EXTENSION_REQUESTED, DispatchCommands::askExtension),
          Map.entry(FactKind.STAFF_RETASKED, DispatchCommands::retask),
          Map.entry(FactKind.STAFF_RECALLED, DispatchCommands::recall),
          Map.entry(FactKind.STAFF_RELEASED, DispatchCommands::release),
          Map.entry(FactKind.STAFF_RETURNED, DispatchCommands::returned),
          Map.entry(FactKind.REPORT_RETRACTED, DispatchCommands::retract));

  private DispatchCommands() {}

  private static CommandSpec confirm() {
    return new DispatchCommand(FactKind.DISPATCH_CONFIRMED)
        .spec(
            "The lender commits what was proposed (派遣決定).",
            "",
            "  ${ROOT-COMMAND-NAME} confirm req-1a2b3c4d-1",
            "  ${ROOT-COMMAND-NAME} confirm --request req-1a2b3c4d --lender shinjuku",
            "");
  }

  private static CommandSpec decline() {
    return new DispatchCommand(FactKind.DISPATCH_DECLINED)
        .with(FactCommands.reason(FactCommands.JUST_REASONS).at(1))
        .spec(
            "The lender does not send what was proposed (辞退); the need is matched anew at once.",
            "",
            "  ${ROOT-COMMAND-NAME} decline req-1a2b3c4d-1 --reason NO_STAFF_LEFT --as ward:shinjuku",
            "");
  }

  private static CommandSpec depart() {
    return new DispatchCommand(FactKind.STAFF_DEPARTED)
        .with(meant())
        .spec(
            "They departed (出発).",
            "",
            "  ${ROOT-COMMAND-NAME} depart req-1a2b3c4d-1 --as ward:shinjuku",
            "");
  }

  private static CommandSpec arrive() {
    return new DispatchCommand(FactKind.STAFF_ARRIVED)
        .with(meant())
        .spec(
            "They arrived (到着), as either side reports it.",
            "",
            "  ${ROOT-COMMAND-NAME} arrive req-1a2b3c4d-1 --as desk:wajima",
            "");
  }

  private static CommandSpec handOver() {
    return new DispatchCommand(FactKind.HANDOVER_STARTED)
        .with(meant())
        .spec(
            "They hand over to the next wave (引継ぎ開始).",
            "",
            "  ${ROOT-COMMAND-NAME} handover req-1a2b3c4d-1 --as ward:shinjuku",
            "");
  }

  private static CommandSpec askExtension() {
    return new DispatchCommand(FactKind.EXTENSION_REQUESTED)
        .with(
            Argument.day("--last-day", "lastDay", "Last day (JST) for which they are asked.")
                .required()
                .at(2))
        .spec(
            "The receiver asks to keep them longer (派遣期間の延長の要請); nothing changes until the lender has answered.",
            "",
            "  ${ROOT-COMMAND-NAME} ask-extension req-1a2b3c4d-1 --last-day 2024-01-15 --as desk:wajima",
            "");
  }

  private static CommandSpec retask() {
    return new DispatchCommand(FactKind.STAFF_RETASKED)
        .with(
            Argument.code(
                    "--task",
                    "TASK",
                    "taskType",
                    TaskType.class,
                    "The new work: ${COMPLETION-CANDIDATES}.")
                .required()
                .at(1))
        .spec(
            "The receiver gives them other work, within the agreement's scope (業務の変更).",
            "",
            "  ${ROOT-COMMAND-NAME} retask req-1a2b3c4d-1 --task VICTIM_CERTIFICATE --as desk:wajima",
            "");
  }

  private static CommandSpec recall() {
    return new DispatchCommand(FactKind.STAFF_RECALLED)
        .with(
            meant(),
            FactCommands.reason(FactCommands.JUST_REASONS).at(1),
            Argument.day("--last-day", "lastDay", "Last day (JST) on which they still work.")
                .required()
                .at(2))
        .spec(
            "The lender calls its people back (引揚げ); the need opens again from the day after the last.",
            "",
            "  ${ROOT-COMMAND-NAME} recall req-1a2b3c4d-1 --last-day 2024-01-06 --reason OWN_DISASTER",
            "");
  }

  private static CommandSpec release() {
    return new DispatchCommand(FactKind.STAFF_RELEASED)
        .with(
            meant(),
            Argument.day("--last-day", "lastDay", "Last day (JST) on which they worked.")
                .required()
                .at(2))
        .spec(
            "The receiver needs them no more (任務解除); the need of the days that were left is gone.",
            "",
            "  ${ROOT-COMMAND-NAME} release req-1a2b3c4d-1 --last-day 2024-01-08 --as desk:wajima",
            "");
  }

  private static CommandSpec returned() {
    return new DispatchCommand(FactKind.STAFF_RETURNED)
        .with(meant())
        .spec(
            "They are home (帰着); what was left of their days can be offered again.",
            "",
            "  ${ROOT-COMMAND-NAME} return req-1a2b3c4d-1 --as ward:shinjuku",
            "");
  }

  private static CommandSpec retract() {
    return new DispatchCommand(FactKind.REPORT_RETRACTED)
        .with(
            Argument.code(
                    "--act",
                    "ACT",
                    "act",
                    DispatchAct.class,
                    "The report that is taken back (default: the last one): ${COMPLETION-CANDIDATES}.")
                .at(1))
        .spec(
            "Whoever made a mistaken report takes it back (報告の取消し): the dispatch is as it was before.",
            "",
            "  ${ROOT-COMMAND-NAME} retract req-1a2b3c4d-1 --act DEPART --as ward:shinjuku",
            "");
  }

  /** Confirms a report far from its planned day, which is otherwise refused. */
  private static Argument meant() {
    return Argument.flag(
            "--yes", "confirmedUnusual", "It is meant, though the day is far from the planned one.")
        .at(12);
  }
}
