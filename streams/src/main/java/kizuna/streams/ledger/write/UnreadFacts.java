package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.ledger.model.DenialEntry;

/**
 * Accepted facts that are still to be read from the intake: decisions contain only their positions.
 */
public final class UnreadFacts {

  /** Denials of a network that still have to be read; the oldest beyond the limit are left out. */
  public static final int DENIALS_WAITING = 1_000;

  private static final int FACTS_AT_ONCE = 500;

  private record Position(int partition, long offset, boolean denial) {}

  private final Statements sql;
  private final Map<String, Long> denials = new HashMap<>();
  private long facts;

  UnreadFacts(Statements sql) throws SQLException {
    this.sql = sql;
    count();
  }

  boolean hasFacts() {
    return facts > 0;
  }

  boolean hasDenials() {
    return !denials.isEmpty();
  }

  /** Counts again, for example after a rollback. */
  void count() throws SQLException {
    facts =
        sql.first("select count(*) from unread_fact where denial = 0", row -> row.getLong(1))
            .orElse(0L);
    denials.clear();
    sql.all(
            "select network, count(*) from unread_fact where denial = 1 group by network",
            row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(e -> denials.put(e.getKey(), e.getValue()));
  }

  /** Adds a fact. */
  void add(String network, int partition, long intakeOffset) throws SQLException {
    facts += insert(network, partition, intakeOffset, 0);
  }

  /** Adds a denial; drops the oldest of more than {@link #DENIALS_WAITING}. */
  void addDenial(String network, int partition, long intakeOffset) throws SQLException {
    int added = insert(network, partition, intakeOffset, 1);
    if (added > 0 && denials.merge(network, 1L, Long::sum) > DENIALS_WAITING) {
      sql.update(
          "delete from unread_fact where denial = 1 and network = ? and partition_no = ?"
              + " and intake_offset = (select min(intake_offset) from unread_fact where denial = 1"
              + " and network = ? and partition_no = ?)",
          network,
          partition,
          network,
          partition);
      denials.merge(network, -1L, Long::sum);
    }
  }

  private int insert(String network, int partition, long intakeOffset, int denial)
      throws SQLException {
    return sql.update(
        "insert into unread_fact (partition_no, intake_offset, network, denial)"
            + " values (?, ?, ?, ?) on conflict (partition_no, intake_offset) do nothing",
        partition,
        intakeOffset,
        network,
        denial);
  }

  /** Reads the next facts, or denials, and applies them; stops at one that cannot be read now. */
  void read(LedgerWriter.Facts intake, boolean ofDenials, LedgerWriter to) throws SQLException {
    List<Position> waiting =
        sql.all(
            "select partition_no, intake_offset, denial from unread_fact where denial = ?"
                + " order by partition_no, intake_offset limit "
                + FACTS_AT_ONCE,
            row -> new Position(row.getInt(1), row.getLong(2), row.getInt(3) == 1),
            ofDenials ? 1 : 0);
    for (Position p : waiting) {
      try {
        Optional<Fact> fact = intake.read(p.partition(), p.offset());
        if (fact.isEmpty()) {
          break;
        }
        if (!p.denial()) {
          to.accepted(fact.get());
        } else if (fact.get().getAccessDenied() != null) {
          to.denied(
              p.partition(),
              p.offset(),
              new DenialEntry(
                  fact.get().getNetworkId(),
                  fact.get().getRecordedAt(),
                  fact.get().getAccessDenied()));
        }
      } catch (UnreadableRecord e) {
        to.unreadable("intake", p.partition(), p.offset(), String.valueOf(e.getMessage()));
      }
      sql.update(
          "delete from unread_fact where partition_no = ? and intake_offset = ?",
          p.partition(),
          p.offset());
    }
    count();
  }
}
