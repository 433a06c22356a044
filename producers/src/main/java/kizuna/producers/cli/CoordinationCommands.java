package kizuna.producers.cli;

import kizuna.codes.CounterpartRole;
import kizuna.codes.MatchRule;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** What a coordinator (調整担当) decides: counterparts, and overrides of what Kizuna would decide. */
final class CoordinationCommands {

  private CoordinationCommands() {}

  /** Which lender at which receiver in which disaster. */
  @Command
  abstract static class CounterpartCommand extends ReportCommand {

    @Option(
        names = "--disaster",
        paramLabel = "DISASTER",
        required = true,
        description = "The disaster.",
        order = 1)
    private String disaster;

    @Option(
        names = "--receiver",
        paramLabel = "PLACE",
        required = true,
        description = "Who receives the staff (受援自治体).",
        order = 2)
    private String receiver;

    @Option(
        names = "--lender",
        paramLabel = "WARD",
        required = true,
        description = "The lender, by code, name or romaji.",
        order = 3)
    private String lender;

    /** The three of them, as the contract names them. */
    final ObjectNode counterpart() {
      return body()
          .put("disasterId", disaster)
          .put("receiver", place(receiver, "--receiver"))
          .put("lender", lender(lender, "--lender"));
    }
  }

  /** {@code appoint}. */
  @Command(
      name = "appoint",
      description = {
        "A lender leads or supports at a receiver (カウンターパートの割当). Several may lead together (分担).",
        "",
        "  ${ROOT-COMMAND-NAME} appoint --disaster noto-2024 --receiver wajima --lender shinjuku",
        "  ${ROOT-COMMAND-NAME} appoint --disaster noto-2024 --receiver wajima --lender kita --role SUPPORT",
        "",
        "Where others fit as well, the lead is asked first.",
        ""
      })
  static final class Appoint extends CounterpartCommand {

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        defaultValue = "LEAD",
        completionCandidates = CodeArguments.CounterpartRoles.class,
        description = "総括支援団体 or 支援団体: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
        order = 4)
    private String role;

    @Override
    int run() {
      ObjectNode body = counterpart().put("role", code(CounterpartRole.class, role, "--role"));
      return report("/api/counterparts", body);
    }
  }

  /** {@code relieve}. */
  @Command(
      name = "relieve",
      description = {
        "A lender leads or supports at a receiver no more (解除); its role may go to another (交代).",
        "",
        "  ${ROOT-COMMAND-NAME} relieve --disaster noto-2024 --receiver wajima --lender shinjuku --hands-over-to kita",
        "",
        "What was promised stays promised.",
        ""
      })
  static final class Relieve extends CounterpartCommand {

    @Option(
        names = "--hands-over-to",
        paramLabel = "WARD",
        description = "Lender that takes the role over (default: nobody).",
        order = 4)
    private @Nullable String next;

    @Override
    int run() {
      ObjectNode body = counterpart();
      if (next != null) {
        body.put("handsOverTo", lender(next, "--hands-over-to"));
      }
      return report("/api/counterparts/relieve", body);
    }
  }

  /** Which request an override is about, and why. */
  @Command
  abstract static class OverrideCommand extends ReportCommand {

    @Parameters(paramLabel = "REQUEST", description = "Id of the request.")
    private String request;

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        required = true,
        description = "The reason, shown with every decision that it changes; no personal data.",
        order = 10)
    private String why;

    @Option(
        names = "--id",
        paramLabel = "OVERRIDE",
        description = "Id of the override (default: made by Kizuna).",
        order = 11)
    private @Nullable String id;

    private final OverrideKind kind;

    OverrideCommand(OverrideKind kind) {
      this.kind = kind;
    }

    /** What belongs to this kind of override. */
    abstract void fill(ObjectNode body);

    @Override
    final int run() {
      ObjectNode body = body();
      if (id != null) {
        body.put("overrideId", id);
      }
      body.put("kind", kind.name()).put("requestId", request);
      fill(body);
      return report("/api/overrides", body.put("reason", why));
    }
  }

  /** An override for one lender. */
  @Command
  abstract static class PairingCommand extends OverrideCommand {

    @Option(
        names = "--lender",
        paramLabel = "WARD",
        required = true,
        description = "The lender, by code, name or romaji.",
        order = 1)
    private String lender;

    PairingCommand(OverrideKind kind) {
      super(kind);
    }

    @Override
    void fill(ObjectNode body) {
      body.put("lender", lender(lender, "--lender"));
    }
  }

  /** {@code pin}. */
  @Command(
      name = "pin",
      description = {
        "This lender comes first for this request, if it fits at all (組合せの指定).",
        "",
        "  ${ROOT-COMMAND-NAME} pin req-1a2b3c4d --lender shinjuku --why 先遣隊が現地にいるため",
        "",
        "It stands until it is revoked (${ROOT-COMMAND-NAME} revoke).",
        ""
      })
  static final class Pin extends PairingCommand {
    Pin() {
      super(OverrideKind.PIN);
    }
  }

  /** {@code forbid}. */
  @Command(
      name = "forbid",
      description = {
        "This lender is not asked for this request (組合せの禁止).",
        "",
        "  ${ROOT-COMMAND-NAME} forbid req-1a2b3c4d --lender shinjuku --why 別の市への派遣に備えるため",
        "",
        "It stands until it is revoked (${ROOT-COMMAND-NAME} revoke).",
        ""
      })
  static final class Forbid extends PairingCommand {
    Forbid() {
      super(OverrideKind.FORBID);
    }
  }

  /** {@code reprioritise}. */
  @Command(
      name = "reprioritise",
      description = {
        "Another priority class for this request (優先度の変更).",
        "",
        "  ${ROOT-COMMAND-NAME} reprioritise req-1a2b3c4d --priority URGENT --why 孤立集落が判明したため",
        "",
        "It stands until it is revoked (${ROOT-COMMAND-NAME} revoke).",
        ""
      })
  static final class Reprioritise extends OverrideCommand {

    @Option(
        names = "--priority",
        paramLabel = "CLASS",
        required = true,
        completionCandidates = CodeArguments.Priorities.class,
        description = "優先度: ${COMPLETION-CANDIDATES}.",
        order = 1)
    private String priority;

    Reprioritise() {
      super(OverrideKind.REPRIORITISE);
    }

    @Override
    void fill(ObjectNode body) {
      body.put("priority", code(Priority.class, priority, "--priority"));
    }
  }

  /** {@code waive}. */
  @Command(
      name = "waive",
      description = {
        "One rule does not count for this lender and this request (規則の適用除外).",
        "",
        "  ${ROOT-COMMAND-NAME} waive req-1a2b3c4d --lender shinjuku --rule OFFER_HAS_QUALIFICATIONS \\",
        "      --why 資格者が現地で指導するため",
        "",
        "Which rule spoke against a lender: ${ROOT-COMMAND-NAME} why. Not every rule can be waived; the answer says so.",
        "It stands until it is revoked (${ROOT-COMMAND-NAME} revoke).",
        ""
      })
  static final class Waive extends PairingCommand {

    @Option(
        names = "--rule",
        paramLabel = "RULE",
        required = true,
        completionCandidates = CodeArguments.Rules.class,
        description = "The rule: ${COMPLETION-CANDIDATES}.",
        order = 2)
    private String rule;

    Waive() {
      super(OverrideKind.WAIVE);
    }

    @Override
    void fill(ObjectNode body) {
      super.fill(body);
      body.put("rule", code(MatchRule.class, rule, "--rule"));
    }
  }

  /** {@code revoke}. */
  @Command(
      name = "revoke",
      description = {
        "An override stands no more (決定変更の取消し). What was promised under it stays promised.",
        "",
        "  ${ROOT-COMMAND-NAME} revoke ovr-1a2b3c4d --why 資格者が足りたため",
        ""
      })
  static final class Revoke extends ReportCommand {

    @Parameters(paramLabel = "OVERRIDE", description = "Id of the override.")
    private String override;

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        required = true,
        description = "The reason; no personal data.")
    private String why;

    @Override
    int run() {
      return reportOn("overrides", override, "revoke", body().put("reason", why));
    }
  }
}
