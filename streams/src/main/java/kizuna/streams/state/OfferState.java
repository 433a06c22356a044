package kizuna.streams.state;

/** Where an offer stands (申出の状態). */
public enum OfferState implements Lifecycle<OfferState.Act> {
  AVAILABLE,
  HELD,
  COMMITTED,
  CONSUMED,
  WITHDRAWN,
  EXPIRED,
  /** Turned away by the coordinator, or by the desk that it answers. */
  REJECTED;

  /** What the lender, the receiver and the coordinator do to an offer. */
  public enum Act {
    WITHDRAW,
    REJECT
  }

  @Override
  public boolean allows(Act act) {
    return switch (act) {
      case WITHDRAW -> this != WITHDRAWN && this != REJECTED;
      // Who has promised people is not turned away: the dispatch is called off, or released.
      case REJECT -> this == AVAILABLE || this == HELD;
    };
  }
}
