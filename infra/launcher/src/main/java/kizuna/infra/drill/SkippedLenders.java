package kizuna.infra.drill;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.codes.Priority;
import kizuna.codes.Verdict;
import kizuna.facts.AidRequested;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.drill.DecidedDrill.Look;
import kizuna.infra.drill.DecidedDrill.Pairing;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;

/** Why a lender that served a request by the log did not by the rules alone, or less. */
final class SkippedLenders {

  private final DecidedDrill log;
  private final DecidedDrill alone;
  private final DecisionReasons reasons;
  private final CommandMessages say;
  private final MessageCatalog words;
  private final PlaceNames names;

  SkippedLenders(
      Comparison compared,
      DecisionReasons reasons,
      CommandMessages say,
      MessageCatalog words,
      PlaceNames names) {
    this.log = compared.log();
    this.alone = compared.alone();
    this.reasons = reasons;
    this.say = say;
    this.words = words;
    this.names = names;
  }

  /** The request that used a lender's offer, or the findings about the lender. */
  ComparisonReason why(Pairing p, String requestId) {
    List<Look> here = alone.looks(p.lender(), e -> e.getRequestId().equals(requestId));
    Optional<ComparisonReason> behind =
        here.stream()
            .filter(l -> l.verdict().getVerdict() == Verdict.OUTRANKED)
            .flatMap(l -> reasons.behind(l).stream())
            .findFirst();
    if (behind.isPresent()) {
      return behind.get();
    }
    Set<String> offers =
        log.served(p, requestId).map(LedgerEntry::getOfferId).collect(Collectors.toSet());
    Optional<Look> taken =
        alone.looks(p.lender(), e -> !e.getRequestId().equals(requestId)).stream()
            .filter(
                l ->
                    l.verdict().getProposals().stream()
                        .anyMatch(o -> offers.contains(o.getOfferId())))
            .findFirst();
    if (taken.isEmpty()) {
      return here.stream()
          .reduce((a, b) -> b)
          .map(
              l ->
                  l.explanation().getOpenAfter() == 0
                      ? met(p, requestId, Long.MAX_VALUE, l)
                      : reasons.finding(l))
          .orElseGet(reasons::notAsked);
    }
    Look look = taken.get();
    long before = look.decision().getSequence();
    boolean open =
        offers.stream()
            .flatMap(id -> alone.offer(id).stream())
            .anyMatch(o -> alone.isOpen(requestId, o, before));
    AidRequested first =
        Objects.requireNonNull(alone.requests().get(look.explanation().getRequestId()));
    AidRequested second = Objects.requireNonNull(alone.requests().get(requestId));
    return open && alone.isServedBefore(first, second)
        ? servedFirst(look, first, second)
        : met(p, requestId, before, look);
  }

  /** Both requests were open when the offer came: which is served first decides. */
  private ComparisonReason servedFirst(Look taken, AidRequested first, AidRequested second) {
    boolean sameClass = first.getPriority() == second.getPriority();
    boolean sameTime =
        alone.askedAt(first.getRequestId()).equals(alone.askedAt(second.getRequestId()));
    String id =
        !sameClass && first.getPriority() == Priority.LIFE_SAFETY
            ? "LIFE_SAFETY_FIRST"
            : sameClass && sameTime ? "LOWEST_ID" : "LONGEST_SERVED_AS";
    return new ComparisonReason(id, say.text("why.first", asked(first), asked(second)), taken);
  }

  private String asked(AidRequested r) {
    return say.text(
        "why.asked",
        r.getRequestId(),
        words.label(r.getPriority()),
        say.time(alone.askedAt(r.getRequestId())));
  }

  /** Others had filled the request before a decision. */
  private ComparisonReason met(Pairing p, String requestId, long before, Look look) {
    String others =
        alone
            .served()
            .filter(e -> e.getRequestId().equals(requestId) && alone.isBefore(e, before))
            .filter(e -> !e.getLender().equals(p.lender()))
            .map(e -> names.municipality(e.getLender()))
            .distinct()
            .collect(say.listed());
    return new ComparisonReason("NEED_MET", say.text("why.met", others), look);
  }
}
