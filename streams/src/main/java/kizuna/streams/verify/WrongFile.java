package kizuna.streams.verify;

import java.io.IOException;
import kizuna.schemas.text.Message;

/** A file is not what it must be. */
public final class WrongFile extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Message why;

  WrongFile(Message why) {
    super(why.toString());
    this.why = why;
  }

  /** What was expected, and what is there. */
  public Message why() {
    return why;
  }
}
