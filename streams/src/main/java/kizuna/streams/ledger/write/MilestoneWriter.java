package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.time.Instant;
import kizuna.codes.DispatchState;
import kizuna.codes.NoticeCode;
import kizuna.codes.RequestState;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.explain.ClockSpan;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.ledger.model.Milestone.Kind;
import org.jspecify.annotations.Nullable;

/** Writes a timeline's entries from the rows that change. */
final class MilestoneWriter {

  private static final String INSERT =
      "insert into milestone (kind, at, network, sequence, disaster, receiver, lender, subject,"
          + " persons, only_first) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " on conflict (only_first) do nothing";

  private final Statements sql;

  MilestoneWriter(Statements sql) {
    this.sql = sql;
  }

  void disaster(Fact fact) throws SQLException {
    var declared = fact.getDisasterDeclared();
    String receiver = declared.getStruck().isEmpty() ? null : declared.getStruck().get(0);
    String id = declared.getDisasterId();
    insert(
        Kind.STRUCK,
        declared.getStruckAt(),
        fact.getNetworkId(),
        0,
        id,
        receiver,
        null,
        id,
        0,
        "struck " + id);
    insert(
        Kind.DECLARED,
        fact.getRecordedAt(),
        fact.getNetworkId(),
        0,
        id,
        receiver,
        null,
        id,
        0,
        null);
  }

  /** The disaster ended, was reopened or corrected, or continues as another one. */
  void disasterChanged(Fact fact, String id) throws SQLException {
    Kind kind =
        fact.getDisasterEnded() != null
            ? Kind.ENDED
            : fact.getDisasterReopened() != null
                ? Kind.REOPENED
                : fact.getDisasterCorrected() != null ? Kind.CORRECTED : Kind.JOINED;
    insert(kind, fact.getRecordedAt(), fact.getNetworkId(), 0, id, null, null, id, 0, null);
  }

  /** The log's time was set. */
  void clockSet(MatchDecision d, Notice notice) throws SQLException {
    ClockSpan span = ClockSpan.of(notice.getOther());
    Kind kind =
        notice.getCode() == NoticeCode.CLOCK_SET_BACK
            ? Kind.CLOCK_SET_BACK
            : Kind.CLOCK_SET_FORWARD;
    insert(
        kind,
        // The earlier of both: the log may never reach the other.
        span.from().isBefore(span.to()) ? span.from() : span.to(),
        d.getNetworkId(),
        d.getSequence(),
        "",
        null,
        null,
        notice.getOther(),
        0,
        null);
  }

  /** Other rules apply from here on. */
  void rulesAdopted(MatchDecision d, Notice notice) throws SQLException {
    insert(
        Kind.RULES_ADOPTED,
        d.getDecidedAt(),
        d.getNetworkId(),
        d.getSequence(),
        "",
        null,
        null,
        Integer.toString(notice.getCount()),
        0,
        null);
  }

  void request(@Nullable RequestStatus before, RequestStatus now) throws SQLException {
    if (before == null) {
      insert(now, now.getAskedAt(), Kind.REQUESTED);
    }
    if (now.getFirstProposedAt() != null
        && (before == null || before.getFirstProposedAt() == null)) {
      insert(now, now.getFirstProposedAt(), Kind.FIRST_PROPOSED);
    }
    if (now.getEscalatedTo() != null && (before == null || before.getEscalatedTo() == null)) {
      insert(now, now.getChangedAt(), Kind.ESCALATED);
    }
    RequestState state = now.getState();
    if (before == null || before.getState() != state) {
      switch (state) {
        case FULFILLED -> insert(now, now.getChangedAt(), Kind.FULFILLED);
        case CANCELLED -> insert(now, now.getChangedAt(), Kind.CANCELLED);
        case EXPIRED -> insert(now, now.getChangedAt(), Kind.EXPIRED);
        default -> {}
      }
    }
  }

  private void insert(RequestStatus r, Instant at, Kind kind) throws SQLException {
    insert(
        kind,
        at,
        r.getNetworkId(),
        r.getSequence(),
        r.getDisasterId(),
        r.getReceiver(),
        null,
        r.getRequestId(),
        r.getHeadCount(),
        null);
  }

  void dispatch(@Nullable LedgerEntry before, LedgerEntry now) throws SQLException {
    DispatchState state = now.getState();
    if (before != null && before.getState() == state) {
      return;
    }
    String way = state + " " + now.getNetworkId() + "/" + now.getLender() + "/" + now.getReceiver();
    switch (state) {
      case DEPARTED -> insert(now, Kind.FIRST_DEPARTED, way);
      case ON_SITE -> insert(now, Kind.FIRST_ARRIVED, way);
      case RECALLED -> insert(now, Kind.RECALLED, null);
      case DECLINED -> insert(now, Kind.DECLINED, null);
      case LAPSED -> insert(now, Kind.LAPSED, null);
      default -> {}
    }
  }

  private void insert(LedgerEntry e, Kind kind, @Nullable String onlyFirst) throws SQLException {
    insert(
        kind,
        e.getChangedAt(),
        e.getNetworkId(),
        e.getSequence(),
        e.getDisasterId(),
        e.getReceiver(),
        e.getLender(),
        e.getDispatchId(),
        e.getHeadCount(),
        onlyFirst);
  }

  /**
   * @param onlyFirst only the first milestone with this text counts; null: all count
   */
  private void insert(
      Kind kind,
      Instant at,
      String network,
      long sequence,
      String disaster,
      @Nullable String receiver,
      @Nullable String lender,
      String subject,
      long persons,
      @Nullable String onlyFirst)
      throws SQLException {
    sql.update(
        INSERT,
        kind.name(),
        at.toEpochMilli(),
        network,
        sequence,
        disaster,
        receiver,
        lender,
        subject,
        persons,
        onlyFirst);
  }
}
