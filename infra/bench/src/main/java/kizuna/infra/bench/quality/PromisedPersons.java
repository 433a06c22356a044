package kizuna.infra.bench.quality;

import java.util.HashMap;
import java.util.Map;
import kizuna.infra.bench.quality.ObservedState.Promise;
import org.jspecify.annotations.Nullable;

/** Persons that promises take, by offer, request and limit, on each day. */
final class PromisedPersons {

  /** The key of a limit's count on one day. */
  record LimitKey(int agreement, String lender, String receiver, int day) {}

  private final Scenario scenario;
  private final Compatibility compatibility;
  private final int[][] taken;
  private final int[][] covered;
  private final Map<LimitKey, Integer> used = new HashMap<>();

  PromisedPersons(Scenario scenario, Compatibility compatibility) {
    this.scenario = scenario;
    this.compatibility = compatibility;
    this.taken = new int[scenario.offers().size()][Scenario.DAYS];
    this.covered = new int[scenario.requests().size()][Scenario.DAYS];
  }

  /** Counts a promise that was not called off. */
  void add(Promise p) {
    if (p.off()) {
      return;
    }
    for (int day = p.firstDay(); day <= p.lastBlockedDay(); day++) {
      taken[p.offer()][day] += p.headCount();
    }
    for (int day = p.firstDay(); day <= p.lastDay(); day++) {
      covered[p.request()][day] += p.headCount();
      if (p.agreement() >= 0 && limitOf(p.agreement()) != null) {
        used.merge(key(p.agreement(), p.offer(), p.request(), day), p.headCount(), Integer::sum);
      }
    }
  }

  /** Persons taken of an offer on a day. */
  int promised(int offer, int day) {
    return taken[offer][day];
  }

  /** Persons that a request gets on a day. */
  int covered(int request, int day) {
    return covered[request][day];
  }

  /** Persons under each limit. */
  Map<LimitKey, Integer> used() {
    return used;
  }

  /** Whether some agreement in force allows one person more, or one in the place of a promise. */
  boolean hasRoom(int o, int r, int day, @Nullable Promise without) {
    for (int a : compatibility.agreements(o, r)) {
      if (compatibility.fitsOn(o, r, a, day)) {
        Integer most = limitOf(a);
        if (most == null) {
          return true;
        }
        LimitKey key = key(a, o, r, day);
        int persons = used.getOrDefault(key, 0);
        if (without != null
            && key.equals(key(without.agreement(), without.offer(), without.request(), day))) {
          persons -= without.headCount();
        }
        if (persons < most) {
          return true;
        }
      }
    }
    return false;
  }

  @Nullable Integer limitOf(int agreement) {
    return scenario.agreements().get(agreement).headCountLimit();
  }

  LimitKey key(int agreement, int offer, int request, int day) {
    return new LimitKey(
        agreement,
        scenario.offers().get(offer).lender(),
        scenario.requests().get(request).receiver(),
        day);
  }
}
