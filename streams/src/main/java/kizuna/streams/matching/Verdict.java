package kizuna.streams.matching;

/** What the matcher says of a lender for a request. */
public enum Verdict {
  CHOSEN,
  OUTRANKED,
  RULED_OUT
}
