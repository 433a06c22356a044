package kizuna.streams.ledger.write;

import java.sql.SQLException;
import kizuna.streams.ledger.database.Statements;

/** Maps joined disasters to the disaster that they continue as. */
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

  /** The key under which a disaster continues; its own if it was not joined. */
  String goesOnAs(Source source, String key) throws SQLException {
    return sql.first(
            "select goes_on_as from joined_disaster where source = ? and key = ?",
            row -> row.getString(1),
            source.name(),
            key)
        .orElse(key);
  }

  /** Maps all disasters that continue as the first to the second. */
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
