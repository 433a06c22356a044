package kizuna.infra.accounts;

import java.util.Locale;

/**
 * A program with an account at the embedded broker and registry. They have a table of each
 * account's permissions.
 */
public enum Account {
  /** The launcher: provisions, loads the reference data; may do everything. */
  LAUNCHER,
  /** The module that decides, and reads too. */
  STREAMS,
  /** The same module where it only answers reads. */
  LEDGER,
  /** The module that accepts reports. */
  PRODUCERS,
  /** Commands of the operator: verification, drills. */
  OPERATOR,
  /** Another system of the same organisation: reads, and writes nothing. */
  READER;

  /** Its name at broker and registry. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
