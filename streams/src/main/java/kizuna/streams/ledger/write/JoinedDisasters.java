package kizuna.streams.ledger.write;

import java.sql.SQLException;
import kizuna.streams.ledger.database.Statements;

/** Which disaster goes on as which other one, after they were joined. */
final class JoinedDisasters {

  /** The topic that reported the join: each topic is read in its own order. */
  enum Source {
    DISASTERS,
    INTAKE
  }

  private final Statements sql;

  JoinedDisasters(Statements sql) {
    this.sql = sql;
  }

  /** The key under which a disaster goes on; its own if it was not joined. */
  String goesOnAs(Source source, String key) throws SQLException {
    return sql.first(
            "select goes_on_as from joined_disaster where source = ? and key = ?",
            row -> row.getString(1),
            source.name(),
            key)
        .orElse(key);
  }

  /** Everything that goes on as the first goes on as the second from now on. */
  void join(Source source, String from, String into) throws SQLException {
    sql.update(
        "update joined_disaster set goes_on_as = ? where source = ? and goes_on_as = ?",
        into,
        source.name(),
        from);
    sql.update(
        "insert into joined_disaster (source, key, goes_on_as) values (?, ?, ?)"
            + " on conflict (source, key) do update set goes_on_as = excluded.goes_on_as",
        source.name(),
        from,
        into);
  }
}
