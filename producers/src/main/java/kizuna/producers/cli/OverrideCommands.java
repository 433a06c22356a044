package kizuna.producers.cli;

import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Overrides: a coordinator (調整担当) decides otherwise than Kizuna would. */
final class OverrideCommands {

  private OverrideCommands() {}

  /** The request of an override, and the reason. */
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

    /** Sets the fields of this kind of override. */
    abstract void fill(ObjectNode body);

    @Override
    final int run() {
      ObjectNode body = body();
      if (id != null) {
        body.put("overrideId", id);
      }
      body.put("kind", kind.name()).put("requestId", request);
      fill(body);
      return report(FactKind.OVERRIDE_MADE, body.put("reason", why));
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
}
