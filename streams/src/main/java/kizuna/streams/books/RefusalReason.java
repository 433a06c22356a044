package kizuna.streams.books;

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
  REARRANGED
}
