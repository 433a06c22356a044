package kizuna.infra.bench.quality;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.RequestCoverage;

/**
 * The state at one moment, by the indexes of the scenario.
 *
 * @param asked requests that are known, by index
 * @param offered offers that are known and not withdrawn, by index
 * @param needed persons needed, by request and day
 * @param covered persons covered, by request and day
 * @param open persons missing, by request and day
 */
record ObservedState(
    int today,
    List<Promise> promises,
    boolean[] asked,
    boolean[] offered,
    int[][] needed,
    int[][] covered,
    int[][] open) {

  /** Withdrawals by Kizuna itself or a coordinator are not refusals. */
  private static final Set<String> NOT_REFUSED = Set.of("REARRANGED", "COORDINATION");

  /**
   * One dispatch.
   *
   * @param agreement number of its agreement; -1: none of the scenario
   * @param held whether it is only proposed
   * @param off whether it did not take place
   * @param refused whether its offer must not be proposed for its request again
   * @param lastDay last day of work
   * @param lastBlockedDay last day that its people are not available to others
   */
  record Promise(
      String id,
      int request,
      int offer,
      int agreement,
      boolean held,
      boolean off,
      boolean refused,
      int headCount,
      int firstDay,
      int lastDay,
      int lastBlockedDay,
      Instant proposedAt) {}

  /** The index of each request, offer and agreement of a scenario by its id. */
  static final class ScenarioIndexes {
    private final Map<String, Integer> requests = new HashMap<>();
    private final Map<String, Integer> offers = new HashMap<>();
    private final Map<String, Integer> agreements = new HashMap<>();

    ScenarioIndexes(Scenario scenario) {
      scenario.requests().forEach(r -> requests.put(r.id(), requests.size()));
      scenario.offers().forEach(o -> offers.put(o.id(), offers.size()));
      scenario.agreements().forEach(a -> agreements.put(a.id(), agreements.size()));
    }

    int request(String id) {
      return number(requests, id);
    }

    int offer(String id) {
      return number(offers, id);
    }

    private static int number(Map<String, Integer> numbers, String id) {
      Integer number = numbers.get(id);
      if (number == null) {
        throw new IllegalStateException("expected an id of the scenario, but " + id);
      }
      return number;
    }
  }

  /** Reads the state. */
  static ObservedState of(
      NetworkState network, ScenarioIndexes numbers, boolean[] asked, boolean[] offered) {
    List<Promise> promises = new ArrayList<>();
    for (Dispatch d : network.dispatches()) {
      promises.add(promise(d, numbers));
    }
    int[][] needed = new int[asked.length][Scenario.DAYS];
    int[][] covered = new int[asked.length][Scenario.DAYS];
    int[][] open = new int[asked.length][Scenario.DAYS];
    for (RequestCoverage book : network.requests()) {
      int request = numbers.request(book.request().id());
      for (int day = 0; day < Scenario.DAYS; day++) {
        needed[request][day] = book.neededOn(Scenario.date(day));
        covered[request][day] = book.coveredOn(Scenario.date(day));
        open[request][day] = book.openOn(Scenario.date(day).toEpochDay());
      }
    }
    return new ObservedState(
        Scenario.day(network.today()),
        promises,
        asked.clone(),
        offered.clone(),
        needed,
        covered,
        open);
  }

  private static Promise promise(Dispatch d, ScenarioIndexes numbers) {
    boolean off = d.state().isVoid();
    boolean movedByKizuna = d.reason() != null && NOT_REFUSED.contains(d.reason().name());
    int lastDay = Scenario.day(d.lastDay());
    return new Promise(
        d.id(),
        numbers.request(d.requestId()),
        numbers.offer(d.offerId()),
        numbers.agreements.getOrDefault(d.agreementId(), -1),
        d.state() == DispatchState.PROPOSED,
        off,
        (off || d.state() == DispatchState.RECALLED) && !movedByKizuna,
        d.headCount(),
        Scenario.day(d.firstDay()),
        lastDay,
        d.state() == DispatchState.RETURNED ? lastDay : Scenario.day(d.plannedLastDay()),
        d.proposedAt());
  }

  /** Person-days covered. */
  int filled() {
    int sum = 0;
    for (Promise p : promises) {
      sum += p.off() ? 0 : p.headCount() * Math.max(0, p.lastDay() - p.firstDay() + 1);
    }
    return sum;
  }
}
