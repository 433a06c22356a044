package kizuna.infra.accounts;

import java.util.Locale;

/** A program that the embedded broker and registry know. What each may do is a table of theirs. */
public enum Account {
  /** The launcher: provisions, loads the reference data; may do everything. */
  LAUNCHER,
  /** The module that decides. */
  STREAMS,
  /** The module that takes reports. */
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
