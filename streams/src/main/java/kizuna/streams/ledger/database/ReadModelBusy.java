package kizuna.streams.ledger.database;

/** The read model is busy: too many queries, or the query takes too long. Try again. */
public final class ReadModelBusy extends RuntimeException {

  private static final long serialVersionUID = 1;

  ReadModelBusy(String message, Throwable cause) {
    super(message, cause);
  }
}
