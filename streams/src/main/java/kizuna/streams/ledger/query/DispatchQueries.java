package kizuna.streams.ledger.query;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.when;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import kizuna.codes.DispatchState;
import kizuna.states.LedgerEntry;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Intervals;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.KeysetPager;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Dispatches;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Lines of the ledger: filtered, in order, page by page, now or at a past moment. */
public final class DispatchQueries {

  /** Lines of a table that are read at once. */
  private static final int LINES_AT_ONCE = 1_000;

  private static final Set<DispatchState> VOID_STATES =
      EnumSet.of(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);

  private static final List<Field<?>> COLUMNS =
      List.of(
          Dispatches.KEY,
          Dispatches.SEQUENCE,
          Dispatches.NETWORK,
          Dispatches.REQUEST,
          Dispatches.DISASTER,
          Dispatches.LENDER,
          Dispatches.RECEIVER,
          Dispatches.TASK,
          Dispatches.STATE,
          Dispatches.MISSING,
          Dispatches.FIRST_DAY,
          Dispatches.LAST_DAY,
          Dispatches.BEGINS_ON,
          Dispatches.ENDS_ON,
          Dispatches.PROPOSED_AT,
          Dispatches.SEARCH,
          Dispatches.column("changed_at"),
          Dispatches.column("lender_rank"),
          Dispatches.column("receiver_rank"),
          Dispatches.column("state_rank"),
          Dispatches.column("head_count"),
          Dispatches.column("departed_on"),
          Dispatches.column("arrived_on"),
          Dispatches.column("ended_on"),
          Dispatches.column("returned_on"),
          Dispatches.AVRO);

  static final KeysetPager.Reader<LedgerEntry> ENTRY =
      KeysetPager.avro(AvroRows.DISPATCH, Dispatches.AVRO);

  /**
   * A number of lines with equal values of the counted filters.
   *
   * @param periods matching periods that begin today
   */
  public record Group(
      DispatchState state,
      boolean notReported,
      String disaster,
      Set<WorkPeriod.Length> periods,
      int lines) {}

  private final ReadQuery reads;

  DispatchQueries(ReadQuery reads) {
    this.reads = reads;
  }

  /** The dispatches of a moment; null: now. */
  static Table<?> table(@Nullable LogMoment moment) {
    return Intervals.at(Dispatches.TABLE, Dispatches.PAST, Dispatches.NAME, moment, COLUMNS);
  }

  /** Lines of the ledger, the newest proposed first. */
  public RowPage<LedgerEntry> page(LedgerQuery query, @Nullable PageCursor after, int limit) {
    return page(LedgerFilter.of(query), LedgerOrder.NEWEST_PROPOSED, after, 0, limit);
  }

  /**
   * Some of the lines in an order.
   *
   * @param skip number of lines after the place to leave out
   */
  public RowPage<LedgerEntry> page(
      LedgerFilter filter, LedgerOrder order, @Nullable PageCursor after, int skip, int limit) {
    return reads.read(
        sql -> {
          Condition wanted = filter.condition(clocks(sql, filter));
          Table<?> table = table(filter.at());
          int total = KeysetPager.count(sql, table, wanted);
          if (total == 0) {
            return new RowPage<>(List.of(), 0, null);
          }
          return page(sql, table, wanted, order, after, skip, limit, total);
        });
  }

  private static RowPage<LedgerEntry> page(
      DSLContext sql,
      Table<?> table,
      Condition wanted,
      LedgerOrder order,
      @Nullable PageCursor after,
      int skip,
      int limit,
      int total) {
    return KeysetPager.page(
        sql,
        table,
        wanted,
        order.keyset(),
        List.of(Dispatches.AVRO),
        ENTRY,
        after,
        skip,
        limit,
        total);
  }

  private static Map<String, Instant> clocks(DSLContext sql, LedgerFilter filter) {
    return filter.during() == null ? Map.of() : FigureQueries.clocks(sql, filter.at());
  }

  /**
   * A selection of lines at one moment.
   *
   * @param moment also for later queries, regardless of commits meanwhile
   */
  private record Fixed(LogMoment moment, Condition wanted) {}

  /**
   * All lines in an order at one moment, read a thousand at a time on demand: a slow reader does
   * not block others.
   */
  public Stream<LedgerEntry> lines(LedgerFilter filter, LedgerOrder order, int skip, int limit) {
    Fixed fixed =
        reads.read(
            sql ->
                new Fixed(
                    HistoryQueries.fixed(sql, filter.at()), filter.condition(clocks(sql, filter))));
    Iterator<LedgerEntry> all =
        new Iterator<>() {
          private RowPage<LedgerEntry> page = next(null, skip);
          private int at;
          private int taken;

          private RowPage<LedgerEntry> next(@Nullable PageCursor after, int skipped) {
            return reads.read(
                sql ->
                    page(
                        sql,
                        table(fixed.moment()),
                        fixed.wanted(),
                        order,
                        after,
                        skipped,
                        LINES_AT_ONCE,
                        0));
          }

          @Override
          public boolean hasNext() {
            if (at == page.rows().size() && page.next() != null && taken < limit) {
              page = next(page.next(), 0);
              at = 0;
            }
            return at < page.rows().size() && taken < limit;
          }

          @Override
          public LedgerEntry next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            taken++;
            return page.rows().get(at++);
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false);
  }

  /**
   * The newest proposed lines of a moment, found by the order of the current lines.
   *
   * @param moment null: now
   * @param total of all lines
   */
  static RowPage<LedgerEntry> newest(
      DSLContext sql,
      @Nullable LogMoment moment,
      @Nullable String ofNetwork,
      int limit,
      int total) {
    Condition there = noCondition();
    if (moment != null && !moment.latest()) {
      there = falseCondition();
      for (Map.Entry<String, Long> network : moment.sequences().entrySet()) {
        there =
            there.or(
                Dispatches.NETWORK
                    .eq(network.getKey())
                    .and(Dispatches.FIRST_SEQUENCE.le(network.getValue())));
      }
    }
    Keyset order = LedgerOrder.NEWEST_PROPOSED.keyset();
    List<PageCursor> places =
        sql.select(order.rank(), order.key())
            .from(Dispatches.TABLE)
            .where(ofNetwork == null ? there : there.and(Dispatches.NETWORK.eq(ofNetwork)))
            .orderBy(order.order())
            .limit(limit)
            .fetch(r -> order.place(r.value1(), r.value2()));
    return new RowPage<>(
        KeysetPager.rows(
            sql,
            table(moment),
            Dispatches.KEY,
            places.stream().map(PageCursor::key).toList(),
            List.of(Dispatches.AVRO),
            ENTRY),
        total,
        total > places.size() && !places.isEmpty() ? places.get(places.size() - 1) : null);
  }

  /** Number of lines of each kind, without the filters that are shown with counts. */
  public List<Group> groups(LedgerFilter filter) {
    return reads.read(
        sql -> {
          LedgerFilter base = filter.uncounted();
          Map<String, Instant> clocks = FigureQueries.clocks(sql, filter.at());
          List<Field<Integer>> periods = new ArrayList<>();
          for (WorkPeriod.Length length : WorkPeriod.Length.values()) {
            periods.add(
                when(LedgerFilter.within(length, clocks), inline(1))
                    .otherwise(inline(0))
                    .as(length.code()));
          }
          List<Field<?>> by =
              new ArrayList<>(List.of(Dispatches.STATE, Dispatches.MISSING, Dispatches.DISASTER));
          by.addAll(periods);
          Field<Integer> lines = count().as("lines");
          List<Field<?>> selected = new ArrayList<>(by);
          selected.add(lines);
          // Grouped by the names of the computed columns, so that each expression is written once.
          List<Field<?>> groups =
              new ArrayList<>(List.of(Dispatches.STATE, Dispatches.MISSING, Dispatches.DISASTER));
          periods.forEach(p -> groups.add(org.jooq.impl.DSL.field(p.getUnqualifiedName())));
          return sql.select(selected)
              .from(table(filter.at()))
              .where(base.condition(clocks))
              .groupBy(groups)
              .fetch(r -> group(r, periods, lines));
        });
  }

  private static Group group(Record r, List<Field<Integer>> periods, Field<Integer> lines) {
    Set<WorkPeriod.Length> in = EnumSet.noneOf(WorkPeriod.Length.class);
    for (WorkPeriod.Length length : WorkPeriod.Length.values()) {
      if (r.get(periods.get(length.ordinal())) == 1) {
        in.add(length);
      }
    }
    return new Group(
        DispatchState.valueOf(r.get(Dispatches.STATE)),
        r.get(Dispatches.MISSING) == 1,
        r.get(Dispatches.DISASTER),
        in,
        r.get(lines));
  }

  /** One dispatch. */
  public Optional<LedgerEntry> one(String network, String id) {
    return one(network + "/" + id);
  }

  Optional<LedgerEntry> one(String key) {
    return reads.read(
        sql ->
            sql.select(Dispatches.AVRO)
                .from(Dispatches.TABLE)
                .where(Dispatches.KEY.eq(key))
                .fetchOptional(r -> ENTRY.read(r)));
  }

  /** All states of one dispatch, the oldest first; empty if there is no such dispatch. */
  public List<LedgerEntry> statesOf(String network, String id) {
    String key = network + "/" + id;
    Field<byte[]> avro =
        org.jooq.impl.DSL.field(Dispatches.AVRO.getUnqualifiedName(), byte[].class);
    Field<String> keys = org.jooq.impl.DSL.field(Dispatches.KEY.getUnqualifiedName(), String.class);
    Field<Long> until = org.jooq.impl.DSL.field(org.jooq.impl.DSL.name("to_sequence"), Long.class);
    Field<Long> sequence =
        org.jooq.impl.DSL.field(Dispatches.SEQUENCE.getUnqualifiedName(), Long.class);
    return reads.read(
        sql -> {
          List<LedgerEntry> states =
              new ArrayList<>(
                  sql.select(avro)
                      .from(Dispatches.PAST)
                      .where(keys.eq(key))
                      .orderBy(sequence, until)
                      .fetch(r -> AvroRows.DISPATCH.decode(r.value1())));
          states.addAll(
              sql.select(avro)
                  .from(Dispatches.TABLE)
                  .where(keys.eq(key))
                  .fetch(r -> AvroRows.DISPATCH.decode(r.value1())));
          return states;
        });
  }

  /** Lenders that promised or sent people for a request. */
  public Set<String> lendersFor(String network, String request) {
    return reads.read(
        sql ->
            sql
                .select(Dispatches.LENDER)
                .from(Dispatches.TABLE)
                .where(Dispatches.REQUEST.eq(network + "/" + request))
                .and(Dispatches.STATE.notIn(VOID_STATES.stream().map(Enum::name).toList()))
                .fetch(Dispatches.LENDER)
                .stream()
                .collect(Collectors.toSet()));
  }

  /** Those of these requests, by network/id, that have a dispatch in one of some states. */
  public Set<String> requestsWith(Collection<String> requests, Set<DispatchState> states) {
    return reads.read(
        sql ->
            Set.copyOf(
                sql.selectDistinct(Dispatches.REQUEST)
                    .from(Dispatches.TABLE)
                    .where(Dispatches.REQUEST.in(requests))
                    .and(Dispatches.STATE.in(states.stream().map(Enum::name).toList()))
                    .fetch(Dispatches.REQUEST)));
  }

  /** Lines that contain a text, the newest proposed first. */
  public RowPage<LedgerEntry> find(LedgerText text, int limit) {
    return page(
        new LedgerFilter(LedgerQuery.ALL, Set.of(), text, null, null),
        LedgerOrder.NEWEST_PROPOSED,
        null,
        0,
        limit);
  }
}
