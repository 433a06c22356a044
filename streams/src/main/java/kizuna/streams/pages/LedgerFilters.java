package kizuna.streams.pages;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import kizuna.codes.DispatchState;
import kizuna.states.LedgerEntry;
import kizuna.streams.ledger.WorkPeriod;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The filters of the ledger that a page shows with a count each: a count says how many lines would
 * be left if that value were the one chosen, beside all other filters.
 *
 * @param base all filters that have no count
 * @param period of a length, in the log's time
 */
record LedgerFilters(
    Predicate<LedgerEntry> base,
    Predicate<LedgerEntry> state,
    @Nullable Boolean notReported,
    Predicate<LedgerEntry> disaster,
    WorkPeriod.@Nullable Length during,
    Function<WorkPeriod.Length, Predicate<LedgerEntry>> period) {

  /** The lines that all filters leave. */
  Predicate<LedgerEntry> all() {
    Predicate<LedgerEntry> all = base.and(state).and(this::fitsReport).and(disaster);
    return during == null ? all : all.and(period.apply(during));
  }

  private boolean fitsReport(LedgerEntry e) {
    return notReported == null || notReported == (e.getMissingReport() != null);
  }

  /**
   * The counts.
   *
   * @param lines those that {@link #base} leaves
   */
  ObjectNode counts(List<LedgerEntry> lines) {
    Map<DispatchState, Integer> states = new EnumMap<>(DispatchState.class);
    Map<String, Integer> disasters = new TreeMap<>();
    Map<WorkPeriod.Length, Predicate<LedgerEntry>> periods = new EnumMap<>(WorkPeriod.Length.class);
    Map<WorkPeriod.Length, Integer> days = new EnumMap<>(WorkPeriod.Length.class);
    for (WorkPeriod.Length length : WorkPeriod.Length.values()) {
      periods.put(length, period.apply(length));
      days.put(length, 0);
    }
    Predicate<LedgerEntry> inPeriod = during == null ? e -> true : period.apply(during);
    int missing = 0;
    for (LedgerEntry e : lines) {
      boolean fitsState = state.test(e);
      boolean fitsReport = fitsReport(e);
      boolean fitsDisaster = disaster.test(e);
      boolean fitsPeriod = inPeriod.test(e);
      if (fitsReport && fitsDisaster && fitsPeriod) {
        states.merge(e.getState(), 1, Integer::sum);
      }
      if (fitsState && fitsDisaster && fitsPeriod && e.getMissingReport() != null) {
        missing++;
      }
      if (fitsState && fitsReport && fitsPeriod) {
        disasters.merge(e.getDisasterId(), 1, Integer::sum);
      }
      if (fitsState && fitsReport && fitsDisaster) {
        periods.forEach(
            (length, fits) -> {
              if (fits.test(e)) {
                days.merge(length, 1, Integer::sum);
              }
            });
      }
    }
    ObjectNode counts = JsonNodeFactory.instance.objectNode();
    ObjectNode ofStates = counts.putObject("state");
    states.forEach((s, n) -> ofStates.put(s.name(), n));
    counts.put("notReported", missing);
    ObjectNode ofDisasters = counts.putObject("disaster");
    disasters.forEach(ofDisasters::put);
    ObjectNode ofDays = counts.putObject("during");
    days.forEach((length, n) -> ofDays.put(length.code(), n));
    return counts;
  }
}
