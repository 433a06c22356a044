package kizuna.infra.bench.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds the problem for the solver, for each day of a scenario. */
final class Optimum {

  private final Scenario scenario;
  private final Compatibility compatibility;

  Optimum(Scenario scenario, Compatibility compatibility) {
    this.scenario = scenario;
    this.compatibility = compatibility;
  }

  /** Whether an offer may be used for a request. */
  interface Allowed {
    boolean test(int offer, int request);
  }

  /** Persons of a lender whom a receiver already has under an agreement. */
  interface Used {
    int count(int agreement, int offer, int request);
  }

  /**
   * The problems of each day for the clairvoyant, with every request, offer, withdrawal and decline
   * known in advance. It too sends no one before both request and offer were known.
   */
  List<DayProblem> clairvoyant() {
    List<DayProblem> days = new ArrayList<>();
    int[] askedOn = scenario.requests().stream().mapToInt(r -> Scenario.day(r.askedAt())).toArray();
    int[] offeredOn =
        scenario.offers().stream().mapToInt(o -> Scenario.day(o.offeredAt())).toArray();
    for (int day = 0; day < Scenario.DAYS; day++) {
      int today = day;
      int[] supplies =
          scenario.offers().stream()
              .mapToInt(o -> o.withdrawnAt() == null ? o.offeredOn(today) : 0)
              .toArray();
      int[] needs = scenario.requests().stream().mapToInt(r -> r.neededOn(today)).toArray();
      days.add(
          day(
              day,
              supplies,
              needs,
              (o, r) ->
                  askedOn[r] <= today && offeredOn[o] <= today && !compatibility.declined(o, r),
              (a, o, r) -> 0));
    }
    return days;
  }

  /**
   * One day.
   *
   * @param supplies persons of each offer who can still be sent
   * @param needs persons whom each request still needs
   * @param used persons that already count against the agreements' limits
   */
  DayProblem day(int day, int[] supplies, int[] needs, Allowed allowed, Used used) {
    DayProblem problem = new DayProblem(supplies, needs);
    int[] limits = new int[scenario.agreements().size() * scenario.lenders().size() * RECEIVERS];
    Arrays.fill(limits, -1);
    for (int o = 0; o < supplies.length; o++) {
      for (int r = 0; supplies[o] > 0 && r < needs.length; r++) {
        if (needs[r] > 0 && allowed.test(o, r)) {
          pair(problem, day, o, r, limits, used);
        }
      }
    }
    return problem;
  }

  private static final int RECEIVERS = 16;

  private void pair(DayProblem problem, int day, int o, int r, int[] limits, Used used) {
    int[] agreements = compatibility.agreements(o, r);
    for (int a : agreements) {
      if (scenario.agreements().get(a).headCountLimit() == null
          && compatibility.fitsOn(o, r, a, day)) {
        problem.pair(o, r, DayProblem.UNLIMITED);
        return;
      }
    }
    for (int a : agreements) {
      Integer most = scenario.agreements().get(a).headCountLimit();
      if (most != null && compatibility.fitsOn(o, r, a, day)) {
        int lender = scenario.lenders().indexOf(scenario.offers().get(o).lender());
        int receiver = scenario.receivers().indexOf(scenario.requests().get(r).receiver());
        int key = (a * scenario.lenders().size() + lender) * RECEIVERS + receiver;
        if (limits[key] < 0) {
          limits[key] = problem.limit(Math.max(0, most - used.count(a, o, r)));
        }
        problem.pair(o, r, limits[key]);
      }
    }
  }
}
