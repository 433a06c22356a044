package kizuna.streams.explain;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import kizuna.codes.MatchRule;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.Finding;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Proposed;
import kizuna.decisions.Rank;
import kizuna.decisions.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Renders why a request got what it got as plain sentences: how many lenders fit and what ruled the
 * others out, then who was chosen and why before whom, then each other lender.
 *
 * <p>It decides nothing and looks nothing up but names: every sentence follows from the codes and
 * facts of the decision.
 */
public final class ExplanationText {

  private static final DateTimeFormatter JST =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'JST'").withZone(ZoneId.of("Asia/Tokyo"));

  /** One ruled-out lender and all that was found about it. */
  public record RuledOutLender(String lender, String name, List<RuleSentence> findings) {}

  /** What one rule said. */
  public record RuleSentence(MatchRule rule, String sentence) {}

  /**
   * An explanation in sentences.
   *
   * @param histogram how many fit, and how many each rule ruled out
   * @param subject which request, and what made the matcher look
   * @param days person-days needed and open
   * @param chosen a sentence or more for each chosen lender, in rank order
   * @param outranked the same for each lender that fits and got nothing
   * @param ruledOut the others
   */
  public record Told(
      String histogram,
      String subject,
      String days,
      List<String> chosen,
      List<String> outranked,
      List<RuledOutLender> ruledOut) {}

  private final Words words;
  private final Names names;
  private final MachineForm machineForm;

  public ExplanationText(Words words, Names names) {
    this.words = words;
    this.names = names;
    this.machineForm = new MachineForm(words, names);
  }

  /** The explanation in sentences. */
  public Told tell(Explanation e) {
    List<LenderVerdict> fitting =
        e.getVerdicts().stream()
            .filter(v -> v.getRank() != null)
            .sorted(
                Comparator.comparing(LenderVerdict::getRank, RANK_ORDER)
                    .thenComparing(LenderVerdict::getLender))
            .toList();
    List<String> chosen = new ArrayList<>();
    List<String> outranked = new ArrayList<>();
    LenderVerdict lastChosen = null;
    for (int i = 0; i < fitting.size(); i++) {
      LenderVerdict verdict = fitting.get(i);
      if (verdict.getVerdict() == Verdict.CHOSEN) {
        lastChosen = verdict;
        chosen.add(chosen(verdict, i + 1 < fitting.size() ? fitting.get(i + 1) : null));
      } else {
        outranked.add(outranked(verdict, lastChosen, e.getOpenAfter()));
      }
    }
    List<RuledOutLender> ruledOut =
        e.getVerdicts().stream()
            .filter(v -> v.getVerdict() == Verdict.RULED_OUT)
            .map(this::ruledOut)
            .toList();
    return new Told(
        histogram(e, fitting.size()),
        words.sentence(
            "why.subject",
            names.municipality(e.getReceiver()),
            e.getRequestId(),
            names.disaster(e.getDisasterId()),
            words.label(e.getTrigger())),
        words.sentence("why.days", e.getRequestedPersonDays(), e.getOpenBefore(), e.getOpenAfter()),
        chosen,
        outranked,
        ruledOut);
  }

  /** The explanation and its decision as plain text, histogram first. */
  public String text(Explanation e, MatchDecision decision) {
    Told told = tell(e);
    StringBuilder text = new StringBuilder();
    text.append(told.histogram).append('\n').append(told.subject).append('\n').append(told.days);
    text.append('\n');
    section(
        text,
        "why.section.chosen",
        told.chosen.isEmpty() ? List.of(words.text("why.nobody.chosen")) : told.chosen);
    section(text, "why.section.outranked", told.outranked);
    section(
        text,
        "why.section.ruledOut",
        told.ruledOut.stream()
            .map(
                lender ->
                    words.sentence(
                        "why.ruledOut",
                        named(lender.lender),
                        lender.findings.stream()
                            .map(f -> words.sentence("why.finding", f.rule.name(), f.sentence))
                            .collect(Collectors.joining(" "))))
            .toList());
    text.append('\n').append(decision(decision)).append('\n');
    return text.toString();
  }

  /** Which decision it was: its position, the log's time there and the version of the rules. */
  public String decision(MatchDecision decision) {
    return words.sentence(
        "why.decision",
        Long.toString(decision.getSequence()),
        JST.format(decision.getDecidedAt()),
        decision.getRulesVersion());
  }

  /** One reason of a business "no" as a sentence. */
  public String reason(Reason reason) {
    String expected =
        words.language() == Language.JA
            ? machineForm.figures(reason.getExpected())
            : machineForm.said(reason.getExpected());
    return words.sentence(
        "RejectionCode." + reason.getCode() + ".reason",
        reason.getSubject(),
        expected,
        machineForm.found(reason.getActual()));
  }

  private void section(StringBuilder text, String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    text.append('\n').append(words.text(title)).append('\n');
    lines.forEach(line -> text.append("- ").append(line).append('\n'));
  }

  private String histogram(Explanation e, int fitting) {
    String fit = words.sentence("why.fit", fitting, e.getLenders());
    String counts =
        e.getHistogram().stream()
            .map(r -> words.sentence("MatchRule." + r.getRule() + ".count", r.getLenders()))
            .collect(Collectors.joining(words.text("why.histogram.separator")));
    return fit
        + (counts.isEmpty()
            ? words.text("why.histogram.end")
            : words.sentence("why.histogram", counts));
  }

  private String chosen(LenderVerdict verdict, @Nullable LenderVerdict next) {
    String proposals =
        verdict.getProposals().stream()
            .map(this::proposal)
            .collect(Collectors.joining(words.text("why.proposal.separator")));
    String sentence =
        verdict.getAgreementId() == null
            ? words.sentence("why.chosen", named(verdict.getLender()), proposals)
            : words.sentence(
                "why.chosen.agreement",
                named(verdict.getLender()),
                proposals,
                verdict.getAgreementId(),
                String.valueOf(verdict.getAgreementVersion()));
    return next == null
        ? sentence
        : sentence
            + words.text("why.sentence.separator")
            + words.sentence(
                "why.before",
                named(next.getLender()),
                whyBefore(verdict.getRank(), next.getRank()));
  }

  private String proposal(Proposed p) {
    return words.sentence(
        "why.proposal",
        p.getHeadCount(),
        p.getFirstDay().toString(),
        p.getLastDay().toString(),
        p.getDispatchId(),
        p.getOfferId());
  }

  private String outranked(LenderVerdict verdict, @Nullable LenderVerdict ahead, int openAfter) {
    String sentence =
        words.sentence(
            openAfter == 0 ? "why.outranked.none" : "why.outranked.taken",
            named(verdict.getLender()));
    return ahead == null
        ? sentence
        : sentence
            + words.text("why.sentence.separator")
            + words.sentence(
                "why.behind",
                named(ahead.getLender()),
                whyBefore(ahead.getRank(), verdict.getRank()));
  }

  private RuledOutLender ruledOut(LenderVerdict verdict) {
    return new RuledOutLender(
        verdict.getLender(),
        names.municipality(verdict.getLender()),
        verdict.getFindings().stream()
            .map(f -> new RuleSentence(f.getRule(), sentence(f)))
            .toList());
  }

  private String sentence(Finding f) {
    String none = "MatchRule." + f.getRule() + ".none";
    return words.sentence(
        f.getActual().equals("none") && words.has(none)
            ? none
            : "MatchRule." + f.getRule() + ".finding",
        machineForm.said(f.getExpected()),
        machineForm.found(f.getActual()));
  }

  private String named(String code) {
    String name = names.municipality(code);
    return name.equals(code) ? code : words.sentence("why.named", name, code);
  }

  /** The first term in which two ranks differ: that is why the one comes first. */
  private String whyBefore(@Nullable Rank first, @Nullable Rank second) {
    if (first == null || second == null) {
      throw new IllegalStateException("expected a rank for each lender that fits, but null");
    }
    if (first.getPlanConfirmed() != second.getPlanConfirmed()) {
      return words.text("why.rank.planConfirmed");
    }
    if (first.getOwnPartner() != second.getOwnPartner()) {
      return words.text("why.rank.ownPartner");
    }
    if (first.getSameCounterpart() != second.getSameCounterpart()) {
      return words.text("why.rank.sameCounterpart");
    }
    if (first.getPersonDays() != second.getPersonDays()) {
      return words.sentence("why.rank.personDays", first.getPersonDays(), second.getPersonDays());
    }
    if (first.getDistanceKm() != second.getDistanceKm()) {
      return words.sentence("why.rank.distanceKm", first.getDistanceKm(), second.getDistanceKm());
    }
    return words.text("why.rank.code");
  }

  private static final Comparator<Rank> RANK_ORDER =
      Comparator.comparing(Rank::getPlanConfirmed, Comparator.reverseOrder())
          .thenComparing(Rank::getOwnPartner, Comparator.reverseOrder())
          .thenComparing(Rank::getSameCounterpart, Comparator.reverseOrder())
          .thenComparingLong(Rank::getPersonDays)
          .thenComparingInt(Rank::getDistanceKm);
}
