package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.rules.Rank;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.RequestCoverage;

/** Collects the reasons of one decision: one explanation for each matched request. */
final class ExplanationCollector {

  /** A move of a published proposal, for a request. */
  private record Move(String dispatchId, String forRequestId) {}

  /** The findings so far for one request. */
  private static final class Found {
    final MatchTrigger trigger;
    final int openBefore;
    final Map<String, LenderVerdict> verdicts = new LinkedHashMap<>();
    final Set<Move> moves = new LinkedHashSet<>();

    Found(MatchTrigger trigger, int openBefore) {
      this.trigger = trigger;
      this.openBefore = openBefore;
    }
  }

  private static final Comparator<LenderVerdict> CHOSEN_FIRST =
      Comparator.comparing(LenderVerdict::verdict);

  private final Map<String, Found> byRequest = new LinkedHashMap<>();

  /** Begins the explanation of a request, unless it has one, with the open need of that time. */
  void begin(String requestId, MatchTrigger trigger, int openBefore) {
    byRequest.computeIfAbsent(requestId, id -> new Found(trigger, openBefore));
  }

  /** Adds findings; a lender once chosen stays chosen. */
  void add(String requestId, List<LenderVerdict> verdicts) {
    Map<String, LenderVerdict> known = found(requestId).verdicts;
    for (LenderVerdict v : verdicts) {
      LenderVerdict before = known.get(v.lender());
      if (before == null || before.verdict() != Verdict.CHOSEN) {
        known.put(v.lender(), v);
      } else if (v.verdict() == Verdict.CHOSEN) {
        known.put(v.lender(), before.chosenAlso(v));
      }
    }
  }

  /**
   * Adds a move to the explanations of both requests.
   *
   * @param dispatchId id of the published proposal
   */
  void addMove(String requestId, String dispatchId, String forRequestId) {
    Move move = new Move(dispatchId, forRequestId);
    found(forRequestId).moves.add(move);
    found(requestId).moves.add(move);
  }

  private Found found(String requestId) {
    Found found = byRequest.get(requestId);
    if (found == null) {
      throw new IllegalStateException("expected an explanation of " + requestId + " to have begun");
    }
    return found;
  }

  /** Every explanation, with the open need now and the proposals that were cut in the end. */
  List<Explanation> all(CutProposals cut) {
    List<Explanation> all = new ArrayList<>();
    byRequest.forEach(
        (id, found) -> {
          Explanation explanation = explanation(id, found, cut);
          if (isRelevant(explanation)) {
            all.add(explanation);
          }
        });
    return all;
  }

  private static Explanation explanation(String id, Found found, CutProposals cut) {
    RequestCoverage book = cut.state().requestOf(id);
    List<LenderVerdict> verdicts =
        found.verdicts.values().stream()
            .map(v -> v.verdict() == Verdict.CHOSEN ? v.with(cut.of(id, v.lender())) : v)
            .toList();
    List<Rearrangement> rearrangements = new ArrayList<>();
    for (Move move : found.moves) {
      Dispatch seen = cut.moved().get(move.dispatchId);
      if (seen != null) {
        rearrangements.add(
            new Rearrangement(
                seen,
                move.forRequestId,
                List.copyOf(cut.replacedBy().getOrDefault(move.dispatchId, Set.of()))));
      }
    }
    return new Explanation(
        book.request(),
        found.trigger,
        book.neededPersonDays(),
        found.openBefore,
        book.openPersonDaysFrom(cut.state().today()),
        cut.state().register().lenders().size(),
        inOrder(verdicts),
        rearrangements);
  }

  /** Whether there is anything to explain: not if a request only stepped aside for a moment. */
  private static boolean isRelevant(Explanation explanation) {
    return explanation.trigger() != MatchTrigger.REARRANGED
        || explanation.openBefore() != explanation.openAfter()
        || !explanation.rearrangements().isEmpty()
        || explanation.verdicts().stream().anyMatch(v -> !v.proposals().isEmpty());
  }

  private static List<LenderVerdict> inOrder(Iterable<LenderVerdict> verdicts) {
    List<LenderVerdict> fitting = new ArrayList<>();
    List<LenderVerdict> ruledOut = new ArrayList<>();
    for (LenderVerdict v : verdicts) {
      (v.rank() == null ? ruledOut : fitting).add(v);
    }
    fitting.sort(
        CHOSEN_FIRST.thenComparing(
            v -> {
              Rank rank = v.rank();
              if (rank == null) {
                throw new IllegalStateException("expected a rank of " + v.lender());
              }
              return rank;
            },
            Rank.ORDER));
    ruledOut.sort(Comparator.comparing(LenderVerdict::lender));
    fitting.addAll(ruledOut);
    return fitting;
  }
}
