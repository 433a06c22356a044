package kizuna.streams.processing;

import static kizuna.streams.contract.EnumMapping.to;

import java.util.List;
import kizuna.codes.Outcome;
import kizuna.decisions.Reason;
import kizuna.streams.contract.DecisionTranslator;
import kizuna.streams.contract.ReasonWriter;
import kizuna.streams.matching.Decision;
import kizuna.streams.state.Change;
import org.jspecify.annotations.Nullable;

/**
 * The one outcome of a fact.
 *
 * @param subject id of the fact's subject
 * @param duplicateOf sequence of the decision on the same fact; null: it is not a duplicate
 * @param decision of the rules; null: the deduplicator answered, without the rules
 */
record FactOutcome(
    Outcome code,
    String subject,
    List<Reason> reasons,
    @Nullable Long duplicateOf,
    @Nullable Decision decision) {

  static FactOutcome of(Decision decision) {
    return new FactOutcome(
        to(Outcome.class, decision.outcome()),
        decision.subject(),
        DecisionTranslator.reasons(decision),
        null,
        decision);
  }

  static FactOutcome duplicate(String eventId, long firstSequence) {
    return new FactOutcome(Outcome.DUPLICATE, eventId, List.of(), firstSequence, null);
  }

  static FactOutcome rejected(String eventId, kizuna.streams.matching.Reason reason) {
    return new FactOutcome(
        Outcome.REJECTED, eventId, List.of(ReasonWriter.write(reason, List.of())), null, null);
  }

  List<Change> changes() {
    return decision == null ? List.of() : decision.changes();
  }
}
