package kizuna.streams.matching;

/** What made the matcher look at a request. */
public enum MatchTrigger {
  REQUEST_ASKED,
  REQUEST_AMENDED,
  OFFER_CAME,
  STAFF_FREED,
  AGREEMENT_CAME,
  /** A coordinator decided something, or a lender set other limits. */
  COORDINATED,
  /** What was only proposed was moved for another request. */
  REARRANGED
}
