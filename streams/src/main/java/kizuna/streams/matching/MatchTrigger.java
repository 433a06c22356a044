package kizuna.streams.matching;

/** What made the matcher look at a request. */
public enum MatchTrigger {
  REQUEST_ASKED,
  REQUEST_AMENDED,
  OFFER_CAME,
  STAFF_FREED,
  AGREEMENT_CAME
}
