package kizuna.streams.explain;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.codes.RankTerm;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.decisions.Reason;
import kizuna.schemas.JapanTime;
import kizuna.streams.explain.RenderedExplanation.Count;

/**
 * Renders explanations and decisions as sentences in one language. Each sentence follows from the
 * codes and facts of the decision and of the dispatches that it names.
 */
public final class ExplanationRenderer {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'JST'").withZone(JapanTime.ZONE);

  private static final int HOURS_A_DAY = 24;

  /** The term that ranks one lender before another, and its sentence. */
  public record Precedence(RankTerm term, String sentence) {}

  private final MessageCatalog words;
  private final Localization localization;
  private final ReasonText reasonText;
  private final RuledOutText ruledOut;
  private final HistogramText histogram;
  private final VerdictText verdicts;
  private final RearrangementText rearrangements;

  /** Without a ledger: dispatches are shown by their ids. */
  public ExplanationRenderer(MessageCatalog words, PlaceNames names) {
    this(words, names, DispatchLookup.UNKNOWN);
  }

  /**
   * @param dispatches the ledger, for dispatches that a decision names by id only
   */
  public ExplanationRenderer(MessageCatalog words, PlaceNames names, DispatchLookup dispatches) {
    this.words = words;
    this.localization = new Localization(words, names);
    this.reasonText = new ReasonText(localization);
    this.ruledOut = new RuledOutText(localization);
    this.histogram = new HistogramText(localization, ruledOut, dispatches);
    this.verdicts = new VerdictText(localization, dispatches);
    this.rearrangements = new RearrangementText(localization, dispatches);
  }

  /** Renders an explanation. */
  public RenderedExplanation render(Explanation e) {
    List<RankedVerdict> fitting = RankedVerdict.of(e);
    List<String> chosen = new ArrayList<>();
    List<String> outranked = new ArrayList<>();
    RankedVerdict lastChosen = null;
    for (int i = 0; i < fitting.size(); i++) {
      RankedVerdict one = fitting.get(i);
      if (one.verdict().getVerdict() == Verdict.CHOSEN) {
        lastChosen = one;
        chosen.add(verdicts.chosen(e, one, i + 1 < fitting.size() ? fitting.get(i + 1) : null));
      } else {
        outranked.add(verdicts.outranked(e, one, lastChosen));
      }
    }
    Set<String> sending = histogram.sending(e);
    List<Count> counts = histogram.counts(e, sending);
    return new RenderedExplanation(
        histogram.histogram(e, fitting.size(), counts, sending),
        counts,
        words.sentence(
            "why.subject",
            localization.names().municipality(e.getReceiver()),
            e.getRequestId(),
            localization.names().disaster(e.getDisasterId()),
            words.label(e.getTrigger())),
        words.sentence("why.days", e.getRequestedPersonDays(), e.getOpenBefore(), e.getOpenAfter()),
        chosen,
        outranked,
        rearrangements.rearranged(e),
        ruledOut.groups(e, sending::contains),
        ruledOut.groups(e, lender -> !sending.contains(lender)));
  }

  /** Renders an explanation and its decision as plain text. */
  public String plainText(Explanation e, MatchDecision decision) {
    return new PlainTextLayout(localization).of(render(e), decision(decision));
  }

  /**
   * The reason of a lender's proposal, in one sentence for its staff; empty if it is not chosen.
   *
   * @param agreement the title of the proposal's agreement
   */
  public Optional<String> proposalReason(Explanation e, String lender, String agreement) {
    return verdicts.proposalReason(e, lender, agreement);
  }

  /** Why one eligible lender ranks before another; empty if either is not eligible. */
  public Optional<Precedence> before(LenderVerdict first, LenderVerdict second) {
    return verdicts.before(first, second);
  }

  /**
   * Number of lenders that an explanation does not list, because no agreement binds them to the
   * receiver; 0 also if the decision was too large to list the others.
   */
  public static int unbound(Explanation e) {
    return HistogramText.unbound(e);
  }

  /**
   * The heading of a list of those lenders.
   *
   * @param now their number now
   */
  public String unbound(Explanation e, int now) {
    return histogram.unbound(e, now);
  }

  /** The decision: its position, log's time and version of the rules. */
  public String decision(MatchDecision decision) {
    return words.sentence(
        "why.decision",
        Long.toString(decision.getSequence()),
        TIME.format(decision.getDecidedAt()),
        decision.getRulesVersion());
  }

  /**
   * The sentence that a request was cancelled, with the cause; its explanation is older.
   *
   * @param by the decision that cancelled it
   */
  public String cancelled(MatchDecision by, String disasterId) {
    return words.sentence(
        by.getFactKind() == FactKind.DISASTER_ENDED ? "why.cancelled.disaster" : "why.cancelled",
        localization.names().disaster(disasterId),
        Long.toString(by.getSequence()),
        TIME.format(by.getDecidedAt()));
  }

  /** One reason of a rejection as a sentence. */
  public String reason(Reason reason) {
    return reasonText.sentence(reason);
  }

  /** A notice as a sentence. */
  public String notice(Notice notice) {
    return words.sentence(
        "notice." + notice.getCode() + ".sentence",
        localization.named(notice.getSubject()),
        localization.named(notice.getAddressee()),
        notice.getDay() == null ? localization.none() : localization.day(notice.getDay()),
        notice.getCount(),
        notice.getOther(),
        notice.getCount() / HOURS_A_DAY);
  }

  /** The sentence that a log's time was set forward or back, with both times. */
  public String clockSet(String key, ClockSpan span) {
    return words.sentence(key, localization.minute(span.from()), localization.minute(span.to()));
  }
}
