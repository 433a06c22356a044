package kizuna.streams.state;

/** The role of a lender for a receiver in a disaster (総括支援団体, 支援団体). Several may lead together. */
public enum CounterpartRole {
  LEAD,
  SUPPORT
}
