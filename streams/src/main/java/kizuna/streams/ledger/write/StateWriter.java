package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import kizuna.codes.Priority;
import kizuna.codes.RequestState;
import kizuna.schemas.JapanTime;
import kizuna.schemas.text.TextReader;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Intervals;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.ledger.database.Tables.Requests;
import kizuna.streams.ledger.query.LedgerOrder;
import kizuna.streams.ledger.query.WorkPeriod;
import org.jspecify.annotations.Nullable;

/** Writes dispatches, requests, offers and agreements from the state topics. */
final class StateWriter {

  private static final String DISPATCH_UPSERT =
      "insert into dispatch (key, sequence, first_sequence, network, id, request, disaster, lender, receiver,"
          + " lender_rank, receiver_rank, task, state, state_rank, missing, head_count,"
          + " proposed_at, changed_at, first_day, last_day, begins_on, ends_on, departed_on,"
          + " arrived_on, ended_on, returned_on, search, avro)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?) on conflict (key) do update set sequence = excluded.sequence,"
          + " network = excluded.network, id = excluded.id, request = excluded.request,"
          + " disaster = excluded.disaster, lender = excluded.lender,"
          + " receiver = excluded.receiver, lender_rank = excluded.lender_rank,"
          + " receiver_rank = excluded.receiver_rank, task = excluded.task,"
          + " state = excluded.state, state_rank = excluded.state_rank,"
          + " missing = excluded.missing, head_count = excluded.head_count,"
          + " proposed_at = excluded.proposed_at, changed_at = excluded.changed_at,"
          + " first_day = excluded.first_day, last_day = excluded.last_day,"
          + " begins_on = excluded.begins_on, ends_on = excluded.ends_on,"
          + " departed_on = excluded.departed_on, arrived_on = excluded.arrived_on,"
          + " ended_on = excluded.ended_on, returned_on = excluded.returned_on,"
          + " search = excluded.search, avro = excluded.avro";
  private static final String DISPATCH_PAST =
      "insert into dispatch_past select dispatch.*, ?, ? from dispatch where key = ?"
          + " on conflict (key, sequence, to_sequence) do nothing";

  private static final String REQUEST_UPSERT =
      "insert into request (key, sequence, network, id, disaster, receiver, task, state,"
          + " first_day, last_day, asked_at, urgency, open, escalated, place, search, avro)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " on conflict (key) do update set sequence = excluded.sequence,"
          + " network = excluded.network, id = excluded.id, disaster = excluded.disaster,"
          + " receiver = excluded.receiver, task = excluded.task, state = excluded.state,"
          + " first_day = excluded.first_day, last_day = excluded.last_day,"
          + " asked_at = excluded.asked_at, urgency = excluded.urgency, open = excluded.open,"
          + " escalated = excluded.escalated, place = excluded.place,"
          + " search = excluded.search, avro = excluded.avro";
  private static final String REQUEST_PAST =
      "insert into request_past select request.*, ?, ? from request where key = ?"
          + " on conflict (key, sequence, to_sequence) do nothing";

  private static final String OFFER_UPSERT =
      "insert into offer (key, sequence, network, disaster, lender, state, first_day, answers,"
          + " avro) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " on conflict (key) do update set sequence = excluded.sequence,"
          + " network = excluded.network, disaster = excluded.disaster,"
          + " lender = excluded.lender, state = excluded.state,"
          + " first_day = excluded.first_day, answers = excluded.answers, avro = excluded.avro";

  private final Statements sql;
  private final TotalsWriter totals;
  private final MilestoneWriter milestones;

  StateWriter(Statements sql, TotalsWriter totals) {
    this.sql = sql;
    this.totals = totals;
    this.milestones = new MilestoneWriter(sql);
  }

  /** Writes a dispatch; returns its earlier state. */
  @Nullable LedgerEntry dispatch(String key, LedgerEntry e) throws SQLException {
    LedgerEntry before = dispatch(key);
    if (before != null) {
      sql.update(
          DISPATCH_PAST,
          e.getSequence(),
          Intervals.span(before.getSequence(), e.getSequence()),
          key);
    } else if (e.getChangedAt().isAfter(e.getProposedAt())) {
      forgotten(e.getChangedAt());
    }
    sql.update(
        DISPATCH_UPSERT,
        key,
        e.getSequence(),
        e.getSequence(),
        e.getNetworkId(),
        e.getDispatchId(),
        e.getNetworkId() + "/" + e.getRequestId(),
        e.getDisasterId(),
        e.getLender(),
        e.getReceiver(),
        LedgerOrder.code(e.getLender()),
        LedgerOrder.code(e.getReceiver()),
        e.getTaskType().name(),
        e.getState().name(),
        e.getState().ordinal(),
        e.getMissingReport() == null ? 0 : 1,
        e.getHeadCount(),
        e.getProposedAt().toEpochMilli(),
        e.getChangedAt().toEpochMilli(),
        e.getFirstDay().toEpochDay(),
        e.getLastDay().toEpochDay(),
        WorkPeriod.begins(e).toEpochDay(),
        WorkPeriod.ends(e).toEpochDay(),
        day(e.getDepartedAt()),
        day(e.getArrivedAt()),
        day(e.getEndedAt()),
        day(e.getReturnedAt()),
        search(
            e.getDispatchId(),
            e.getRequestId(),
            e.getOfferId(),
            e.getAgreementId(),
            e.getLender(),
            e.getReceiver()),
        AvroRows.DISPATCH.encode(e));
    totals.dispatch(before, e);
    milestones.dispatch(before, e);
    return before;
  }

  /** Deletes a dispatch; returns its earlier state. */
  @Nullable LedgerEntry dispatchGone(String key) throws SQLException {
    LedgerEntry before = dispatch(key);
    if (before != null) {
      sql.update("delete from dispatch where key = ?", key);
      sql.update("delete from dispatch_past where key = ?", key);
      totals.dispatch(before, null);
    }
    return before;
  }

  private @Nullable LedgerEntry dispatch(String key) throws SQLException {
    return sql.first(
            "select avro from dispatch where key = ?",
            row -> AvroRows.DISPATCH.decode(row.getBytes(1)),
            key)
        .orElse(null);
  }

  /** Writes a request; returns its earlier state. */
  @Nullable RequestStatus request(String key, RequestStatus r) throws SQLException {
    RequestStatus before = request(key);
    if (before != null) {
      sql.update(
          REQUEST_PAST,
          r.getSequence(),
          Intervals.span(before.getSequence(), r.getSequence()),
          key);
    } else if (r.getChangedAt().isAfter(r.getAskedAt())) {
      forgotten(r.getChangedAt());
    }
    sql.update(
        REQUEST_UPSERT,
        key,
        r.getSequence(),
        r.getNetworkId(),
        r.getRequestId(),
        r.getDisasterId(),
        r.getReceiver(),
        r.getTaskType().name(),
        r.getState().name(),
        r.getFirstDay().toEpochDay(),
        r.getLastDay().toEpochDay(),
        r.getAskedAt().toEpochMilli(),
        urgency(r),
        isOpen(r) ? 1 : 0,
        r.getEscalatedTo() != null || r.getEscalatedFrom() != null ? 1 : 0,
        r.getPlace(),
        search(r.getRequestId(), r.getPlace(), r.getReceiver()),
        AvroRows.REQUEST.encode(r));
    totals.request(before, r);
    milestones.request(before, r);
    return before;
  }

  /** Deletes a request; returns its earlier state. */
  @Nullable RequestStatus requestGone(String key) throws SQLException {
    RequestStatus before = request(key);
    if (before != null) {
      sql.update("delete from request where key = ?", key);
      sql.update("delete from request_past where key = ?", key);
      totals.request(before, null);
    }
    return before;
  }

  private @Nullable RequestStatus request(String key) throws SQLException {
    return sql.first(
            "select avro from request where key = ?",
            row -> AvroRows.REQUEST.decode(row.getBytes(1)),
            key)
        .orElse(null);
  }

  void offer(String key, OfferStatus o) throws SQLException {
    sql.update(
        OFFER_UPSERT,
        key,
        o.getSequence(),
        o.getNetworkId(),
        o.getDisasterId(),
        o.getLender(),
        o.getState().name(),
        o.getFirstDay().toEpochDay(),
        o.getAnswersRequestId() == null ? null : o.getNetworkId() + "/" + o.getAnswersRequestId(),
        AvroRows.OFFER.encode(o));
  }

  /** Returns whether it existed. */
  boolean offerGone(String key) throws SQLException {
    return sql.update("delete from offer where key = ?", key) > 0;
  }

  void agreement(String key, AgreementStatus a) throws SQLException {
    boolean everyone = a.getLenders().isEmpty() && a.getLenderAssociations().isEmpty();
    sql.update(
        "insert into agreement (key, network, everyone_lends, avro) values (?, ?, ?, ?)"
            + " on conflict (key) do update set network = excluded.network,"
            + " everyone_lends = excluded.everyone_lends, avro = excluded.avro",
        key,
        a.getNetworkId(),
        everyone ? 1 : 0,
        AvroRows.AGREEMENT.encode(a));
    sql.update("delete from agreement_party where agreement_key = ?", key);
    parties(key, "LENDS", a.getLenders());
    parties(key, "LENDS", a.getLenderAssociations());
    parties(key, "RECEIVES", a.getReceivers());
    parties(key, "RECEIVES", a.getAssociations());
  }

  private void parties(String key, String side, List<String> parties) throws SQLException {
    for (String party : parties) {
      sql.update(
          "insert into agreement_party (agreement_key, side, party) values (?, ?, ?)"
              + " on conflict (agreement_key, side, party) do nothing",
          key,
          side,
          party);
    }
  }

  void agreementGone(String key) throws SQLException {
    sql.update("delete from agreement where key = ?", key);
    sql.update("delete from agreement_party where agreement_key = ?", key);
  }

  /** Earlier states of a row were compacted away: the known history starts later. */
  private void forgotten(Instant until) throws SQLException {
    sql.update(
        "update origin set known_from = ? where known_from is null or known_from < ?",
        until.toEpochMilli(),
        until.toEpochMilli());
  }

  /** The search text: folded once on write; the parts are separated. */
  private static String search(String... parts) {
    return TextReader.fold(String.join("\n", parts));
  }

  private static @Nullable Long day(@Nullable Instant at) {
    return at == null ? null : LocalDate.ofInstant(at, JapanTime.ZONE).toEpochDay();
  }

  static boolean isOpen(RequestStatus r) {
    return r.getOpenPersonDays() > 0
        && r.getState() != RequestState.CANCELLED
        && r.getState() != RequestState.CLOSED
        && r.getState() != RequestState.EXPIRED;
  }

  /** By class, then the longest waiting first. */
  static long urgency(RequestStatus r) {
    Priority given = r.getOverriddenPriority();
    Priority priority = given == null ? r.getPriority() : given;
    long priorityClass = priority == Priority.LIFE_SAFETY ? 0 : priority == Priority.URGENT ? 1 : 2;
    return priorityClass * Requests.URGENCY_CLASS + r.getAskedAt().toEpochMilli();
  }
}
