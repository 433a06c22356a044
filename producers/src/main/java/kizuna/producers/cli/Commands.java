package kizuna.producers.cli;

import java.util.List;

/** The commands of desks, wards and coordinators, for a launcher to mount. */
public final class Commands {

  private Commands() {}

  /** New command objects, in the order in which a help lists them. */
  public static List<Object> all() {
    return List.of(
        new DisasterCommands.Declare(),
        new RequestCommands.Ask(),
        new OfferCommands.Offer(),
        new DispatchCommands.Confirm(),
        new DispatchCommands.Decline(),
        new OfferCommands.Withdraw(),
        new RequestCommands.Cancel(),
        new RequestCommands.Amend(),
        new RequestCommands.Document(),
        new DispatchCommands.Depart(),
        new DispatchCommands.Arrive(),
        new DispatchCommands.HandOver(),
        new DispatchCommands.Recall(),
        new DispatchCommands.Release(),
        new DispatchCommands.Return(),
        new AgreementCommands.Agree(),
        new AgreementCommands.ConfirmPlan(),
        new AgreementCommands.EndAgreement(),
        new ReadingCommands.Ledger(),
        new ReadingCommands.Why(),
        new ReadingCommands.Requests(),
        new ReadingCommands.Offers(),
        new ReadingCommands.Summary(),
        new ReadingCommands.Status());
  }
}
