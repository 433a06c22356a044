package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.matching.rules.Rank;
import org.jspecify.annotations.Nullable;

/**
 * What was found about one lender for one request: every lender in its reach gets one.
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

  /** The same lender with what stands of its proposals in the end. */
  LenderVerdict with(List<Dispatch> standing) {
    return standing.equals(proposals)
        ? this
        : new LenderVerdict(
            lender,
            standing.isEmpty() ? Verdict.OUTRANKED : Verdict.CHOSEN,
            findings,
            agreement,
            rank,
            standing,
            overrides,
            nextFree);
  }

  /** The same lender chosen, for this also. */
  LenderVerdict chosenAlso(LenderVerdict later) {
    List<Dispatch> all = new ArrayList<>(proposals);
    all.addAll(later.proposals);
    return new LenderVerdict(
        lender,
        Verdict.CHOSEN,
        List.of(),
        later.agreement,
        rank == null ? later.rank : rank,
        all,
        later.overrides,
        null);
  }
}
