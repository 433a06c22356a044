package kizuna.streams.ledger.query;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables;
import kizuna.streams.ledger.database.Tables.Decisions;
import kizuna.streams.ledger.database.Tables.DispatchTotals;
import kizuna.streams.ledger.database.Tables.Milestones;
import kizuna.streams.ledger.database.Tables.Newest;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.database.Tables.RequestTotals;
import kizuna.streams.ledger.database.Tables.Requests;
import kizuna.streams.ledger.model.BoardSnapshot;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.model.Milestone;
import kizuna.streams.ledger.model.ReadLosses;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Queries the state at a moment of the log. Names of municipalities and networks are the current
 * ones.
 */
public final class HistoryQueries {

  private static final Comparator<Milestone> BY_TIME =
      Comparator.comparing(Milestone::at)
          .thenComparing(Milestone::networkId)
          .thenComparing(Milestone::sequence)
          .thenComparing(Milestone::kind)
          .thenComparing(Milestone::subject);

  private static final List<String> PERSONS =
      List.of("proposed", "confirmed", "in_transit", "on_site", "not_reported");
  private static final List<String> MISSING = List.of("open", "unmet");

  /** The sums at a time. */
  public record Sums(
      Instant at,
      long openPersonDays,
      long unmetPersonDays,
      long proposed,
      long confirmed,
      long inTransit,
      long onSite,
      long notReported) {}

  private final ReadQuery reads;

  HistoryQueries(ReadQuery reads) {
    this.reads = reads;
  }

  /** Converts a time of the log to the newest sequence of each network. */
  public LogMoment at(Instant time) {
    return reads.read(sql -> at(sql, networks(sql), time));
  }

  private static List<String> networks(DSLContext sql) {
    return sql.select(Register.NETWORK.text("id"))
        .from(Register.NETWORK.table())
        .fetch(Register.NETWORK.text("id"));
  }

  private static LogMoment at(DSLContext sql, List<String> networks, Instant time) {
    Map<String, Long> sequences = new HashMap<>();
    boolean latest = true;
    for (String network : networks) {
      Optional<Long> until =
          sql.select(Decisions.SEQUENCE)
              .from(Decisions.TABLE)
              .where(Decisions.NETWORK.eq(network))
              .and(Decisions.LOG_TIME.le(time.toEpochMilli()))
              .orderBy(Decisions.LOG_TIME.desc(), Decisions.SEQUENCE.desc())
              .limit(1)
              .fetchOptional(Decisions.SEQUENCE);
      until.ifPresent(s -> sequences.put(network, s));
      Optional<Long> newest =
          FigureQueries.newest(sql, network, null).map(d -> d.get(Decisions.SEQUENCE));
      latest &= newest.equals(until);
    }
    return new LogMoment(time, latest, sequences);
  }

  /**
   * A moment that later decisions do not change.
   *
   * @param moment null: now
   */
  static LogMoment fixed(DSLContext sql, @Nullable LogMoment moment) {
    if (moment != null) {
      return new LogMoment(moment.at(), false, moment.sequences());
    }
    Map<String, Long> sequences = new HashMap<>();
    for (String network : networks(sql)) {
      FigureQueries.newest(sql, network, null)
          .ifPresent(d -> sequences.put(network, d.get(Decisions.SEQUENCE)));
    }
    return new LogMoment(Instant.MAX, false, sequences);
  }

  /** The log's time of the newest decision; empty before the first. */
  public Optional<Instant> newest() {
    return reads.read(
        sql ->
            networks(sql).stream()
                .flatMap(n -> FigureQueries.newest(sql, n, null).stream())
                .map(d -> Instant.ofEpochMilli(d.get(Decisions.LOG_TIME)))
                .max(Instant::compareTo));
  }

  /** The time from which all states are kept; earlier moments may lack states. */
  public Instant knownFrom() {
    Field<Long> from = Register.ORIGIN.number("known_from");
    return reads.read(
        sql ->
            sql.select(from)
                .from(Register.ORIGIN.table())
                .fetchOptional(from)
                .map(Instant::ofEpochMilli)
                .orElse(Instant.MIN));
  }

  /** The log's time in each network at a moment. */
  public Map<String, Instant> clocks(LogMoment moment) {
    return reads.read(sql -> FigureQueries.clocks(sql, moment));
  }

  /** The first snapshot of a board at a moment. */
  public BoardSnapshot snapshot(LogMoment moment, int most) {
    return reads.read(sql -> snapshot(sql, moment, null, most, 0, true));
  }

  /**
   * @param moment null: now
   * @param network null: all
   * @param position position in the feed at which later changes begin
   */
  static BoardSnapshot snapshot(
      DSLContext sql,
      @Nullable LogMoment moment,
      @Nullable String network,
      int most,
      long position,
      boolean caughtUp) {
    List<DisasterEntry> disasters =
        ReferenceCache.disasters(sql, moment).values().stream()
            .filter(d -> network == null || d.networkId().equals(network))
            .sorted(ReferenceCache.LAST_STRUCK_FIRST)
            .toList();
    ReadLosses losses = FigureQueries.losses(sql);
    TotalsQueries.Cells cells =
        network == null
            ? TotalsQueries.Cells.at(sql, moment)
            : TotalsQueries.Cells.of(
                sql, moment, DispatchTotals.NETWORK.eq(network), RequestTotals.NETWORK.eq(network));
    return new BoardSnapshot(
        position,
        caughtUp,
        FigureQueries.networks(sql, cells, moment, network),
        FigureQueries.disasters(cells, disasters),
        RequestQueries.open(
            sql,
            moment,
            network == null ? noCondition() : Requests.NETWORK.eq(network),
            null,
            most),
        DispatchQueries.newest(
            sql,
            moment,
            network,
            most,
            (int) cells.dispatches().stream().mapToLong(r -> r.sums().dispatches()).sum()),
        FigureQueries.flows(cells),
        moment == null || moment.latest() ? losses.deadLetters() : lost(sql, moment.at()),
        losses.unreadable());
  }

  private static long lost(DSLContext sql, Instant until) {
    return FigureQueries.lost(
        sql, Newest.LOST_REPORTS.number("counted_at").le(until.toEpochMilli()));
  }

  /** The time of the first event of a timeline; empty if there is none. */
  public Optional<Instant> first() {
    return reads.read(
        sql ->
            sql.select(min(Milestones.AT))
                .from(Milestones.TABLE)
                .fetchOptional(0, Long.class)
                .map(Instant::ofEpochMilli));
  }

  /**
   * The events of a period, oldest first. If more than {@code most}, those of the most important
   * kinds, and an even selection of the last kind that fits.
   */
  public List<Milestone> milestones(Instant from, Instant to, int most) {
    return reads.read(
        sql -> {
          List<Milestone> chosen = new ArrayList<>();
          for (Milestone.Kind kind : Milestone.Kind.values()) {
            int room = most - chosen.size();
            if (room == 0) {
              break;
            }
            Condition wanted =
                Milestones.KIND
                    .eq(kind.name())
                    .and(Milestones.AT.between(from.toEpochMilli(), to.toEpochMilli()));
            Integer size =
                sql.select(count()).from(Milestones.TABLE).where(wanted).fetchOne(0, int.class);
            if (size != null && size > 0) {
              choose(sql, wanted, size, room, chosen);
            }
          }
          chosen.sort(BY_TIME);
          return chosen;
        });
  }

  private static void choose(
      DSLContext sql, Condition wanted, int size, int room, List<Milestone> chosen) {
    int picks = Math.min(size, room);
    int index = 0;
    int picked = 0;
    try (var rows =
        sql.select(
                Milestones.KIND,
                Milestones.AT,
                Milestones.NETWORK,
                Milestones.SEQUENCE,
                Milestones.DISASTER,
                Milestones.RECEIVER,
                Milestones.LENDER,
                Milestones.SUBJECT,
                Milestones.PERSONS)
            .from(Milestones.TABLE)
            .where(wanted)
            .orderBy(Milestones.AT, Milestones.NETWORK, Milestones.SEQUENCE, Milestones.SUBJECT)
            .fetchLazy()) {
      while (rows.hasNext() && picked < picks) {
        Record row = rows.fetchNext();
        if (row != null && index++ == (int) ((long) picked * size / picks)) {
          chosen.add(milestone(row));
          picked++;
        }
      }
    }
  }

  private static Milestone milestone(Record r) {
    return new Milestone(
        Instant.ofEpochMilli(r.get(Milestones.AT)),
        r.get(Milestones.SEQUENCE),
        Milestone.Kind.valueOf(r.get(Milestones.KIND)),
        r.get(Milestones.NETWORK),
        r.get(Milestones.DISASTER),
        r.get(Milestones.RECEIVER),
        r.get(Milestones.LENDER),
        r.get(Milestones.SUBJECT),
        r.get(Milestones.PERSONS).intValue());
  }

  /** The sums of all networks at some times. */
  public List<Sums> sums(List<Instant> times) {
    return reads.read(
        sql -> {
          List<String> networks = networks(sql);
          Map<String, Long> newest = new HashMap<>();
          networks.forEach(
              n ->
                  FigureQueries.newest(sql, n, null)
                      .ifPresent(d -> newest.put(n, d.get(Decisions.SEQUENCE))));
          return times.stream().map(t -> sums(sql, newest, t)).toList();
        });
  }

  private static Sums sums(DSLContext sql, Map<String, Long> newest, Instant time) {
    LogMoment moment = at(sql, List.copyOf(newest.keySet()), time);
    long[] staff = new long[PERSONS.size()];
    long[] missing = new long[MISSING.size()];
    newest
        .keySet()
        .forEach(
            network -> {
              add(sql, Tables.StepSeries.PERSONS, PERSONS, network, moment, staff);
              add(sql, Tables.StepSeries.MISSING, MISSING, network, moment, missing);
            });
    return new Sums(time, missing[0], missing[1], staff[0], staff[1], staff[2], staff[3], staff[4]);
  }

  private static void add(
      DSLContext sql,
      Tables.StepSeries series,
      List<String> columns,
      String network,
      LogMoment moment,
      long[] sums) {
    sql.select(columns.stream().map(series::column).toList())
        .from(series.table())
        .where(series.network().eq(network))
        .and(series.column("sequence").le(moment.of(network)))
        .orderBy(series.column("sequence").desc())
        .limit(1)
        .fetchOptional()
        .ifPresent(
            row -> {
              for (int i = 0; i < sums.length; i++) {
                sums[i] += row.get(i, Long.class);
              }
            });
  }
}
