package kizuna.streams.state;

/** Why somebody declines, withdraws, cancels or recalls (正当な理由). */
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
  /** Kizuna moved what was only proposed. */
  REARRANGED,
  /** A proposal gave way to people who stay. */
  STAFF_STAY,
  /** What a proposal rested on does not hold any more. */
  NOT_IN_FORCE,
  /** The days of a proposal were over before it was confirmed. */
  DAYS_OVER;

  /** Whether somebody said no; what Kizuna or a coordinator called off was refused by nobody. */
  public boolean isRefusal() {
    return switch (this) {
      case COORDINATION, REARRANGED, STAFF_STAY, NOT_IN_FORCE, DAYS_OVER -> false;
      default -> true;
    };
  }
}
