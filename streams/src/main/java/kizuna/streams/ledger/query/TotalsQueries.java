package kizuna.streams.ledger.query;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.sum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kizuna.streams.ledger.database.Intervals;
import kizuna.streams.ledger.database.Tables.DispatchTotals;
import kizuna.streams.ledger.database.Tables.RequestTotals;
import kizuna.streams.ledger.model.LedgerFigures;
import kizuna.streams.ledger.model.LogMoment;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jspecify.annotations.Nullable;

/** Adds up totals, now or at a past moment. */
final class TotalsQueries {

  private static final List<Field<Long>> OF_DISPATCHES =
      List.of(
          DispatchTotals.DISPATCHES,
          DispatchTotals.GOING,
          DispatchTotals.GOING_NOT_REPORTED,
          DispatchTotals.PROPOSED,
          DispatchTotals.CONFIRMED,
          DispatchTotals.IN_TRANSIT,
          DispatchTotals.ON_SITE,
          DispatchTotals.NOT_REPORTED,
          DispatchTotals.AWAY,
          DispatchTotals.PERSON_DAYS);
  private static final List<Field<Long>> OF_REQUESTS =
      List.of(
          RequestTotals.REQUESTS,
          RequestTotals.OPEN_REQUESTS,
          RequestTotals.REQUESTED,
          RequestTotals.COVERED,
          RequestTotals.OPEN,
          RequestTotals.UNMET);

  private TotalsQueries() {}

  /** Sums of dispatches. */
  record Dispatches(
      long dispatches,
      long going,
      long goingNotReported,
      long proposed,
      long confirmed,
      long inTransit,
      long onSite,
      long notReported,
      long away,
      long personDays) {

    static final Dispatches NONE = new Dispatches(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    Dispatches plus(Dispatches o) {
      return new Dispatches(
          dispatches + o.dispatches,
          going + o.going,
          goingNotReported + o.goingNotReported,
          proposed + o.proposed,
          confirmed + o.confirmed,
          inTransit + o.inTransit,
          onSite + o.onSite,
          notReported + o.notReported,
          away + o.away,
          personDays + o.personDays);
    }
  }

  /** Sums of requests. */
  record Requests(
      long requests, long openRequests, long requested, long covered, long open, long unmet) {
    static final Requests NONE = new Requests(0, 0, 0, 0, 0, 0);

    Requests plus(Requests o) {
      return new Requests(
          requests + o.requests,
          openRequests + o.openRequests,
          requested + o.requested,
          covered + o.covered,
          open + o.open,
          unmet + o.unmet);
    }
  }

  /**
   * Sums at the stored granularity: read once, added up as required.
   *
   * @param dispatches by network, disaster, lender and receiver
   * @param requests by network, disaster and receiver
   */
  record Cells(List<Row<Dispatches>> dispatches, List<Row<Requests>> requests) {

    static Cells at(DSLContext sql, @Nullable LogMoment moment) {
      return of(sql, moment, noCondition(), noCondition());
    }

    static Cells of(
        DSLContext sql, @Nullable LogMoment moment, Condition ofDispatches, Condition ofRequests) {
      return new Cells(
          TotalsQueries.dispatches(
              sql,
              moment,
              ofDispatches,
              List.of(
                  DispatchTotals.NETWORK,
                  DispatchTotals.DISASTER,
                  DispatchTotals.LENDER,
                  DispatchTotals.RECEIVER)),
          TotalsQueries.requests(
              sql,
              moment,
              ofRequests,
              List.of(RequestTotals.NETWORK, RequestTotals.DISASTER, RequestTotals.RECEIVER)));
    }

    /** The same for a network's figures: by network and lender, by network. */
    static Cells ofNetworks(DSLContext sql, Condition ofDispatches, Condition ofRequests) {
      return new Cells(
          TotalsQueries.dispatches(
                  sql, null, ofDispatches, List.of(DispatchTotals.NETWORK, DispatchTotals.LENDER))
              .stream()
              .map(r -> new Row<>(List.of(r.of().get(0), "", r.of().get(1), ""), r.sums()))
              .toList(),
          TotalsQueries.requests(sql, null, ofRequests, List.of(RequestTotals.NETWORK)).stream()
              .map(r -> new Row<>(List.of(r.of().get(0), "", ""), r.sums()))
              .toList());
    }

    Map<List<String>, Dispatches> dispatchesBy(int... parts) {
      Map<List<String>, Dispatches> sums = new HashMap<>();
      dispatches.forEach(r -> sums.merge(parts(r.of(), parts), r.sums(), Dispatches::plus));
      return sums;
    }

    Map<List<String>, Requests> requestsBy(int... parts) {
      Map<List<String>, Requests> sums = new HashMap<>();
      requests.forEach(r -> sums.merge(parts(r.of(), parts), r.sums(), Requests::plus));
      return sums;
    }

    private static List<String> parts(List<String> of, int... parts) {
      return Arrays.stream(parts).mapToObj(of::get).toList();
    }
  }

  /** Sums with their keys. */
  record Row<S>(List<String> of, S sums) {}

  static List<Row<Dispatches>> dispatches(
      DSLContext sql, @Nullable LogMoment moment, Condition wanted, List<Field<String>> by) {
    List<Field<?>> columns =
        new ArrayList<>(
            List.of(
                DispatchTotals.NETWORK,
                DispatchTotals.DISASTER,
                DispatchTotals.LENDER,
                DispatchTotals.RECEIVER));
    columns.addAll(OF_DISPATCHES);
    return sql.select(selected(by, OF_DISPATCHES))
        .from(
            Intervals.at(
                DispatchTotals.TABLE, DispatchTotals.PAST, DispatchTotals.NAME, moment, columns))
        .where(wanted)
        .groupBy(by)
        .fetch(
            r -> {
              int i = by.size();
              return new Row<>(
                  of(r, i),
                  new Dispatches(
                      at(r, i),
                      at(r, i + 1),
                      at(r, i + 2),
                      at(r, i + 3),
                      at(r, i + 4),
                      at(r, i + 5),
                      at(r, i + 6),
                      at(r, i + 7),
                      at(r, i + 8),
                      at(r, i + 9)));
            });
  }

  static List<Row<Requests>> requests(
      DSLContext sql, @Nullable LogMoment moment, Condition wanted, List<Field<String>> by) {
    List<Field<?>> columns =
        new ArrayList<>(
            List.of(RequestTotals.NETWORK, RequestTotals.DISASTER, RequestTotals.RECEIVER));
    columns.addAll(OF_REQUESTS);
    return sql.select(selected(by, OF_REQUESTS))
        .from(
            Intervals.at(
                RequestTotals.TABLE, RequestTotals.PAST, RequestTotals.NAME, moment, columns))
        .where(wanted)
        .groupBy(by)
        .fetch(
            r -> {
              int i = by.size();
              return new Row<>(
                  of(r, i),
                  new Requests(
                      at(r, i),
                      at(r, i + 1),
                      at(r, i + 2),
                      at(r, i + 3),
                      at(r, i + 4),
                      at(r, i + 5)));
            });
  }

  /** The sums of one row; {@code none} without a row. */
  static <S> S one(List<Row<S>> rows, S none) {
    return rows.isEmpty() ? none : rows.get(0).sums();
  }

  private static List<SelectField<?>> selected(List<Field<String>> by, List<Field<Long>> sums) {
    return Stream.<SelectField<?>>concat(
            by.stream(), sums.stream().map(s -> coalesce(sum(s), inline(0)).coerce(Long.class)))
        .toList();
  }

  private static List<String> of(Record r, int columns) {
    List<String> of = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      of.add(r.get(i, String.class));
    }
    return of;
  }

  private static long at(Record r, int i) {
    Long value = r.get(i, Long.class);
    return value == null ? 0 : value;
  }

  static LedgerFigures figures(Dispatches d, Requests r, long decisions, long rejections) {
    return new LedgerFigures(
        (int) r.requests(),
        (int) r.openRequests(),
        r.requested(),
        r.covered(),
        r.open(),
        r.unmet(),
        d.personDays(),
        (int) d.dispatches(),
        (int) d.proposed(),
        (int) d.confirmed(),
        (int) d.inTransit(),
        (int) d.onSite(),
        (int) d.notReported(),
        (int) d.away(),
        decisions,
        rejections);
  }
}
