package kizuna.streams.api.party;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.decisions.MatchDecision;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.model.DecisionPosition;
import tools.jackson.databind.node.ArrayNode;

/**
 * The reasons of proposals, from the explanations of their decisions. The rows contain the
 * decisions' positions; each decision is read once, after the rows.
 */
final class ProposalReasons {

  /** Limit of decisions to read: the request's page shows the others. */
  private static final int MAX_READ = 50;

  /** After this time the response is sent without the remaining reasons. */
  private static final long LONGEST_NANOS = Duration.ofSeconds(3).toNanos();

  /**
   * A proposal without its reasons yet.
   *
   * @param to where they are written
   */
  private record Wanted(LedgerEntry line, DecisionPosition at, String agreement, ArrayNode to) {}

  private final ServedLedger served;
  private final MessageCatalog words;
  private final List<Wanted> wanted = new ArrayList<>();
  private final Map<DecisionPosition, Optional<MatchDecision>> read = new HashMap<>();

  ProposalReasons(ServedLedger served, MessageCatalog words) {
    this.served = served;
    this.words = words;
  }

  /**
   * Adds a line of the ledger that is still PROPOSED.
   *
   * @param to receives its sentences
   */
  void add(LedgerEntry e, ArrayNode to) {
    // A proposal is unchanged since: the decision that wrote the line made it.
    served.view().decisions().explanationsOf(e.getNetworkId(), e.getRequestId()).stream()
        .filter(p -> p.sequence() == e.getSequence())
        .findFirst()
        .ifPresent(at -> wanted.add(new Wanted(e, at, title(e), to)));
  }

  private String title(LedgerEntry e) {
    return served
        .view()
        .agreements()
        .agreement(e.getNetworkId(), e.getAgreementId())
        .map(AgreementStatus::getTitle)
        .orElse(e.getAgreementId());
  }

  /** Writes the sentences; none if a decision cannot be read. */
  void write() {
    ExplanationRenderer text = new JsonMappers(served.view(), words).text();
    long end = System.nanoTime() + LONGEST_NANOS;
    for (Wanted one : wanted) {
      decision(one.at(), end)
          .flatMap(decision -> sentence(text, decision, one))
          .ifPresent(one.to()::add);
    }
  }

  private Optional<MatchDecision> decision(DecisionPosition position, long end) {
    if (!read.containsKey(position) && (read.size() >= MAX_READ || System.nanoTime() - end > 0)) {
      return Optional.empty();
    }
    return read.computeIfAbsent(position, served.projection().decisions()::decision);
  }

  private static Optional<String> sentence(
      ExplanationRenderer text, MatchDecision decision, Wanted one) {
    return decision.getExplanations().stream()
        .filter(x -> x.getRequestId().equals(one.line().getRequestId()))
        .reduce((earlier, later) -> later)
        .flatMap(x -> text.proposalReason(x, one.line().getLender(), one.agreement()));
  }
}
