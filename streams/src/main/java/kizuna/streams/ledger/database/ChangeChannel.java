package kizuna.streams.ledger.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kizuna.streams.ledger.query.ChangeFeed;

/** Notifies other processes with the same database of the rows that a transaction changes. */
public interface ChangeChannel {

  /** More rows of one transaction are announced as {@link #EVERYTHING}. */
  int MAX_ROWS = 1_000;

  /** Indicates more changes than are listed, or unknown changes. */
  Row EVERYTHING = new Row("*", "");

  /** Indicates a change of municipalities or disasters. */
  Row REFERENCES = new Row("R", "");

  /**
   * A changed row.
   *
   * @param kind of a {@link ChangeFeed.Kind}
   */
  record Row(String kind, String key) {}

  /** For a database that no other process reads. */
  ChangeChannel NONE =
      new ChangeChannel() {
        @Override
        public void tell(Connection writing, Collection<Row> rows) {}

        @Override
        public List<Row> await(Connection reading, Duration longest) {
          return List.of();
        }
      };

  /** Notifies within the transaction of a connection: listeners receive it on commit. */
  void tell(Connection writing, Collection<Row> rows) throws SQLException;

  /** Waits for notifications and returns all that arrived; empty after the time limit. */
  List<Row> await(Connection reading, Duration longest) throws SQLException;

  /** The distinct rows, or {@link #EVERYTHING}. */
  static List<Row> bounded(Collection<Row> rows) {
    List<Row> once = new ArrayList<>(new java.util.LinkedHashSet<>(rows));
    return once.size() > MAX_ROWS || once.contains(EVERYTHING) ? List.of(EVERYTHING) : once;
  }
}
