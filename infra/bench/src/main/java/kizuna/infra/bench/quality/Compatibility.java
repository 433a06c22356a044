package kizuna.infra.bench.quality;

import java.util.ArrayList;
import java.util.List;

/**
 * The pairs of offers and requests that fit in a scenario, computed from its data alone: it checks
 * the matcher's rules, so it shares no code with them.
 */
final class Compatibility {

  private static final int[] NONE = {};

  private final Scenario scenario;
  private final int[][][] agreements;
  private final boolean[][] declined;

  Compatibility(Scenario scenario) {
    this.scenario = scenario;
    int offers = scenario.offers().size();
    int requests = scenario.requests().size();
    agreements = new int[offers][requests][];
    declined = new boolean[offers][requests];
    for (int o = 0; o < offers; o++) {
      for (int r = 0; r < requests; r++) {
        Scenario.Offer offer = scenario.offers().get(o);
        Scenario.Request request = scenario.requests().get(r);
        agreements[o][r] = suits(offer, request) ? agreementsOf(offer, request) : NONE;
        declined[o][r] = scenario.declines(offer, request);
      }
    }
  }

  private static boolean suits(Scenario.Offer offer, Scenario.Request request) {
    return (offer.disasterId() == null || offer.disasterId().equals(request.disaster().id()))
        && offer.taskTypes().contains(request.taskType())
        && offer.qualifications().containsAll(request.qualifications())
        && offer.firstDay() <= request.lastDay()
        && request.firstDay() <= offer.lastDay();
  }

  private int[] agreementsOf(Scenario.Offer offer, Scenario.Request request) {
    List<Integer> found = new ArrayList<>();
    for (int a = 0; a < scenario.agreements().size(); a++) {
      if (covers(scenario.agreements().get(a), offer.lender(), request)) {
        found.add(a);
      }
    }
    return found.stream().mapToInt(i -> i).toArray();
  }

  private static boolean covers(
      Scenario.Agreement agreement, String lender, Scenario.Request request) {
    return (agreement.lenders().isEmpty() || agreement.lenders().contains(lender))
        && agreement.receivers().contains(request.receiver())
        && (agreement.hazards().isEmpty()
            || agreement.hazards().contains(request.disaster().hazard()))
        && (agreement.taskTypes().isEmpty() || agreement.taskTypes().contains(request.taskType()));
  }

  /** Whether an offer suits a request under some agreement, on any day. */
  boolean fits(int offer, int request) {
    return agreements[offer][request].length > 0;
  }

  /** Agreements under which an offer suits a request, by number. */
  int[] agreements(int offer, int request) {
    return agreements[offer][request];
  }

  /** Whether an offer can serve a request on a day under an agreement. */
  boolean fitsOn(int offer, int request, int agreement, int day) {
    for (int a : agreements[offer][request]) {
      if (a == agreement) {
        return scenario.agreements().get(a).inForceOn(day)
            && scenario.offers().get(offer).offeredOn(day) > 0
            && scenario.requests().get(request).neededOn(day) > 0;
      }
    }
    return false;
  }

  /** Whether an offer can serve a request on a day under some agreement. */
  boolean fitsOn(int offer, int request, int day) {
    for (int a : agreements[offer][request]) {
      if (fitsOn(offer, request, a, day)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the lender always declines this pairing; visible to the clairvoyant only. */
  boolean declined(int offer, int request) {
    return declined[offer][request];
  }
}
