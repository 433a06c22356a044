package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.inline;

import java.time.Instant;
import java.util.List;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.KeysetPager;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.model.ActiveOverride;
import kizuna.streams.ledger.model.CounterpartEntry;
import kizuna.streams.ledger.model.DutyDeskEntry;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import org.jspecify.annotations.Nullable;

/** Queries of counterparts, overrides and duty desks. */
public final class CoordinationQueries {

  private static final Register COUNTERPART = Register.COUNTERPART;
  private static final Register OVERRIDE = Register.OVERRIDE_MADE;
  private static final Register DUTY_DESK = Register.DUTY_DESK;
  private static final Keyset BY_OVERRIDE = Keyset.byKey(OVERRIDE.text("key"));
  private static final Keyset BY_BODY = Keyset.byKey(DUTY_DESK.text("key"));

  private static final Keyset BY_PAIRING =
      Keyset.byKey(
          concat(
              COUNTERPART.text("receiver"),
              inline("/"),
              COUNTERPART.text("disaster"),
              inline("/"),
              COUNTERPART.text("lender"),
              inline("/"),
              COUNTERPART.text("network")));

  private final ReadQuery reads;

  CoordinationQueries(ReadQuery reads) {
    this.reads = reads;
  }

  /** Counterparts at one receiver or at all; by receiver, disaster and lender. */
  public RowPage<CounterpartEntry> counterparts(
      @Nullable String receiver, @Nullable String network, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                COUNTERPART.table(),
                eq(COUNTERPART.text("receiver"), receiver)
                    .and(eq(COUNTERPART.text("network"), network)),
                BY_PAIRING,
                List.of(
                    COUNTERPART.text("network"),
                    COUNTERPART.avro(),
                    COUNTERPART.number("since"),
                    COUNTERPART.text("said_by")),
                r ->
                    new CounterpartEntry(
                        r.get(COUNTERPART.text("network")),
                        AvroRows.COUNTERPART.decode(r.get(COUNTERPART.avro())),
                        Instant.ofEpochMilli(r.get(COUNTERPART.number("since"))),
                        r.get(COUNTERPART.text("said_by"))),
                after,
                limit));
  }

  /** Active overrides, for one request or for all; by network and id. */
  public RowPage<ActiveOverride> overrides(
      @Nullable String request, @Nullable String network, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                OVERRIDE.table(),
                eq(OVERRIDE.text("request"), request).and(eq(OVERRIDE.text("network"), network)),
                BY_OVERRIDE,
                List.of(
                    OVERRIDE.text("network"),
                    OVERRIDE.avro(),
                    OVERRIDE.number("at"),
                    OVERRIDE.text("said_by")),
                r ->
                    new ActiveOverride(
                        r.get(OVERRIDE.text("network")),
                        AvroRows.OVERRIDE.decode(r.get(OVERRIDE.avro())),
                        Instant.ofEpochMilli(r.get(OVERRIDE.number("at"))),
                        r.get(OVERRIDE.text("said_by"))),
                after,
                limit));
  }

  /** Duty desks that bodies reported, by network and body. */
  public RowPage<DutyDeskEntry> dutyDesks(
      @Nullable String network, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                DUTY_DESK.table(),
                eq(DUTY_DESK.text("network"), network),
                BY_BODY,
                List.of(DUTY_DESK.text("network"), DUTY_DESK.avro(), DUTY_DESK.number("since")),
                r ->
                    new DutyDeskEntry(
                        r.get(DUTY_DESK.text("network")),
                        AvroRows.DUTY_DESK.decode(r.get(DUTY_DESK.avro())),
                        Instant.ofEpochMilli(r.get(DUTY_DESK.number("since")))),
                after,
                limit));
  }
}
