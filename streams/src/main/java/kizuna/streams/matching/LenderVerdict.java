package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.matching.rules.Rank;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import org.jspecify.annotations.Nullable;

/**
 * What was found about one lender for one request; every lender in its reach gets one.
 *
 * @param overrides ids of those that spoke
 * @param nextFree when somebody is free again, where nobody was
 */
public record LenderVerdict(
    String lender,
    Verdict verdict,
    List<Finding> findings,
    @Nullable Agreement agreement,
    @Nullable Rank rank,
    List<Dispatch> proposals,
    List<String> overrides,
    @Nullable DailyCount nextFree) {

  /** The same lender with its proposals; outranked, where none is left of them. */
  LenderVerdict with(List<Dispatch> cut) {
    return new LenderVerdict(
        lender,
        cut.isEmpty() ? Verdict.OUTRANKED : Verdict.CHOSEN,
        findings,
        agreement,
        rank,
        cut,
        overrides,
        nextFree);
  }

  /** The same lender chosen, for this also. */
  LenderVerdict chosenAlso(LenderVerdict later) {
    return new LenderVerdict(
        lender,
        Verdict.CHOSEN,
        List.of(),
        later.agreement,
        rank == null ? later.rank : rank,
        List.of(),
        later.overrides,
        null);
  }
}
