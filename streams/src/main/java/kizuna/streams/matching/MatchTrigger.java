package kizuna.streams.matching;

/** Why the matcher examined a request. */
public enum MatchTrigger {
  REQUEST_ASKED,
  REQUEST_AMENDED,
  OFFER_CAME,
  STAFF_FREED,
  AGREEMENT_CAME,
  /** A coordinator's decision, or new limits of a lender. */
  COORDINATED,
  /** A proposal was moved for another request. */
  REARRANGED
}
