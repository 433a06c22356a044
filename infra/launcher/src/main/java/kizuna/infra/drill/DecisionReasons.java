package kizuna.infra.drill;

import java.util.List;
import java.util.Optional;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.drill.DecidedDrill.Look;
import kizuna.infra.drill.DecidedDrill.Pairing;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;

/** Why a lender was chosen or not, from the decision. */
final class DecisionReasons {

  private final CommandMessages say;
  private final MessageCatalog words;
  private final PlaceNames names;
  private final ExplanationRenderer text;

  DecisionReasons(
      CommandMessages say, MessageCatalog words, PlaceNames names, ExplanationRenderer text) {
    this.say = say;
    this.words = words;
    this.names = names;
    this.text = text;
  }

  /** The rule that ruled a lender out for a receiver when it was last looked at. */
  Optional<ComparisonReason> ruledOut(DecidedDrill replay, Pairing p) {
    return replay.looks(p.lender(), e -> isAt(e, p)).stream()
        .filter(l -> l.verdict().getVerdict() == Verdict.RULED_OUT)
        .reduce((a, b) -> b)
        .map(this::finding);
  }

  /** The term that ranked a lender before the next one when it was first chosen. */
  ComparisonReason chosen(DecidedDrill replay, Pairing p) {
    for (Look look : replay.looks(p.lender(), e -> isAt(e, p))) {
      if (look.verdict().getVerdict() == Verdict.CHOSEN) {
        List<LenderVerdict> behind =
            look.explanation().getVerdicts().stream()
                .dropWhile(v -> !v.getLender().equals(p.lender()))
                .skip(1)
                .filter(v -> v.getRank() != null)
                .toList();
        return behind.stream()
            .findFirst()
            .flatMap(
                next ->
                    text.before(look.verdict(), next)
                        .map(
                            b ->
                                new ComparisonReason(
                                    b.term().name(),
                                    words.sentence(
                                        "why.before",
                                        names.municipality(next.getLender()),
                                        b.sentence()),
                                    look)))
            .orElseGet(
                () ->
                    new ComparisonReason(
                        "NOBODY_ELSE", text.render(look.explanation()).histogram(), look));
      }
    }
    return notAsked();
  }

  /** The term that ranked the last chosen lender before this one. */
  Optional<ComparisonReason> behind(Look look) {
    return look.explanation().getVerdicts().stream()
        .filter(v -> v.getVerdict() == Verdict.CHOSEN)
        .reduce((a, b) -> b)
        .flatMap(
            ahead ->
                text.before(ahead, look.verdict())
                    .map(
                        b ->
                            new ComparisonReason(
                                b.term().name(),
                                words.sentence(
                                    "why.behind",
                                    names.municipality(ahead.getLender()),
                                    b.sentence()),
                                look)));
  }

  /** The findings about a lender. */
  ComparisonReason finding(Look look) {
    return text.render(look.explanation()).ruledOut().stream()
        .filter(
            some ->
                some.lenders().stream().anyMatch(l -> l.code().equals(look.verdict().getLender())))
        .flatMap(l -> l.findings().stream())
        .findFirst()
        .map(f -> new ComparisonReason(f.rule().name(), f.sentence(), look))
        .orElseGet(() -> new ComparisonReason("NOT_ASKED", say.text("reason.NOT_ASKED"), look));
  }

  /** No decision looked at the lender. */
  ComparisonReason notAsked() {
    return new ComparisonReason("NOT_ASKED", say.text("reason.NOT_ASKED"), null);
  }

  private static boolean isAt(Explanation e, Pairing p) {
    return p.isAt(e.getDisasterId(), e.getReceiver());
  }

  /** A reference for a sentence: the reason, the id of its subject, and the decision. */
  String cited(ComparisonReason why) {
    Look look = why.look();
    return say.gap()
        + (look == null
            ? say.text("cited", why.sentence(), why.id())
            : say.text(
                "cited.decision",
                why.sentence(),
                why.id(),
                Long.toString(look.decision().getSequence()),
                look.decision().getNetworkId(),
                say.time(look.decision().getDecidedAt())));
  }
}
