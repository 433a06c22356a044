package kizuna.streams.state;

/** Whom a network stands for (段階); what one cannot fill goes to the next. */
public enum Tier {
  AGREEMENT,
  BLOCK,
  NATIONAL
}
