package kizuna.streams.contract;

import static kizuna.streams.contract.EnumMapping.to;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.MatchTrigger;
import kizuna.codes.NoticeCode;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.NextAct;
import kizuna.decisions.Notice;
import kizuna.decisions.Proposed;
import kizuna.decisions.Rank;
import kizuna.decisions.Rearrangement;
import kizuna.decisions.Reason;
import kizuna.decisions.RuledOut;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.Verdict;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Dispatch;

/** Translates decisions of the rules into records of the contract. */
public final class DecisionTranslator {

  /**
   * Most verdicts of a decision, which must fit one record: beyond this, only those of chosen
   * lenders are written.
   */
  private static final int MAX_VERDICTS = 20_000;

  private static final int MAX_EXPLANATIONS = 5_000;

  /**
   * Most notices of a decision. Beyond this, notices of the most frequent codes are left out, the
   * last first: a day on which thousands of confirmations expire hides no gap and no missing
   * report.
   */
  static final int MAX_NOTICES = 5_000;

  private DecisionTranslator() {}

  public static List<Reason> reasons(Decision decision) {
    List<NextAct> next = each(decision.next(), DecisionTranslator::next);
    return each(decision.reasons(), r -> ReasonWriter.write(r, next));
  }

  private static NextAct next(kizuna.streams.matching.NextAct act) {
    return new NextAct(
        to(FactKind.class, act.kind()), to(kizuna.codes.Role.class, act.role()), act.body());
  }

  public static List<Explanation> explanations(Decision decision) {
    List<Explanation> explanations = new ArrayList<>();
    int verdicts = 0;
    for (kizuna.streams.matching.Explanation e : decision.explanations()) {
      if (explanations.size() == MAX_EXPLANATIONS) {
        break;
      }
      verdicts += e.verdicts().size();
      explanations.add(explanation(e, verdicts <= MAX_VERDICTS));
    }
    return explanations;
  }

  private static Explanation explanation(
      kizuna.streams.matching.Explanation e, boolean everyLender) {
    Map<EligibilityRule, Integer> counts = new EnumMap<>(EligibilityRule.class);
    if (e.unbound() > 0) {
      counts.put(EligibilityRule.AGREEMENT_IN_FORCE, e.unbound());
    }
    List<LenderVerdict> verdicts = new ArrayList<>();
    for (kizuna.streams.matching.LenderVerdict v : e.verdicts()) {
      if (v.verdict() == Verdict.RULED_OUT) {
        counts.merge(v.findings().get(0).rule(), 1, Integer::sum);
      }
      if (everyLender || v.verdict() == Verdict.CHOSEN) {
        verdicts.add(verdict(v));
      }
    }
    List<RuledOut> histogram =
        counts.entrySet().stream()
            .map(c -> new RuledOut(to(MatchRule.class, c.getKey()), c.getValue()))
            .sorted(
                Comparator.comparing(RuledOut::getLenders, Comparator.reverseOrder())
                    .thenComparing(RuledOut::getRule))
            .toList();
    return new Explanation(
        e.request().id(),
        e.request().disasterId(),
        e.request().receiver(),
        to(MatchTrigger.class, e.trigger()),
        e.requestedPersonDays(),
        e.openBefore(),
        e.openAfter(),
        e.lenders(),
        histogram,
        verdicts,
        e.nearestMiss().orElse(null),
        each(e.rearrangements(), DecisionTranslator::rearrangement));
  }

  private static Rearrangement rearrangement(kizuna.streams.matching.Rearrangement r) {
    return new Rearrangement(
        r.dispatch().id(),
        r.dispatch().lender(),
        r.dispatch().requestId(),
        r.forRequestId(),
        r.replacedBy());
  }

  public static List<Notice> notices(Decision decision) {
    if (decision.notices().isEmpty()) {
      return List.of();
    }
    Map<kizuna.streams.matching.Notice.Code, Integer> counts =
        new EnumMap<>(kizuna.streams.matching.Notice.Code.class);
    decision.notices().forEach(n -> counts.merge(n.code(), 1, Integer::sum));
    int most = limitOfCode(counts.values());
    counts.clear();
    return decision.notices().stream()
        .filter(n -> counts.merge(n.code(), 1, Integer::sum) <= most)
        .map(
            n ->
                new Notice(
                    to(NoticeCode.class, n.code()),
                    n.subject(),
                    n.addressee(),
                    n.day(),
                    n.count(),
                    n.other()))
        .toList();
  }

  /** Limit for each code, so that all codes together fit. */
  private static int limitOfCode(Collection<Integer> counts) {
    int left = MAX_NOTICES;
    int codes = counts.size();
    for (int count : counts.stream().sorted().toList()) {
      if (count > left / codes) {
        return left / codes;
      }
      left -= count;
      codes--;
    }
    return MAX_NOTICES;
  }

  /** A decision has several short lists for each lender: a stream costs more than such a list. */
  private static <F, T> List<T> each(List<F> list, Function<F, T> translate) {
    if (list.isEmpty()) {
      return List.of();
    }
    List<T> translated = new ArrayList<>(list.size());
    list.forEach(one -> translated.add(translate.apply(one)));
    return translated;
  }

  private static LenderVerdict verdict(kizuna.streams.matching.LenderVerdict v) {
    kizuna.streams.matching.rules.Rank rank = v.rank();
    return new LenderVerdict(
        v.lender(),
        to(kizuna.codes.Verdict.class, v.verdict()),
        each(v.findings(), FindingWriter::write),
        v.agreement() == null ? null : v.agreement().id(),
        v.agreement() == null ? null : v.agreement().version(),
        rank == null
            ? null
            : new Rank(
                rank.planConfirmed(),
                rank.ownPartner(),
                rank.sameCounterpart(),
                rank.personDays(),
                rank.distanceKm(),
                rank.pinned(),
                rank.lead()),
        each(
            v.proposals(),
            d -> new Proposed(d.id(), d.offerId(), d.headCount(), d.firstDay(), d.lastDay())),
        v.overrides(),
        v.nextFree() == null ? null : DailyCounts.toFact(v.nextFree()));
  }

  public static DispatchEvent event(String networkId, UUID causeId, Dispatch d) {
    return new DispatchEvent(
        networkId,
        d.changedSequence(),
        causeId,
        d.changedAt(),
        d.id(),
        d.requestId(),
        d.offerId(),
        d.disasterId(),
        d.lender(),
        d.receiver(),
        to(kizuna.codes.DispatchState.class, d.state()),
        d.headCount(),
        d.firstDay(),
        d.lastDay(),
        d.agreementId(),
        d.agreementVersion(),
        StateTranslator.reason(d.reason()),
        d.overrideId(),
        d.replaces());
  }
}
