package kizuna.producers.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands of desks, wards and coordinators, for a launcher to mount. */
public final class Commands {

  private Commands() {}

  /** New command objects under the heading of who needs them, in the order of a disaster. */
  public static Map<String, List<Object>> byOffice() {
    Map<String, List<Object>> commands = new LinkedHashMap<>();
    commands.put(
        "Desks that receive aid (受援)",
        List.of(
            new DisasterCommands.Declare(),
            new DisasterCommands.CorrectDisaster(),
            new DisasterCommands.EndDisaster(),
            new DisasterCommands.ReopenDisaster(),
            new RequestCommands.Ask(),
            new RequestCommands.Document(),
            new RequestCommands.Amend(),
            new RequestCommands.Cancel(),
            new DispatchCommands.Retask(),
            new DispatchCommands.AskExtension(),
            new DispatchCommands.Release()));
    commands.put(
        "Wards that lend staff (応援)",
        List.of(
            new OfferCommands.Offer(),
            new OfferCommands.Withdraw(),
            new OfferCommands.Limits(),
            new DispatchCommands.Confirm(),
            new DispatchCommands.Decline(),
            new DispatchCommands.Depart(),
            new DispatchCommands.Arrive(),
            new DispatchCommands.AnswerExtension(),
            new DispatchCommands.HandOver(),
            new DispatchCommands.Recall(),
            new DispatchCommands.Return(),
            new DispatchCommands.Retract()));
    commands.put(
        "Coordinators (調整)",
        List.of(
            new CoordinationCommands.Appoint(),
            new CoordinationCommands.Relieve(),
            new CoordinationCommands.Pin(),
            new CoordinationCommands.Forbid(),
            new CoordinationCommands.Reprioritise(),
            new CoordinationCommands.Waive(),
            new CoordinationCommands.Revoke(),
            new DisasterCommands.Join(),
            new ClockCommand(),
            new RequestCommands.Merge(),
            new OfferCommands.Reject(),
            new NetworkCommands.JoinNetwork(),
            new NetworkCommands.LeaveNetwork(),
            new NetworkCommands.NetworkTerms()));
    commands.put(
        "Agreements (協定)",
        List.of(
            new AgreementCommands.Agree(),
            new AgreementCommands.ConfirmPlan(),
            new AgreementCommands.Suspend(),
            new AgreementCommands.Resume(),
            new AgreementCommands.EndAgreement()));
    commands.put(
        "Everybody",
        List.of(
            new SignInCommand(),
            new DutyDeskCommand(),
            new ReadDutyDesks(),
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
