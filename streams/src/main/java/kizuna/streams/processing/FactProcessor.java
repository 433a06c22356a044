package kizuna.streams.processing;

import java.util.List;
import kizuna.codes.DeadLetterCause;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.matching.Decider;
import kizuna.streams.processing.ProcessingResult.Out;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The decision pipeline: one record of the intake log in, all resulting records out.
 *
 * <ol>
 *   <li>admit ({@link FactAdmission}): read the record; check its form, key and partition
 *   <li>deduplicate ({@link Deduplicator}): a fact that was decided before is not decided again
 *   <li>decide ({@link Decider}): the rules, in package {@code matching}
 *   <li>record ({@link DecisionRecorder}): the decision's record, chained by its hash
 *   <li>apply ({@link ChangeApplier}): change the network's state, and save it
 *   <li>route ({@link OutputRouter}): which record goes to which sink
 * </ol>
 *
 * <p>Nothing is changed before the record, so a failure up to then is a dead letter and does not
 * stop later records. The same records give the same bytes, on any machine: the topology, a drill,
 * or the verification.
 */
public final class FactProcessor {

  private final FactAdmission admission;
  private final Deduplicator deduplicator = new Deduplicator();
  private final StateSeals seals;
  private final DecisionRecorder recorder;

  /** Whether the state is saved and published, so that it can be loaded again. */
  private final boolean savesState;

  private final OutputRouter router;
  private final PartitionState state;
  private final PreviewBuilder previews;

  /**
   * Loads the state from a store.
   *
   * @throws NewerStateException if a newer release decided on it
   */
  public FactProcessor(Topics topics, TopicSerdes serdes, StateStore store) {
    this(topics, serdes, store, true);
  }

  private FactProcessor(Topics topics, TopicSerdes serdes, StateStore store, boolean savesState) {
    FactTranslator translator = new FactTranslator(topics.namespace());
    this.admission = new FactAdmission(topics, serdes, translator);
    this.seals = new StateSeals(topics, serdes, store);
    this.recorder = new DecisionRecorder(serdes, seals);
    this.savesState = savesState;
    this.router = new OutputRouter(topics, serdes);
    this.state = new PartitionState(store, serdes, translator);
    this.previews = new PreviewBuilder(state, translator);
  }

  /**
   * A pipeline for a whole log whose reader wants the decisions alone: the same decisions, but no
   * states of requests, offers, dispatches, agreements and owners, neither among the records nor in
   * the store.
   *
   * @param empty receives what later decisions look up: ids
   */
  public static FactProcessor ofDecisionsAlone(
      Topics topics, TopicSerdes serdes, StateStore empty) {
    return new FactProcessor(topics, serdes, empty, false);
  }

  /**
   * Processes one record.
   *
   * @param timestamp of the record, milliseconds; written into a dead letter only
   */
  public ProcessingResult process(
      byte @Nullable [] key, byte @Nullable [] value, int partition, long offset, long timestamp) {
    IntakeRecord record = new IntakeRecord(key, value, partition, offset, timestamp);
    ProcessingResult result;
    try {
      result = complete(decide(record));
    } catch (UnreadableRecord e) {
      result = router.deadLetter(record, e);
    }
    if (savesState) {
      state.saveCursor(partition, offset);
    }
    return result;
  }

  /** Changes nothing. */
  private RecordedDecision decide(IntakeRecord record) throws UnreadableRecord {
    try {
      AdmittedFact fact = admission.admit(record);
      HostedNetwork network = state.networkOrNew(fact.networkId());
      FactOutcome outcome = deduplicator.find(fact, network).orElseGet(() -> decide(fact, network));
      FactAdmission.requireFormedNetwork(network, outcome);
      return recorder.record(fact, network, outcome);
    } catch (KafkaException | SchemaRegistry.RegistryUnavailable e) {
      // The store or the registry failed, not the record.
      throw e;
    } catch (RuntimeException e) {
      throw new UnreadableRecord(
          DeadLetterCause.PROCESSING_FAILED, e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static FactOutcome decide(AdmittedFact fact, HostedNetwork network) {
    return FactOutcome.of(Decider.decide(network.state(), fact.report(), network.nextSequence()));
  }

  /** A failure here leaves the state half changed: it must stop the task. */
  private ProcessingResult complete(RecordedDecision decision) {
    List<Out> sealed = seals.write(decision.network(), decision.seal());
    List<Out> states =
        savesState ? ChangeApplier.apply(decision) : ChangeApplier.applyInHeap(decision);
    deduplicator.remember(decision);
    state.advance(decision);
    if (savesState) {
      decision.network().store().saveHead();
    }
    return router.route(decision, sealed, states);
  }

  /** The decision if this fact were next; changes nothing. */
  public Preview preview(Fact fact) {
    return previews.preview(fact);
  }

  /** The state that the pipeline decides on; only to be read. */
  public PartitionState state() {
    return state;
  }
}
