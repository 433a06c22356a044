package kizuna.streams.matching;

/** The matcher's verdict on a lender for a request. */
public enum Verdict {
  CHOSEN,
  OUTRANKED,
  RULED_OUT
}
