package kizuna.streams.processing;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.streams.matching.Reason;
import kizuna.streams.matching.RejectionCode;
import kizuna.streams.state.NetworkView;

/**
 * Step 2, deduplicate: finds facts that were decided before, by event id and content. The rules
 * decide each fact once.
 */
final class Deduplicator {

  private final Fingerprint fingerprint = new Fingerprint();

  /** The outcome of a fact that is not decided again; empty: the fact is new. */
  Optional<FactOutcome> find(AdmittedFact admitted, HostedNetwork network) {
    Fact fact = admitted.fact();
    UUID id = fact.getEventId();
    Optional<EventIds.Decided> earlier = network.store().eventIds().find(id);
    if (earlier.isPresent()) {
      return Optional.of(repeated(admitted, earlier.get()));
    }
    return mayBeRemoved(fact, network)
        ? Optional.of(FactOutcome.rejected(id.toString(), recordedLongAgo(fact, network)))
        : Optional.empty();
  }

  private FactOutcome repeated(AdmittedFact admitted, EventIds.Decided earlier) {
    Fact fact = admitted.fact();
    String id = fact.getEventId().toString();
    return fingerprint.isOf(earlier.fingerprint(), fact, admitted.wire())
        ? FactOutcome.duplicate(id, earlier.sequence())
        : FactOutcome.rejected(id, new Reason.SameIdOtherContent(id, earlier.sequence()));
  }

  /**
   * Whether a fact may repeat one with a forgotten id: it was recorded in the time of those, and
   * would undo later changes if applied again. Kizuna's own facts may arrive late.
   */
  private static boolean mayBeRemoved(Fact fact, HostedNetwork network) {
    return fact.getReporter().getRole() != Role.SYSTEM
        && !fact.getRecordedAt().isAfter(network.store().idsForgottenUntil());
  }

  private static Reason recordedLongAgo(Fact fact, HostedNetwork network) {
    return Reason.day(
        RejectionCode.RECORDED_LONG_AGO,
        fact.getEventId().toString(),
        LocalDate.ofInstant(network.store().idsForgottenUntil(), NetworkView.JAPAN),
        null,
        LocalDate.ofInstant(fact.getRecordedAt(), NetworkView.JAPAN));
  }

  /**
   * Remembers the event id of a fact that the rules decided. A fact of another mode takes no event
   * id away from the facts of this one.
   */
  void remember(RecordedDecision decision) {
    AdmittedFact admitted = decision.admitted();
    if (decision.outcome().decision() != null && admitted.report().ofThisMode()) {
      decision
          .network()
          .store()
          .saveEventId(
              admitted.fact().getEventId(), decision.sequence(), fingerprint.of(admitted.fact()));
    }
  }
}
