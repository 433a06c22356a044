package kizuna.producers.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kizuna.codes.FactKind;

/** The commands of desks, lenders and coordinators, for a launcher to mount. */
public final class Commands {

  private Commands() {}

  /** New command objects under the heading of who needs them, in the order of a disaster. */
  public static Map<String, List<Object>> byOffice() {
    Map<String, List<Object>> commands = new LinkedHashMap<>();
    commands.put(
        "Desks that receive aid (受援)",
        List.of(
            new DeclareCommand(),
            FactCommands.of(FactKind.DISASTER_CORRECTED),
            FactCommands.of(FactKind.DISASTER_ENDED),
            FactCommands.of(FactKind.DISASTER_REOPENED),
            new RequestCommands.Ask(),
            FactCommands.of(FactKind.AID_REQUEST_DOCUMENTED),
            new RequestCommands.Amend(),
            new RequestCommands.Cancel(),
            FactCommands.of(FactKind.STAFF_RETASKED),
            FactCommands.of(FactKind.EXTENSION_REQUESTED),
            FactCommands.of(FactKind.STAFF_RELEASED)));
    commands.put(
        "Wards that lend staff (応援)",
        List.of(
            new OfferCommands.Offer(),
            FactCommands.of(FactKind.OFFER_WITHDRAWN),
            new OfferCommands.Limits(),
            FactCommands.of(FactKind.DISPATCH_CONFIRMED),
            FactCommands.of(FactKind.DISPATCH_DECLINED),
            FactCommands.of(FactKind.STAFF_DEPARTED),
            FactCommands.of(FactKind.STAFF_ARRIVED),
            new DispatchCommand.AnswerExtension(),
            FactCommands.of(FactKind.HANDOVER_STARTED),
            FactCommands.of(FactKind.STAFF_RECALLED),
            FactCommands.of(FactKind.STAFF_RETURNED),
            FactCommands.of(FactKind.REPORT_RETRACTED)));
    commands.put(
        "Coordinators (調整)",
        List.of(
            FactCommands.of(FactKind.COUNTERPART_APPOINTED),
            FactCommands.of(FactKind.COUNTERPART_RELIEVED),
            new OverrideCommands.Pin(),
            new OverrideCommands.Forbid(),
            new OverrideCommands.Reprioritise(),
            new OverrideCommands.Waive(),
            FactCommands.of(FactKind.OVERRIDE_REVOKED),
            FactCommands.of(FactKind.DISASTERS_JOINED),
            new ClockCommand(),
            FactCommands.of(FactKind.AID_REQUEST_MERGED),
            FactCommands.of(FactKind.OFFER_REJECTED),
            FactCommands.of(FactKind.LENDER_JOINED),
            FactCommands.of(FactKind.LENDER_LEFT),
            FactCommands.of(FactKind.NETWORK_TERMS_CHANGED)));
    commands.put(
        "Agreements (協定)",
        List.of(
            new AgreeCommand(),
            FactCommands.of(FactKind.PLAN_CONFIRMED),
            FactCommands.of(FactKind.AGREEMENT_SUSPENDED),
            FactCommands.of(FactKind.AGREEMENT_RESUMED),
            FactCommands.of(FactKind.AGREEMENT_ENDED)));
    commands.put(
        "Everybody",
        List.of(
            new SignInCommand(),
            new DutyDeskCommand(),
            new ReadDutyDesks(),
            new LessonCommand(),
            FactCommands.of(FactKind.LESSON_CLOSED),
            new ReadLessons(),
            FactCommands.of(FactKind.CONTACT_TEST_SENT),
            FactCommands.of(FactKind.CONTACT_TEST_ANSWERED),
            new ReadPartners(),
            new ReadLedger(),
            new ReadExplanation(),
            new ReadRequests(),
            new ReadOffers(),
            new ReadMeters(),
            new ReadLenders(),
            new ReadNotices(),
            new ReadSummary()));
    commands.put("Operators (運用)", List.of(new ImportCommand()));
    return commands;
  }

  /** All of them, in the same order. */
  public static List<Object> all() {
    return byOffice().values().stream().flatMap(List::stream).toList();
  }
}
