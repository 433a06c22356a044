package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.decisions.MatchDecision;
import kizuna.facts.DisasterEnded;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.LastDecision;
import kizuna.streams.processing.NewerStateException;
import kizuna.streams.processing.OwnersPartition;
import kizuna.streams.processing.Preview;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import kizuna.streams.processing.StateKeys;
import kizuna.streams.replay.InMemoryStateStore;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books that do not stand where the log stands are never decided on. */
class StateCheckTest {

  private static final long NEXT = 6;
  private static final String CURSOR = StateKeys.CURSORS + 0;

  @TempDir private Path folder;

  private final FactBuilder f = new FactBuilder();
  private final Topics topics = Topics.of(Namespace.LIVE, 1);
  private final TopicSerdes formats = TopicSerdes.of(topics, new InMemoryRegistry());
  private final StateStatus status = new StateStatus();
  private final Previewer previews = new Previewer(topics);
  private final List<MatchDecision> decided = new ArrayList<>();
  private final Map<String, byte[]> whole = new TreeMap<>();
  private final Map<String, byte[]> older = new TreeMap<>();
  private @Nullable Task task;
  private final Set<Long> letters = new HashSet<>();
  private OwnersPartition.@Nullable Source ownersTopics;
  private Fact next = f.offered("off-9", FactBuilder.SHINJUKU, 4, 8);

  @BeforeEach
  void aNetworkAtWork() throws UnreadableRecord {
    List<Fact> story =
        List.of(
            f.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA),
            f.municipalities(),
            f.agreement(),
            f.declared("noto", FactBuilder.WAJIMA),
            f.offered("off-1", FactBuilder.SHINJUKU, 4, 8),
            f.requested("req-1", 6, 8));
    InMemoryStateStore shelf = new InMemoryStateStore();
    FactProcessor log = new FactProcessor(topics, formats, shelf);
    for (int i = 0; i < story.size(); i++) {
      older.clear();
      older.putAll(whole);
      Fact fact = story.get(i);
      for (ProcessingResult.Out out :
          log.process(FactBuilder.key(fact), formats.facts().encode(fact), 0, i, 0).outs()) {
        if (out.node().equals(Sinks.MATCH_DECISIONS)) {
          decided.add(formats.decisions().decode(out.value()));
        }
      }
      shelf.scan("", whole::put);
    }
    next = f.offered("off-9", FactBuilder.SHINJUKU, 4, 8);
  }

  @AfterEach
  void close() {
    if (task != null) {
      task.close();
    }
  }

  @Test
  void booksThatStandWhereTheLogStandsGoOn() {
    Task t = task(whole, last());
    t.put(next, NEXT);
    assertThat(t.decisions()).hasSize(1);
    assertThat(t.decisions().get(0).getSequence()).isEqualTo(7);
    assertThat(status.fault()).isEmpty();
  }

  @Test
  void aRecordThatOnlyTheStateCallsProcessedIsAnsweredUnlessItsDeadLetterIsCommitted() {
    for (boolean committed : List.of(true, false)) {
      Task t = task(whole, last());
      t.poison(NEXT);
      assertThat(t.sinks()).containsExactly(Sinks.DEAD_LETTERS);
      t.close();
      if (committed) {
        letters.add(NEXT);
      } else {
        letters.clear();
      }

      // The group's offset is before it: that was lost, or its transaction was aborted.
      Task again = task(t.left, last());
      again.poison(NEXT);
      assertThat(again.sinks()).hasSize(committed ? 0 : 1);
      again.put(next, NEXT + 1);
      assertThat(again.decisions()).extracting(MatchDecision::getSequence).containsExactly(7L);
      again.close();
    }
  }

  /** As where the topics were put back from a backup, and the folder was not. */
  @Test
  void aReportIsDecidedThoughTheStateCountsALetterAtItsOffset() {
    Task t = task(whole, last());
    t.poison(NEXT);
    t.close();
    Task again = task(t.left, last());
    again.put(next, NEXT);
    assertThat(again.decisions()).extracting(MatchDecision::getSequence).containsExactly(7L);
  }

  /** A release without owners has told none; a topic that was lost holds none. */
  @Test
  void ownersThatLieOnNoTopicAreToldAtTheStartAndOnlyOnce() {
    ownersTopics = partition -> new OwnersPartition("new", true);
    Task t = task(whole, last());
    t.tick();
    assertThat(t.owners())
        .containsExactly(
            FactBuilder.NETWORK + "/REQUEST/req-1",
            FactBuilder.NETWORK + "/OFFER/off-1",
            FactBuilder.NETWORK + "/DISPATCH/req-1-1",
            FactBuilder.NETWORK);
    t.close();
    for (boolean lost : List.of(false, true)) {
      ownersTopics = partition -> new OwnersPartition("new", lost);
      Task again = task(t.left, last());
      again.tick();
      assertThat(again.owners()).hasSize(lost ? 4 : 0);
      again.close();
    }
  }

  @Test
  void emptyBooksInTheMiddleOfALogAreThrownAwayBeforeAnythingIsDecided() {
    demandsRestoration(task(Map.of(), last()));
  }

  @Test
  void emptyBooksInTheMiddleAreFoundWithoutTheTopicToo() {
    Task t = open(Map.of(), null);
    assertThatThrownBy(() -> t.put(next, 106)).isInstanceOf(TaskCorruptedException.class);
    assertThat(t.context.forwarded()).isEmpty();
    assertThat(t.all()).isEmpty();
  }

  @Test
  void emptyBooksAtTheBeginningOfALogAreRight() {
    Task t = task(Map.of(), Optional.empty());
    t.put(f.networkFormed(FactBuilder.SHINJUKU), 0);
    assertThat(t.decisions()).hasSize(1);
  }

  /** Restored once and still wrong: neither a loop nor invented decisions. */
  @Test
  void whatARestorationDoesNotBringBackIsSaidOnce() {
    demandsRestoration(task(Map.of(), last()));
    Task again = task(Map.of(), last());
    assertThatThrownBy(() -> again.put(next, NEXT))
        .isInstanceOf(StateStatus.StateLostException.class);
    assertThat(again.context.forwarded()).isEmpty();
  }

  @Test
  void aTaskAtRestFindsItToo() {
    Task t = task(Map.of(), last());
    assertThatThrownBy(t::tick).isInstanceOf(TaskCorruptedException.class);
  }

  @Test
  void wrongBooksAnswerNoQuestion() throws InterruptedException {
    task(Map.of(), last());
    assertThat(previews.ask(next, Duration.ofSeconds(5)))
        .isEqualTo(Preview.Missing.NOT_DECIDED_HERE);
  }

  @Test
  void theBooksStoreAloneIsLost() {
    demandsRestoration(task(only(DecisionTopology.CHAIN_HEADS), last()));
  }

  @Test
  void theHeadsAloneAreLost() {
    demandsRestoration(task(only(DecisionTopology.BOOKS), last()));
  }

  @Test
  void anyOneEntryOfTheBooksIsMissing() {
    for (String key : whole.keySet()) {
      Map<String, byte[]> lacking = new TreeMap<>(whole);
      lacking.remove(key);
      if (key.startsWith(StateKeys.CURSORS)
          || key.startsWith(StateKeys.OWNERS)
          || key.contains("format")) {
        continue; // as written by an earlier version
      }
      StateStatus fresh = new StateStatus();
      Task t = open(lacking, Optional.of(last().orElseThrow()), fresh);
      assertThatThrownBy(() -> t.put(next, NEXT))
          .as("without %s", key)
          .isInstanceOf(TaskCorruptedException.class);
      t.close();
    }
    task = null;
  }

  /** The day of its end, and what it was to the load of its lender. */
  @Test
  void whatIsKeptOfAnEndedDisasterIsMissing() {
    LogHarness harness = new LogHarness();
    FactBuilder facts = new FactBuilder();
    List.of(
            facts.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA),
            facts.municipalities(),
            facts.agreement(),
            facts.declared("noto", FactBuilder.WAJIMA),
            facts.offered("off-1", FactBuilder.SHINJUKU, 4, 3),
            facts.requested("req-1", 4, 3),
            facts.confirmed("req-1", FactBuilder.SHINJUKU),
            facts.departed("req-1", FactBuilder.SHINJUKU),
            facts.arrived("req-1", FactBuilder.SHINJUKU))
        .forEach(harness::accept);
    daysPass(harness, facts, 4);
    harness.accept(facts.returned("req-1", FactBuilder.SHINJUKU));
    harness.accept(ended(facts));
    countsAll(harness, "z|");
    daysPass(harness, facts, 8);
    countsAll(harness, "l|");
  }

  private static Fact ended(FactBuilder facts) {
    return facts.fact(
        Role.COORDINATOR,
        FactBuilder.NETWORK,
        FactKind.DISASTER_ENDED,
        new DisasterEnded("noto", false));
  }

  private static void daysPass(LogHarness harness, FactBuilder facts, int days) {
    for (int day = 0; day < days; day++) {
      harness.accept(facts.timePassed(facts.now().plus(Duration.ofDays(1))));
    }
  }

  private static void countsAll(LogHarness harness, String kind) {
    assertThat(harness.log().state().faultWithin(0)).isEmpty();
    harness.restart();
    assertThat(harness.log().state().faultWithin(0)).isEmpty();
    String key = harness.shelf.entries().ceilingKey(kind);
    assertThat(key).startsWith(kind);
    byte[] value = java.util.Objects.requireNonNull(harness.shelf.get(key));
    harness.shelf.delete(key);
    harness.restart();
    assertThat(harness.log().state().faultWithin(0)).as("without %s", key).isPresent();
    harness.shelf.put(key, value);
    harness.restart();
  }

  @Test
  void anOlderCopyIsBehind() {
    demandsRestoration(task(older, last()));
  }

  @Test
  void booksAheadOfTheTopicAreWrong() {
    demandsRestoration(task(whole, at(decided.get(decided.size() - 2))));
  }

  @Test
  void booksOfAnotherLogAreWrong() {
    MatchDecision d = decided.get(decided.size() - 1);
    demandsRestoration(
        task(
            whole,
            Optional.of(
                new LastDecision(
                    d.getNetworkId(), d.getSequence(), new byte[32], d.getIntakeOffset()))));
  }

  /** What an earlier version left behind: the head begun anew beside the books of before. */
  @Test
  void aForkedHeadIsFound() {
    Map<String, byte[]> forked = new TreeMap<>(whole);
    String head = StateKeys.HEADS + decided.get(0).getNetworkId();
    forked.put(
        head,
        java.util.Arrays.copyOf(older(java.util.Objects.requireNonNull(whole.get(head)), 2), 48));
    forked.remove(CURSOR);
    MatchDecision second = decided.get(1);
    demandsRestoration(
        task(
            forked,
            Optional.of(
                new LastDecision(
                    second.getNetworkId(),
                    2,
                    java.util.Arrays.copyOfRange(forked.get(head), 8, 40),
                    106))));
    assertThat(status.fault().orElseThrow()).contains("forked");
  }

  /** The group's offsets expired, or the group was deleted. */
  @Test
  void whatWasAnsweredIsNotAnsweredAgain() {
    Task t = task(whole, last());
    for (int i = 0; i < NEXT; i++) {
      t.put(next, i);
    }
    assertThat(t.context.forwarded()).isEmpty();
    t.put(next, NEXT);
    assertThat(t.decisions()).hasSize(1);
  }

  @Test
  void storesOfAnEarlierVersionAreAcceptedIfTheyEndInTheLastDecision() {
    Map<String, byte[]> earlier = new TreeMap<>(whole);
    earlier.remove(CURSOR);
    earlier.replaceAll(
        (k, v) -> k.startsWith(StateKeys.HEADS) ? java.util.Arrays.copyOf(v, 48) : v);
    Task t = task(earlier, last());
    t.put(next, 5); // its offsets are lost too
    assertThat(t.context.forwarded()).isEmpty();
    t.put(next, NEXT);
    assertThat(t.decisions().get(0).getSequence()).isEqualTo(7);
    assertThat(
            java.nio.ByteBuffer.wrap(java.util.Objects.requireNonNull(t.all().get(CURSOR)))
                .getLong())
        .isEqualTo(NEXT);
    t.close();

    task = null;
    Task after = open(t.left, at(t.decided.get(0)));
    after.put(f.offered("off-10", FactBuilder.SUMIDA, 2, 8), NEXT + 1);
    assertThat(after.decisions()).hasSize(1);
  }

  @Test
  void aStoreThatCannotBeReadIsRestored() {
    FactProcessor[] none = new FactProcessor[1];
    StateCheck check =
        new StateCheck(
            new TaskId(0, 0),
            status,
            () -> {
              if (none[0] == null) {
                throw new ProcessorStateException("Corruption: block checksum mismatch");
              }
              return none[0];
            },
            committed(last()));
    assertThat(check.isRight()).isFalse();
    assertThatThrownBy(check::requireRight).isInstanceOf(TaskCorruptedException.class);
    assertThat(status.fault().orElseThrow()).contains("checksum");
  }

  /** In an upgrade of running instances, an older one is handed what a newer one stored. */
  @Test
  void stateOfANewerReleaseIsNeitherDecidedOnNorThrownAway() {
    Map<String, byte[]> newer = new TreeMap<>(whole);
    newer.replaceAll(
        (key, value) -> key.contains("format") ? "999999".getBytes(StandardCharsets.UTF_8) : value);
    assertThat(newer).isNotEqualTo(whole);

    assertThatThrownBy(() -> open(newer, last())).isInstanceOf(NewerStateException.class);
    assertThat(status.fault()).isEmpty();
  }

  /** Streams initialises the same processor again when a task is revived. */
  @Test
  void aRevivedProcessorLeavesNoPunctuationBehind() {
    Task t = task(whole, last());
    t.put(next, NEXT);
    t.processor.close();
    assertThat(t.context.scheduledPunctuators()).allMatch(p -> p.cancelled());
    t.processor.init(t.context);
    assertThat(t.context.scheduledPunctuators().stream().filter(p -> !p.cancelled())).hasSize(1);
  }

  @Test
  void aTaskAtRestSchedulesNothingMore() {
    Task t = task(whole, last());
    t.tick();
    assertThat(t.context.scheduledPunctuators().stream().filter(p -> !p.cancelled()))
        .as("only when the time is looked at next")
        .hasSize(1);
    t.put(next, NEXT);
    assertThat(t.context.scheduledPunctuators().stream().filter(p -> !p.cancelled())).hasSize(2);
  }

  private void demandsRestoration(Task t) {
    Map<String, byte[]> before = t.all();
    assertThatThrownBy(() -> t.put(next, NEXT)).isInstanceOf(TaskCorruptedException.class);
    assertThat(t.context.forwarded()).isEmpty();
    assertThat(t.all().keySet()).isEqualTo(before.keySet());
    assertThat(status.fault()).isPresent();
    t.close();
    task = null;
  }

  private Optional<LastDecision> last() {
    return at(decided.get(decided.size() - 1));
  }

  private static Optional<LastDecision> at(MatchDecision d) {
    return Optional.of(
        new LastDecision(
            d.getNetworkId(), d.getSequence(), d.getHash().bytes(), d.getIntakeOffset()));
  }

  /** A head's bytes with another sequence. */
  private static byte[] older(byte[] head, long sequence) {
    byte[] copy = head.clone();
    java.nio.ByteBuffer.wrap(copy).putLong(sequence);
    return copy;
  }

  private Map<String, byte[]> only(String store) {
    Map<String, byte[]> some = new TreeMap<>(whole);
    some.keySet().removeIf(k -> !DecisionTopology.storeOf(k).equals(store));
    return some;
  }

  private Task task(Map<String, byte[]> entries, Optional<LastDecision> last) {
    if (task != null) {
      task.close();
    }
    return open(entries, last);
  }

  private Task open(Map<String, byte[]> entries, @Nullable Optional<LastDecision> last) {
    return open(entries, last, status);
  }

  private Task open(
      Map<String, byte[]> entries, @Nullable Optional<LastDecision> last, StateStatus status) {
    Task opened = new Task(entries, last == null ? null : committed(last), status);
    task = opened;
    return opened;
  }

  /** What is committed on the topics. */
  private LastDecision.Source committed(Optional<LastDecision> last) {
    return new LastDecision.Source() {
      @Override
      public Optional<LastDecision> of(int partition) {
        return last;
      }

      @Override
      public boolean isDeadLetter(int partition, long intakeOffset) {
        return letters.contains(intakeOffset);
      }
    };
  }

  private int folders;

  /** The processor of one task on stores with given entries. */
  private final class Task {
    final MockProcessorContext<byte[], byte[]> context;
    final FactTask processor;
    final List<MatchDecision> decided = new ArrayList<>();
    Map<String, byte[]> left = Map.of();
    private final KeyValueStore<String, byte[]> books;
    private final KeyValueStore<String, byte[]> heads;
    private boolean closed;

    Task(Map<String, byte[]> entries, LastDecision.@Nullable Source decisions, StateStatus status) {
      Path dir = folder.resolve("task-" + folders++);
      context =
          new MockProcessorContext<>(
              EngineProperties.of(
                  topics.namespace().applicationId(),
                  DecisionEngine.Settings.of(KafkaCluster.open("nowhere:9092"), dir)),
              new TaskId(0, 0),
              dir.toFile());
      books = store(DecisionTopology.BOOKS);
      heads = store(DecisionTopology.CHAIN_HEADS);
      entries.forEach(
          (k, v) ->
              (DecisionTopology.storeOf(k).equals(DecisionTopology.BOOKS) ? books : heads)
                  .put(k, v));
      processor =
          new FactTask(
              topics,
              formats,
              previews,
              status,
              decisions,
              LogClocks.system(),
              ownersTopics,
              GroupCommit::new,
              RecordTraces.OFF);
      processor.init(context);
    }

    private KeyValueStore<String, byte[]> store(String name) {
      KeyValueStore<String, byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      return store;
    }

    void put(Fact fact, long offset) {
      context.setRecordMetadata(topics.intake.name(), 0, offset);
      processor.process(
          new Record<>(
              fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
              formats.facts().encode(fact),
              0));
    }

    void poison(long offset) {
      context.setRecordMetadata(topics.intake.name(), 0, offset);
      processor.process(new Record<>(new byte[] {1}, new byte[] {1, 2, 3}, 0));
    }

    List<String> sinks() {
      return context.forwarded().stream().map(one -> one.childName().orElseThrow()).toList();
    }

    void tick() {
      context.scheduledPunctuators().stream()
          .filter(p -> !p.cancelled())
          .toList()
          .forEach(p -> p.getPunctuator().punctuate(0));
    }

    List<MatchDecision> decisions() {
      decided.clear();
      for (var captured : context.forwarded()) {
        if (captured.childName().orElseThrow().equals(Sinks.MATCH_DECISIONS)) {
          try {
            decided.add(formats.decisions().decode(captured.record().value()));
          } catch (UnreadableRecord e) {
            throw new AssertionError(e);
          }
        }
      }
      return decided;
    }

    /** Keys of what was told on the topic of owners, in this order. */
    List<String> owners() {
      return context.forwarded().stream()
          .filter(f -> f.childName().orElseThrow().equals(Sinks.OWNERS))
          .map(f -> new String(f.record().key(), StandardCharsets.UTF_8))
          .toList();
    }

    Map<String, byte[]> all() {
      Map<String, byte[]> all = new TreeMap<>();
      books.all().forEachRemaining(e -> all.put(e.key, e.value));
      heads.all().forEachRemaining(e -> all.put(e.key, e.value));
      return all;
    }

    void close() {
      if (!closed) {
        closed = true;
        left = all();
        processor.close();
        books.close();
        heads.close();
      }
    }
  }
}
