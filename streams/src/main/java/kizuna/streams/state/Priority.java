package kizuna.streams.state;

/**
 * How urgent a request is, most urgent first. A class, not a number: what ages is the waiting time.
 */
public enum Priority {
  LIFE_SAFETY,
  URGENT,
  NORMAL
}
