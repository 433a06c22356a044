package kizuna.streams.matching;

/** The outcome of a report. */
public enum Outcome {
  ACCEPTED,
  REJECTED,
  DUPLICATE
}
