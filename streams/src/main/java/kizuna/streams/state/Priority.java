package kizuna.streams.state;

/**
 * The urgency of a request, most urgent first. A class, not a number: only the waiting time grows.
 */
public enum Priority {
  LIFE_SAFETY,
  URGENT,
  NORMAL
}
