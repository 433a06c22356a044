package kizuna.streams.state;

/** The reason to decline, withdraw, cancel or recall (正当な理由). */
public enum RefusalReason {
  OWN_DISASTER,
  NO_STAFF_LEFT,
  QUALIFICATION_MISSING,
  TRAVEL_IMPOSSIBLE,
  PERIOD_UNSUITABLE,
  NEED_ENDED,
  OTHER,
  RECEPTION_NOT_READY,
  DUPLICATE_NEED,
  COORDINATION,
  /** Kizuna moved the proposal. */
  REARRANGED,
  /** A proposal gave way to people with an extension. */
  STAFF_STAY,
  /** The basis of a proposal is not in force any more. */
  NOT_IN_FORCE,
  /** The days of a proposal were over before it was confirmed. */
  DAYS_OVER;

  /** Whether a party refused; an act of Kizuna or a coordinator is no refusal. */
  public boolean isRefusal() {
    return switch (this) {
      case COORDINATION, REARRANGED, STAFF_STAY, NOT_IN_FORCE, DAYS_OVER -> false;
      default -> true;
    };
  }
}
