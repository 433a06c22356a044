package kizuna.streams.topology;

import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUGINAMI;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.OfferState;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.codes.RejectionCode;
import kizuna.codes.RequestState;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Rejection;
import kizuna.decisions.Sha256;
import kizuna.facts.Fact;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.RecordTraces;
import kizuna.states.LedgerEntry;
import kizuna.states.NetworkSummary;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.processing.HashChain;
import kizuna.streams.processing.StateKeys;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology as it runs: what each record of the intake log leads to on every topic. */
class DecisionTopologyTest {

  private static final byte[] KEY = NETWORK.getBytes(StandardCharsets.UTF_8);

  private final FactBuilder facts = new FactBuilder();
  @TempDir Path stateDir;
  private DrivenTopology kizuna;

  @BeforeEach
  void start() {
    kizuna = new DrivenTopology(stateDir);
  }

  @AfterEach
  void stop() {
    kizuna.close();
  }

  private List<Fact> story() {
    return List.of(
        facts.networkFormed(SHINJUKU, SUMIDA, SUGINAMI),
        facts.municipalities(),
        facts.agreement(),
        facts.declared("noto", WAJIMA),
        facts.requested("r1", 5, 8),
        facts.offered("o1", SHINJUKU, 3, 8),
        facts.offered("o2", SUMIDA, 3, 10),
        facts.confirmed("r1", SHINJUKU));
  }

  private List<Fact> tell() {
    List<Fact> story = story();
    kizuna.put(story.toArray(Fact[]::new));
    return story;
  }

  private void tellAndForget() {
    tell();
    kizuna.everything();
  }

  // A short story, topic by topic.

  @Test
  void everyFactHasOneDecisionInOrderChainedToTheOneBefore() {
    List<Fact> story = tell();

    List<MatchDecision> decisions =
        kizuna.read(kizuna.topics.matchDecisions, kizuna.formats.decisions());
    assertThat(decisions)
        .extracting(
            MatchDecision::getSequence,
            MatchDecision::getIntakeOffset,
            MatchDecision::getFactKind,
            MatchDecision::getSubject,
            MatchDecision::getOutcome)
        .containsExactly(
            tuple(1L, 0L, FactKind.NETWORK_FORMED, NETWORK, Outcome.ACCEPTED),
            tuple(2L, 1L, FactKind.MUNICIPALITIES_LISTED, NETWORK, Outcome.ACCEPTED),
            tuple(3L, 2L, FactKind.AGREEMENT_SIGNED, "kyotei", Outcome.ACCEPTED),
            tuple(4L, 3L, FactKind.DISASTER_DECLARED, "noto", Outcome.ACCEPTED),
            tuple(5L, 4L, FactKind.AID_REQUESTED, "r1", Outcome.ACCEPTED),
            tuple(6L, 5L, FactKind.STAFF_OFFERED, "o1", Outcome.ACCEPTED),
            tuple(7L, 6L, FactKind.STAFF_OFFERED, "o2", Outcome.ACCEPTED),
            tuple(8L, 7L, FactKind.DISPATCH_CONFIRMED, "r1-1", Outcome.ACCEPTED));
    Sha256 before = new Sha256(HashChain.ZEROS);
    for (int i = 0; i < decisions.size(); i++) {
      MatchDecision decision = decisions.get(i);
      assertThat(decision.getEventId()).isEqualTo(story.get(i).getEventId());
      assertThat(decision.getPreviousHash()).isEqualTo(before);
      before = decision.getHash();
    }
    assertThat(decisions)
        .extracting(d -> d.getExplanations().size())
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 0);
  }

  @Test
  void everyDispatchIsTold() {
    tell();

    assertThat(kizuna.read(kizuna.topics.dispatchEvents, kizuna.formats.events()))
        .extracting(
            DispatchEvent::getSequence,
            DispatchEvent::getDispatchId,
            DispatchEvent::getState,
            DispatchEvent::getHeadCount)
        .containsExactly(
            tuple(6L, "r1-1", DispatchState.PROPOSED, 3),
            tuple(7L, "r1-2", DispatchState.PROPOSED, 2),
            tuple(8L, "r1-1", DispatchState.CONFIRMED, 3));
    List<TestRecord<String, byte[]>> ledger = kizuna.records(kizuna.topics.dispatchLedger.name());
    assertThat(ledger)
        .extracting(TestRecord::key)
        .containsExactly("tokyo23/r1-1", "tokyo23/r1-2", "tokyo23/r1-1");
    LedgerEntry last = read(kizuna.formats.ledger(), ledger.get(2).value());
    assertThat(last.getState()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(last.getConfirmedAt()).isEqualTo(facts.now());
  }

  @Test
  void statesAreToldWhenTheyChange() {
    tell();

    assertThat(kizuna.read(kizuna.topics.requestStatus, kizuna.formats.requests()))
        .extracting(
            RequestStatus::getState,
            RequestStatus::getCoveredPersonDays,
            RequestStatus::getOpenPersonDays,
            RequestStatus::getSequence)
        .containsExactly(
            tuple(RequestState.OPEN, 0, 40, 5L),
            tuple(RequestState.PARTIALLY_MATCHED, 24, 16, 6L),
            tuple(RequestState.MATCHED, 40, 0, 7L));
    assertThat(kizuna.read(kizuna.topics.offerStatus, kizuna.formats.offers()))
        .extracting(
            OfferStatus::getOfferId,
            OfferStatus::getState,
            OfferStatus::getPromisedPersonDays,
            OfferStatus::getSequence)
        .containsExactly(
            tuple("o1", OfferState.HELD, 24, 6L),
            tuple("o2", OfferState.HELD, 16, 7L),
            tuple("o1", OfferState.COMMITTED, 24, 8L));
  }

  @Test
  void theNetworkIsSummedUpOnceASecondAndOnlyWhenSomethingWasDecided() {
    tell();
    assertThat(kizuna.records(kizuna.topics.networkSummary.name())).isEmpty();

    kizuna.tick(Duration.ofSeconds(1));
    List<NetworkSummary> summaries =
        kizuna.read(kizuna.topics.networkSummary, kizuna.formats.summaries());
    assertThat(summaries)
        .extracting(
            NetworkSummary::getName,
            NetworkSummary::getSequence,
            NetworkSummary::getProposed,
            NetworkSummary::getConfirmed)
        .containsExactly(tuple("特別区", 8L, 2, 3));

    kizuna.tick(Duration.ofSeconds(1));
    assertThat(kizuna.records(kizuna.topics.networkSummary.name())).isEmpty();
  }

  @Test
  void cleanFeedsCarryTheAcceptedFactsAsTheyCame() {
    List<Fact> story = tell();

    assertThat(kizuna.read(kizuna.topics.disasters, kizuna.formats.facts()))
        .containsExactly(story.get(3));
    assertThat(kizuna.read(kizuna.topics.aidRequests, kizuna.formats.facts()))
        .containsExactly(story.get(4));
    assertThat(kizuna.read(kizuna.topics.staffOffers, kizuna.formats.facts()))
        .containsExactly(story.get(5), story.get(6));
    assertThat(kizuna.records(kizuna.topics.rejections.name())).isEmpty();
    assertThat(kizuna.records(kizuna.topics.deadLetters.name())).isEmpty();
  }

  @Test
  void whatIsWrittenBearsTheTimeAndTheKeyOfItsFact() {
    tell();

    List<TestRecord<String, byte[]>> decisions =
        kizuna.records(kizuna.topics.matchDecisions.name());
    assertThat(decisions).extracting(TestRecord::key).containsOnly(NETWORK);
    assertThat(decisions.get(7).timestamp()).isEqualTo(facts.now().toEpochMilli());
  }

  // What cannot be read, and what is refused.

  @Test
  void whatIsNotOfTheWireIsOneDeadLetterWithItsBytesAndTheNextFactIsDecided() {
    byte[] prose = "応援をお願いします".getBytes(StandardCharsets.UTF_8);
    DeadLetter letter = deadLetterOf(KEY, prose);

    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.WRONG_MAGIC_BYTE);
    assertThat(letter.getDetail())
        .isEqualTo("expected 0 as the first byte (Confluent wire format), but 229");
    assertThat(letter.getTopic()).isEqualTo("kizuna.live.intake");
    assertThat(letter.getPartition()).isZero();
    assertThat(letter.getOffset()).isEqualTo(8);
    assertThat(letter.getNode()).isEqualTo("decide");
    assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(KEY));
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(prose));
  }

  @Test
  void aNullValueIsADeadLetter() {
    DeadLetter letter = deadLetterOf(KEY, null);

    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.NO_VALUE);
    assertThat(letter.getDetail()).isEqualTo("expected a value, but null");
    assertThat(letter.getValue()).isNull();
  }

  @Test
  void aHalfRecordAnUnknownSchemaAndMoreThanARecordAreDeadLetters() {
    byte[] whole = kizuna.formats.facts().encode(facts.requested("r9", 1, 1));
    byte[] unknown = whole.clone();
    ByteBuffer.wrap(unknown).putInt(1, 987_654);
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
    byte[] longer = java.util.Arrays.copyOf(whole, whole.length + 1);

    assertThat(deadLetterOf(KEY, new byte[] {0, 0}).getCause())
        .isEqualTo(DeadLetterCause.TOO_SHORT);
    assertThat(deadLetterOf(KEY, unknown).getCause()).isEqualTo(DeadLetterCause.UNKNOWN_SCHEMA_ID);
    assertThat(deadLetterOf(KEY, cut).getCause()).isEqualTo(DeadLetterCause.NOT_AVRO);
    assertThat(deadLetterOf(KEY, longer).getCause()).isEqualTo(DeadLetterCause.TRAILING_BYTES);
  }

  @Test
  void aFactUnderAnotherNetworksKeyIsADeadLetter() {
    byte[] osaka = "osaka".getBytes(StandardCharsets.UTF_8);
    DeadLetter letter = deadLetterOf(osaka, encode(facts.requested("r9", 1, 1)));

    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.WRONG_KEY);
    assertThat(letter.getDetail())
        .isEqualTo("expected the key tokyo23, the fact's networkId, but another");
  }

  @Test
  void aFactWithoutAKeyIsADeadLetter() {
    DeadLetter letter = deadLetterOf(null, encode(facts.requested("r9", 1, 1)));

    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.WRONG_KEY);
    assertThat(letter.getKey()).isNull();
  }

  @Test
  void aMisspeltFormIsADeadLetterThatNamesTheField() {
    Fact misspelt = facts.requested("r9", 1, 1);
    misspelt.getAidRequested().put("receiver", "172048");
    DeadLetter letter = deadLetterOf(KEY, encode(misspelt));

    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.INVALID_FORM);
    assertThat(letter.getDetail())
        .isEqualTo(
            "expected a municipality code of six digits with its check digit"
                + " (did you mean 172049?) for receiver, but \"172048\"");
  }

  @Test
  void aFactWhoseKindIsNotItsBodyIsADeadLetter() {
    Fact mixed = facts.requested("r9", 1, 1);
    mixed.put("kind", FactKind.STAFF_OFFERED);

    assertThat(deadLetterOf(KEY, encode(mixed)).getCause()).isEqualTo(DeadLetterCause.INVALID_FORM);
  }

  @Test
  void whoseItIsLiesOnTheTopicOfOwners() {
    tell();

    assertThat(kizuna.records(kizuna.topics.owners.name()))
        .extracting(TestRecord::key)
        .containsExactly(
            NETWORK,
            NETWORK + "/REQUEST/r1",
            NETWORK + "/OFFER/o1",
            NETWORK + "/DISPATCH/r1-1",
            NETWORK + "/OFFER/o2",
            NETWORK + "/DISPATCH/r1-2");
  }

  @Test
  void aFactThatIsWrongInSubstanceIsOneRejectionWithItsReasonsAndTheNextIsDecided() {
    tellAndForget();
    Fact foreign = facts.offered("o9", WAJIMA, 1, 1);
    kizuna.put(foreign);

    List<Rejection> rejections = kizuna.read(kizuna.topics.rejections, kizuna.formats.rejections());
    assertThat(rejections)
        .extracting(Rejection::getEventId, Rejection::getFactKind, Rejection::getIntakeOffset)
        .containsExactly(tuple(foreign.getEventId(), FactKind.STAFF_OFFERED, 8L));
    assertThat(rejections.get(0).getReasons())
        .extracting("code", "subject", "ids", "other")
        .containsExactly(tuple(RejectionCode.UNKNOWN_LENDER, "o9", List.of(WAJIMA), null));
    assertThat(kizuna.records(kizuna.topics.staffOffers.name())).isEmpty();
    assertThat(kizuna.records(kizuna.topics.offerStatus.name())).isEmpty();
    assertThat(kizuna.records(kizuna.topics.deadLetters.name())).isEmpty();
    theNextGoodFactIsDecided();
  }

  @Test
  void aDrillsFactIsRefusedByTheLiveLog() {
    tellAndForget();
    Fact drill = facts.requested("r9", 1, 1);
    drill.put("mode", OperationMode.EXERCISE);
    kizuna.put(drill);

    assertThat(kizuna.read(kizuna.topics.rejections, kizuna.formats.rejections()))
        .singleElement()
        .satisfies(
            r -> assertThat(r.getReasons().get(0).getCode()).isEqualTo(RejectionCode.WRONG_MODE));
    theNextGoodFactIsDecided();
  }

  @Test
  void theSameFactAgainIsAnsweredAsADuplicateAndLeavesNoOtherTrace() {
    List<Fact> story = tell();
    kizuna.everything();
    kizuna.put(story.get(4));

    assertThat(kizuna.read(kizuna.topics.matchDecisions, kizuna.formats.decisions()))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getOutcome()).isEqualTo(Outcome.DUPLICATE);
              assertThat(d.getDuplicateOf()).isEqualTo(5);
              assertThat(d.getSequence()).isEqualTo(9);
            });
    kizuna.everything().values().forEach(lines -> assertThat(lines).isEmpty());
  }

  @Test
  void theSameIdWithOtherContentIsRefusedWithAReason() {
    List<Fact> story = tell();
    kizuna.everything();
    Fact other = facts.requested("r2", 6, 8);
    other.put("eventId", story.get(4).getEventId());
    kizuna.put(other);

    assertThat(kizuna.read(kizuna.topics.rejections, kizuna.formats.rejections()))
        .singleElement()
        .satisfies(
            r ->
                assertThat(r.getReasons())
                    .extracting("code", "found")
                    .containsExactly(tuple(RejectionCode.SAME_ID_OTHER_CONTENT, 5L)));
    assertThat(kizuna.records(kizuna.topics.requestStatus.name())).isEmpty();
  }

  /** Puts a record that cannot be read behind the story; it alone comes out, as a dead letter. */
  private DeadLetter deadLetterOf(byte @Nullable [] key, byte @Nullable [] value) {
    if (kizuna.driver.getKeyValueStore(DecisionTopology.CHAIN_HEADS).get(StateKeys.HEADS + NETWORK)
        == null) {
      tellAndForget();
    }
    kizuna.put(key, value, 0);
    List<DeadLetter> letters = kizuna.read(kizuna.topics.deadLetters, kizuna.formats.deadLetters());
    assertThat(letters).hasSize(1);
    kizuna.everything().values().forEach(lines -> assertThat(lines).isEmpty());
    theNextGoodFactIsDecided();
    return letters.get(0);
  }

  private void theNextGoodFactIsDecided() {
    kizuna.everything();
    Fact good = facts.timePassed(facts.now().plusSeconds(1));
    kizuna.put(good);
    assertThat(kizuna.read(kizuna.topics.matchDecisions, kizuna.formats.decisions()))
        .extracting(MatchDecision::getEventId, MatchDecision::getOutcome)
        .containsExactly(tuple(good.getEventId(), Outcome.ACCEPTED));
    kizuna.everything();
  }

  private byte[] encode(Fact fact) {
    return kizuna.formats.facts().encode(fact);
  }

  private static <V extends org.apache.avro.specific.SpecificRecordBase> V read(
      kizuna.schemas.WireFormat<V> format, byte[] value) {
    try {
      return format.decode(value);
    } catch (kizuna.schemas.UnreadableRecord e) {
      throw new AssertionError(e);
    }
  }

  // A restart.

  /**
   * A task that is started anew has its stores filled from the changelogs before it sees a record.
   * Cut after every fact of the story, it goes on with the same bytes.
   */
  @Test
  void aTaskRestoredFromTheChangelogsGoesOnIdenticallyWhereverItWasCut() {
    List<Fact> story = new ArrayList<>(story());
    story.add(facts.withdrawn("o1", SHINJUKU));
    story.add(story.get(4));
    story.add(facts.offered("o3", SUGINAMI, 9, 30));
    story.add(facts.amended("r1", 7, null));
    story.add(facts.timePassed(facts.now().plus(Duration.ofHours(2))));

    List<Map<String, List<String>>> uninterrupted = new ArrayList<>();
    List<Map<String, byte[]>> stores = new ArrayList<>();
    Map<String, byte[]> soFar = new LinkedHashMap<>();
    for (Fact fact : story) {
      kizuna.put(fact);
      uninterrupted.add(kizuna.everything());
      for (String store : List.of(DecisionTopology.BOOKS, DecisionTopology.CHAIN_HEADS)) {
        kizuna
            .records(kizuna.topics.namespace().applicationId() + "-" + store + "-changelog")
            .forEach(r -> soFar.put(r.key(), r.value()));
      }
      stores.add(new LinkedHashMap<>(soFar));
    }

    for (int cut = 0; cut < story.size() - 1; cut++) {
      RestoredTask task = new RestoredTask(stores.get(cut), stateDir.resolve("cut-" + cut));
      for (int i = cut + 1; i < story.size(); i++) {
        assertThat(task.answer(story.get(i), i))
            .as("fact %d after a restart behind fact %d", i, cut)
            .isEqualTo(uninterrupted.get(i));
      }
      task.close();
    }
  }

  /** The processor of a task whose stores hold what the changelogs said. */
  private final class RestoredTask {
    private final MockProcessorContext<byte[], byte[]> context;
    private final List<KeyValueStore<String, byte[]>> stores = new ArrayList<>();
    private final FactTask processor =
        new FactTask(
            kizuna.topics,
            kizuna.formats,
            new Previewer(kizuna.topics),
            new StateStatus(),
            null,
            LogClocks.system(),
            null,
            GroupCommit::new,
            RecordTraces.OFF);

    RestoredTask(Map<String, byte[]> entries, Path dir) {
      context =
          new MockProcessorContext<>(
              EngineProperties.of(
                  kizuna.topics.namespace().applicationId(),
                  DecisionEngine.Settings.of(KafkaCluster.open("nowhere:9092"), dir)),
              new TaskId(0, 0),
              dir.toFile());
      KeyValueStore<String, byte[]> books = store(DecisionTopology.BOOKS);
      KeyValueStore<String, byte[]> heads = store(DecisionTopology.CHAIN_HEADS);
      entries.forEach(
          (k, v) ->
              (DecisionTopology.storeOf(k).equals(DecisionTopology.BOOKS) ? books : heads)
                  .put(k, v));
      processor.init(context);
    }

    private KeyValueStore<String, byte[]> store(String name) {
      KeyValueStore<String, byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      stores.add(store);
      return store;
    }

    Map<String, List<String>> answer(Fact fact, long offset) {
      context.resetForwards();
      context.setRecordMetadata(kizuna.topics.intake.name(), 0, offset);
      Instant at = fact.getRecordedAt();
      processor.process(new Record<>(FactBuilder.key(fact), encode(fact), at.toEpochMilli()));
      Map<String, List<String>> outs = new LinkedHashMap<>();
      kizuna.answersTo().forEach(topic -> outs.put(topic, new ArrayList<>()));
      for (var captured : context.forwarded()) {
        String topic = kizuna.topics.namespace().prefix() + captured.childName().orElseThrow();
        outs.computeIfAbsent(topic, t -> new ArrayList<>())
            .add(
                DrivenTopology.line(
                    new String(captured.record().key(), StandardCharsets.UTF_8),
                    captured.record().value()));
      }
      return outs;
    }

    void close() {
      stores.forEach(KeyValueStore::close);
    }
  }
}
