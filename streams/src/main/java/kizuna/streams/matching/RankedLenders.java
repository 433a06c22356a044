package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.matching.rules.Eligibility;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.matching.rules.Rank;
import kizuna.streams.matching.rules.TourPlanner;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Request;
import kizuna.streams.state.StagedState;

/**
 * The lenders in reach of one request: those that fit in rank order, and the reasons against the
 * others. Lenders without an agreement with the receiver are left out, unless a coordinator named
 * them.
 */
record RankedLenders(List<Ranked> fitting, List<LenderVerdict> ruledOut) {

  /** A lender that fits, its tours, and its rank. */
  record Ranked(Eligibility eligibility, TourPlanner tours, Rank rank) {

    String lender() {
      return eligibility.lender();
    }

    /** The verdict; its proposals follow when they are cut from the plan. */
    LenderVerdict verdict(boolean chosen, Set<String> overridesUsed) {
      Set<String> overrides = new TreeSet<>(eligibility.overrides());
      overrides.addAll(overridesUsed);
      return new LenderVerdict(
          lender(),
          chosen ? Verdict.CHOSEN : Verdict.OUTRANKED,
          List.of(),
          eligibility.agreement().orElse(null),
          rank,
          List.of(),
          List.copyOf(overrides),
          null);
    }
  }

  static RankedLenders of(StagedState state, String requestId) {
    Request request = state.requestOf(requestId).request();
    Disaster disaster = disasterOf(state, request);
    List<Ranked> fitting = new ArrayList<>();
    List<LenderVerdict> ruledOut = new ArrayList<>();
    for (String lender : inReach(state, request)) {
      Eligibility eligibility = Eligibility.of(state, request, disaster, lender);
      List<Finding> findings = eligibility.findings();
      if (findings.isEmpty()) {
        fitting.add(new Ranked(eligibility, eligibility.tours(), eligibility.rank()));
      } else {
        ruledOut.add(
            new LenderVerdict(
                lender,
                Verdict.RULED_OUT,
                findings,
                eligibility.agreement().orElse(null),
                null,
                List.of(),
                eligibility.overrides(),
                eligibility.nextFree().orElse(null)));
      }
    }
    fitting.sort(Comparator.comparing(Ranked::rank, Rank.ORDER));
    return new RankedLenders(fitting, ruledOut);
  }

  /** Whether any lender fits. */
  static boolean any(StagedState state, String requestId) {
    Request request = state.requestOf(requestId).request();
    Disaster disaster = disasterOf(state, request);
    // A lender without free persons cannot fit.
    return inReach(state, request).stream()
        .filter(lender -> !state.freeOffers(lender).isEmpty())
        .anyMatch(lender -> Eligibility.of(state, request, disaster, lender).fits());
  }

  static List<String> inReach(StagedState state, Request request) {
    return state.register().lendersInReach(request.id(), request.receiver());
  }

  int size() {
    return fitting.size() + ruledOut.size();
  }

  static Disaster disasterOf(StagedState state, Request request) {
    Disaster disaster = state.register().disaster(request.disasterId());
    if (disaster == null) {
      throw new IllegalStateException(
          "expected disaster " + request.disasterId() + " in the state");
    }
    return disaster;
  }
}
