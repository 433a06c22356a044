package kizuna.streams.ledger;

/** The database is used by a later version of the program: this one writes nothing into it. */
public final class LaterVersion extends IllegalStateException {

  private static final long serialVersionUID = 1;

  LaterVersion(String message) {
    super(message);
  }
}
