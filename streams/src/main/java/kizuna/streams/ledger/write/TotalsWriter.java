package kizuna.streams.ledger.write;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.Intervals;
import kizuna.streams.ledger.database.Statements;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sums by adding new values and subtracting old ones, each value with its range of sequences.
 * Holds the changes of one transaction until {@link #flush}; memory does not grow with the log.
 */
final class TotalsWriter {

  private static final String DISPATCH_SUMS =
      "sequence, dispatches, going, going_not_reported, proposed, confirmed, in_transit, on_site,"
          + " not_reported, away, person_days";
  private static final String REQUEST_SUMS =
      "sequence, requests, open_requests, requested, covered, open, unmet";

  /** Sums of one kind, with their statements. */
  private enum Kind {
    DISPATCHES(
        "select "
            + DISPATCH_SUMS
            + " from dispatch_total where network = ? and disaster = ? and lender = ? and receiver = ?",
        "insert into dispatch_total (network, disaster, lender, receiver, "
            + DISPATCH_SUMS
            + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (network, disaster, lender, receiver) do update set"
            + " sequence = excluded.sequence, dispatches = excluded.dispatches,"
            + " going = excluded.going, going_not_reported = excluded.going_not_reported,"
            + " proposed = excluded.proposed, confirmed = excluded.confirmed,"
            + " in_transit = excluded.in_transit, on_site = excluded.on_site,"
            + " not_reported = excluded.not_reported, away = excluded.away,"
            + " person_days = excluded.person_days",
        "insert into dispatch_total_past (network, disaster, lender, receiver, "
            + DISPATCH_SUMS
            + ", to_sequence, span) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        10),
    REQUESTS(
        "select "
            + REQUEST_SUMS
            + " from request_total where network = ? and disaster = ? and receiver = ?",
        "insert into request_total (network, disaster, receiver, "
            + REQUEST_SUMS
            + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (network, disaster, receiver) do update set"
            + " sequence = excluded.sequence, requests = excluded.requests,"
            + " open_requests = excluded.open_requests, requested = excluded.requested,"
            + " covered = excluded.covered, open = excluded.open, unmet = excluded.unmet",
        "insert into request_total_past (network, disaster, receiver, "
            + REQUEST_SUMS
            + ", to_sequence, span) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        6);

    private final String select;
    private final String upsert;
    private final String insertPast;
    private final int sums;

    Kind(String select, String upsert, String insertPast, int sums) {
      this.select = select;
      this.upsert = upsert;
      this.insertPast = insertPast;
      this.sums = sums;
    }
  }

  /** The series of sums of a timeline, with their statements. */
  private enum StepSeries {
    PERSONS(
        "select proposed, confirmed, in_transit, on_site, not_reported from persons_course"
            + " where network = ? order by sequence desc limit 1",
        "insert into persons_course"
            + " (network, sequence, proposed, confirmed, in_transit, on_site, not_reported)"
            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (network, sequence) do update set"
            + " proposed = excluded.proposed, confirmed = excluded.confirmed,"
            + " in_transit = excluded.in_transit, on_site = excluded.on_site,"
            + " not_reported = excluded.not_reported",
        HeadCounts.PLACES),
    MISSING(
        "select open, unmet from missing_course where network = ? order by sequence desc limit 1",
        "insert into missing_course (network, sequence, open, unmet) values (?, ?, ?, ?)"
            + " on conflict (network, sequence) do update set"
            + " open = excluded.open, unmet = excluded.unmet",
        2);

    private final String select;
    private final String upsert;
    private final int sums;

    StepSeries(String select, String upsert, int sums) {
      this.select = select;
      this.upsert = upsert;
      this.sums = sums;
    }
  }

  private record CellKey(Kind kind, java.util.List<String> of) {}

  private record StepSeriesKey(StepSeries series, String network) {}

  private static final class Cell {
    final long[] sums;
    long sequence;
    boolean stored;

    Cell(int sums) {
      this.sums = new long[sums];
    }
  }

  private final Statements sql;
  private final Map<CellKey, Cell> cells = new LinkedHashMap<>();
  private final Map<StepSeriesKey, long[]> allSeries = new LinkedHashMap<>();

  TotalsWriter(Statements sql) {
    this.sql = sql;
  }

  /** Applies a change of a dispatch; null: deleted. */
  void dispatch(@Nullable LedgerEntry before, @Nullable LedgerEntry now) throws SQLException {
    long sequence = now != null ? now.getSequence() : before == null ? 0 : before.getSequence();
    if (before != null) {
      add(Kind.DISPATCHES, sequence, -1, sums(before), key(before));
    }
    if (now != null) {
      add(Kind.DISPATCHES, sequence, 1, sums(now), key(now));
    }
    LedgerEntry any = now == null ? before : now;
    if (any != null) {
      series(StepSeries.PERSONS, any.getNetworkId(), sequence, HeadCounts.more(before, now));
    }
  }

  /** Applies a change of a request; null: deleted. */
  void request(@Nullable RequestStatus before, @Nullable RequestStatus now) throws SQLException {
    long sequence = now != null ? now.getSequence() : before == null ? 0 : before.getSequence();
    long open = 0;
    long unmet = 0;
    if (before != null) {
      add(Kind.REQUESTS, sequence, -1, sums(before), key(before));
      open -= before.getOpenPersonDays();
      unmet -= before.getUnmetPersonDays();
    }
    if (now != null) {
      add(Kind.REQUESTS, sequence, 1, sums(now), key(now));
      open += now.getOpenPersonDays();
      unmet += now.getUnmetPersonDays();
    }
    RequestStatus any = now == null ? before : now;
    if (any != null) {
      series(StepSeries.MISSING, any.getNetworkId(), sequence, open, unmet);
    }
  }

  private static String[] key(LedgerEntry e) {
    return new String[] {e.getNetworkId(), e.getDisasterId(), e.getLender(), e.getReceiver()};
  }

  private static String[] key(RequestStatus r) {
    return new String[] {r.getNetworkId(), r.getDisasterId(), r.getReceiver()};
  }

  private static long[] sums(LedgerEntry e) {
    int[] persons = HeadCounts.of(e);
    boolean left = e.getState() == DispatchState.RELEASED || e.getState() == DispatchState.RECALLED;
    boolean going = persons.length > 0 && !left;
    return new long[] {
      1,
      going ? 1 : 0,
      going ? persons[HeadCounts.NOT_REPORTED] : 0,
      at(persons, HeadCounts.HELD),
      at(persons, HeadCounts.COMMITTED),
      at(persons, HeadCounts.IN_TRANSIT),
      at(persons, HeadCounts.ON_SITE),
      at(persons, HeadCounts.NOT_REPORTED),
      HeadCounts.away(e),
      HeadCounts.days(e)
    };
  }

  private static long at(int[] persons, int place) {
    return persons.length == 0 ? 0 : persons[place];
  }

  private static long[] sums(RequestStatus r) {
    return new long[] {
      1,
      StateWriter.isOpen(r) ? 1 : 0,
      r.getRequestedPersonDays(),
      r.getCoveredPersonDays(),
      r.getOpenPersonDays(),
      r.getUnmetPersonDays()
    };
  }

  private void add(Kind kind, long sequence, int sign, long[] more, String... key)
      throws SQLException {
    CellKey cellKey = new CellKey(kind, java.util.List.of(key));
    Cell cell = cells.get(cellKey);
    if (cell == null) {
      cell = cell(kind, key);
      cells.put(cellKey, cell);
    }
    if (sequence > cell.sequence) {
      if (cell.stored) {
        sql.update(
            kind.insertPast, values(key, cell, sequence, Intervals.span(cell.sequence, sequence)));
      }
      cell.sequence = sequence;
    }
    cell.stored = true;
    for (int i = 0; i < more.length; i++) {
      cell.sums[i] += sign * more[i];
    }
  }

  private Cell cell(Kind kind, String[] key) throws SQLException {
    Cell cell = new Cell(kind.sums);
    sql.first(
        kind.select,
        row -> {
          cell.stored = true;
          cell.sequence = row.getLong(1);
          for (int i = 0; i < cell.sums.length; i++) {
            cell.sums[i] = row.getLong(i + 2);
          }
          return cell;
        },
        (Object[]) key);
    return cell;
  }

  private static Object[] values(String[] key, Cell cell, long... more) {
    return Stream.of(
            Arrays.stream(key),
            Stream.of(cell.sequence),
            Arrays.stream(cell.sums).boxed(),
            LongStream.of(more).boxed())
        .flatMap(s -> s)
        .toArray();
  }

  private void series(StepSeries series, String network, long sequence, long... more)
      throws SQLException {
    if (Arrays.stream(more).allMatch(m -> m == 0)) {
      return;
    }
    StepSeriesKey key = new StepSeriesKey(series, network);
    long[] sums = allSeries.get(key);
    if (sums == null) {
      sums = new long[series.sums];
      long[] stored = sums;
      sql.first(
          series.select,
          row -> {
            for (int i = 0; i < stored.length; i++) {
              stored[i] = row.getLong(i + 1);
            }
            return stored;
          },
          network);
      allSeries.put(key, sums);
    }
    Object[] values = new Object[sums.length + 2];
    values[0] = network;
    values[1] = sequence;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += more[i];
      values[i + 2] = sums[i];
    }
    sql.update(series.upsert, values);
  }

  /** Stores the changed sums. */
  void flush() throws SQLException {
    for (Map.Entry<CellKey, Cell> e : cells.entrySet()) {
      sql.update(
          e.getKey().kind().upsert, values(e.getKey().of().toArray(String[]::new), e.getValue()));
    }
    cells.clear();
    allSeries.clear();
  }

  /** Discards the changed sums after a rollback. */
  void forget() {
    cells.clear();
    allSeries.clear();
  }
}
