package kizuna.streams.ledger.database;

import java.util.function.Function;
import org.jooq.DSLContext;

/** Runs queries on a database. */
public interface ReadQuery {

  /**
   * Runs a query at one moment.
   *
   * @throws ReadModelBusy if no connection is free in time, or the query takes too long
   */
  <T> T read(Function<DSLContext, T> question);

  /** Within a running query: at the same moment. */
  static ReadQuery within(DSLContext sql) {
    return new ReadQuery() {
      @Override
      public <T> T read(Function<DSLContext, T> question) {
        return question.apply(sql);
      }
    };
  }
}
