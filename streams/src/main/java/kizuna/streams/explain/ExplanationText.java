package kizuna.streams.explain;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.RankTerm;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.decisions.Proposed;
import kizuna.decisions.Rank;
import kizuna.decisions.Rearrangement;
import kizuna.decisions.Reason;
import kizuna.facts.DailyCount;
import kizuna.states.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * Renders why a request got what it got as plain sentences: how many lenders fit, what ruled the
 * others out and who came nearest; then who was chosen and why before whom, who fits and was not,
 * what was moved, and each other lender with what would have to change for it to fit.
 *
 * <p>It decides nothing and looks nothing up but names and lines of the ledger: every sentence
 * follows from the codes and facts of the decision and of the dispatches that it names.
 */
public final class ExplanationText {

  private static final DateTimeFormatter JST =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'JST'").withZone(ZoneId.of("Asia/Tokyo"));

  private static final int HOURS_A_DAY = 24;
  private static final String MATCH_RULE = "MatchRule.";

  /**
   * Lenders of which the same was found.
   *
   * @param change what would have to change for it to fit, and when it has somebody free; empty
   *     where nothing can be said
   */
  public record RuledOut(List<Lender> lenders, List<RuleSentence> findings, String change) {}

  /** A lender and what it is called. */
  public record Lender(String code, String name) {}

  /** What one rule said. */
  public record RuleSentence(MatchRule rule, String sentence) {}

  /**
   * An explanation in sentences.
   *
   * @param histogram how many fit, how many each rule ruled out, and who came nearest
   * @param counts how many send people already, and how many each rule ruled out
   * @param subject which request, and what made the matcher look
   * @param days person-days needed and open
   * @param chosen a sentence or more for each chosen lender, in rank order
   * @param outranked the same for each lender that fits and got nothing
   * @param rearranged what was only proposed and was moved
   * @param sending who sends people for the request already, and why it sends no more
   * @param ruledOut the others: what came nearest first, then the reason of the most
   */
  public record Told(
      String histogram,
      List<Count> counts,
      String subject,
      String days,
      List<String> chosen,
      List<String> outranked,
      List<String> rearranged,
      List<RuledOut> sending,
      List<RuledOut> ruledOut) {}

  /** How many lenders, and what is said of them: one part of the histogram. */
  public record Count(String text, int lenders) {}

  /** The term that put one lender before another, and what it says. */
  public record Before(RankTerm term, String sentence) {}

  /** A lender that fits, with its rank. */
  private record Ranked(LenderVerdict verdict, Rank rank) {

    static Stream<Ranked> of(LenderVerdict verdict) {
      Rank rank = verdict.getRank();
      return rank == null ? Stream.empty() : Stream.of(new Ranked(verdict, rank));
    }

    String lender() {
      return verdict.getLender();
    }
  }

  private final MessageCatalog words;
  private final PlaceNames names;
  private final DispatchLookup dispatches;
  private final Localization speech;
  private final FindingText findingText;
  private final ReasonText reasonText;

  public ExplanationText(MessageCatalog words, PlaceNames names) {
    this(words, names, DispatchLookup.UNKNOWN);
  }

  public ExplanationText(MessageCatalog words, PlaceNames names, DispatchLookup dispatches) {
    this.words = words;
    this.names = names;
    this.dispatches = dispatches;
    this.speech = new Localization(words, names);
    this.findingText = new FindingText(speech);
    this.reasonText = new ReasonText(speech);
  }

  /** The explanation in sentences. */
  public Told tell(Explanation e) {
    List<Ranked> fitting = e.getVerdicts().stream().flatMap(Ranked::of).sorted(RANK_ORDER).toList();
    List<String> chosen = new ArrayList<>();
    List<String> outranked = new ArrayList<>();
    Ranked lastChosen = null;
    for (int i = 0; i < fitting.size(); i++) {
      Ranked one = fitting.get(i);
      if (one.verdict().getVerdict() == Verdict.CHOSEN) {
        lastChosen = one;
        chosen.add(chosen(e, one, i + 1 < fitting.size() ? fitting.get(i + 1) : null));
      } else {
        outranked.add(outranked(e, one, lastChosen));
      }
    }
    Set<String> sending = sending(e);
    List<Count> counts = counts(e, sending);
    return new Told(
        histogram(e, fitting.size(), counts, sending),
        counts,
        words.sentence(
            "why.subject",
            names.municipality(e.getReceiver()),
            e.getRequestId(),
            names.disaster(e.getDisasterId()),
            words.label(e.getTrigger())),
        words.sentence("why.days", e.getRequestedPersonDays(), e.getOpenBefore(), e.getOpenAfter()),
        chosen,
        outranked,
        rearranged(e),
        ruledOut(e, sending::contains),
        ruledOut(e, lender -> !sending.contains(lender)));
  }

  /**
   * Why a lender is asked, in one sentence for its own people; empty where it was not chosen.
   *
   * @param agreement the title of the agreement that it is asked under
   */
  public Optional<String> whyUs(Explanation e, String lender, String agreement) {
    List<Ranked> fitting = e.getVerdicts().stream().flatMap(Ranked::of).sorted(RANK_ORDER).toList();
    for (int i = 0; i < fitting.size(); i++) {
      Ranked one = fitting.get(i);
      if (one.lender().equals(lender) && one.verdict().getVerdict() == Verdict.CHOSEN) {
        Ranked next = i + 1 < fitting.size() ? fitting.get(i + 1) : null;
        return Optional.of(
            next == null
                ? words.sentence("why.us.only", agreement, e.getLenders(), fitting.size())
                : words.sentence(
                    "why.us",
                    agreement,
                    fitting.size(),
                    names.municipality(next.lender()),
                    whyBefore(one, next)));
      }
    }
    return Optional.empty();
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
    section(text, "why.section.rearranged", told.rearranged);
    section(text, "why.section.sending", told.sending.stream().map(s -> group(s, false)).toList());
    section(text, "why.section.ruledOut", told.ruledOut.stream().map(s -> group(s, true)).toList());
    if (told.ruledOut.stream().anyMatch(some -> !some.change.isEmpty())) {
      text.append(words.text("why.section.changes")).append('\n');
    }
    text.append('\n').append(decision(decision)).append('\n');
    return text.toString();
  }

  private String group(RuledOut some, boolean changes) {
    String said =
        sentences(
            Stream.concat(
                some.findings.stream().map(RuleSentence::sentence),
                Stream.of(changes ? some.change : "")));
    return some.lenders.size() == 1
        ? words.sentence("why.ruledOut", named(some.lenders.get(0).code), said)
        : words.sentence(
            "why.ruledOut.several",
            some.lenders.stream()
                .map(Lender::name)
                .collect(Collectors.joining(words.text("why.histogram.separator"))),
            said,
            some.lenders.size());
  }

  /** Which decision it was: its position, the log's time there and the version of the rules. */
  public String decision(MatchDecision decision) {
    return words.sentence(
        "why.decision",
        Long.toString(decision.getSequence()),
        JST.format(decision.getDecidedAt()),
        decision.getRulesVersion());
  }

  /**
   * That a request was cancelled, and by what: what explains it tells of before.
   *
   * @param by the decision that cancelled it
   */
  public String cancelled(MatchDecision by, String disasterId) {
    return words.sentence(
        by.getFactKind() == FactKind.DISASTER_ENDED ? "why.cancelled.disaster" : "why.cancelled",
        names.disaster(disasterId),
        Long.toString(by.getSequence()),
        JST.format(by.getDecidedAt()));
  }

  /** One reason of a business "no" as a sentence. */
  public String reason(Reason reason) {
    return reasonText.sentence(reason);
  }

  /** What somebody should know, as a sentence. */
  public String notice(Notice notice) {
    return words.sentence(
        "notice." + notice.getCode() + ".sentence",
        named(notice.getSubject()),
        named(notice.getAddressee()),
        notice.getDay() == null ? speech.none() : speech.day(notice.getDay()),
        notice.getCount(),
        notice.getOther(),
        notice.getCount() / HOURS_A_DAY);
  }

  /** A log's time was set, on or back; from when to when. */
  public String clockSet(String key, ClockSpan span) {
    return words.sentence(key, speech.minute(span.from()), speech.minute(span.to()));
  }

  private void section(StringBuilder text, String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    text.append('\n').append(words.text(title)).append('\n');
    lines.forEach(line -> text.append("- ").append(line).append('\n'));
  }

  private String sentences(Stream<String> sentences) {
    return sentences
        .filter(sentence -> !sentence.isEmpty())
        .collect(Collectors.joining(words.text("why.sentence.separator")));
  }

  // How many, and who came nearest -------------------------------------------------------------

  private String histogram(Explanation e, int fitting, List<Count> counts, Set<String> sending) {
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

  /** Who was ruled out though it sends people; who called its people back is ruled out for that. */
  private Set<String> sending(Explanation e) {
    Set<String> lenders = dispatches.lendersFor(e.getRequestId());
    return e.getVerdicts().stream()
        .filter(v -> v.getVerdict() == Verdict.RULED_OUT && lenders.contains(v.getLender()))
        .filter(v -> v.getFindings().get(0).getRule() != MatchRule.NOT_REFUSED_BEFORE)
        .map(LenderVerdict::getLender)
        .collect(Collectors.toSet());
  }

  /**
   * Who sends people already was not left out: it is counted apart from what speaks against the
   * rest.
   */
  private List<Count> counts(Explanation e, Set<String> sending) {
    List<MatchRule> theirs =
        e.getVerdicts().stream()
            .filter(v -> sending.contains(v.getLender()))
            .map(v -> v.getFindings().get(0).getRule())
            .toList();
    List<Count> counts = new ArrayList<>();
    if (!theirs.isEmpty()) {
      counts.add(new Count(words.sentence("why.sending.count", theirs.size()), theirs.size()));
    }
    for (kizuna.decisions.RuledOut counted : e.getHistogram()) {
      int others = counted.getLenders() - Collections.frequency(theirs, counted.getRule());
      if (others > 0) {
        String key = MATCH_RULE + counted.getRule() + ".count";
        counts.add(new Count(words.sentence(key, others), others));
      }
    }
    return counts;
  }

  /**
   * How many lenders are counted in an explanation and not listed, because no agreement binds them
   * to the receiver; 0 also where the decision was too large to list the others.
   */
  public static int unbound(Explanation e) {
    long listed =
        e.getVerdicts().stream()
            .filter(v -> v.getVerdict() == Verdict.RULED_OUT)
            .filter(v -> v.getFindings().get(0).getRule() == MatchRule.AGREEMENT_IN_FORCE)
            .count();
    long counted =
        e.getHistogram().stream()
            .filter(c -> c.getRule() == MatchRule.AGREEMENT_IN_FORCE)
            .mapToLong(kizuna.decisions.RuledOut::getLenders)
            .sum();
    int others = e.getLenders() - e.getVerdicts().size();
    return counted - listed == others ? others : 0;
  }

  /**
   * What the list of those says.
   *
   * @param now how many there are now
   */
  public String unbound(Explanation e, int now) {
    int then = unbound(e);
    return then == now
        ? words.sentence(MATCH_RULE + MatchRule.AGREEMENT_IN_FORCE + ".count", now)
        : words.sentence("why.unbound.changed", then, now);
  }

  /** The lender that came nearest, and what kept it off. */
  private String nearest(Explanation e, String lender) {
    Optional<LenderVerdict> verdict =
        e.getVerdicts().stream()
            .filter(v -> v.getLender().equals(lender) && v.getVerdict() == Verdict.RULED_OUT)
            .findFirst();
    // Of a decision that touched very much, only the chosen are kept one by one.
    return verdict.isEmpty()
        ? words.sentence("why.histogram.nearest.named", named(lender))
        : sentences(
            Stream.of(
                words.sentence(
                    "why.histogram.nearest",
                    named(lender),
                    verdict.get().getFindings().stream()
                        .map(
                            f ->
                                noneOpen(e) && f.getRule() == MatchRule.CAPACITY_LEFT
                                    ? words.text(MATCH_RULE + f.getRule() + ".miss.noneOpen")
                                    : findingText.miss(f))
                        .collect(Collectors.joining(words.text("why.miss.separator")))),
                noneOpen(e) ? "" : nextFree(verdict.get())));
  }

  // Who fits -----------------------------------------------------------------------------------

  private String chosen(Explanation e, Ranked one, @Nullable Ranked next) {
    LenderVerdict verdict = one.verdict();
    String proposals =
        verdict.getProposals().stream()
            .map(this::proposal)
            .collect(Collectors.joining(words.text("why.proposal.separator")));
    String who =
        verdict.getAgreementId() == null
            ? words.sentence("why.chosen", named(one.lender()), proposals)
            : words.sentence(
                "why.chosen.agreement",
                named(one.lender()),
                proposals,
                verdict.getAgreementId(),
                String.valueOf(verdict.getAgreementVersion()));
    return sentences(
        Stream.of(
                Stream.of(who),
                verdict.getProposals().stream().map(p -> relief(e, p)),
                Stream.of(
                    overrides(one),
                    next == null
                        ? ""
                        : words.sentence("why.before", named(next.lender()), whyBefore(one, next))))
            .flatMap(s -> s));
  }

  private String proposal(Proposed p) {
    return words.sentence(
        "why.proposal",
        p.getHeadCount(),
        speech.days(p.getFirstDay(), p.getLastDay()),
        p.getDispatchId(),
        p.getOfferId());
  }

  /** Whom it relieves, and when it comes for the handover. */
  private String relief(Explanation e, Proposed p) {
    int overlap = dispatches.dispatch(p.getDispatchId()).map(LedgerEntry::getOverlapDays).orElse(0);
    if (overlap > 0) {
      return words.sentence(
          "why.relieves.overlap",
          p.getDispatchId(),
          overlap,
          speech.day(p.getFirstDay().minusDays(overlap)));
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

  /** What overrides did for a lender that fits: put it first, or set a rule aside. */
  private String overrides(Ranked one) {
    List<String> ids = one.verdict().getOverrides();
    String key =
        one.rank().getPinned()
            ? ids.size() > 1 ? "why.override.both" : "why.override.pin"
            : "why.override.waive";
    return ids.isEmpty() ? "" : words.sentence(key, said(ids));
  }

  private String said(List<String> ids) {
    return String.join(words.text("why.histogram.separator"), ids);
  }

  private String outranked(Explanation e, Ranked one, @Nullable Ranked ahead) {
    Optional<Rearrangement> moved =
        e.getRearrangements().stream()
            .filter(r -> r.getRequestId().equals(e.getRequestId()))
            .filter(r -> r.getLender().equals(one.lender()))
            .findFirst();
    if (moved.isPresent()) {
      return sentences(
          Stream.of(
              words.sentence(
                  "why.outranked.given", named(one.lender()), moved.get().getForRequestId()),
              overrides(one)));
    }
    String who =
        ahead == null
            ? "why.outranked.moved"
            : e.getOpenAfter() == 0 ? "why.outranked.none" : "why.outranked.taken";
    return sentences(
        Stream.of(
            words.sentence(who, named(one.lender())),
            overrides(one),
            ahead == null
                ? ""
                : words.sentence("why.behind", named(ahead.lender()), whyBefore(ahead, one))));
  }

  /** Why one lender that fits comes before another; empty where one of them does not fit. */
  public Optional<Before> before(LenderVerdict first, LenderVerdict second) {
    return Stream.concat(Ranked.of(first), Ranked.of(second)).count() < 2
        ? Optional.empty()
        : Ranked.of(first)
            .flatMap(a -> Ranked.of(second).map(b -> new Before(deciding(a, b), whyBefore(a, b))))
            .findFirst();
  }

  /** The first term in which two ranks differ: that is why the one comes first. */
  private String whyBefore(Ranked first, Ranked second) {
    RankTerm term = deciding(first, second);
    String key = "RankTerm." + term + ".before";
    return switch (term) {
      case LEAST_BURDENED ->
          words.sentence(key, first.rank().getPersonDays(), second.rank().getPersonDays());
      case NEAREST ->
          words.sentence(key, first.rank().getDistanceKm(), second.rank().getDistanceKm());
      default -> words.text(key);
    };
  }

  private static RankTerm deciding(Ranked first, Ranked second) {
    for (RankTerm term : RankTerm.values()) {
      if (order(term).compare(first, second) != 0) {
        return term;
      }
    }
    return RankTerm.LOWEST_CODE;
  }

  /** What a term of the contract looks at; the contract lists them in their order. */
  private static Comparator<Ranked> order(RankTerm term) {
    return switch (term) {
      case PINNED -> Comparator.comparing(r -> !r.rank().getPinned());
      case PLAN_CONFIRMED -> Comparator.comparing(r -> !r.rank().getPlanConfirmed());
      case OWN_PARTNER -> Comparator.comparing(r -> !r.rank().getOwnPartner());
      case LEAD_COUNTERPART -> Comparator.comparing(r -> !r.rank().getLead());
      case SAME_COUNTERPART -> Comparator.comparing(r -> !r.rank().getSameCounterpart());
      case LEAST_BURDENED -> Comparator.comparingLong(r -> r.rank().getPersonDays());
      case NEAREST -> Comparator.comparingInt(r -> r.rank().getDistanceKm());
      // A term of tomorrow decides nothing here that the code has not.
      case LOWEST_CODE, UNKNOWN -> Comparator.comparing(Ranked::lender);
    };
  }

  private static final Comparator<Ranked> RANK_ORDER =
      Stream.of(RankTerm.values())
          .map(ExplanationText::order)
          .reduce(Comparator::thenComparing)
          .orElseThrow();

  // What was moved -----------------------------------------------------------------------------

  /** What was moved more than once in one decision is told as one move. */
  private List<String> rearranged(Explanation e) {
    Map<String, Rearrangement> byDispatch = new LinkedHashMap<>();
    e.getRearrangements().forEach(r -> byDispatch.put(r.getDispatchId(), r));
    Set<String> between =
        e.getRearrangements().stream()
            .flatMap(r -> r.getReplacedBy().stream())
            .collect(Collectors.toSet());
    List<String> moves = new ArrayList<>();
    for (Rearrangement r : byDispatch.values()) {
      if (!between.contains(r.getDispatchId())) {
        Set<String> forRequests = new LinkedHashSet<>();
        List<String> last = new ArrayList<>();
        follow(r, byDispatch, forRequests, last);
        moves.add(rearranged(e, r, forRequests, last));
      }
    }
    if (!moves.isEmpty()) {
      moves.add(words.text("why.moved.confirmed"));
    }
    return moves;
  }

  /** From what was called off to what stands in for it in the end. */
  private static void follow(
      Rearrangement r,
      Map<String, Rearrangement> byDispatch,
      Set<String> forRequests,
      List<String> last) {
    forRequests.add(r.getForRequestId());
    for (String id : r.getReplacedBy()) {
      Rearrangement next = byDispatch.get(id);
      if (next == null) {
        last.add(id);
      } else {
        follow(next, byDispatch, forRequests, last);
      }
    }
  }

  private String rearranged(
      Explanation e, Rearrangement r, Set<String> forRequests, List<String> standingIn) {
    String what =
        dispatches
            .dispatch(r.getDispatchId())
            .map(
                d ->
                    words.sentence(
                        "why.moved.what",
                        d.getDispatchId(),
                        speech.days(d.getFirstDay(), d.getPlannedLastDay()),
                        d.getHeadCount()))
            .orElse(r.getDispatchId());
    boolean gained = !r.getRequestId().equals(e.getRequestId());
    return sentences(
        Stream.of(
            words.sentence(
                gained ? "why.moved.for" : "why.moved.from",
                named(r.getLender()),
                gained ? r.getRequestId() : said(List.copyOf(forRequests)),
                what),
            standingIn.isEmpty()
                ? words.text("why.moved.taken")
                : words.sentence(
                    "why.moved.replaced",
                    standingIn.stream()
                        .map(this::standingIn)
                        .collect(Collectors.joining(words.text("why.histogram.separator"))),
                    standingIn.size())));
  }

  private String standingIn(String dispatchId) {
    return dispatches
        .dispatch(dispatchId)
        .map(
            d ->
                words.sentence(
                    "why.moved.by",
                    dispatchId,
                    named(d.getLender()),
                    speech.days(d.getFirstDay(), d.getPlannedLastDay()),
                    d.getHeadCount()))
        .orElse(dispatchId);
  }

  // Who does not fit ---------------------------------------------------------------------------

  /** Whether the matcher had nothing to fill: no move had opened anything either. */
  private static boolean noneOpen(Explanation e) {
    return e.getOpenBefore() == 0 && e.getRearrangements().isEmpty();
  }

  /** Those of whom the same is said, together. */
  private List<RuledOut> ruledOut(Explanation e, Predicate<String> wanted) {
    Map<RuledOut, List<Lender>> same = new LinkedHashMap<>();
    for (LenderVerdict verdict : e.getVerdicts()) {
      String code = verdict.getLender();
      if (verdict.getVerdict() == Verdict.RULED_OUT && wanted.test(code)) {
        same.computeIfAbsent(ruledOut(e, verdict), reason -> new ArrayList<>())
            .add(new Lender(code, names.municipality(code)));
      }
    }
    return same.entrySet().stream()
        .map(
            some -> new RuledOut(some.getValue(), some.getKey().findings(), some.getKey().change()))
        .sorted(
            Comparator.comparing(
                    (RuledOut some) ->
                        some.lenders.stream().noneMatch(l -> l.code.equals(e.getNearestMiss())))
                .thenComparing(some -> -some.lenders.size()))
        .toList();
  }

  /** What was found of one, without its name. */
  private RuledOut ruledOut(Explanation e, LenderVerdict verdict) {
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
    // Those of a prohibition stand in its finding; what else spoke set a rule aside.
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
    return new RuledOut(
        List.of(),
        findings,
        sentences(
            Stream.of(
                waivers.isEmpty() ? "" : words.sentence("why.override.waive", said(waivers)),
                changes.isEmpty()
                    ? ""
                    : words.sentence(
                        "why.change", String.join(words.text("why.change.separator"), changes)),
                changes.isEmpty() ? "" : nextFree(verdict))));
  }

  /** When somebody is free again, where that is what was missing. */
  private String nextFree(LenderVerdict verdict) {
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
            speech.days(next.getFirstDay(), next.getLastDay()),
            next.getHeadCount());
  }

  private String named(String code) {
    return speech.named(code);
  }
}
