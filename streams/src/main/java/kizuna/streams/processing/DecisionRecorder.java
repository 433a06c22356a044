package kizuna.streams.processing;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.Outcome;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.SealedBooks;
import kizuna.decisions.Sha256;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.DecisionTranslator;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.matching.Decider;
import kizuna.streams.matching.Decision;
import kizuna.streams.state.Change;

/**
 * Step 4, record: makes the record of a decision and its dispatch events, and chains it to the
 * decision before by its hash. Changes nothing: a decision that cannot be written is a dead letter
 * and is never applied.
 */
final class DecisionRecorder {

  /** Largest decision: fits the 8 MiB of its topic with key and overhead. */
  static final int MAX_DECISION_BYTES = 7 << 20;

  /** Largest rejection: its reasons go to {@code rejections} too, which takes 2 MiB. */
  static final int MAX_REJECTION_BYTES = 1 << 20;

  /** Lists that a decision over its limit is written without, in this order. */
  private static final List<String> OPTIONAL_LISTS = List.of("explanations", "notices");

  private final TopicSerdes serdes;
  private final StateSeals seals;
  private final MessageDigest digest = HashChain.sha256();

  DecisionRecorder(TopicSerdes serdes, StateSeals seals) {
    this.serdes = serdes;
    this.seals = seals;
  }

  /**
   * Records the next decision of a network.
   *
   * @throws UnreadableRecord if it is larger than its topic takes
   */
  RecordedDecision record(AdmittedFact admitted, HostedNetwork network, FactOutcome outcome)
      throws UnreadableRecord {
    Fact fact = admitted.fact();
    Decision decision = outcome.decision();
    long sequence = network.nextSequence();
    Instant decidedAt = Decider.timeOf(network.state(), admitted.report());
    SealedBooks seal = seals.due(network);
    List<byte[]> events = events(fact, outcome.changes());
    MatchDecision record =
        new MatchDecision(
            network.id(),
            sequence,
            fact.getEventId(),
            fact.getKind(),
            decidedAt,
            Decider.RULES_VERSION,
            outcome.code(),
            outcome.duplicateOf(),
            outcome.reasons(),
            outcome.subject(),
            decision == null ? List.of() : DecisionTranslator.explanations(decision),
            decision == null ? List.of() : DecisionTranslator.notices(decision),
            seal,
            HashChain.ofEvents(events, digest),
            HashChain.ofPayload(admitted.wire(), digest),
            new Sha256(network.head().hash()),
            admitted.offset(),
            new Sha256(HashChain.ZEROS));
    byte[] wire = encode(record);
    Sha256 hash = HashChain.seal(wire, admitted.offset(), digest);
    return new RecordedDecision(
        admitted, network, sequence, outcome, decidedAt, seal, events, wire, hash);
  }

  private List<byte[]> events(Fact fact, List<Change> changes) {
    List<byte[]> events = new ArrayList<>();
    for (Change change : changes) {
      if (change instanceof Change.DispatchPut put) {
        events.add(
            serdes
                .events()
                .encode(
                    DecisionTranslator.event(
                        fact.getNetworkId(), fact.getEventId(), put.dispatch())));
      }
    }
    return events;
  }

  /**
   * Encodes a decision. One over its limit is written without its verdicts, then without its
   * explanations, then without its notices.
   *
   * @throws UnreadableRecord if it is still too large
   */
  byte[] encode(MatchDecision record) throws UnreadableRecord {
    int limit = record.getOutcome() == Outcome.REJECTED ? MAX_REJECTION_BYTES : MAX_DECISION_BYTES;
    byte[] wire = serdes.decisions().encode(record);
    if (wire.length > limit) {
      record
          .getExplanations()
          .forEach(e -> e.put(e.getSchema().getField("verdicts").pos(), List.of()));
      wire = serdes.decisions().encode(record);
    }
    for (String list : OPTIONAL_LISTS) {
      if (wire.length > limit) {
        record.put(record.getSchema().getField(list).pos(), List.of());
        wire = serdes.decisions().encode(record);
      }
    }
    if (wire.length > limit) {
      throw new UnreadableRecord(
          DeadLetterCause.TOO_LARGE,
          "expected a decision of at most "
              + limit
              + " bytes without its explanations and notices, but "
              + wire.length
              + " with "
              + record.getReasons().size()
              + " reasons; report less at once");
    }
    return wire;
  }
}
