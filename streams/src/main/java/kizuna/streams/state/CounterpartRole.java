package kizuna.streams.state;

/** What a lender is to a receiver in a disaster (総括支援団体, 支援団体). Several may lead together. */
public enum CounterpartRole {
  LEAD,
  SUPPORT
}
