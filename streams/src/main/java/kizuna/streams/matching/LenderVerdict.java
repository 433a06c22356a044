package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.matching.rules.Rank;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import org.jspecify.annotations.Nullable;

/**
 * The finding on one lender for one request; every lender in reach has one.
 *
 * @param overrides ids of those that had an effect
 * @param nextFree when persons are free again, if none was free
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

  /** The same lender with its proposals; outranked if none is left. */
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

  /** The same lender, chosen also for this. */
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
