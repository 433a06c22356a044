package kizuna.streams.api.ledger;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.streams.ledger.query.DispatchQueries.Group;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.ledger.query.WorkPeriod;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ledger's filters with a count for each value: the number of lines that this value would
 * leave, with all other filters applied.
 *
 * @param query only its state, missing report and disaster
 */
record LedgerFilters(LedgerQuery query, WorkPeriod.@Nullable Length during) {

  /**
   * The counts.
   *
   * @param groups of the lines that all other filters leave
   */
  ObjectNode counts(List<Group> groups) {
    Map<DispatchState, Integer> states = new EnumMap<>(DispatchState.class);
    Map<String, Integer> disasters = new TreeMap<>();
    Map<WorkPeriod.Length, Integer> days = new EnumMap<>(WorkPeriod.Length.class);
    for (WorkPeriod.Length length : WorkPeriod.Length.values()) {
      days.put(length, 0);
    }
    int missing = 0;
    for (Group g : groups) {
      boolean fitsState = query.states().isEmpty() || query.states().contains(g.state());
      boolean fitsReport = query.notReported() == null || query.notReported() == g.notReported();
      boolean fitsDisaster = query.disaster() == null || query.disaster().equals(g.disaster());
      boolean fitsPeriod = during == null || g.periods().contains(during);
      if (fitsReport && fitsDisaster && fitsPeriod) {
        states.merge(g.state(), g.lines(), Integer::sum);
      }
      if (fitsState && fitsDisaster && fitsPeriod && g.notReported()) {
        missing += g.lines();
      }
      if (fitsState && fitsReport && fitsPeriod) {
        disasters.merge(g.disaster(), g.lines(), Integer::sum);
      }
      if (fitsState && fitsReport && fitsDisaster) {
        g.periods().forEach(length -> days.merge(length, g.lines(), Integer::sum));
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
