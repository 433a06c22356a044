package kizuna.streams.ledger.query;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.states.LenderLoad;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Decisions;
import kizuna.streams.ledger.database.Tables.DispatchTotals;
import kizuna.streams.ledger.database.Tables.Dispatches;
import kizuna.streams.ledger.database.Tables.Newest;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.database.Tables.RequestTotals;
import kizuna.streams.ledger.database.Tables.Requests;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.model.DisasterFigures;
import kizuna.streams.ledger.model.Flow;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.model.NetworkFigures;
import kizuna.streams.ledger.model.ReadLosses;
import kizuna.streams.ledger.model.WaitingFigures;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Figures of networks, disasters and flows, now or at a past moment. */
public final class FigureQueries {

  private static final Comparator<Flow> BY_WAY =
      Comparator.comparing(Flow::networkId)
          .thenComparing(Flow::receiver)
          .thenComparing(Flow::lender)
          .thenComparing(Flow::disasterId);

  private static final Register NETWORK = Register.NETWORK;

  private final ReadQuery reads;

  public FigureQueries(ReadQuery reads) {
    this.reads = reads;
  }

  /** Every network in figures, by id. */
  public List<NetworkFigures> networks() {
    return reads.read(
        sql ->
            networks(
                sql,
                TotalsQueries.Cells.ofNetworks(sql, noCondition(), noCondition()),
                null,
                null));
  }

  public Optional<NetworkFigures> network(String id) {
    return reads
        .read(
            sql ->
                networks(
                    sql,
                    TotalsQueries.Cells.ofNetworks(
                        sql, DispatchTotals.NETWORK.eq(id), RequestTotals.NETWORK.eq(id)),
                    null,
                    id))
        .stream()
        .findFirst();
  }

  public WaitingFigures waiting() {
    return reads.read(
        sql -> {
          Record urgent =
              sql.select(count(), min(Requests.URGENCY))
                  .from(Requests.TABLE)
                  .where(Requests.OPEN.eq(inline(1L)))
                  .and(Requests.URGENCY.lt(inline(Requests.URGENCY_CLASS)))
                  .fetchSingle();
          Long proposed =
              sql.select(min(Dispatches.PROPOSED_AT))
                  .from(Dispatches.TABLE)
                  .where(Dispatches.STATE.eq(inline(DispatchState.PROPOSED.name())))
                  .fetchOne(0, Long.class);
          return new WaitingFigures(
              urgent.get(0, Long.class), moment(urgent.get(1, Long.class)), moment(proposed));
        });
  }

  private static @Nullable Instant moment(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  /** At a moment, only networks with a decision by then. */
  public static List<NetworkFigures> networks(
      DSLContext sql, TotalsQueries.Cells cells, @Nullable LogMoment moment, @Nullable String id) {
    Map<List<String>, TotalsQueries.Requests> requests = cells.requestsBy(0);
    Map<String, TreeMap<String, TotalsQueries.Dispatches>> lenders = new HashMap<>();
    cells
        .dispatchesBy(0, 2)
        .forEach(
            (of, sums) ->
                lenders.computeIfAbsent(of.get(0), n -> new TreeMap<>()).put(of.get(1), sums));
    List<NetworkFigures> all = new ArrayList<>();
    for (Record network :
        sql.select(NETWORK.text("id"), NETWORK.text("name"))
            .from(NETWORK.table())
            .where(id == null ? noCondition() : NETWORK.text("id").eq(id))
            .orderBy(NETWORK.text("id"))
            .fetch()) {
      String networkId = network.get(NETWORK.text("id"));
      String name = network.get(NETWORK.text("name"));
      Record decision = newest(sql, networkId, moment).orElse(null);
      if (decision == null && moment != null && !moment.latest()) {
        continue;
      }
      all.add(
          figures(
              networkId,
              name == null ? networkId : name,
              lenders.getOrDefault(networkId, new TreeMap<>()),
              requests.getOrDefault(List.of(networkId), TotalsQueries.Requests.NONE),
              decision));
    }
    return all;
  }

  private static NetworkFigures figures(
      String id,
      String name,
      TreeMap<String, TotalsQueries.Dispatches> lenders,
      TotalsQueries.Requests requests,
      @Nullable Record decision) {
    TotalsQueries.Dispatches sum =
        lenders.values().stream()
            .reduce(TotalsQueries.Dispatches.NONE, TotalsQueries.Dispatches::plus);
    List<LenderLoad> loads = new ArrayList<>();
    Map<String, Integer> away = new TreeMap<>();
    lenders.forEach(
        (lender, sums) -> {
          if (sums.personDays() != 0) {
            loads.add(new LenderLoad(lender, sums.personDays()));
          }
          away.put(lender, (int) sums.away());
        });
    return new NetworkFigures(
        id,
        name,
        TotalsQueries.figures(
            sum,
            requests,
            decision == null ? 0 : decision.get(Decisions.COUNTED),
            decision == null ? 0 : decision.get(Decisions.REJECTED)),
        loads,
        away,
        decision == null ? 0 : decision.get(Decisions.SEQUENCE),
        decision == null ? null : Instant.ofEpochMilli(decision.get(Decisions.DECIDED_AT)),
        decision == null ? "" : HexFormat.of().formatHex(decision.get(Decisions.HASH)));
  }

  /** The newest decision of a network, or the last one until a moment. */
  public static Optional<Record> newest(
      DSLContext sql, String networkId, @Nullable LogMoment moment) {
    return sql.select(
            Decisions.SEQUENCE,
            Decisions.DECIDED_AT,
            Decisions.LOG_TIME,
            Decisions.COUNTED,
            Decisions.REJECTED,
            Decisions.HASH)
        .from(Decisions.TABLE)
        .where(Decisions.NETWORK.eq(networkId))
        .and(
            moment == null || moment.latest()
                ? noCondition()
                : Decisions.SEQUENCE.le(moment.of(networkId)))
        .orderBy(Decisions.SEQUENCE.desc())
        .limit(1)
        .fetchOptional()
        .map(r -> (Record) r);
  }

  /** The log's time in each network, as of its newest decision or the last one until a moment. */
  public static Map<String, Instant> clocks(DSLContext sql, @Nullable LogMoment moment) {
    Map<String, Instant> clocks = new TreeMap<>();
    sql.select(NETWORK.text("id"))
        .from(NETWORK.table())
        .fetch(NETWORK.text("id"))
        .forEach(
            id ->
                newest(sql, id, moment)
                    .ifPresent(
                        d ->
                            clocks.put(
                                id,
                                Instant.ofEpochMilli(
                                    d.get(
                                        moment == null || moment.latest()
                                            ? Decisions.DECIDED_AT
                                            : Decisions.LOG_TIME)))));
    return clocks;
  }

  /** Time of the newest decision in all networks, in the log's time; empty before the first. */
  public Optional<Instant> decidedAt() {
    return reads.read(sql -> clocks(sql, null).values().stream().max(Instant::compareTo));
  }

  public DisasterFigures disaster(DisasterEntry disaster) {
    String network = disaster.networkId();
    String id = disaster.declared().getDisasterId();
    return disasters(
            reads.read(
                sql ->
                    TotalsQueries.Cells.of(
                        sql,
                        null,
                        DispatchTotals.NETWORK.eq(network).and(DispatchTotals.DISASTER.eq(id)),
                        RequestTotals.NETWORK.eq(network).and(RequestTotals.DISASTER.eq(id)))),
            List.of(disaster))
        .get(0);
  }

  /** Disasters in figures, in their order. */
  public static List<DisasterFigures> disasters(
      TotalsQueries.Cells cells, List<DisasterEntry> disasters) {
    Map<List<String>, TotalsQueries.Requests> requests = cells.requestsBy(0, 1);
    Map<List<String>, TotalsQueries.Dispatches> dispatches = cells.dispatchesBy(0, 1);
    return disasters.stream()
        .map(
            d -> {
              List<String> key = List.of(d.networkId(), d.declared().getDisasterId());
              return new DisasterFigures(
                  d,
                  TotalsQueries.figures(
                      dispatches.getOrDefault(key, TotalsQueries.Dispatches.NONE),
                      requests.getOrDefault(key, TotalsQueries.Requests.NONE),
                      0,
                      0));
            })
        .toList();
  }

  /** The flows from lenders to receivers, by network, receiver, lender and disaster. */
  public static List<Flow> flows(TotalsQueries.Cells cells) {
    return cells.dispatches().stream()
        .filter(r -> r.sums().going() != 0)
        .map(
            r ->
                new Flow(
                    r.of().get(0),
                    r.of().get(2),
                    r.of().get(3),
                    r.of().get(1),
                    (int) r.sums().proposed(),
                    (int) r.sums().confirmed(),
                    (int) r.sums().inTransit(),
                    (int) r.sums().onSite(),
                    (int) r.sums().goingNotReported(),
                    (int) r.sums().going()))
        .sorted(BY_WAY)
        .toList();
  }

  /** A flow now; empty: no persons. */
  public Optional<Flow> flow(String key) {
    String[] of = key.split("/", 4);
    return flows(
            reads.read(
                sql ->
                    TotalsQueries.Cells.of(
                        sql,
                        null,
                        DispatchTotals.NETWORK
                            .eq(of[0])
                            .and(DispatchTotals.LENDER.eq(of[1]))
                            .and(DispatchTotals.RECEIVER.eq(of[2]))
                            .and(DispatchTotals.DISASTER.eq(of[3])),
                        falseCondition())))
        .stream()
        .findFirst();
  }

  public static boolean isComplete(DSLContext sql) {
    Long complete =
        sql.select(Register.ORIGIN.number("complete"))
            .from(Register.ORIGIN.table())
            .fetchOne(Register.ORIGIN.number("complete"));
    return complete != null && complete == 1;
  }

  public ReadLosses losses() {
    return reads.read(FigureQueries::losses);
  }

  /** Number of lost reports up to the last of some, including those that are not kept. */
  public static long lost(DSLContext sql, Condition some) {
    Newest lost = Newest.LOST_REPORTS;
    Field<Long> counted = lost.number("counted");
    Long number = sql.select(max(counted)).from(lost.table()).where(some).fetchOne(0, Long.class);
    if (number == null) {
      // Records before the oldest kept one: an upper bound.
      Long oldest = sql.select(min(counted)).from(lost.table()).fetchOne(0, Long.class);
      return oldest == null ? 0 : oldest - 1;
    }
    return number;
  }

  public static ReadLosses losses(DSLContext sql) {
    Long unreadable =
        sql.select(Register.ORIGIN.number("unreadable"))
            .from(Register.ORIGIN.table())
            .fetchOne(Register.ORIGIN.number("unreadable"));
    return new ReadLosses(lost(sql, noCondition()), unreadable == null ? 0 : unreadable);
  }
}
