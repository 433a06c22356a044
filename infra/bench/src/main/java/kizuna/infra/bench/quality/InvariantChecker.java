package kizuna.infra.bench.quality;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kizuna.codes.Priority;
import kizuna.infra.bench.quality.ObservedState.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Checks the state at one moment: broken invariants, inverted priorities inverted, and how much
 * less is filled than could be. Judges from the scenario's data alone.
 */
final class InvariantChecker {

  /**
   * The last problem of a day and its answer: most days have the same problem at the next check.
   */
  private record Solved(DayProblem problem, int most) {}

  /** Most examples of one scenario. */
  private static final int MAX_EXAMPLES = 20;

  private final Scenario scenario;
  private final Compatibility compatibility;
  private final Optimum optimum;
  private final List<String> examples = new ArrayList<>();
  private String when = "";
  private int broken;
  private int inversions;
  private int looks;
  private int frozenLooks;
  private double frozenSum;
  private double frozenLeast = 1;
  private int movableLooks;
  private double movableSum;
  private final @Nullable Solved[] solved = new Solved[Scenario.DAYS];

  InvariantChecker(Scenario scenario, Compatibility compatibility) {
    this.scenario = scenario;
    this.compatibility = compatibility;
    this.optimum = new Optimum(scenario, compatibility);
  }

  int broken() {
    return broken;
  }

  /** The first few invariants broken or priorities inverted, in words. */
  List<String> examples() {
    return examples;
  }

  int inversions() {
    return inversions;
  }

  int looks() {
    return looks;
  }

  /** Mean over all checks of filled ÷ possible; 1 if nothing was possible. */
  double frozenMean() {
    return frozenLooks == 0 ? 1 : frozenSum / frozenLooks;
  }

  double frozenLeast() {
    return frozenLeast;
  }

  /** The same, for unconfirmed ones only: mean over the checks with open need. */
  double movableMean() {
    return movableLooks == 0 ? 1 : movableSum / movableLooks;
  }

  private int most(DayProblem problem, int proposed, int day) {
    Solved last = solved[day];
    if (last != null && last.problem.sameAs(problem)) {
      return last.most;
    }
    int most = Solver.most(problem, proposed);
    solved[day] = new Solved(problem, most);
    return most;
  }

  /**
   * Looks.
   *
   * @param when after which fact
   */
  void check(ObservedState standing, String when) {
    this.when = when;
    new Look(standing).all();
    looks++;
  }

  /** Reports a violation. */
  void broken(String what) {
    broken++;
    report(what);
  }

  private void report(String what) {
    if (examples.size() < MAX_EXAMPLES) {
      examples.add(when.isEmpty() ? what : what + ", " + when);
    }
  }

  /** One moment. */
  private final class Look {
    private final ObservedState now;
    private final PromisedPersons persons = new PromisedPersons(scenario, compatibility);
    private final boolean[][] refused =
        new boolean[scenario.offers().size()][scenario.requests().size()];

    Look(ObservedState now) {
      this.now = now;
      for (Promise p : now.promises()) {
        refused[p.offer()][p.request()] |= p.refused();
      }
      for (Promise p : now.promises()) {
        persons.add(p);
      }
    }

    void all() {
      nothingPromisedTwice();
      coveredPlusOpenIsRequested();
      noDispatchWithoutAgreement();
      noOpenRequestBesideAFreeOffer();
      noPriorityInverted();
      frozen();
    }

    private String at() {
      return scenario.name() + ", day " + now.today() + ": ";
    }

    /** I1. */
    private void nothingPromisedTwice() {
      for (int o = 0; o < scenario.offers().size(); o++) {
        for (int day = 0; day < Scenario.DAYS; day++) {
          int offered = now.offered()[o] ? scenario.offers().get(o).offeredOn(day) : 0;
          if (persons.promised(o, day) > offered) {
            broken(
                "I1 "
                    + at()
                    + persons.promised(o, day)
                    + " of "
                    + offered
                    + " promised of "
                    + scenario.offers().get(o).id()
                    + " on day "
                    + day);
          }
        }
      }
    }

    /** I2. */
    private void coveredPlusOpenIsRequested() {
      for (int r = 0; r < scenario.requests().size(); r++) {
        for (int day = 0; day < Scenario.DAYS; day++) {
          int needed = now.asked()[r] ? scenario.requests().get(r).neededOn(day) : 0;
          if (now.needed()[r][day] != needed
              || now.covered()[r][day] != persons.covered(r, day)
              || now.covered()[r][day] + now.open()[r][day] != needed
              || persons.covered(r, day) > needed) {
            broken(
                "I2 "
                    + at()
                    + persons.covered(r, day)
                    + " dispatched, "
                    + now.covered()[r][day]
                    + " covered, "
                    + now.open()[r][day]
                    + " open, "
                    + needed
                    + " needed of "
                    + scenario.requests().get(r).id()
                    + " on day "
                    + day);
          }
        }
      }
    }

    /** I3. */
    private void noDispatchWithoutAgreement() {
      for (Promise p : now.promises()) {
        if (!p.off() && !isCovered(p)) {
          broken("I3 " + at() + p.id() + " is not covered by its agreement");
        }
      }
      persons
          .used()
          .forEach(
              (key, count) -> {
                Integer most = persons.limitOf(key.agreement());
                if (most != null && count > most) {
                  broken("I3 " + at() + count + " persons beyond the limit " + most + ": " + key);
                }
              });
    }

    private boolean isCovered(Promise p) {
      if (p.agreement() < 0) {
        return false;
      }
      Integer longest = scenario.agreements().get(p.agreement()).longestTourDays();
      int tour = scenario.requests().get(p.request()).tourDays();
      int days = p.lastDay() - p.firstDay() + 1;
      if (days > (longest == null ? tour : Math.min(tour, longest))) {
        return false;
      }
      for (int day = p.firstDay(); day <= p.lastDay(); day++) {
        if (!compatibility.fitsOn(p.offer(), p.request(), p.agreement(), day)) {
          return false;
        }
      }
      return true;
    }

    /** I9. */
    private void noOpenRequestBesideAFreeOffer() {
      for (int r = 0; r < scenario.requests().size(); r++) {
        for (int day = now.today(); day < Scenario.DAYS; day++) {
          if (now.open()[r][day] > 0) {
            for (int o = 0; o < scenario.offers().size(); o++) {
              if (now.offered()[o]
                  && scenario.offers().get(o).offeredOn(day) > persons.promised(o, day)
                  && !refused[o][r]
                  && persons.hasRoom(o, r, day, null)) {
                broken(
                    "I9 "
                        + at()
                        + scenario.requests().get(r).id()
                        + " is open on day "
                        + day
                        + " beside "
                        + scenario.offers().get(o).id());
              }
            }
          }
        }
      }
    }

    private void noPriorityInverted() {
      for (int r = 0; r < scenario.requests().size(); r++) {
        for (Promise p : now.promises()) {
          if (p.held()
              && servedBefore(scenario.requests().get(r), scenario.requests().get(p.request()))
              && !refused[p.offer()][r]
              && canReplace(r, p)) {
            inversions++;
            report(
                "inversion "
                    + at()
                    + scenario.requests().get(r).id()
                    + " ("
                    + scenario.requests().get(r).priority()
                    + ") waits while "
                    + p.id()
                    + " ("
                    + scenario.requests().get(p.request()).priority()
                    + ") is only proposed");
          }
        }
      }
    }

    private boolean canReplace(int r, Promise p) {
      for (int day = Math.max(now.today(), p.firstDay()); day <= p.lastDay(); day++) {
        if (now.open()[r][day] > 0 && persons.hasRoom(p.offer(), r, day, p)) {
          return true;
        }
      }
      return false;
    }

    /** The optimum from today on, if only confirmed dispatches are fixed. */
    private void frozen() {
      PromisedPersons fixed = new PromisedPersons(scenario, compatibility);
      int[] proposed = new int[Scenario.DAYS];
      for (Promise p : now.promises()) {
        if (p.held() && !refused[p.offer()][p.request()]) {
          for (int day = p.firstDay(); day <= p.lastDay(); day++) {
            proposed[day] += p.headCount();
          }
        } else {
          fixed.add(p);
        }
      }
      int filled = 0;
      int most = 0;
      int movable = 0;
      int mostMovable = 0;
      for (int day = Math.max(0, now.today()); day < Scenario.DAYS; day++) {
        int confirmed = 0;
        for (int r = 0; r < scenario.requests().size(); r++) {
          confirmed += fixed.covered(r, day);
        }
        int mostMore = most(problem(fixed, day), proposed[day], day);
        if (mostMore < proposed[day]) {
          broken(
              at() + proposed[day] + " proposed on day " + day + " where " + mostMore + " can be");
        }
        filled += confirmed + proposed[day];
        most += confirmed + mostMore;
        movable += proposed[day];
        mostMovable += mostMore;
      }
      if (mostMovable > 0) {
        movableLooks++;
        movableSum += (double) movable / mostMovable;
      }
      if (most > 0) {
        double ratio = (double) filled / most;
        frozenLooks++;
        frozenSum += ratio;
        frozenLeast = Math.min(frozenLeast, ratio);
      }
    }

    /** The remaining problem of a day beside the fixed dispatches. */
    private DayProblem problem(PromisedPersons fixed, int day) {
      int[] supplies = new int[scenario.offers().size()];
      int[] needs = new int[scenario.requests().size()];
      for (int o = 0; o < supplies.length; o++) {
        supplies[o] =
            now.offered()[o] ? scenario.offers().get(o).offeredOn(day) - fixed.promised(o, day) : 0;
      }
      for (int r = 0; r < needs.length; r++) {
        needs[r] =
            now.asked()[r] ? scenario.requests().get(r).neededOn(day) - fixed.covered(r, day) : 0;
      }
      return optimum.day(
          day,
          supplies,
          needs,
          (o, r) -> !refused[o][r],
          (a, o, r) -> fixed.used().getOrDefault(fixed.key(a, o, r, day), 0));
    }
  }

  /**
   * Whether a request of a strictly higher class also comes before the other when all is served.
   */
  private static boolean servedBefore(Scenario.Request one, Scenario.Request other) {
    if (one.priority().ordinal() >= other.priority().ordinal()) {
      return false;
    }
    return one.priority() == Priority.LIFE_SAFETY || ORDER.compare(one, other) < 0;
  }

  /** A class is worth a fixed number of hours of waiting. */
  private static final Comparator<Scenario.Request> ORDER =
      Comparator.comparing(
              (Scenario.Request r) ->
                  r.askedAt()
                      .plus(
                          Duration.ofHours(
                              (long) Scenario.PRIORITY_CLASS_HOURS * r.priority().ordinal())))
          .thenComparing(Scenario.Request::id);
}
