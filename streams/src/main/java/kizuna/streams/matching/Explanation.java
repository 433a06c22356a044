package kizuna.streams.matching;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kizuna.streams.state.Request;

/**
 * Why a request got these proposals, or none.
 *
 * @param openBefore person-days open before the decision
 * @param lenders of the network; one without a verdict has no agreement with the receiver
 * @param verdicts the chosen first, then the outranked, in rank order; then the ruled out by code
 * @param rearrangements proposals moved for it, or its proposals moved for another
 */
public record Explanation(
    Request request,
    MatchTrigger trigger,
    int requestedPersonDays,
    int openBefore,
    int openAfter,
    int lenders,
    List<LenderVerdict> verdicts,
    List<Rearrangement> rearrangements) {

  private static final Comparator<LenderVerdict> NEAREST =
      Comparator.comparingInt((LenderVerdict v) -> v.findings().size())
          .thenComparing(v -> v.findings().get(0).rule(), Comparator.reverseOrder())
          .thenComparing(LenderVerdict::lender);

  public Explanation {
    verdicts = List.copyOf(verdicts);
    rearrangements = List.copyOf(rearrangements);
  }

  /** Number of lenders without an agreement with the receiver and not named by a coordinator. */
  public int unbound() {
    return lenders - verdicts.size();
  }

  /**
   * The nearest lender ruled out: the fewest rules against it, then the latest first rule; empty if
   * none was ruled out.
   */
  public Optional<String> nearestMiss() {
    return verdicts.stream()
        .filter(v -> v.verdict() == Verdict.RULED_OUT)
        .min(NEAREST)
        .map(LenderVerdict::lender);
  }
}
