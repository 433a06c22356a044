package kizuna.streams.state;

/** The level of a network (段階); need that one cannot fill goes to the next. */
public enum Tier {
  AGREEMENT,
  BLOCK,
  NATIONAL
}
