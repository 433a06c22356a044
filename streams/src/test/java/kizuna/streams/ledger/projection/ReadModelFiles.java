package kizuna.streams.ledger.projection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.database.SqliteDatabases;
import kizuna.streams.ledger.query.LedgerView;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Read models in a folder of a test's own: copied, put back, damaged, and written out. */
public final class ReadModelFiles {

  private final Path folder = TemporaryFolder.make();

  /** The databases in this folder. */
  public LedgerDatabases databases() {
    return new SqliteDatabases(folder);
  }

  /** The same, with something before each connection that writes. */
  public LedgerDatabases databases(UnaryOperator<Connection> writers) {
    return new SqliteDatabases(folder, writers);
  }

  /** The files as they are now; of databases that are closed. */
  public Map<String, byte[]> copy() {
    Map<String, byte[]> copy = new TreeMap<>();
    for (Path file : files()) {
      try {
        copy.put(file.getFileName().toString(), Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return copy;
  }

  /** Puts a copy in the place of what is there. */
  public void restore(Map<String, byte[]> copy) {
    try {
      for (Path file : files()) {
        Files.delete(file);
      }
      for (Map.Entry<String, byte[]> file : copy.entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Overwrites the middle of every file. */
  public void damage() {
    Map<String, byte[]> damaged = copy();
    damaged
        .values()
        .forEach(
            bytes -> Arrays.fill(bytes, Math.min(bytes.length, 8_192), bytes.length, (byte) 7));
    restore(damaged);
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().contains(".db")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether every fact that was wanted is read. */
  public static boolean nothingIsWaiting(LedgerView view) {
    try {
      return view.database().read(sql -> sql.fetchCount(DSL.table(DSL.name("unread_fact")))) == 0;
    } catch (RuntimeException e) {
      return false; // It was just closed and will be opened again.
    }
  }

  /** Every row of every table that comes from the log, in an order of its own. */
  public static Map<String, List<String>> rows(LedgerView view) {
    return view.database()
        .read(
            sql -> {
              Map<String, List<String>> tables = new TreeMap<>();
              for (String table :
                  sql.select(DSL.field("name", String.class))
                      .from("sqlite_master")
                      .where("type = 'table'")
                      .fetch(DSL.field("name", String.class))) {
                if (!List.of("origin", "flyway_schema_history").contains(table)) {
                  List<String> rows = new ArrayList<>();
                  for (Record row : sql.selectFrom(DSL.table(DSL.name(table))).fetch()) {
                    rows.add(
                        Stream.of(row.intoArray())
                            .map(
                                v ->
                                    v instanceof byte[] b
                                        ? HexFormat.of().formatHex(b)
                                        : String.valueOf(v))
                            .toList()
                            .toString());
                  }
                  rows.sort(null);
                  tables.put(table, rows);
                }
              }
              return tables;
            });
  }
}
