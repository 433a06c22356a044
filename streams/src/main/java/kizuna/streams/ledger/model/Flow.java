package kizuna.streams.ledger.model;

/**
 * The persons of one lender for one receiver in one disaster, by current state.
 *
 * @param proposed persons in PROPOSED dispatches
 * @param confirmed persons in CONFIRMED dispatches
 * @param inTransit persons who have departed
 * @param onSite persons at work or handing over
 * @param notReported persons in dispatches with a missing report; in no other count here
 * @param dispatches dispatches that are counted here
 */
public record Flow(
    String networkId,
    String lender,
    String receiver,
    String disasterId,
    int proposed,
    int confirmed,
    int inTransit,
    int onSite,
    int notReported,
    int dispatches) {

  /** The flow that a dispatch is part of. */
  public static String key(kizuna.states.LedgerEntry e) {
    return e.getNetworkId() + "/" + e.getLender() + "/" + e.getReceiver() + "/" + e.getDisasterId();
  }

  /** Identifies a flow. */
  public String key() {
    return networkId + "/" + lender + "/" + receiver + "/" + disasterId;
  }
}
