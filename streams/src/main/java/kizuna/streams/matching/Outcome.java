package kizuna.streams.matching;

/** What became of a report. */
public enum Outcome {
  ACCEPTED,
  REJECTED,
  DUPLICATE
}
