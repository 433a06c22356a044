package kizuna.schemas;

import kizuna.codes.DeadLetterCause;

/** Bytes that are no record of ours: expected what, but what. */
public final class UnreadableRecord extends Exception {
  private static final long serialVersionUID = 1;

  private final DeadLetterCause cause;

  public UnreadableRecord(DeadLetterCause cause, String message) {
    super(message);
    this.cause = cause;
  }

  /** What kind of unreadable. */
  public DeadLetterCause kind() {
    return cause;
  }
}
