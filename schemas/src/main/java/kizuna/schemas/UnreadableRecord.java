package kizuna.schemas;

import kizuna.codes.DeadLetterCause;

/** Bytes that are not a record of Kizuna; the message names the expected and the actual content. */
public final class UnreadableRecord extends Exception {
  private static final long serialVersionUID = 1;

  private final DeadLetterCause cause;

  public UnreadableRecord(DeadLetterCause cause, String message) {
    super(message);
    this.cause = cause;
  }

  /** The cause. */
  public DeadLetterCause kind() {
    return cause;
  }
}
