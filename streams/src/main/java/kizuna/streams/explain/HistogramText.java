package kizuna.streams.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.MatchRule;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.RuledOut;
import kizuna.streams.explain.RenderedExplanation.Count;

/** The number of eligible lenders, the number that each rule excludes, and the nearest lender. */
final class HistogramText {

  private static final String MATCH_RULE = "MatchRule.";

  private final Localization localization;
  private final MessageCatalog words;
  private final FindingText findingText;
  private final RuledOutText ruledOut;
  private final DispatchLookup dispatches;

  HistogramText(Localization localization, RuledOutText ruledOut, DispatchLookup dispatches) {
    this.localization = localization;
    this.words = localization.words();
    this.findingText = new FindingText(localization);
    this.ruledOut = ruledOut;
    this.dispatches = dispatches;
  }

  /** The histogram as one paragraph. */
  String histogram(Explanation e, int fitting, List<Count> counts, Set<String> sending) {
    String fit = words.sentence("why.fit", fitting, e.getLenders());
    if (counts.isEmpty()) {
      return fit + words.text("why.histogram.end");
    }
    String said =
        counts.stream()
            .map(Count::text)
            .collect(Collectors.joining(words.text("why.histogram.separator")));
    String nearest = e.getNearestMiss();
    return nearest == null || sending.contains(nearest)
        ? fit + words.sentence("why.histogram", said)
        : fit + words.sentence("why.histogram.open", said) + nearest(e, nearest);
  }

  /** Ruled-out lenders that already send people, without those ruled out because of a recall. */
  Set<String> sending(Explanation e) {
    Set<String> lenders = dispatches.lendersFor(e.getRequestId());
    return e.getVerdicts().stream()
        .filter(v -> v.getVerdict() == Verdict.RULED_OUT && lenders.contains(v.getLender()))
        .filter(v -> v.getFindings().get(0).getRule() != MatchRule.NOT_REFUSED_BEFORE)
        .map(LenderVerdict::getLender)
        .collect(Collectors.toSet());
  }

  /** Lenders that already send people are counted separately from ruled-out ones. */
  List<Count> counts(Explanation e, Set<String> sending) {
    List<MatchRule> theirs =
        e.getVerdicts().stream()
            .filter(v -> sending.contains(v.getLender()))
            .map(v -> v.getFindings().get(0).getRule())
            .toList();
    List<Count> counts = new ArrayList<>();
    if (!theirs.isEmpty()) {
      counts.add(new Count(words.sentence("why.sending.count", theirs.size()), theirs.size()));
    }
    for (RuledOut counted : e.getHistogram()) {
      int others = counted.getLenders() - Collections.frequency(theirs, counted.getRule());
      if (others > 0) {
        String key = MATCH_RULE + counted.getRule() + ".count";
        counts.add(new Count(words.sentence(key, others), others));
      }
    }
    return counts;
  }

  /**
   * Number of lenders that an explanation does not list, because no agreement binds them to the
   * receiver; 0 also if the decision was too large to list the others.
   */
  static int unbound(Explanation e) {
    long listed =
        e.getVerdicts().stream()
            .filter(v -> v.getVerdict() == Verdict.RULED_OUT)
            .filter(v -> v.getFindings().get(0).getRule() == MatchRule.AGREEMENT_IN_FORCE)
            .count();
    long counted =
        e.getHistogram().stream()
            .filter(c -> c.getRule() == MatchRule.AGREEMENT_IN_FORCE)
            .mapToLong(RuledOut::getLenders)
            .sum();
    int others = e.getLenders() - e.getVerdicts().size();
    return counted - listed == others ? others : 0;
  }

  /**
   * The sentence about the lenders without an agreement.
   *
   * @param now their number now
   */
  String unbound(Explanation e, int now) {
    int then = unbound(e);
    return then == now
        ? words.sentence(MATCH_RULE + MatchRule.AGREEMENT_IN_FORCE + ".count", now)
        : words.sentence("why.unbound.changed", then, now);
  }

  /** The nearest lender, and what excluded it. */
  private String nearest(Explanation e, String lender) {
    Optional<LenderVerdict> verdict =
        e.getVerdicts().stream()
            .filter(v -> v.getLender().equals(lender) && v.getVerdict() == Verdict.RULED_OUT)
            .findFirst();
    // A very large decision contains only the chosen lenders individually.
    return verdict.isEmpty()
        ? words.sentence("why.histogram.nearest.named", localization.named(lender))
        : localization.sentences(
            Stream.of(
                words.sentence(
                    "why.histogram.nearest",
                    localization.named(lender),
                    verdict.get().getFindings().stream()
                        .map(
                            f ->
                                RuledOutText.noneOpen(e) && f.getRule() == MatchRule.CAPACITY_LEFT
                                    ? words.text(MATCH_RULE + f.getRule() + ".miss.noneOpen")
                                    : findingText.miss(f))
                        .collect(Collectors.joining(words.text("why.miss.separator")))),
                RuledOutText.noneOpen(e) ? "" : ruledOut.nextFree(verdict.get())));
  }
}
