package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.log.UncountedRecords;
import org.apache.kafka.common.TopicPartition;

/** Writes the identity of the database's log, its offsets, and the records that are left out. */
public final class OriginWriter {

  /** Most rows of the list of errors; further errors are only counted. */
  private static final int ERRORS_LISTED = 10_000;

  private static final int LONGEST_ERROR = 500;

  private final Statements sql;

  OriginWriter(Statements sql) {
    this.sql = sql;
  }

  /** Offsets to continue from. */
  public Map<TopicPartition, Long> positions() throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    sql.all(
            "select topic, partition_no, next_offset from position",
            row -> Map.entry(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)))
        .forEach(e -> positions.put(e.getKey(), e.getValue()));
    sql.connection().rollback();
    return positions;
  }

  /** The identity of the log; empty if not recorded yet. */
  public Optional<String> identity() throws SQLException {
    Optional<String> identity =
        sql.first("select identity from origin where id = 1", row -> row.getString(1));
    sql.connection().rollback();
    return identity;
  }

  /** Records the identity of the log. */
  public void identity(String identity) throws SQLException {
    sql.update("update origin set identity = ? where id = 1", identity);
    sql.connection().commit();
  }

  /** Records that do not count, because a repair excluded them. */
  public List<UncountedRecords.Range> uncounted() throws SQLException {
    List<UncountedRecords.Range> ranges =
        sql.all(
            "select topic, partition_no, from_offset, to_offset from uncounted",
            row ->
                new UncountedRecords.Range(
                    row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4)));
    sql.connection().rollback();
    return ranges;
  }

  void complete() throws SQLException {
    sql.update("update origin set complete = 1 where id = 1");
  }

  void readTo(Map<TopicPartition, Long> positions) throws SQLException {
    for (Map.Entry<TopicPartition, Long> e : positions.entrySet()) {
      sql.update(
          "insert into position (topic, partition_no, next_offset) values (?, ?, ?)"
              + " on conflict (topic, partition_no) do update set"
              + " next_offset = excluded.next_offset",
          e.getKey().topic(),
          e.getKey().partition(),
          e.getValue());
    }
  }

  void unreadable(String topic, int partition, long offset, String why) throws SQLException {
    sql.update("update origin set unreadable = unreadable + 1 where id = 1");
    sql.update(
        "insert into read_error (topic, partition_no, record_offset, error)"
            + " select ?, ?, ?, ? where (select count(*) from read_error) < "
            + ERRORS_LISTED
            + " on conflict (topic, partition_no, record_offset) do nothing",
        topic,
        partition,
        offset,
        why.length() > LONGEST_ERROR ? why.substring(0, LONGEST_ERROR) : why);
  }

  void uncounted(List<UncountedRecords.Range> ranges) throws SQLException {
    for (UncountedRecords.Range r : ranges) {
      sql.update(
          "insert into uncounted (topic, partition_no, from_offset, to_offset)"
              + " values (?, ?, ?, ?)"
              + " on conflict (topic, partition_no, from_offset, to_offset) do nothing",
          r.topic(),
          r.partition(),
          r.from(),
          r.to());
    }
  }
}
