package kizuna.streams.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kizuna.codes.MatchRule;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.facts.DailyCount;
import kizuna.streams.explain.RenderedExplanation.LenderGroup;
import kizuna.streams.explain.RenderedExplanation.NamedLender;
import kizuna.streams.explain.RenderedExplanation.RuleSentence;

/** Ineligible lenders: findings, necessary changes, and when they are free. */
final class RuledOutText {

  private static final String MATCH_RULE = "MatchRule.";

  private final Localization localization;
  private final MessageCatalog words;
  private final FindingText findingText;

  RuledOutText(Localization localization) {
    this.localization = localization;
    this.words = localization.words();
    this.findingText = new FindingText(localization);
  }

  /** Lenders with the same findings together: the nearest miss first, then the largest group. */
  List<LenderGroup> groups(Explanation e, Predicate<String> wanted) {
    Map<LenderGroup, List<NamedLender>> same = new LinkedHashMap<>();
    for (LenderVerdict verdict : e.getVerdicts()) {
      String code = verdict.getLender();
      if (verdict.getVerdict() == Verdict.RULED_OUT && wanted.test(code)) {
        same.computeIfAbsent(group(e, verdict), reason -> new ArrayList<>())
            .add(new NamedLender(code, localization.names().municipality(code)));
      }
    }
    return same.entrySet().stream()
        .map(
            some ->
                new LenderGroup(some.getValue(), some.getKey().findings(), some.getKey().change()))
        .sorted(
            Comparator.comparing(
                    (LenderGroup some) ->
                        some.lenders().stream().noneMatch(l -> l.code().equals(e.getNearestMiss())))
                .thenComparing(some -> -some.lenders().size()))
        .toList();
  }

  /** The findings of one lender, as a group without members. */
  private LenderGroup group(Explanation e, LenderVerdict verdict) {
    boolean noneOpen = noneOpen(e);
    List<RuleSentence> findings =
        verdict.getFindings().stream()
            .map(
                f ->
                    new RuleSentence(
                        f.getRule(),
                        noneOpen && f.getRule() == MatchRule.CAPACITY_LEFT
                            ? words.text(MATCH_RULE + f.getRule() + ".noneOpen")
                            : findingText.sentence(f)))
            .toList();
    List<String> changes =
        verdict.getFindings().stream()
            .filter(f -> !noneOpen || f.getRule() != MatchRule.CAPACITY_LEFT)
            .map(findingText::change)
            .toList();
    // Those of a prohibition are in its finding; the others set a rule aside.
    List<String> waivers =
        verdict.getOverrides().stream()
            .filter(
                id ->
                    verdict.getFindings().stream()
                        .noneMatch(
                            f ->
                                f.getRule() == MatchRule.PAIRING_NOT_FORBIDDEN
                                    && (id.equals(f.getOverrideId()) || id.equals(f.getActual()))))
            .toList();
    return new LenderGroup(
        List.of(),
        findings,
        localization.sentences(
            Stream.of(
                waivers.isEmpty()
                    ? ""
                    : words.sentence("why.override.waive", localization.ids(waivers)),
                changes.isEmpty()
                    ? ""
                    : words.sentence(
                        "why.change", String.join(words.text("why.change.separator"), changes)),
                changes.isEmpty() ? "" : nextFree(verdict))));
  }

  /** When staff is free again; empty unless capacity was missing. */
  String nextFree(LenderVerdict verdict) {
    DailyCount next = verdict.getNextFree();
    boolean missing =
        verdict.getFindings().stream()
            .anyMatch(
                f ->
                    f.getRule() == MatchRule.CAPACITY_LEFT
                        || f.getRule() == MatchRule.STAFF_RESTED);
    return next == null || !missing
        ? ""
        : words.sentence(
            "why.nextFree",
            localization.days(next.getFirstDay(), next.getLastDay()),
            next.getHeadCount());
  }

  /** Whether nothing was open, and no move opened anything. */
  static boolean noneOpen(Explanation e) {
    return e.getOpenBefore() == 0 && e.getRearrangements().isEmpty();
  }
}
