package kizuna.infra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * Size of a read model without the content of archives: rows of ended disasters, and of all
 * decisions between their declaration and their end.
 */
final class DatabaseSize {

  private static final List<String> BY_DISASTER =
      List.of(
          "dispatch",
          "dispatch_past",
          "request_past",
          "request",
          "dispatch_total",
          "dispatch_total_past",
          "request_total",
          "request_total_past",
          "milestone");

  private static final List<String> BY_SEQUENCE =
      List.of("offer", "decision", "persons_course", "missing_course", "notice");

  private DatabaseSize() {}

  /** Bytes of the live database in a folder of a platform that is stopped; it is not changed. */
  static long withoutArchived(Path folder) throws IOException, SQLException {
    Path copies = Files.createTempDirectory("kizuna-bench-database");
    try {
      Path database = null;
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = copies.resolve(file.getFileName());
          Files.copy(file, copy);
          if (copy.toString().endsWith(".db")) {
            database = copy;
          }
        }
      }
      if (database == null) {
        throw new IllegalStateException("expected a database in " + folder + ", but found none");
      }
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
          Statement sql = connection.createStatement()) {
        deleteArchived(sql);
        sql.execute("pragma wal_checkpoint(truncate)");
      }
      return Files.size(database);
    } finally {
      RunningPlatform.deleteAll(copies);
    }
  }

  private static void deleteArchived(Statement sql) throws SQLException {
    sql.execute(
        "create temp table ended as select d.network, d.key, min(b.sequence) as first,"
            + " max(b.sequence) as last from declaration d join declared_by b using (event_id)"
            + " where (select l.ended_on from declaration l where l.key = d.key"
            + " order by l.ordinal desc limit 1) is not null group by d.network, d.key");
    sql.execute(
        "delete from explanation where request_key in (select r.key from request r join ended e"
            + " on e.key = r.network || '/' || r.disaster)");
    for (String table : BY_DISASTER) {
      sql.execute(
          "delete from %s where network || '/' || disaster in (select key from ended)"
              .formatted(table));
    }
    for (String table : BY_SEQUENCE) {
      sql.execute(
          "delete from %1$s where exists (select 1 from ended e where e.network = %1$s.network"
                  .formatted(table)
              + " and %s.sequence between e.first and e.last)".formatted(table));
    }
    sql.execute("vacuum");
  }
}
