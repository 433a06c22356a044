package kizuna.producers.cli;

import java.time.LocalDate;
import java.util.Optional;
import kizuna.codes.DispatchAct;
import kizuna.codes.FactKind;
import kizuna.codes.RefusalReason;
import kizuna.codes.TaskType;
import kizuna.schemas.form.FactForm;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** What either side reports about a dispatch (派遣): one wave of one ward for one request. */
final class DispatchCommands {

  private DispatchCommands() {}

  /** Which dispatch it is about, and whose act it usually is. */
  @Command
  abstract static class DispatchCommand extends ReportCommand {

    @Parameters(
        paramLabel = "DISPATCH",
        arity = "0..1",
        description = "Id of the dispatch, for example req-1a2b3c4d-1; or --request and --lender.")
    private @Nullable String dispatch;

    @Option(
        names = "--request",
        paramLabel = "REQUEST",
        description =
            "With --lender: its earliest wave for that request for which the act is legal.",
        order = 10)
    private @Nullable String request;

    @Option(
        names = "--lender",
        paramLabel = "WARD",
        description = "With --request: whose people.",
        order = 11)
    private @Nullable String lender;

    private final String act;
    private final FactKind kind;
    private final boolean lendersAct;

    /**
     * @param act last part of the path under which the door takes it
     * @param lendersAct whether it is usually the lender's; else either side's, or the receiver's
     */
    DispatchCommand(String act, FactKind kind, boolean lendersAct) {
      this.act = act;
      this.kind = kind;
      this.lendersAct = lendersAct;
    }

    /** What the fact says beside which dispatch it is about. */
    void fill(ObjectNode body) {}

    @Override
    final int run() {
      ObjectNode body = body();
      fill(body);
      if (dispatch != null && request == null && lender == null) {
        return reportOn("dispatches", dispatch, act, body);
      } else if (dispatch == null && request != null && lender != null) {
        String ward = lender(lender, "--lender");
        body.putObject("dispatch").put("requestId", request).put("lender", ward);
        return report(
            "/api/facts",
            body.put("kind", FactForm.name(kind)),
            lendersAct ? Optional.of("WARD:" + ward) : Optional.empty());
      }
      throw usage(
          "expected the id of a dispatch, or --request with --lender, but "
              + (dispatch == null ? "not both of them" : "all of it together"));
    }
  }

  /** A reason that must be given. */
  @Command
  abstract static class WithReason extends DispatchCommand {

    @Option(
        names = "--reason",
        paramLabel = "REASON",
        required = true,
        completionCandidates = CodeArguments.Reasons.class,
        description = "Why (正当な理由): ${COMPLETION-CANDIDATES}.",
        order = 1)
    private String reason;

    WithReason(String act, FactKind kind, boolean lendersAct) {
      super(act, kind, lendersAct);
    }

    @Override
    void fill(ObjectNode body) {
      body.put("reason", code(RefusalReason.class, reason, "--reason"));
    }
  }

  /** A report that is refused far from its planned day, unless it is meant. */
  @Command
  abstract static class OnItsDay extends DispatchCommand {

    @Option(
        names = "--yes",
        description = "It is meant, though the day is far from the planned one.",
        order = 12)
    private boolean yes;

    OnItsDay(String act, FactKind kind, boolean lendersAct) {
      super(act, kind, lendersAct);
    }

    @Override
    void fill(ObjectNode body) {
      if (yes) {
        body.put("confirmedUnusual", true);
      }
    }
  }

  /** {@code confirm}. */
  @Command(
      name = "confirm",
      description = {
        "The lender commits what was proposed (派遣決定).",
        "",
        "  ${ROOT-COMMAND-NAME} confirm req-1a2b3c4d-1",
        "  ${ROOT-COMMAND-NAME} confirm --request req-1a2b3c4d --lender shinjuku",
        ""
      })
  static final class Confirm extends DispatchCommand {
    Confirm() {
      super("confirm", FactKind.DISPATCH_CONFIRMED, true);
    }
  }

  /** {@code decline}. */
  @Command(
      name = "decline",
      description = {
        "The lender does not send what was proposed (辞退); the need is matched anew at once.",
        "",
        "  ${ROOT-COMMAND-NAME} decline req-1a2b3c4d-1 --reason NO_STAFF_LEFT --as ward:shinjuku",
        ""
      })
  static final class Decline extends WithReason {
    Decline() {
      super("decline", FactKind.DISPATCH_DECLINED, true);
    }
  }

  /** {@code depart}. */
  @Command(
      name = "depart",
      description = {
        "They departed (出発).",
        "",
        "  ${ROOT-COMMAND-NAME} depart req-1a2b3c4d-1 --as ward:shinjuku",
        ""
      })
  static final class Depart extends OnItsDay {
    Depart() {
      super("depart", FactKind.STAFF_DEPARTED, true);
    }
  }

  /** {@code arrive}. */
  @Command(
      name = "arrive",
      description = {
        "They arrived (到着), as either side reports it.",
        "",
        "  ${ROOT-COMMAND-NAME} arrive req-1a2b3c4d-1 --as desk:wajima",
        ""
      })
  static final class Arrive extends OnItsDay {
    Arrive() {
      super("arrive", FactKind.STAFF_ARRIVED, false);
    }
  }

  /** {@code handover}. */
  @Command(
      name = "handover",
      description = {
        "They hand over to the next wave (引継ぎ開始).",
        "",
        "  ${ROOT-COMMAND-NAME} handover req-1a2b3c4d-1 --as ward:shinjuku",
        ""
      })
  static final class HandOver extends OnItsDay {
    HandOver() {
      super("handover", FactKind.HANDOVER_STARTED, false);
    }
  }

  /** {@code ask-extension}. */
  @Command(
      name = "ask-extension",
      description = {
        "The receiver asks to keep them longer (派遣期間の延長の要請); nothing changes until the lender has answered.",
        "",
        "  ${ROOT-COMMAND-NAME} ask-extension req-1a2b3c4d-1 --last-day 2024-01-15 --as desk:wajima",
        ""
      })
  static final class AskExtension extends DispatchCommand {

    @Option(
        names = "--last-day",
        paramLabel = "DAY",
        required = true,
        description = "Last day (JST) for which they are asked.",
        order = 2)
    private LocalDate lastDay;

    AskExtension() {
      super("ask-extension", FactKind.EXTENSION_REQUESTED, false);
    }

    @Override
    void fill(ObjectNode body) {
      body.put("lastDay", lastDay.toString());
    }
  }

  /** {@code answer-extension}. */
  @Command(
      name = "answer-extension",
      description = {
        "The lender says whether they stay as long as they were asked to (延長への回答).",
        "",
        "  ${ROOT-COMMAND-NAME} answer-extension req-1a2b3c4d-1 --grant --as ward:shinjuku",
        "  ${ROOT-COMMAND-NAME} answer-extension req-1a2b3c4d-1 --refuse PERIOD_UNSUITABLE --as ward:shinjuku",
        ""
      })
  static final class AnswerExtension extends DispatchCommand {

    @Option(names = "--grant", description = "They stay (承諾).", order = 1)
    private boolean grant;

    @Option(
        names = "--refuse",
        paramLabel = "REASON",
        completionCandidates = CodeArguments.Reasons.class,
        description = "They do not (辞退), and why: ${COMPLETION-CANDIDATES}.",
        order = 2)
    private @Nullable String refuse;

    AnswerExtension() {
      super("answer-extension", FactKind.EXTENSION_ANSWERED, true);
    }

    @Override
    void fill(ObjectNode body) {
      if (grant == (refuse != null)) {
        throw usage(
            "expected --grant, or --refuse with a reason, for answer-extension, but "
                + (grant ? "both" : "neither"));
      }
      body.put("granted", grant);
      if (refuse != null) {
        body.put("reason", code(RefusalReason.class, refuse, "--refuse"));
      }
    }
  }

  /** {@code retask}. */
  @Command(
      name = "retask",
      description = {
        "The receiver gives them other work, within the agreement's scope (業務の変更).",
        "",
        "  ${ROOT-COMMAND-NAME} retask req-1a2b3c4d-1 --task VICTIM_CERTIFICATE --as desk:wajima",
        ""
      })
  static final class Retask extends DispatchCommand {

    @Option(
        names = "--task",
        paramLabel = "TASK",
        required = true,
        completionCandidates = CodeArguments.Tasks.class,
        description = "The new work: ${COMPLETION-CANDIDATES}.",
        order = 1)
    private String task;

    Retask() {
      super("retask", FactKind.STAFF_RETASKED, false);
    }

    @Override
    void fill(ObjectNode body) {
      body.put("taskType", code(TaskType.class, task, "--task"));
    }
  }

  /** {@code recall}. */
  @Command(
      name = "recall",
      description = {
        "The lender calls its people back (引揚げ); the need opens again from the day after the last.",
        "",
        "  ${ROOT-COMMAND-NAME} recall req-1a2b3c4d-1 --last-day 2024-01-06 --reason OWN_DISASTER",
        ""
      })
  static final class Recall extends OnItsDay {

    @Option(
        names = "--last-day",
        paramLabel = "DAY",
        required = true,
        description = "Last day (JST) on which they still work.",
        order = 2)
    private LocalDate lastDay;

    @Option(
        names = "--reason",
        paramLabel = "REASON",
        required = true,
        completionCandidates = CodeArguments.Reasons.class,
        description = "Why (正当な理由): ${COMPLETION-CANDIDATES}.",
        order = 1)
    private String reason;

    Recall() {
      super("recall", FactKind.STAFF_RECALLED, true);
    }

    @Override
    void fill(ObjectNode body) {
      super.fill(body);
      body.put("reason", code(RefusalReason.class, reason, "--reason"));
      body.put("lastDay", lastDay.toString());
    }
  }

  /** {@code release}. */
  @Command(
      name = "release",
      description = {
        "The receiver needs them no more (任務解除); the need of the days that were left is gone.",
        "",
        "  ${ROOT-COMMAND-NAME} release req-1a2b3c4d-1 --last-day 2024-01-08 --as desk:wajima",
        ""
      })
  static final class Release extends OnItsDay {

    @Option(
        names = "--last-day",
        paramLabel = "DAY",
        required = true,
        description = "Last day (JST) on which they worked.",
        order = 2)
    private LocalDate lastDay;

    Release() {
      super("release", FactKind.STAFF_RELEASED, false);
    }

    @Override
    void fill(ObjectNode body) {
      super.fill(body);
      body.put("lastDay", lastDay.toString());
    }
  }

  /** {@code return}. */
  @Command(
      name = "return",
      description = {
        "They are home (帰着); what was left of their days can be offered again.",
        "",
        "  ${ROOT-COMMAND-NAME} return req-1a2b3c4d-1 --as ward:shinjuku",
        ""
      })
  static final class Return extends OnItsDay {
    Return() {
      super("return", FactKind.STAFF_RETURNED, true);
    }
  }

  /** {@code retract}. */
  @Command(
      name = "retract",
      description = {
        "Whoever made a mistaken report takes it back (報告の取消し): the dispatch is as it was before.",
        "",
        "  ${ROOT-COMMAND-NAME} retract req-1a2b3c4d-1 --act DEPART --as ward:shinjuku",
        ""
      })
  static final class Retract extends DispatchCommand {

    @Option(
        names = "--act",
        paramLabel = "ACT",
        completionCandidates = CodeArguments.Acts.class,
        description =
            "The report that is taken back (default: the last one): ${COMPLETION-CANDIDATES}.",
        order = 1)
    private @Nullable String reported;

    Retract() {
      super("retract", FactKind.REPORT_RETRACTED, true);
    }

    @Override
    void fill(ObjectNode body) {
      if (reported != null) {
        body.put("act", code(DispatchAct.class, reported, "--act"));
      }
    }
  }
}
