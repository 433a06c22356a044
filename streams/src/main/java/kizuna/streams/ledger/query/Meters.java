package kizuna.streams.ledger.query;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import kizuna.codes.MissingReport;
import kizuna.codes.RequestState;
import kizuna.codes.TaskType;
import kizuna.facts.DailyCount;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.model.Meter;
import org.jspecify.annotations.Nullable;

/** Sums requests and their dispatches by day and work. */
public final class Meters {

  private enum Cell {
    NEEDED,
    ELSEWHERE,
    HELD,
    COMMITTED,
    IN_TRANSIT,
    ON_SITE,
    NOT_REPORTED,
    SERVED,
    OPEN,
    UNMET,
    HANDOVER
  }

  private record Key(LocalDate day, TaskType taskType) {}

  private static final Comparator<Key> BY_DAY_AND_WORK =
      Comparator.comparing(Key::day).thenComparing(Key::taskType);

  private final @Nullable LocalDate from;
  private final @Nullable LocalDate to;
  private final Function<String, LocalDate> today;
  private final TreeMap<Key, int[]> sums = new TreeMap<>(BY_DAY_AND_WORK);

  private Meters(
      @Nullable LocalDate from, @Nullable LocalDate to, Function<String, LocalDate> today) {
    this.from = from;
    this.to = to;
    this.today = today;
  }

  /**
   * The meters of each day and work that has any.
   *
   * @param dispatches by the key of their request
   * @param from first day wanted; null: all
   * @param to last day wanted, included
   * @param today the day (JST) of a network's log: a gap before that day counts as unmet
   */
  static List<Meter> of(
      List<RequestStatus> requests,
      Map<String, List<LedgerEntry>> dispatches,
      @Nullable LocalDate from,
      @Nullable LocalDate to,
      Function<String, LocalDate> today) {
    Meters meters = new Meters(from, to, today);
    requests.forEach(r -> meters.add(r, dispatches.getOrDefault(key(r), List.of())));
    return meters.sums.entrySet().stream().map(e -> meter(e.getKey(), e.getValue())).toList();
  }

  static String key(RequestStatus r) {
    return r.getNetworkId() + "/" + r.getRequestId();
  }

  static String key(LedgerEntry e) {
    return e.getNetworkId() + "/" + e.getRequestId();
  }

  private void add(RequestStatus r, List<LedgerEntry> dispatches) {
    Map<LocalDate, int[]> days = new HashMap<>();
    boolean gone = r.getState() == RequestState.MERGED;
    // Unmet need before a cancellation stays unmet.
    LocalDate last = r.getState() == RequestState.CANCELLED ? beforeCancelled(r) : r.getLastDay();
    if (!gone) {
      if (r.getNeeds().isEmpty()) {
        add(days, Cell.NEEDED, r.getFirstDay(), last, r.getHeadCount());
      }
      for (DailyCount need : r.getNeeds()) {
        add(
            days,
            Cell.NEEDED,
            need.getFirstDay(),
            earlier(need.getLastDay(), last),
            need.getHeadCount());
      }
    }
    for (LedgerEntry d : dispatches) {
      Cell cell = cell(d);
      if (cell == null) {
        continue;
      }
      add(days, cell, d.getFirstDay(), d.getLastDay(), d.getHeadCount());
      add(
          days,
          Cell.HANDOVER,
          d.getFirstDay().minusDays(d.getOverlapDays()),
          d.getFirstDay().minusDays(1),
          d.getHeadCount());
      if (d.getReleased() && !gone) {
        // As Dispatch.endsNeedOf: once the need is stated anew, a release before that ends none.
        LocalDate needed = d.getReleasedLastDay() == null ? d.getLastDay() : d.getReleasedLastDay();
        LocalDate after = needed.plusDays(1);
        add(
            days,
            Cell.NEEDED,
            after.isBefore(d.getFirstDay()) ? d.getFirstDay() : after,
            earlier(d.getPlannedLastDay(), last),
            -d.getHeadCount());
      }
    }
    if (!gone) {
      r.getCoveredElsewhere().forEach(count -> elsewhere(days, count));
      LocalDate now = today.apply(r.getNetworkId());
      days.forEach(
          (day, cells) ->
              cells[(day.isBefore(now) ? Cell.UNMET : Cell.OPEN).ordinal()] +=
                  Math.max(0, missing(cells) - cells[Cell.ELSEWHERE.ordinal()]));
    }
    days.forEach(
        (day, cells) -> {
          int[] sum = sums.computeIfAbsent(new Key(day, r.getTaskType()), Meters::cells);
          for (int i = 0; i < cells.length; i++) {
            sum[i] += cells[i];
          }
        });
  }

  private static LocalDate beforeCancelled(RequestStatus r) {
    LocalDate cancelled = r.getCancelledOn() == null ? r.getFirstDay() : r.getCancelledOn();
    return earlier(cancelled.minusDays(1), r.getLastDay());
  }

  private static LocalDate earlier(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }

  private static int[] cells(Object key) {
    return new int[Cell.values().length];
  }

  private static @Nullable Cell cell(LedgerEntry d) {
    MissingReport missing = d.getMissingReport();
    if (missing == MissingReport.DEPARTURE || missing == MissingReport.ARRIVAL) {
      return Cell.NOT_REPORTED;
    }
    return switch (d.getState()) {
      case PROPOSED -> Cell.HELD;
      case CONFIRMED -> Cell.COMMITTED;
      case DEPARTED -> Cell.IN_TRANSIT;
      case ON_SITE, HANDING_OVER -> Cell.ON_SITE;
      case RELEASED, RECALLED, RETURNED -> Cell.SERVED;
      case DECLINED, LAPSED, CANCELLED, UNKNOWN -> null;
    };
  }

  private void add(
      Map<LocalDate, int[]> days, Cell cell, LocalDate first, LocalDate last, int persons) {
    LocalDate begin = from != null && first.isBefore(from) ? from : first;
    LocalDate end = to != null && last.isAfter(to) ? to : last;
    for (LocalDate day = begin; !day.isAfter(end); day = day.plusDays(1)) {
      days.computeIfAbsent(day, Meters::cells)[cell.ordinal()] += persons;
    }
  }

  /** Counts coverage by the next tier, at most what is missing here. */
  private void elsewhere(Map<LocalDate, int[]> days, DailyCount count) {
    for (LocalDate day = count.getFirstDay();
        !day.isAfter(count.getLastDay());
        day = day.plusDays(1)) {
      int[] cells = days.get(day);
      if (cells != null) {
        cells[Cell.ELSEWHERE.ordinal()] += Math.min(count.getHeadCount(), missing(cells));
      }
    }
  }

  /** Needed persons that this network does not cover. */
  private static int missing(int[] cells) {
    int own =
        cells[Cell.HELD.ordinal()]
            + cells[Cell.COMMITTED.ordinal()]
            + cells[Cell.IN_TRANSIT.ordinal()]
            + cells[Cell.ON_SITE.ordinal()]
            + cells[Cell.NOT_REPORTED.ordinal()]
            + cells[Cell.SERVED.ordinal()];
    return Math.max(0, cells[Cell.NEEDED.ordinal()] - own);
  }

  private static Meter meter(Key key, int[] cells) {
    return new Meter(
        key.day(),
        key.taskType(),
        cells[Cell.NEEDED.ordinal()],
        cells[Cell.ELSEWHERE.ordinal()],
        cells[Cell.HELD.ordinal()],
        cells[Cell.COMMITTED.ordinal()],
        cells[Cell.IN_TRANSIT.ordinal()],
        cells[Cell.ON_SITE.ordinal()],
        cells[Cell.NOT_REPORTED.ordinal()],
        cells[Cell.SERVED.ordinal()],
        cells[Cell.OPEN.ordinal()],
        cells[Cell.UNMET.ordinal()],
        cells[Cell.HANDOVER.ordinal()]);
  }
}
