package kizuna.infra.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import kizuna.streams.processing.StateStore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The state of one partition in a table, with a copy in the heap: reads cost nothing, changes are
 * written once a transaction.
 */
final class SqlStateStore implements StateStore {

  private final int partition;
  private final TreeMap<String, byte[]> values = new TreeMap<>();
  private final Map<String, byte @Nullable []> changed = new HashMap<>();

  SqlStateStore(JdbcTemplate sql, int partition) {
    this.partition = partition;
    sql.query(
        "select key, value from state where partition = ?",
        row -> {
          values.put(row.getString(1), row.getBytes(2));
        },
        partition);
  }

  @Override
  public byte @Nullable [] get(String key) {
    return values.get(key);
  }

  @Override
  public void put(String key, byte[] value) {
    values.put(key, value);
    changed.put(key, value);
  }

  @Override
  public void delete(String key) {
    values.remove(key);
    changed.put(key, null);
  }

  @Override
  public void scan(String prefix, BiConsumer<String, byte[]> reader) {
    values.subMap(prefix, true, prefix + Character.MAX_VALUE, false).forEach(reader);
  }

  /** Writes the changes since the last call. */
  void write(JdbcTemplate sql) {
    List<Object[]> puts =
        changed.entrySet().stream()
            .filter(e -> e.getValue() != null)
            .map(e -> new Object[] {partition, e.getKey(), e.getValue()})
            .toList();
    List<Object[]> deletes =
        changed.entrySet().stream()
            .filter(e -> e.getValue() == null)
            .map(e -> new Object[] {partition, e.getKey()})
            .toList();
    sql.batchUpdate(
        "insert into state values (?, ?, ?)"
            + " on conflict (partition, key) do update set value = excluded.value",
        puts);
    if (!deletes.isEmpty()) {
      sql.batchUpdate("delete from state where partition = ? and key = ?", deletes);
    }
    changed.clear();
  }
}
