package kizuna.streams.ledger.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import kizuna.streams.ledger.query.ChangeFeed;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.log.UncountedRecords;
import org.apache.kafka.common.TopicPartition;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch of records and the offsets after them in one transaction, then publishes the
 * changes to the feed. A record that cannot be applied is listed as an error and left out; the rest
 * is written.
 */
public final class LedgerWriter {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);

  /** The change of one record. */
  public interface Mutation {
    void apply(LedgerWriter writer) throws SQLException;
  }

  /** A record and its change. */
  public record Message(String topic, int partition, long offset, Mutation mutation) {}

  /** Reads an accepted fact of the intake again. */
  public interface Facts {
    /** Empty if the broker does not return it now. */
    Optional<Fact> read(int partition, long offset) throws UnreadableRecord;
  }

  private final LedgerDatabase database;
  private final LedgerView view;
  private final Statements sql;
  private final TotalsWriter totals;
  private final StateWriter states;
  private final DecisionWriter decisions;
  private final DisasterWriter disasters;
  private final ReferenceWriter references;
  private final OriginWriter origin;
  private final UnreadFacts unread;
  private final PendingChanges changes;

  public LedgerWriter(LedgerDatabase database, LedgerView view) throws SQLException {
    this.database = database;
    this.view = view;
    this.sql = database.statements();
    this.totals = new TotalsWriter(sql);
    this.states = new StateWriter(sql, totals);
    this.decisions = new DecisionWriter(sql);
    JoinedDisasters joins = new JoinedDisasters(sql);
    this.disasters = new DisasterWriter(sql, new MilestoneWriter(sql), joins);
    this.references = new ReferenceWriter(sql, joins);
    this.origin = new OriginWriter(sql);
    this.unread = new UnreadFacts(sql);
    this.changes = new PendingChanges(view, database.own());
    sql.connection().rollback();
  }

  /** Identity and offsets of the log; written by this thread too. */
  public OriginWriter origin() {
    return origin;
  }

  /** Records that it has reached the end of the log. */
  public void complete() throws SQLException {
    origin.complete();
    database.tell(List.of(ChangeChannel.EVERYTHING));
    sql.connection().commit();
    deleteIdleDays();
  }

  /** Called when all topics are read to their end. */
  public void deleteIdleDays() throws SQLException {
    decisions.deleteIdleDays();
    sql.connection().commit();
  }

  /**
   * Writes a batch.
   *
   * @param positions offsets after the batch
   * @param readDenials whether to read denials too, which have low priority
   * @throws SQLException if the database fails; the batch is then rolled back
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

  /** Uses a savepoint for each record, so that a failure affects no other record. */
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
    if (unread.hasFacts()) {
      unread.read(facts, false, this);
    }
    if (readDenials && unread.hasDenials()) {
      unread.read(facts, true, this);
    }
    totals.flush();
    decisions.flush();
    origin.readTo(positions);
    if (view.isCaughtUp()) {
      changes.addFigures();
    }
    database.tell(changes.changed());
  }

  private void commit() throws SQLException {
    changes.publish(sql.connection()::commit);
  }

  private void rollback() {
    totals.forget();
    decisions.forget();
    changes.clear();
    try {
      sql.connection().rollback();
      unread.count();
      sql.connection().rollback();
    } catch (SQLException e) {
      LOG.debug("expected to roll back, but {}", e.toString());
    }
  }

  public void ledger(String key, LedgerEntry entry) throws SQLException {
    LedgerEntry before = states.dispatch(key, entry);
    changes.figuresOf(before);
    changes.figuresOf(entry);
    changes.row(ChangeFeed.Kind.LEDGER, key, entry);
  }

  public void ledgerGone(String key) throws SQLException {
    LedgerEntry before = states.dispatchGone(key);
    if (before != null) {
      changes.figuresOf(before);
      changes.row(ChangeFeed.Kind.LEDGER, key, null);
    }
  }

  public void request(String key, RequestStatus status) throws SQLException {
    RequestStatus before = states.request(key, status);
    changes.figuresOf(before);
    changes.figuresOf(status);
    changes.row(ChangeFeed.Kind.REQUEST, key, status);
  }

  public void requestGone(String key) throws SQLException {
    RequestStatus before = states.requestGone(key);
    if (before != null) {
      changes.figuresOf(before);
      changes.row(ChangeFeed.Kind.REQUEST, key, null);
    }
  }

  public void offer(String key, OfferStatus status) throws SQLException {
    states.offer(key, status);
    changes.row(ChangeFeed.Kind.OFFER, key, status);
  }

  public void offerGone(String key) throws SQLException {
    if (states.offerGone(key)) {
      changes.row(ChangeFeed.Kind.OFFER, key, null);
    }
  }

  public void agreement(String key, AgreementStatus status) throws SQLException {
    states.agreement(key, status);
  }

  public void agreementGone(String key) throws SQLException {
    states.agreementGone(key);
  }

  /** Uses only the name of a summary: the sums are computed here, and are newer. */
  public void named(String networkId, String name) throws SQLException {
    if (references.named(networkId, name)) {
      changes.network(networkId);
    }
  }

  public void decided(MatchDecision decision, int partition, long offset, List<String> explained)
      throws SQLException {
    decisions.decided(decision, partition, offset, explained);
    changes.clock(decision.getNetworkId(), decision.getDecidedAt());
    changes.network(decision.getNetworkId());
  }

  public void noticed(MatchDecision decision, List<Notice> notices) throws SQLException {
    decisions.noticed(decision, notices);
  }

  public void rejected(int partition, long offset, Rejection rejection) throws SQLException {
    decisions.rejected(partition, offset, rejection);
    changes.network(rejection.getNetworkId());
  }

  public void lost(int partition, long offset, DeadLetter letter) throws SQLException {
    decisions.lost(partition, offset, letter);
    changes.losses();
  }

  /** Lists a record that cannot be processed. */
  public void unreadable(String topic, int partition, long offset, String why) throws SQLException {
    origin.unreadable(topic, partition, offset, why);
    changes.losses();
  }

  public void uncounted(List<UncountedRecords.Range> ranges) throws SQLException {
    origin.uncounted(ranges);
  }

  public void disaster(Fact fact) throws SQLException {
    if (fact.getDisastersJoined() != null) {
      DisasterWriter.Joined joined = disasters.joined(fact);
      if (joined != null) {
        changes.references();
        changes.row(ChangeFeed.Kind.DISASTER, joined.from(), null);
        changes.disaster(joined.into());
      }
    } else if (fact.getDisasterEnded() != null
        || fact.getDisasterReopened() != null
        || fact.getDisasterCorrected() != null) {
      String key = disasters.changed(fact);
      if (key != null) {
        changes.references();
        changes.disaster(key);
      }
    } else if (fact.getDisasterDeclared() != null) {
      changes.references();
      changes.disaster(disasters.declared(fact));
    }
  }

  /** The content of an accepted fact must be read from the intake. */
  public void wanted(String network, int partition, long intakeOffset) throws SQLException {
    unread.add(network, partition, intakeOffset);
  }

  /** The same for a denial, with low priority. */
  public void deniedAt(String network, int partition, long intakeOffset) throws SQLException {
    unread.addDenial(network, partition, intakeOffset);
  }

  /**
   * Records that a decision of the batch belongs to a trace; the frame that shows it continues it.
   */
  public void traced(String network, String context) {
    changes.row(ChangeFeed.Kind.TRACE, ChangeFeed.Change.keyOf(network, context), null);
  }

  void accepted(Fact fact) throws SQLException {
    references.accepted(fact);
    changes.references();
  }

  void denied(int partition, long offset, DenialEntry denial) throws SQLException {
    decisions.denied(partition, offset, denial);
  }

  /** Whether facts of the reference data are still to be read. */
  public boolean hasUnreadFacts() {
    return unread.hasFacts();
  }

  public boolean hasUnreadDenials() {
    return unread.hasDenials();
  }
}
