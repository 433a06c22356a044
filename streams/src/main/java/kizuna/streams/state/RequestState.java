package kizuna.streams.state;

/** The state of a request (要請の状態). */
public enum RequestState implements Lifecycle<RequestState.Act> {
  OPEN,
  PARTIALLY_MATCHED,
  MATCHED,
  PARTIALLY_DEPLOYED,
  FULFILLED,
  CLOSED,
  CANCELLED,
  EXPIRED,
  /** Merged into another request. */
  MERGED,
  /** The open need was passed to the next tier; not the end. */
  ESCALATED;

  /** Acts of desks, coordinators and the passing of time on a request. */
  public enum Act {
    DOCUMENT,
    AMEND,
    REPRIORITISE,
    CANCEL,
    MERGE,
    ESCALATE
  }

  /** Whether no person is requested, promised or away for it any more. */
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
      // A need that ended, or was cancelled by mistake, may be restored by an amendment.
      case AMEND -> this != MERGED;
      case DOCUMENT, CANCEL -> !isOver;
      case REPRIORITISE, MERGE -> !isOver && this != CLOSED && this != EXPIRED;
      case ESCALATE -> this == OPEN || this == PARTIALLY_MATCHED;
    };
  }
}
