package kizuna.infra.bench.quality;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import kizuna.infra.bench.quality.ObservedState.Promise;

/**
 * The result of one scenario.
 *
 * @param filled person-days covered in the end
 * @param optimum person-days of the clairvoyant
 * @param frozen mean over its checks of filled ÷ possible with the known and confirmed data
 * @param frozenLeast the least of these
 * @param movable like {@code frozen}, for unconfirmed ones only
 * @param inversions inverted priorities, over all checks
 * @param broken broken invariants, over all checks
 * @param examples the first of both, in words
 * @param rearranged proposals moved
 * @param differences days on which a second solver found another optimum
 * @param why the causes of missing person-days
 */
record ScenarioTrial(
    Scenario scenario,
    int facts,
    int filled,
    int optimum,
    double frozen,
    double frozenLeast,
    double movable,
    int looks,
    int inversions,
    int broken,
    List<String> examples,
    int rearranged,
    int crossChecked,
    int differences,
    Missing why) {

  /**
   * Person-days that stayed open although suitable staff was offered for that day.
   *
   * @param before promised to another request before this one was made
   * @param meanwhile promised to another request while this one waited
   * @param free free in the end: declined, lapsed or withdrawn elsewhere too late for that day
   */
  record Missing(int before, int meanwhile, int free) {
    int all() {
      return before + meanwhile + free;
    }
  }

  double ratio() {
    return optimum == 0 ? 1 : (double) filled / optimum;
  }

  /** Facts from one look to the next, by default. */
  static final int LOOK_EVERY = 10;

  /** Lets a scenario happen, and compares. */
  static ScenarioTrial of(Scenario scenario, int lookEvery, boolean crossCheck) {
    Compatibility compatibility = new Compatibility(scenario);
    InvariantChecker checker = new InvariantChecker(scenario, compatibility);
    ScenarioWorld world = new ScenarioWorld(scenario, checker, lookEvery);
    ObservedState last = world.happen();
    int optimum = 0;
    int crossChecked = 0;
    int differences = 0;
    for (DayProblem day : new Optimum(scenario, compatibility).clairvoyant()) {
      int most = Solver.most(day);
      optimum += most;
      if (crossCheck && day.pairs() > 0) {
        crossChecked++;
        differences += Solver.secondOpinion(day) == most ? 0 : 1;
      }
    }
    if (last.filled() > optimum) {
      checker.broken(
          scenario.name()
              + ": "
              + last.filled()
              + " person-days filled where the clairvoyant finds "
              + optimum);
    }
    return new ScenarioTrial(
        scenario,
        world.facts(),
        last.filled(),
        optimum,
        checker.frozenMean(),
        checker.frozenLeast(),
        checker.movableMean(),
        checker.looks(),
        checker.inversions(),
        checker.broken(),
        List.copyOf(checker.examples()),
        world.rearranged(),
        crossChecked,
        differences,
        missing(scenario, compatibility, last));
  }

  private static Missing missing(Scenario s, Compatibility compatibility, ObservedState last) {
    int before = 0;
    int meanwhile = 0;
    int free = 0;
    for (int r = 0; r < s.requests().size(); r++) {
      Scenario.Request request = s.requests().get(r);
      for (int day = Scenario.day(request.askedAt()); day < Scenario.DAYS; day++) {
        int open = last.open()[r][day];
        if (open > 0) {
          int[] there = there(s, compatibility, last, r, day);
          int a = Math.min(open, there[0]);
          int b = Math.min(open - a, there[1]);
          before += a;
          meanwhile += b;
          free += Math.min(open - a - b, there[2]);
        }
      }
    }
    return new Missing(before, meanwhile, free);
  }

  /** Persons who suit a request on a day: promised before it was made, afterwards, or free. */
  private static int[] there(
      Scenario s, Compatibility compatibility, ObservedState last, int r, int day) {
    Instant asked = s.requests().get(r).askedAt();
    int[] there = new int[3];
    for (int o = 0; o < s.offers().size(); o++) {
      Scenario.Offer offer = s.offers().get(o);
      if (offer.withdrawnAt() == null
          && Scenario.day(offer.offeredAt()) <= day
          && !compatibility.declined(o, r)
          && compatibility.fitsOn(o, r, day)) {
        int free = offer.offeredOn(day);
        for (Promise p : last.promises()) {
          if (p.offer() == o && !p.off() && p.firstDay() <= day && day <= p.lastDay()) {
            free -= p.headCount();
            if (p.request() != r) {
              there[p.proposedAt().isBefore(asked) ? 0 : 1] += p.headCount();
            }
          }
        }
        there[2] += free;
      }
    }
    return there;
  }

  /** Why it is not better, in a sentence. */
  String sentence() {
    int all = Math.max(1, why.all());
    return String.format(
        Locale.ROOT,
        "%.3f of %,d person-days in %s: %,d stayed open where staff that suits was offered: %d %% promised"
            + " elsewhere before the request came, %d %% while it waited, %d %% free too late.",
        ratio(),
        optimum,
        scenario.name(),
        why.all(),
        Math.round(100.0 * why.before / all),
        Math.round(100.0 * why.meanwhile / all),
        Math.round(100.0 * why.free / all));
  }
}
