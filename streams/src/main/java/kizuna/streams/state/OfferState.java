package kizuna.streams.state;

/** The state of an offer (申出の状態). */
public enum OfferState implements Lifecycle<OfferState.Act> {
  AVAILABLE,
  HELD,
  COMMITTED,
  CONSUMED,
  WITHDRAWN,
  EXPIRED,
  /** Rejected by the coordinator, or by the desk of the request that it answers. */
  REJECTED;

  /** Acts of the lender, the receiver and the coordinator on an offer. */
  public enum Act {
    WITHDRAW,
    REJECT
  }

  @Override
  public boolean allows(Act act) {
    return switch (act) {
      case WITHDRAW -> this != WITHDRAWN && this != REJECTED;
      // An offer with promises is not rejected: the dispatch is called off, or released.
      case REJECT -> this == AVAILABLE || this == HELD;
    };
  }
}
