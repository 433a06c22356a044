package kizuna.streams.ledger.database;

import java.util.function.Function;
import org.jooq.DSLContext;

/** Answers questions from a database. */
public interface ReadQuery {

  /**
   * Answers a question as of one moment.
   *
   * @throws ReadModelBusy if no connection is free in time, or the answer takes too long
   */
  <T> T read(Function<DSLContext, T> question);

  /** Within a question that is being answered already: as of the same moment. */
  static ReadQuery within(DSLContext sql) {
    return new ReadQuery() {
      @Override
      public <T> T read(Function<DSLContext, T> question) {
        return question.apply(sql);
      }
    };
  }
}
