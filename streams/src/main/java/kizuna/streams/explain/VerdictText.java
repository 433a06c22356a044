package kizuna.streams.explain;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.RankTerm;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.Proposed;
import kizuna.decisions.Rearrangement;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.ExplanationRenderer.Precedence;
import org.jspecify.annotations.Nullable;

/**
 * Eligible lenders: what each one sends or why it sends nothing, and the reasons of their order.
 */
final class VerdictText {

  private final Localization localization;
  private final MessageCatalog words;
  private final DispatchLookup dispatches;

  VerdictText(Localization localization, DispatchLookup dispatches) {
    this.localization = localization;
    this.words = localization.words();
    this.dispatches = dispatches;
  }

  String chosen(Explanation e, RankedVerdict one, @Nullable RankedVerdict next) {
    LenderVerdict verdict = one.verdict();
    String proposals =
        verdict.getProposals().stream()
            .map(this::proposal)
            .collect(Collectors.joining(words.text("why.proposal.separator")));
    String who =
        verdict.getAgreementId() == null
            ? words.sentence("why.chosen", localization.named(one.lender()), proposals)
            : words.sentence(
                "why.chosen.agreement",
                localization.named(one.lender()),
                proposals,
                verdict.getAgreementId(),
                String.valueOf(verdict.getAgreementVersion()));
    return localization.sentences(
        Stream.of(
                Stream.of(who),
                verdict.getProposals().stream().map(p -> relief(e, p)),
                Stream.of(
                    overrides(one),
                    next == null
                        ? ""
                        : words.sentence(
                            "why.before", localization.named(next.lender()), whyBefore(one, next))))
            .flatMap(s -> s));
  }

  private String proposal(Proposed p) {
    return words.sentence(
        "why.proposal",
        p.getHeadCount(),
        localization.days(p.getFirstDay(), p.getLastDay()),
        p.getDispatchId(),
        p.getOfferId());
  }

  /** The dispatch that this one relieves, and the arrival for the handover. */
  private String relief(Explanation e, Proposed p) {
    int overlap = dispatches.dispatch(p.getDispatchId()).map(LedgerEntry::getOverlapDays).orElse(0);
    if (overlap > 0) {
      return words.sentence(
          "why.relieves.overlap",
          p.getDispatchId(),
          overlap,
          localization.day(p.getFirstDay().minusDays(overlap)));
    }
    LocalDate before = p.getFirstDay().minusDays(1);
    String relieved =
        e.getVerdicts().stream()
            .flatMap(v -> v.getProposals().stream())
            .filter(other -> other.getLastDay().equals(before))
            .map(Proposed::getDispatchId)
            .collect(Collectors.joining(words.text("why.histogram.separator")));
    return relieved.isEmpty() ? "" : words.sentence("why.relieves", p.getDispatchId(), relieved);
  }

  /** The overrides that apply to an eligible lender: pinned, or a rule waived. */
  private String overrides(RankedVerdict one) {
    List<String> ids = one.verdict().getOverrides();
    String key =
        one.rank().getPinned()
            ? ids.size() > 1 ? "why.override.both" : "why.override.pin"
            : "why.override.waive";
    return ids.isEmpty() ? "" : words.sentence(key, localization.ids(ids));
  }

  String outranked(Explanation e, RankedVerdict one, @Nullable RankedVerdict ahead) {
    Optional<Rearrangement> moved =
        e.getRearrangements().stream()
            .filter(r -> r.getRequestId().equals(e.getRequestId()))
            .filter(r -> r.getLender().equals(one.lender()))
            .findFirst();
    if (moved.isPresent()) {
      return localization.sentences(
          Stream.of(
              words.sentence(
                  "why.outranked.given",
                  localization.named(one.lender()),
                  moved.get().getForRequestId()),
              overrides(one)));
    }
    String who =
        ahead == null
            ? "why.outranked.moved"
            : e.getOpenAfter() == 0 ? "why.outranked.none" : "why.outranked.taken";
    return localization.sentences(
        Stream.of(
            words.sentence(who, localization.named(one.lender())),
            overrides(one),
            ahead == null
                ? ""
                : words.sentence(
                    "why.behind", localization.named(ahead.lender()), whyBefore(ahead, one))));
  }

  /** Why one eligible lender ranks before another; empty if either is not eligible. */
  Optional<Precedence> before(LenderVerdict first, LenderVerdict second) {
    return Stream.concat(RankedVerdict.of(first), RankedVerdict.of(second)).count() < 2
        ? Optional.empty()
        : RankedVerdict.of(first)
            .flatMap(
                a ->
                    RankedVerdict.of(second)
                        .map(b -> new Precedence(RankedVerdict.deciding(a, b), whyBefore(a, b))))
            .findFirst();
  }

  /** The first term in which two ranks differ: it decides the order. */
  private String whyBefore(RankedVerdict first, RankedVerdict second) {
    RankTerm term = RankedVerdict.deciding(first, second);
    String key = "RankTerm." + term + ".before";
    return switch (term) {
      case LEAST_BURDENED ->
          words.sentence(key, first.rank().getPersonDays(), second.rank().getPersonDays());
      case NEAREST ->
          words.sentence(key, first.rank().getDistanceKm(), second.rank().getDistanceKm());
      default -> words.text(key);
    };
  }

  /**
   * The reason of a lender's proposal, in one sentence for its staff; empty if it is not chosen.
   *
   * @param agreement the title of the proposal's agreement
   */
  Optional<String> proposalReason(Explanation e, String lender, String agreement) {
    List<RankedVerdict> fitting = RankedVerdict.of(e);
    for (int i = 0; i < fitting.size(); i++) {
      RankedVerdict one = fitting.get(i);
      if (one.lender().equals(lender) && one.verdict().getVerdict() == Verdict.CHOSEN) {
        RankedVerdict next = i + 1 < fitting.size() ? fitting.get(i + 1) : null;
        return Optional.of(
            next == null
                ? words.sentence("why.us.only", agreement, e.getLenders(), fitting.size())
                : words.sentence(
                    "why.us",
                    agreement,
                    fitting.size(),
                    localization.names().municipality(next.lender()),
                    whyBefore(one, next)));
      }
    }
    return Optional.empty();
  }
}
