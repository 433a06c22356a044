package kizuna.producers.cli;

import java.util.Map;
import java.util.function.Supplier;
import kizuna.codes.CounterpartRole;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.RefusalReason;
import kizuna.codes.Tier;
import kizuna.producers.cli.FactCommand.Argument;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands with one argument for each field of their fact: their arguments and their help. A
 * command that combines several arguments has its own class.
 */
final class FactCommands {

  private static final String REASONS = "Why: ${COMPLETION-CANDIDATES}.";
  static final String JUST_REASONS = "Why (正当な理由): ${COMPLETION-CANDIDATES}.";

  private static final Map<FactKind, Supplier<CommandSpec>> ALL =
      Map.ofEntries(
          // Disasters.
          Map.entry(FactKind.DISASTERS_JOINED, FactCommands::joinDisasters),
          Map.entry(FactKind.DISASTER_ENDED, FactCommands::endDisaster),
          Map.entry(FactKind.DISASTER_REOPENED, FactCommands::reopenDisaster),
          Map.entry(FactKind.DISASTER_CORRECTED, FactCommands::correctDisaster),
          // The network.
          Map.entry(FactKind.LENDER_JOINED, FactCommands::joinNetwork),
          Map.entry(FactKind.LENDER_LEFT, FactCommands::leaveNetwork),
          Map.entry(FactKind.NETWORK_TERMS_CHANGED, FactCommands::networkTerms),
          // Requests and offers.
          Map.entry(FactKind.AID_REQUEST_DOCUMENTED, FactCommands::document),
          Map.entry(FactKind.AID_REQUEST_MERGED, FactCommands::merge),
          Map.entry(FactKind.OFFER_WITHDRAWN, FactCommands::withdraw),
          Map.entry(FactKind.OFFER_REJECTED, FactCommands::reject),
          // Agreements.
          Map.entry(FactKind.PLAN_CONFIRMED, FactCommands::confirmPlan),
          Map.entry(FactKind.AGREEMENT_SUSPENDED, FactCommands::suspend),
          Map.entry(FactKind.AGREEMENT_RESUMED, FactCommands::resume),
          Map.entry(FactKind.AGREEMENT_ENDED, FactCommands::endAgreement),
          // Between disasters.
          Map.entry(FactKind.LESSON_CLOSED, PreparednessCommands::closeLesson),
          Map.entry(FactKind.CONTACT_TEST_SENT, PreparednessCommands::contactTest),
          Map.entry(FactKind.CONTACT_TEST_ANSWERED, PreparednessCommands::answerContactTest),
          // Coordination.
          Map.entry(FactKind.COUNTERPART_APPOINTED, FactCommands::appoint),
          Map.entry(FactKind.COUNTERPART_RELIEVED, FactCommands::relieve),
          Map.entry(FactKind.OVERRIDE_REVOKED, FactCommands::revoke));

  private FactCommands() {}

  /**
   * A new command that reports facts of a kind.
   *
   * @throws IllegalArgumentException if the kind has none in this table
   */
  static CommandSpec of(FactKind kind) {
    Supplier<CommandSpec> made = ALL.getOrDefault(kind, DispatchCommands.ALL.get(kind));
    if (made == null) {
      throw new IllegalArgumentException("expected a command for " + kind + " in FactCommands");
    }
    return made.get();
  }

  private static CommandSpec joinDisasters() {
    return new FactCommand(FactKind.DISASTERS_JOINED)
        .id("DISASTER", "Id of the disaster that ends.")
        .with(
            Argument.text("--into", "DISASTER", "into", "Id of the disaster that goes on.")
                .required())
        .intoAnother("into.sameDisaster")
        .spec(
            "The same disaster was declared twice (災害の統合): this one goes on as the other.",
            "",
            "  ${ROOT-COMMAND-NAME} join dis-2b3c4d5e --into noto-2024",
            "",
            "Its requests, offers and dispatches move with their turn, and its id means the other from"
                + " then on.",
            "");
  }

  private static CommandSpec endDisaster() {
    return new FactCommand(FactKind.DISASTER_ENDED)
        .id("DISASTER", "Id of the disaster.")
        .with(
            Argument.flag(
                "--yes",
                "confirmedUnusual",
                "It is meant: open requests are cancelled, whoever has left stays away."))
        .spec(
            "A disaster is over (災害の終了): by whoever declared it, or the coordinator.",
            "",
            "  ${ROOT-COMMAND-NAME} end-disaster noto-2024",
            "",
            "Refused while requests are open or people are promised or away, unless it is confirmed."
                + " A week later what",
            "ended leaves the state; it stays in the ledger and in the archive.",
            "");
  }

  private static CommandSpec reopenDisaster() {
    return new FactCommand(FactKind.DISASTER_REOPENED)
        .id("DISASTER", "Id of the disaster.")
        .spec(
            "A disaster that was ended goes on (災害の再開).",
            "",
            "  ${ROOT-COMMAND-NAME} reopen-disaster noto-2024",
            "",
            "What was cancelled with its end comes back with `amend`, request by request.",
            "");
  }

  private static CommandSpec correctDisaster() {
    return new FactCommand(FactKind.DISASTER_CORRECTED)
        .id("DISASTER", "Id of the disaster.")
        .with(
            Argument.text("--name", "NAME", "name", "Its right name."),
            Argument.code(
                "--hazard",
                "HAZARD",
                "hazard",
                HazardType.class,
                "What really happened: ${COMPLETION-CANDIDATES}."),
            Argument.time("--struck-at", "struckAt", "When it really happened."),
            Argument.places(
                "--also-struck", "alsoStruck", "Who was struck as well; several with commas."),
            Argument.places(
                "--not-struck", "notStruck", "Who was not struck after all; several with commas."))
        .changesSomething()
        .spec(
            "What was declared of a disaster is put right (災害の訂正): its name, kind, time, or whom it"
                + " struck.",
            "",
            "  ${ROOT-COMMAND-NAME} correct-disaster noto-2024 --hazard TSUNAMI",
            "  ${ROOT-COMMAND-NAME} correct-disaster noto-2024 --also-struck suzu --not-struck nerima",
            "",
            "A desk adds or takes off itself and neighbours of its prefecture that only receive; the"
                + " coordinator anybody.",
            "");
  }

  private static CommandSpec joinNetwork() {
    return new FactCommand(FactKind.LENDER_JOINED)
        .idOfPlace("PLACE", "The municipality, by code, name or romaji.")
        .spec(
            "A municipality lends in the network from now on (応援団体の加入).",
            "",
            "  ${ROOT-COMMAND-NAME} join-network musashino",
            "",
            "After a merger the new municipality joins and the old ones leave; agreements are signed"
                + " anew under its code.",
            "");
  }

  private static CommandSpec leaveNetwork() {
    return new FactCommand(FactKind.LENDER_LEFT)
        .idOfPlace("PLACE", "The lender, by code, name or romaji.")
        .spec(
            "A lender lends in the network no more (応援団体の脱退).",
            "",
            "  ${ROOT-COMMAND-NAME} leave-network nerima",
            "",
            "Its offers end and its proposals are called off; what it has promised or sent stays.",
            "");
  }

  private static CommandSpec networkTerms() {
    return new FactCommand(FactKind.NETWORK_TERMS_CHANGED)
        .with(
            Argument.text("--name", "NAME", "name", "New display name."),
            Argument.number(
                "--hold",
                "MINUTES",
                "holdMinutes",
                "How long a proposal is held for its lender to confirm."),
            Argument.number(
                "--life-safety-hold",
                "MINUTES",
                "lifeSafetyHoldMinutes",
                "The same for a LIFE_SAFETY request."),
            Argument.number(
                "--priority-class-hours",
                "HOURS",
                "priorityClassHours",
                "Hours of waiting that one priority class is worth."),
            Argument.code(
                "--tier",
                "TIER",
                "tier",
                Tier.class,
                "Whom the network stands for (段階): AGREEMENT, BLOCK or NATIONAL."),
            Argument.textOrNone(
                "--next-tier",
                "NETWORK",
                "escalatesTo",
                "Network that is asked for what stays open; none: no network."),
            Argument.number(
                "--escalate-after",
                "MINUTES",
                "escalateAfterMinutes",
                "After which what is open goes there."),
            Argument.number(
                "--life-safety-escalate-after",
                "MINUTES",
                "lifeSafetyEscalateAfterMinutes",
                "The same for a LIFE_SAFETY request."))
        .changesSomething()
        .spec(
            "The network has other terms (運用条件の変更); what is not given stays.",
            "",
            "  ${ROOT-COMMAND-NAME} network-terms --hold 240 --life-safety-hold 30",
            "  ${ROOT-COMMAND-NAME} network-terms --next-tier kanto --escalate-after 720",
            "  ${ROOT-COMMAND-NAME} network-terms --next-tier none",
            "",
            "What is proposed keeps the time that it has to be answered.",
            "");
  }

  private static CommandSpec document() {
    return new FactCommand(FactKind.AID_REQUEST_DOCUMENTED)
        .id("REQUEST", "Id of the request.")
        .with(Argument.text("--number", "NUMBER", "documentNumber", "文書番号.").required())
        .spec(
            "The written request followed the spoken one (文書化).",
            "",
            "  ${ROOT-COMMAND-NAME} document req-1a2b3c4d --number 輪防第12号",
            "");
  }

  private static CommandSpec merge() {
    return new FactCommand(FactKind.AID_REQUEST_MERGED)
        .id("REQUEST", "Id of the request that ends.")
        .with(
            Argument.text("--into", "REQUEST", "into", "Id of the request that goes on.")
                .required())
        .intoAnother("into.sameRequest")
        .spec(
            "The same need was asked for twice (重複の統合): this request ends, the other goes on.",
            "",
            "  ${ROOT-COMMAND-NAME} merge req-2b3c4d5e --into req-1a2b3c4d",
            "",
            "Both must be of the same receiver, disaster, work and qualifications. For each day from today on the greater need",
            "stays, with the earlier turn.",
            "");
  }

  private static CommandSpec withdraw() {
    return new FactCommand(FactKind.OFFER_WITHDRAWN)
        .id("OFFER", "Id of the offer.")
        .with(reason(JUST_REASONS))
        .spec(
            "Withdraws an offer (申出の取下げ): those not departed are not coming, and their places are matched anew at once.",
            "",
            "  ${ROOT-COMMAND-NAME} withdraw off-1a2b3c4d --reason OWN_DISASTER --as ward:shinjuku",
            "");
  }

  private static CommandSpec reject() {
    return new FactCommand(FactKind.OFFER_REJECTED)
        .id("OFFER", "Id of the offer.")
        .with(reason(REASONS))
        .spec(
            "An offer cannot be used (申出の謝絶), as the coordinator or the desk that it answers says.",
            "",
            "  ${ROOT-COMMAND-NAME} reject off-1a2b3c4d --reason RECEPTION_NOT_READY",
            "");
  }

  private static CommandSpec confirmPlan() {
    return new FactCommand(FactKind.PLAN_CONFIRMED)
        .id("AGREEMENT", "Id of the agreement.")
        .with(
            Argument.lender(
                    "--by", "PLACE", "confirmedBy", "Who confirms: a lender or a receiver of it.")
                .required(),
            Argument.day("--valid-to", "validTo", "Last day (JST) for which it holds.").required())
        .spec(
            "One side confirms that its plan under an agreement stands (計画の相互確認).",
            "",
            "  ${ROOT-COMMAND-NAME} confirm-plan shinjuku-wajima --by wajima --valid-to 2025-03-31",
            "");
  }

  private static CommandSpec suspend() {
    return new FactCommand(FactKind.AGREEMENT_SUSPENDED)
        .id("AGREEMENT", "Id of the agreement.")
        .with(Argument.text("--why", "TEXT", "reason", "The reason; no personal data.").required())
        .spec(
            "Nothing new is proposed under an agreement until it is resumed (協定の一時停止); what was promised stays promised.",
            "",
            "  ${ROOT-COMMAND-NAME} suspend shinjuku-wajima --why 区内の大雨への対応のため",
            "");
  }

  private static CommandSpec resume() {
    return new FactCommand(FactKind.AGREEMENT_RESUMED)
        .id("AGREEMENT", "Id of the agreement.")
        .spec(
            "A suspended agreement goes on (協定の再開).",
            "",
            "  ${ROOT-COMMAND-NAME} resume shinjuku-wajima",
            "");
  }

  private static CommandSpec endAgreement() {
    return new FactCommand(FactKind.AGREEMENT_ENDED)
        .id("AGREEMENT", "Id of the agreement.")
        .with(Argument.day("--last-day", "lastDay", "Last day in force (JST).").required())
        .spec(
            "An agreement was ended (協定の終了); what was promised under it before stays promised.",
            "",
            "  ${ROOT-COMMAND-NAME} end-agreement shinjuku-wajima --last-day 2025-03-31",
            "");
  }

  /** A pair of lender and receiver in a disaster. */
  private static FactCommand counterpart(FactKind kind) {
    return new FactCommand(kind)
        .with(
            Argument.text("--disaster", "DISASTER", "disasterId", "The disaster.").required().at(1),
            Argument.place("--receiver", "PLACE", "receiver", "Who receives the staff (受援自治体).")
                .required()
                .at(2),
            Argument.lender("--lender", "WARD", "lender", "The lender, by code, name or romaji.")
                .required()
                .at(3));
  }

  private static CommandSpec appoint() {
    return counterpart(FactKind.COUNTERPART_APPOINTED)
        .with(
            Argument.code(
                    "--role",
                    "ROLE",
                    "role",
                    CounterpartRole.class,
                    "総括支援団体 or 支援団体: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
                .otherwise("LEAD")
                .at(4))
        .spec(
            "A lender leads or supports at a receiver (カウンターパートの割当). Several may lead together (分担).",
            "",
            "  ${ROOT-COMMAND-NAME} appoint --disaster noto-2024 --receiver wajima --lender shinjuku",
            "  ${ROOT-COMMAND-NAME} appoint --disaster noto-2024 --receiver wajima --lender kita --role SUPPORT",
            "",
            "Where others fit as well, the lead is asked first.",
            "");
  }

  private static CommandSpec relieve() {
    return counterpart(FactKind.COUNTERPART_RELIEVED)
        .with(
            Argument.lender(
                    "--hands-over-to",
                    "WARD",
                    "handsOverTo",
                    "Lender that takes the role over (default: nobody).")
                .at(4))
        .spec(
            "A lender leads or supports at a receiver no more (解除); its role may go to another (交代).",
            "",
            "  ${ROOT-COMMAND-NAME} relieve --disaster noto-2024 --receiver wajima --lender shinjuku --hands-over-to kita",
            "",
            "What was promised stays promised.",
            "");
  }

  private static CommandSpec revoke() {
    return new FactCommand(FactKind.OVERRIDE_REVOKED)
        .id("OVERRIDE", "Id of the override.")
        .with(Argument.text("--why", "TEXT", "reason", "The reason; no personal data.").required())
        .spec(
            "An override stands no more (決定変更の取消し). What was promised under it stays promised.",
            "",
            "  ${ROOT-COMMAND-NAME} revoke ovr-1a2b3c4d --why 資格者が足りたため",
            "");
  }

  static Argument reason(String help) {
    return Argument.code("--reason", "REASON", "reason", RefusalReason.class, help).required();
  }
}
