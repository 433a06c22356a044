package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.Request;
import kizuna.streams.matching.rules.Candidacy;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.matching.rules.Rank;

/**
 * The lenders in reach of one request, looked at: those that fit in rank order, and why the others
 * do not. Who has no agreement with the receiver is not looked at, unless a coordinator named it.
 */
record Candidates(List<Ranked> fitting, List<LenderVerdict> ruledOut) {

  /** A lender that fits, and where it stands. */
  record Ranked(Candidacy candidacy, Rank rank) {

    LenderVerdict verdict(List<Dispatch> proposals) {
      Set<String> overrides = new TreeSet<>(candidacy.overrides());
      for (Dispatch d : proposals) {
        if (d.overrideId() != null) {
          overrides.add(d.overrideId());
        }
      }
      return new LenderVerdict(
          candidacy.lender(),
          proposals.isEmpty() ? Verdict.OUTRANKED : Verdict.CHOSEN,
          List.of(),
          candidacy.agreement().orElse(null),
          rank,
          proposals,
          List.copyOf(overrides),
          null);
    }
  }

  static Candidates of(StagedState books, String requestId) {
    Request request = books.requestOf(requestId).request();
    Disaster disaster = disasterOf(books, request);
    List<Ranked> fitting = new ArrayList<>();
    List<LenderVerdict> ruledOut = new ArrayList<>();
    for (String lender : inReach(books, request)) {
      Candidacy candidacy = Candidacy.of(books, request, disaster, lender);
      List<Finding> findings = candidacy.findings();
      if (findings.isEmpty()) {
        fitting.add(new Ranked(candidacy, candidacy.rank()));
      } else {
        ruledOut.add(
            new LenderVerdict(
                lender,
                Verdict.RULED_OUT,
                findings,
                candidacy.agreement().orElse(null),
                null,
                List.of(),
                candidacy.overrides(),
                candidacy.nextFree().orElse(null)));
      }
    }
    fitting.sort(Comparator.comparing(Ranked::rank, Rank.ORDER));
    return new Candidates(fitting, ruledOut);
  }

  /** Whether anybody at all fits. */
  static boolean any(StagedState books, String requestId) {
    Request request = books.requestOf(requestId).request();
    Disaster disaster = disasterOf(books, request);
    // Who has nobody free cannot fit.
    return inReach(books, request).stream()
        .filter(lender -> !books.freeOffers(lender).isEmpty())
        .anyMatch(lender -> Candidacy.of(books, request, disaster, lender).findings().isEmpty());
  }

  static List<String> inReach(StagedState books, Request request) {
    return books.register().lendersInReach(request.id(), request.receiver());
  }

  /** How many were looked at. */
  int size() {
    return fitting.size() + ruledOut.size();
  }

  static Disaster disasterOf(StagedState books, Request request) {
    Disaster disaster = books.register().disaster(request.disasterId());
    if (disaster == null) {
      throw new IllegalStateException(
          "expected disaster " + request.disasterId() + " in the books");
    }
    return disaster;
  }
}
