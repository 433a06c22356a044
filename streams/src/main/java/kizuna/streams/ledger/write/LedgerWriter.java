package kizuna.streams.ledger.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.decisions.Rejection;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.ChangeChannel;
import kizuna.streams.ledger.database.LedgerDatabase;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.ledger.model.DenialEntry;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.model.Flow;
import kizuna.streams.ledger.query.ChangeFeed;
import kizuna.streams.ledger.query.FigureQueries;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.ReferenceCache;
import kizuna.streams.log.UncountedRecords;
import org.apache.kafka.common.TopicPartition;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch of records and the offsets behind them in one transaction, then tells the feed
 * what changed. A record that cannot be applied is listed as an error and left out; the rest goes
 * on.
 */
public final class LedgerWriter {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);

  /** Rows of the list of errors; what comes behind is counted only. */
  private static final int ERRORS_LISTED = 10_000;

  private static final int LONGEST_ERROR = 500;

  /** Denials of a network that still have to be read; the oldest of more are left out. */
  public static final int DENIALS_WAITING = 1_000;

  private static final int FACTS_AT_ONCE = 500;

  /** What one record says. */
  public interface Mutation {
    void apply(LedgerWriter writer) throws SQLException;
  }

  /** A record and what it says. */
  public record Message(String topic, int partition, long offset, Mutation mutation) {}

  /** Reads an accepted fact of the intake again. */
  public interface Facts {
    /** Empty if the broker does not give it now. */
    Optional<Fact> read(int partition, long offset) throws UnreadableRecord;
  }

  private record Position(int partition, long offset, boolean denial) {}

  private record Told(ChangeFeed.Kind kind, String key, @Nullable Object row) {}

  private final LedgerDatabase database;
  private final LedgerView view;
  private final Statements sql;
  private final FigureQueries figures;
  private final TotalsWriter totals;
  private final StateWriter states;
  private final DecisionWriter decisions;
  private final RegisterWriter registers;

  // What the transaction under way tells once it is committed.
  private final List<Told> told = new ArrayList<>();
  private final Set<String> touchedNetworks = new LinkedHashSet<>();
  private final Set<String> touchedDisasters = new LinkedHashSet<>();
  private final Set<String> touchedFlows = new LinkedHashSet<>();
  private final Map<String, Instant> clocks = new HashMap<>();
  private boolean registersChanged;
  private boolean lossesChanged;

  private long unreadFacts;
  private final Map<String, Long> unreadDenials = new HashMap<>();

  public LedgerWriter(LedgerDatabase database, LedgerView view) throws SQLException {
    this.database = database;
    this.view = view;
    this.sql = database.statements();
    this.figures = new FigureQueries(database.own());
    this.totals = new TotalsWriter(sql);
    this.states = new StateWriter(sql, totals);
    this.decisions = new DecisionWriter(sql);
    this.registers = new RegisterWriter(sql);
    countUnread();
    sql.connection().rollback();
  }

  // Where it is ----------------------------------------------------------------------------------

  /** Offsets to go on from. */
  public Map<TopicPartition, Long> positions() throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    sql.all(
            "select topic, partition_no, next_offset from position",
            row -> Map.entry(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)))
        .forEach(e -> positions.put(e.getKey(), e.getValue()));
    sql.connection().rollback();
    return positions;
  }

  /** Which log this is of; empty if that was not noted yet. */
  public Optional<String> identity() throws SQLException {
    Optional<String> identity =
        sql.first("select identity from origin where id = 1", row -> row.getString(1));
    sql.connection().rollback();
    return identity;
  }

  public void identity(String identity) throws SQLException {
    sql.update("update origin set identity = ? where id = 1", identity);
    sql.connection().commit();
  }

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

  /** It has reached the end of the log. */
  public void complete() throws SQLException {
    sql.update("update origin set complete = 1 where id = 1");
    database.tell(List.of(ChangeChannel.EVERYTHING));
    sql.connection().commit();
    forgetQuietDays();
  }

  /** For whoever has read all topics to their end. */
  public void forgetQuietDays() throws SQLException {
    decisions.forgetQuietDays();
    sql.connection().commit();
  }

  /** Whether facts of the reference data are still to be read. */
  public boolean hasUnreadFacts() {
    return unreadFacts > 0;
  }

  public boolean hasUnreadDenials() {
    return !unreadDenials.isEmpty();
  }

  private void countUnread() throws SQLException {
    unreadFacts =
        sql.first("select count(*) from unread_fact where denial = 0", row -> row.getLong(1))
            .orElse(0L);
    unreadDenials.clear();
    sql.all(
            "select network, count(*) from unread_fact where denial = 1 group by network",
            row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(e -> unreadDenials.put(e.getKey(), e.getValue()));
  }

  // Writing --------------------------------------------------------------------------------------

  /**
   * Writes a batch.
   *
   * @param positions behind the batch
   * @param readDenials whether there is time for what nothing waits for
   * @throws SQLException if the database fails; nothing of the batch is in it then
   */
  public void write(
      List<Message> batch, Map<TopicPartition, Long> positions, Facts facts, boolean readDenials)
      throws SQLException {
    try {
      try {
        for (Message message : batch) {
          message.mutation().apply(this);
        }
        finish(positions, facts, readDenials);
      } catch (SQLException | RuntimeException e) {
        rollback();
        if (!isOfRecord(e)) {
          throw e;
        }
        oneByOne(batch);
        finish(positions, facts, readDenials);
      }
      commit();
    } catch (SQLException | RuntimeException e) {
      rollback();
      SQLException cause = e instanceof SQLException s ? s : null;
      database.notice(e instanceof DataAccessException d ? d.getCause(SQLException.class) : cause);
      throw e;
    }
  }

  private static boolean isOfRecord(Exception e) {
    if (e instanceof SQLException s) {
      return LedgerDatabase.isOfRecord(s);
    }
    return !(e instanceof DataAccessException);
  }

  /** Each record with a way back, so that one that fails takes nothing else with it. */
  private void oneByOne(List<Message> batch) throws SQLException {
    Connection connection = sql.connection();
    for (Message message : batch) {
      var before = connection.setSavepoint();
      try {
        message.mutation().apply(this);
        totals.flush();
        connection.releaseSavepoint(before);
      } catch (SQLException | RuntimeException e) {
        if (!isOfRecord(e)) {
          throw e;
        }
        connection.rollback(before);
        totals.forget();
        decisions.forget();
        LOG.warn(
            "{}-{}@{} cannot be applied and is left out",
            message.topic(),
            message.partition(),
            message.offset(),
            e);
        unreadable(message.topic(), message.partition(), message.offset(), e.toString());
      }
    }
  }

  private void finish(Map<TopicPartition, Long> positions, Facts facts, boolean readDenials)
      throws SQLException {
    if (unreadFacts > 0) {
      read(facts, false);
    }
    if (readDenials && hasUnreadDenials()) {
      read(facts, true);
    }
    totals.flush();
    decisions.flush();
    for (Map.Entry<TopicPartition, Long> e : positions.entrySet()) {
      sql.update(
          "insert into position (topic, partition_no, next_offset) values (?, ?, ?)"
              + " on conflict (topic, partition_no) do update set"
              + " next_offset = excluded.next_offset",
          e.getKey().topic(),
          e.getKey().partition(),
          e.getValue());
    }
    if (view.isCaughtUp()) {
      tell();
    }
    database.tell(changed());
  }

  /** For who follows in another process. */
  private List<ChangeChannel.Row> changed() {
    List<ChangeChannel.Row> rows = new ArrayList<>();
    if (!view.isCaughtUp()) {
      rows.add(ChangeChannel.EVERYTHING);
    }
    if (registersChanged) {
      rows.add(ChangeChannel.REFERENCES);
    }
    told.forEach(t -> rows.add(new ChangeChannel.Row(t.kind().name(), t.key())));
    return rows;
  }

  /** Adds the sums that changed to what is told. */
  private void tell() {
    ReferenceCache references =
        registersChanged ? ReferenceCache.load(database.own()) : view.references();
    for (String network : touchedNetworks) {
      figures.network(network).ifPresent(f -> told(ChangeFeed.Kind.COUNTS, network, f));
    }
    for (String key : touchedDisasters) {
      DisasterEntry disaster = references.disaster(key);
      if (disaster != null) {
        told(ChangeFeed.Kind.DISASTER, key, figures.disaster(disaster));
      }
    }
    for (String way : touchedFlows) {
      told(ChangeFeed.Kind.FLOW, way, figures.flow(way).orElse(null));
    }
    if (lossesChanged) {
      told(ChangeFeed.Kind.COUNTS, "", figures.losses());
    }
  }

  private void commit() throws SQLException {
    ReferenceCache references = registersChanged ? ReferenceCache.load(database.own()) : null;
    view.publish(
        () -> {
          sql.connection().commit();
          if (references != null) {
            view.references(references);
          }
          view.clocks(clocks);
          if (view.isCaughtUp()) {
            told.forEach(t -> view.feed().append(t.kind(), t.key(), t.row()));
          }
        });
    forget();
  }

  private void rollback() {
    totals.forget();
    decisions.forget();
    forget();
    try {
      sql.connection().rollback();
      countUnread();
      sql.connection().rollback();
    } catch (SQLException e) {
      LOG.debug("expected to roll back, but {}", e.toString());
    }
  }

  private void forget() {
    told.clear();
    touchedNetworks.clear();
    touchedDisasters.clear();
    touchedFlows.clear();
    clocks.clear();
    registersChanged = false;
    lossesChanged = false;
  }

  private void told(ChangeFeed.Kind kind, String key, @Nullable Object row) {
    if (view.isCaughtUp()) {
      told.add(new Told(kind, key, row));
    }
  }

  /** Reads accepted facts; decisions say only where they lie. */
  private void read(Facts facts, boolean denials) throws SQLException {
    List<Position> waiting =
        sql.all(
            "select partition_no, intake_offset, denial from unread_fact where denial = ?"
                + " order by partition_no, intake_offset limit "
                + FACTS_AT_ONCE,
            row -> new Position(row.getInt(1), row.getLong(2), row.getInt(3) == 1),
            denials ? 1 : 0);
    for (Position p : waiting) {
      try {
        Optional<Fact> fact = facts.read(p.partition(), p.offset());
        if (fact.isEmpty()) {
          break;
        }
        if (!p.denial()) {
          registers.accepted(fact.get());
          registersChanged = true;
        } else if (fact.get().getAccessDenied() != null) {
          decisions.denied(
              p.partition(),
              p.offset(),
              new DenialEntry(
                  fact.get().getNetworkId(),
                  fact.get().getRecordedAt(),
                  fact.get().getAccessDenied()));
        }
      } catch (UnreadableRecord e) {
        unreadable("intake", p.partition(), p.offset(), String.valueOf(e.getMessage()));
      }
      sql.update(
          "delete from unread_fact where partition_no = ? and intake_offset = ?",
          p.partition(),
          p.offset());
    }
    countUnread();
  }

  // What each kind of record says ----------------------------------------------------------------

  public void ledger(String key, LedgerEntry entry) throws SQLException {
    LedgerEntry before = states.dispatch(key, entry);
    touch(before);
    touch(entry);
    told(ChangeFeed.Kind.LEDGER, key, entry);
  }

  public void ledgerGone(String key) throws SQLException {
    LedgerEntry before = states.dispatchGone(key);
    if (before != null) {
      touch(before);
      told(ChangeFeed.Kind.LEDGER, key, null);
    }
  }

  private void touch(@Nullable LedgerEntry e) {
    if (e != null) {
      touchedNetworks.add(e.getNetworkId());
      touchedDisasters.add(e.getNetworkId() + "/" + e.getDisasterId());
      touchedFlows.add(Flow.key(e));
    }
  }

  public void request(String key, RequestStatus status) throws SQLException {
    RequestStatus before = states.request(key, status);
    touch(before);
    touch(status);
    told(ChangeFeed.Kind.REQUEST, key, status);
  }

  public void requestGone(String key) throws SQLException {
    RequestStatus before = states.requestGone(key);
    if (before != null) {
      touch(before);
      told(ChangeFeed.Kind.REQUEST, key, null);
    }
  }

  private void touch(@Nullable RequestStatus r) {
    if (r != null) {
      touchedNetworks.add(r.getNetworkId());
      touchedDisasters.add(r.getNetworkId() + "/" + r.getDisasterId());
    }
  }

  public void offer(String key, OfferStatus status) throws SQLException {
    states.offer(key, status);
    told(ChangeFeed.Kind.OFFER, key, status);
  }

  public void offerGone(String key) throws SQLException {
    if (states.offerGone(key)) {
      told(ChangeFeed.Kind.OFFER, key, null);
    }
  }

  public void agreement(String key, AgreementStatus status) throws SQLException {
    states.agreement(key, status);
  }

  public void agreementGone(String key) throws SQLException {
    states.agreementGone(key);
  }

  /** Of a summary only the name is taken: the sums are added up here, and are newer. */
  public void named(String networkId, String name) throws SQLException {
    if (registers.named(networkId, name)) {
      touchedNetworks.add(networkId);
    }
  }

  public void decided(MatchDecision decision, int partition, long offset, List<String> explained)
      throws SQLException {
    decisions.decided(decision, partition, offset, explained);
    clocks.put(decision.getNetworkId(), decision.getDecidedAt());
    touchedNetworks.add(decision.getNetworkId());
  }

  public void noticed(MatchDecision decision, List<Notice> notices) throws SQLException {
    decisions.noticed(decision, notices);
  }

  /** The content of an accepted fact is wanted, and still to be read. */
  public void wanted(String network, int partition, long intakeOffset) throws SQLException {
    unreadFacts += unread(network, partition, intakeOffset, 0);
  }

  /** The same of a denial; nothing waits for it. */
  public void denied(String network, int partition, long intakeOffset) throws SQLException {
    int added = unread(network, partition, intakeOffset, 1);
    if (added > 0 && unreadDenials.merge(network, 1L, Long::sum) > DENIALS_WAITING) {
      sql.update(
          "delete from unread_fact where denial = 1 and network = ? and partition_no = ?"
              + " and intake_offset = (select min(intake_offset) from unread_fact where denial = 1"
              + " and network = ? and partition_no = ?)",
          network,
          partition,
          network,
          partition);
      unreadDenials.merge(network, -1L, Long::sum);
    }
  }

  private int unread(String network, int partition, long intakeOffset, int denial)
      throws SQLException {
    return sql.update(
        "insert into unread_fact (partition_no, intake_offset, network, denial)"
            + " values (?, ?, ?, ?) on conflict (partition_no, intake_offset) do nothing",
        partition,
        intakeOffset,
        network,
        denial);
  }

  public void rejected(int partition, long offset, Rejection rejection) throws SQLException {
    decisions.rejected(partition, offset, rejection);
    touchedNetworks.add(rejection.getNetworkId());
  }

  public void lost(int partition, long offset, DeadLetter letter) throws SQLException {
    decisions.lost(partition, offset, letter);
    lossesChanged = true;
  }

  /** A record that cannot be taken into account. */
  public void unreadable(String topic, int partition, long offset, String why) throws SQLException {
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
    lossesChanged = true;
  }

  public void uncounted(List<UncountedRecords.Range> ranges) throws SQLException {
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

  public void disaster(Fact fact) throws SQLException {
    if (fact.getDisastersJoined() != null) {
      RegisterWriter.Joined joined = registers.disastersJoined(fact);
      if (joined != null) {
        registersChanged = true;
        told(ChangeFeed.Kind.DISASTER, joined.from(), null);
        touchedDisasters.add(joined.into());
      }
    } else if (fact.getDisasterEnded() != null
        || fact.getDisasterReopened() != null
        || fact.getDisasterCorrected() != null) {
      String key = registers.disasterChanged(fact);
      if (key != null) {
        registersChanged = true;
        touchedDisasters.add(key);
      }
    } else if (fact.getDisasterDeclared() != null) {
      registersChanged = true;
      touchedDisasters.add(registers.disaster(fact));
    }
  }
}
