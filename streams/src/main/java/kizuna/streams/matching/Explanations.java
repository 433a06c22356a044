package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.matching.rules.Rank;

/** The reasons of one decision as they are found: one explanation for each request looked at. */
final class Explanations {

  /** What was found so far for one request. */
  private static final class Found {
    final MatchTrigger trigger;
    final int openBefore;
    final Map<String, LenderVerdict> verdicts = new LinkedHashMap<>();
    final List<Rearrangement> rearrangements = new ArrayList<>();

    Found(MatchTrigger trigger, int openBefore) {
      this.trigger = trigger;
      this.openBefore = openBefore;
    }
  }

  private static final Comparator<LenderVerdict> CHOSEN_FIRST =
      Comparator.comparing(LenderVerdict::verdict);

  private final Map<String, Found> byRequest = new LinkedHashMap<>();

  /** Begins the explanation of a request, unless it has one; it stood open by so much then. */
  void begin(String requestId, MatchTrigger trigger, int openBefore) {
    byRequest.computeIfAbsent(requestId, id -> new Found(trigger, openBefore));
  }

  /** Adds what was found; a lender once chosen stays chosen. */
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

  /** Adds a move to the explanations of those that it touches. */
  void add(Rearrangement moved) {
    found(moved.forRequestId()).rearrangements.add(moved);
    if (!moved.dispatch().requestId().equals(moved.forRequestId())) {
      found(moved.dispatch().requestId()).rearrangements.add(moved);
    }
  }

  private Found found(String requestId) {
    Found found = byRequest.get(requestId);
    if (found == null) {
      throw new IllegalStateException("expected an explanation of " + requestId + " to have begun");
    }
    return found;
  }

  /** Every explanation, with what is open now, of what stands in the end. */
  List<Explanation> all(Joining joining) {
    List<Explanation> all = new ArrayList<>();
    byRequest.forEach(
        (id, found) -> {
          RequestCoverage book = joining.books().requestOf(id);
          Explanation explanation =
              new Explanation(
                  book.request(),
                  found.trigger,
                  book.neededPersonDays(),
                  found.openBefore,
                  book.openPersonDaysFrom(joining.books().today()),
                  joining.books().register().lenders().size(),
                  inOrder(
                      found.verdicts.values().stream()
                          .map(v -> v.with(joining.standing(v.proposals())))
                          .toList()),
                  joining.standingMoves(found.rearrangements));
          if (joining.isWorthTelling(explanation)) {
            all.add(explanation);
          }
        });
    return all;
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
