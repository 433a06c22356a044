package kizuna.streams.api.party;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.decisions.Explanation;
import kizuna.decisions.MatchDecision;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.ledger.model.DecisionPosition;
import kizuna.streams.ledger.projection.LedgerProjection;

/**
 * Why a lender was asked: the words that the explanation of the decision that proposed it has for
 * it. Each decision is read once for an answer.
 */
final class ProposalReasons {

  /** Many proposals may have come of as many decisions: beyond these, the request's page says. */
  private static final int MOST_READ = 50;

  /** Where the broker is slow, an answer goes out without the rest of the reasons. */
  private static final long LONGEST_NANOS = Duration.ofSeconds(3).toNanos();

  private final long begun = System.nanoTime();
  private final LedgerProjection projection;
  private final JsonMappers rows;
  private final Map<DecisionPosition, Optional<MatchDecision>> read = new HashMap<>();

  ProposalReasons(LedgerProjection projection, JsonMappers rows) {
    this.projection = projection;
    this.rows = rows;
  }

  /** Sentences about a line of the ledger that is still PROPOSED; none where none can be read. */
  List<String> sentences(LedgerEntry e) {
    // Nothing has happened to a proposal since: the decision that wrote the line is the one.
    return projection.view().decisions().explanationsOf(e.getNetworkId(), e.getRequestId()).stream()
        .filter(p -> p.sequence() == e.getSequence())
        .findFirst()
        .flatMap(this::decision)
        .map(d -> sentences(d, e))
        .orElse(List.of());
  }

  private String title(LedgerEntry e) {
    return projection
        .view()
        .agreements()
        .agreement(e.getNetworkId(), e.getAgreementId())
        .map(AgreementStatus::getTitle)
        .orElse(e.getAgreementId());
  }

  private Optional<MatchDecision> decision(DecisionPosition position) {
    if (!read.containsKey(position)
        && (read.size() >= MOST_READ || System.nanoTime() - begun > LONGEST_NANOS)) {
      return Optional.empty();
    }
    return read.computeIfAbsent(position, projection::decision);
  }

  private List<String> sentences(MatchDecision decision, LedgerEntry e) {
    return decision.getExplanations().stream()
        .filter(x -> x.getRequestId().equals(e.getRequestId()))
        .reduce((earlier, later) -> later)
        .flatMap((Explanation x) -> rows.text().proposalReason(x, e.getLender(), title(e)))
        .map(List::of)
        .orElse(List.of());
  }
}
