package kizuna.producers.cli;

import kizuna.codes.Tier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** What changes of a network: who lends in it, and on what terms. */
final class NetworkCommands {

  private NetworkCommands() {}

  /** {@code join-network}. */
  @Command(
      name = "join-network",
      description = {
        "A municipality lends in the network from now on (応援団体の加入).",
        "",
        "  ${ROOT-COMMAND-NAME} join-network musashino",
        "",
        "After a merger the new municipality joins and the old ones leave; agreements are signed"
            + " anew under its code.",
        ""
      })
  static final class JoinNetwork extends ReportCommand {

    @Parameters(paramLabel = "PLACE", description = "The municipality, by code, name or romaji.")
    private String place;

    @Override
    int run() {
      return reportOn("lenders", place(place, "PLACE"), "join", body());
    }
  }

  /** {@code leave-network}. */
  @Command(
      name = "leave-network",
      description = {
        "A lender lends in the network no more (応援団体の脱退).",
        "",
        "  ${ROOT-COMMAND-NAME} leave-network nerima",
        "",
        "Its offers end and its proposals are called off; what it has promised or sent stays.",
        ""
      })
  static final class LeaveNetwork extends ReportCommand {

    @Parameters(paramLabel = "PLACE", description = "The lender, by code, name or romaji.")
    private String place;

    @Override
    int run() {
      return reportOn("lenders", place(place, "PLACE"), "leave", body());
    }
  }

  /** {@code network-terms}. */
  @Command(
      name = "network-terms",
      description = {
        "The network has other terms (運用条件の変更); what is not given stays.",
        "",
        "  ${ROOT-COMMAND-NAME} network-terms --hold 240 --life-safety-hold 30",
        "  ${ROOT-COMMAND-NAME} network-terms --next-tier kanto --escalate-after 720",
        "  ${ROOT-COMMAND-NAME} network-terms --next-tier none",
        "",
        "What is proposed keeps the time that it has to be answered.",
        ""
      })
  static final class NetworkTerms extends ReportCommand {

    @Option(names = "--name", paramLabel = "NAME", description = "New display name.")
    private @Nullable String name;

    @Option(
        names = "--hold",
        paramLabel = "MINUTES",
        description = "How long a proposal is held for its lender to confirm.")
    private @Nullable Integer hold;

    @Option(
        names = "--life-safety-hold",
        paramLabel = "MINUTES",
        description = "The same for a LIFE_SAFETY request.")
    private @Nullable Integer lifeSafetyHold;

    @Option(
        names = "--priority-class-hours",
        paramLabel = "HOURS",
        description = "Hours of waiting that one priority class is worth.")
    private @Nullable Integer priorityClassHours;

    @Option(
        names = "--tier",
        paramLabel = "TIER",
        description = "Whom the network stands for (段階): AGREEMENT, BLOCK or NATIONAL.")
    private @Nullable String tier;

    @Option(
        names = "--next-tier",
        paramLabel = "NETWORK",
        description = "Network that is asked for what stays open; none: no network.")
    private @Nullable String nextTier;

    @Option(
        names = "--escalate-after",
        paramLabel = "MINUTES",
        description = "After which what is open goes there.")
    private @Nullable Integer escalateAfter;

    @Option(
        names = "--life-safety-escalate-after",
        paramLabel = "MINUTES",
        description = "The same for a LIFE_SAFETY request.")
    private @Nullable Integer lifeSafetyEscalateAfter;

    @Override
    int run() {
      ObjectNode body = body();
      if (name != null) {
        body.put("name", name);
      }
      put(body, "holdMinutes", hold);
      put(body, "lifeSafetyHoldMinutes", lifeSafetyHold);
      put(body, "priorityClassHours", priorityClassHours);
      if (tier != null) {
        body.put("tier", code(Tier.class, tier, "--tier"));
      }
      if (nextTier != null) {
        body.put("escalatesTo", nextTier.equals("none") ? "" : nextTier);
      }
      put(body, "escalateAfterMinutes", escalateAfter);
      put(body, "lifeSafetyEscalateAfterMinutes", lifeSafetyEscalateAfter);
      if (body.isEmpty()) {
        throw usage(
            "expected --name, --hold, --life-safety-hold, --priority-class-hours, --tier,"
                + " --next-tier, --escalate-after or --life-safety-escalate-after for"
                + " network-terms, but none of them");
      }
      return report("/api/network-terms", body);
    }

    private static void put(ObjectNode body, String field, @Nullable Integer value) {
      if (value != null) {
        body.put(field, value);
      }
    }
  }
}
