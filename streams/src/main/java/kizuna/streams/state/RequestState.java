package kizuna.streams.state;

/** Where a request stands (要請の状態). */
public enum RequestState implements Lifecycle<RequestState.Act> {
  OPEN,
  PARTIALLY_MATCHED,
  MATCHED,
  PARTIALLY_DEPLOYED,
  FULFILLED,
  CLOSED,
  CANCELLED,
  EXPIRED,
  /** The same need is another request's. */
  MERGED,
  /** What is open was passed to the next tier; not the end. */
  ESCALATED;

  /** What desks, coordinators and the passing of time do to a request. */
  public enum Act {
    DOCUMENT,
    AMEND,
    REPRIORITISE,
    CANCEL,
    MERGE,
    ESCALATE
  }

  /** Whether nothing is asked, promised or away for it any more. */
  public boolean isOver() {
    return switch (this) {
      case CLOSED, CANCELLED, EXPIRED, MERGED -> true;
      default -> false;
    };
  }

  @Override
  public boolean allows(Act act) {
    boolean isOver = this == CANCELLED || this == MERGED;
    return switch (act) {
      // A need that ended, or was cancelled by mistake, may come back: it is amended.
      case AMEND -> this != MERGED;
      case DOCUMENT, CANCEL -> !isOver;
      case REPRIORITISE, MERGE -> !isOver && this != CLOSED && this != EXPIRED;
      case ESCALATE -> this == OPEN || this == PARTIALLY_MATCHED;
    };
  }
}
