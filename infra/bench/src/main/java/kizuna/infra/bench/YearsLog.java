package kizuna.infra.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;

/**
 * The log of years that end now: networks at rest that get the time at each midnight, and
 * disasters, one after the other, evenly spread. Each disaster is declared, gets requests that are
 * filled, and ends 45 days later, after all staff returned.
 */
final class YearsLog {

  private static final int DAYS_A_YEAR = 365;
  private static final int ARRIVE_AFTER_DAYS = 30;
  private static final int HOME_AFTER_DAYS = 38;
  private static final int END_AFTER_DAYS = 45;

  /** Facts of one request: the request, two offers, and five reports on each of two dispatches. */
  static final int FACTS_A_REQUEST = 13;

  static final int DISPATCHES_A_REQUEST = 2;

  private final Workload workload;
  private final int networks;
  private final int days;
  private final int disasters;
  private final int requests;
  private final Instant start;

  /**
   * @param disasters in all years together
   * @param requests of each disaster
   */
  YearsLog(int networks, int years, int disasters, int requests, Instant end) {
    this.networks = networks;
    this.days = years * DAYS_A_YEAR;
    this.disasters = disasters;
    this.requests = requests;
    this.start = end.minus(Duration.ofDays(days));
    this.workload = new Workload(networks).at(start);
  }

  int dispatches() {
    return disasters * requests * DISPATCHES_A_REQUEST;
  }

  /** Makes the facts in the order of time, a day and network at a time. */
  void forEach(Consumer<List<Fact>> facts) {
    workload.setUp();
    facts.accept(workload.take());
    Map<Integer, Integer> declaredOn = new TreeMap<>();
    for (int d = 0; d < disasters; d++) {
      declaredOn.put((int) ((long) days * d / disasters) + 1, d);
    }
    Map<Integer, List<DispatchReference>> promised = new TreeMap<>();
    for (int day = 1; day < days; day++) {
      workload.at(start.plus(Duration.ofDays(day)));
      for (int n = 0; n < networks; n++) {
        workload.time(n);
      }
      Integer declared = declaredOn.get(day);
      if (declared != null) {
        workload.declare(declared % networks, id(declared));
        List<DispatchReference> made = new ArrayList<>();
        for (int r = 0; r < requests; r++) {
          made.addAll(workload.askAndConfirm(declared % networks));
        }
        promised.put(declared, made);
      }
      Integer arriving = declaredOn.get(day - ARRIVE_AFTER_DAYS);
      if (arriving != null) {
        Objects.requireNonNull(promised.get(arriving))
            .forEach(of -> workload.arrive(arriving % networks, of));
      }
      Integer leaving = declaredOn.get(day - HOME_AFTER_DAYS);
      if (leaving != null) {
        Objects.requireNonNull(promised.remove(leaving))
            .forEach(of -> workload.home(leaving % networks, of));
      }
      Integer over = declaredOn.get(day - END_AFTER_DAYS);
      if (over != null) {
        workload.end(over % networks, id(over));
      }
      facts.accept(workload.take());
    }
  }

  private static String id(int disaster) {
    return "disaster-" + disaster;
  }
}
