package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import kizuna.facts.Fact;
import kizuna.schemas.Topics;
import kizuna.streams.state.NetworkState;
import kizuna.streams.topology.ProcessingResult.Out;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one processor: hands each record to the {@link FactProcessor} and forwards its answer. Holds
 * no rule; decides on no books that {@link StateCheck} finds wrong.
 */
final class FactTask implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(FactTask.class);
  private static final Duration SUMMARY_INTERVAL = Duration.ofSeconds(1);

  /** A machine's clock may be set meanwhile: it is looked at so often at least. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  private static final Duration SHORTEST_REST = Duration.ofMillis(10);

  private final Topics topics;
  private final TopicSerdes formats;
  private final Previewer previews;
  private final StateStatus status;
  private final LastDecision.@Nullable Source decisions;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable StateCheck check;
  private Previewer.@Nullable Turn turn;
  private final LogClocks clocks;
  private final OwnersPartition.@Nullable Source ownersTopics;
  private @Nullable DueTimes teller;
  private @Nullable Cancellable summary;
  private @Nullable Cancellable time;
  private Duration timeAt = Duration.ZERO;
  private boolean rulesAdopted;
  private long skipped;

  /**
   * @param decisions finds what the books are compared with; null where there is no broker
   * @param clocks say what time it is in each network's log
   * @param ownersTopics find the topic that owners are told to; null where there is no broker
   */
  FactTask(
      Topics topics,
      TopicSerdes formats,
      Previewer previews,
      StateStatus status,
      LastDecision.@Nullable Source decisions,
      LogClocks clocks,
      OwnersPartition.@Nullable Source ownersTopics) {
    this.topics = topics;
    this.formats = formats;
    this.previews = previews;
    this.status = status;
    this.decisions = decisions;
    this.clocks = clocks;
    this.ownersTopics = ownersTopics;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    skipped = 0;
    StateStore shelf =
        new StoreShelf(
            context.taskId(),
            context.getStateStore(DecisionTopology.BOOKS),
            context.getStateStore(DecisionTopology.CHAIN_HEADS));
    // After an aborted transaction the store is rolled back; the books in the heap are rebuilt from
    // it, never kept.
    StateCheck opened =
        new StateCheck(
            context.taskId(), status, () -> new FactProcessor(topics, formats, shelf), decisions);
    check = opened;
    if (opened.isRight()) {
      if (ownersTopics != null) {
        opened.demandRight().tellOwnersTo(ownersTopics.of(context.taskId().partition()));
      }
      turn = previews.opened(context.taskId().partition(), opened.demandRight());
      teller = new DueTimes(topics.namespace(), shelf, clocks);
      rulesAdopted = false;
      tellTimeAfter(context, SHORTEST_REST);
    }
    publishSummariesSoon(context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<byte[], byte[]> c = context;
    StateCheck opened = check;
    if (c == null || opened == null) {
      throw new IllegalStateException("expected init before process");
    }
    FactProcessor books = opened.demandRight();
    RecordMetadata from =
        c.recordMetadata()
            .orElseThrow(() -> new IllegalStateException("expected a record of the intake topic"));
    if (opened.isAnswered(from.offset())) {
      if (skipped++ == 0) {
        LOG.warn(
            "{}-{}: records up to offset {} were answered before and are not decided again (the"
                + " group's offsets are behind or were lost); going on from offset {}",
            from.topic(),
            from.partition(),
            opened.answeredUpTo(),
            from.offset());
      }
      return;
    }
    adoptRules(c, books);
    ProcessingResult answer = answer(books, record, from);
    for (Out out : answer.outs()) {
      forward(c, out, record.timestamp());
    }
    publishSummariesSoon(c);
    decided(c, books, answer);
    if (answer.urgent()) {
      c.commit();
    }
  }

  /** What is due may be due at another time now. */
  private void decided(
      ProcessorContext<byte[], byte[]> c, FactProcessor books, ProcessingResult answer) {
    DueTimes telling = teller;
    Fact fact = answer.decided();
    NetworkState network = fact == null ? null : books.network(fact.getNetworkId());
    if (telling != null && fact != null && network != null && !topics.namespace().isDrill()) {
      telling.decided(network, fact);
      tellTimeAfter(c, telling.rest(List.of(network), LONGEST_REST));
    }
  }

  /** One punctuation at a time, when something is due: each makes the task commit. */
  private void tellTimeAfter(ProcessorContext<byte[], byte[]> c, Duration rest) {
    Duration wait = rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
    Duration at = clocks.elapsed().plus(wait);
    if (time != null && at.compareTo(timeAt) >= 0) {
      return;
    }
    cancelTime();
    timeAt = at;
    time = c.schedule(wait, PunctuationType.WALL_CLOCK_TIME, now -> tellTime(c));
  }

  private void tellTime(ProcessorContext<byte[], byte[]> c) {
    cancelTime();
    StateCheck opened = check;
    DueTimes telling = teller;
    if (opened == null || telling == null) {
      return;
    }
    FactProcessor books = opened.demandRight();
    adoptRules(c, books);
    if (topics.namespace().isDrill()) {
      return; // Whoever runs it tells it the time.
    }
    List<NetworkState> networks = books.networks();
    telling.due(networks).forEach(fact -> tell(c, fact));
    tellTimeAfter(c, telling.rest(networks, LONGEST_REST));
  }

  /** Before anything is decided by new rules, the logs of their networks say so. */
  private void adoptRules(ProcessorContext<byte[], byte[]> c, FactProcessor books) {
    DueTimes telling = teller;
    if (telling == null || rulesAdopted) {
      return;
    }
    rulesAdopted = true;
    books
        .rulesToAdopt()
        .forEach(
            (id, adopted) -> {
              LOG.info(
                  "network {} is decided by version {} of the rules from decision {} on; before,"
                      + " version {} decided",
                  id,
                  adopted.getToVersion(),
                  adopted.getSince(),
                  adopted.getFromVersion());
              tell(c, telling.adopted(Objects.requireNonNull(books.network(id)), adopted));
            });
  }

  /** Appends a fact to the network's own log. */
  private void tell(ProcessorContext<byte[], byte[]> c, Fact fact) {
    forward(
        c,
        new Out(
            DecisionTopology.PASSING_OF_TIME, fact.getNetworkId(), formats.facts().encode(fact)),
        fact.getRecordedAt().toEpochMilli());
  }

  private void cancelTime() {
    Cancellable pending = time;
    if (pending != null) {
      pending.cancel();
      time = null;
    }
  }

  private ProcessingResult answer(
      FactProcessor books, Record<byte[], byte[]> record, RecordMetadata from) {
    Previewer.Turn own = turn;
    if (own == null) {
      throw new IllegalStateException("expected books that are open");
    }
    own.begin();
    try {
      return books.answer(
          record.key(), record.value(), from.partition(), from.offset(), record.timestamp());
    } finally {
      own.end();
    }
  }

  /** Once after a change: each punctuation opens a transaction, and a task at rest needs none. */
  private void publishSummariesSoon(ProcessorContext<byte[], byte[]> c) {
    if (summary == null) {
      summary =
          c.schedule(SUMMARY_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> summarize(c, now));
    }
  }

  private void summarize(ProcessorContext<byte[], byte[]> c, long now) {
    cancelSummary();
    StateCheck opened = check;
    if (opened != null) {
      FactProcessor books = opened.demandRight();
      books.changedSummaries().forEach(out -> forward(c, out, now));
      List<Out> owners = books.untoldOwners();
      owners.forEach(out -> forward(c, out, now));
      if (!owners.isEmpty()) {
        publishSummariesSoon(c); // There may be more.
      }
    }
  }

  private void cancelSummary() {
    Cancellable pending = summary;
    if (pending != null) {
      pending.cancel();
      summary = null;
    }
  }

  /** Also before the same processor is initialised again: Streams keeps punctuations of before. */
  @Override
  public void close() {
    cancelSummary();
    cancelTime();
    StateCheck opened = check;
    if (teller != null && opened != null && opened.isRight()) {
      opened.demandRight().networks().forEach(network -> clocks.left(network.id()));
    }
    teller = null;
    ProcessorContext<byte[], byte[]> c = context;
    Previewer.Turn own = turn;
    if (c != null && own != null) {
      previews.closed(c.taskId().partition(), own);
    }
    turn = null;
    check = null;
  }

  private static void forward(ProcessorContext<byte[], byte[]> context, Out out, long timestamp) {
    context.forward(
        new Record<>(out.key().getBytes(StandardCharsets.UTF_8), out.value(), timestamp),
        out.node());
  }

  /** The state stores as one shelf. What RocksDB cannot read is restored from the changelog. */
  private record StoreShelf(
      TaskId task, KeyValueStore<String, byte[]> books, KeyValueStore<String, byte[]> heads)
      implements StateStore {

    private KeyValueStore<String, byte[]> of(String key) {
      return DecisionTopology.storeOf(key).equals(DecisionTopology.CHAIN_HEADS) ? heads : books;
    }

    @Override
    public byte @Nullable [] get(String key) {
      try {
        return of(key).get(key);
      } catch (ProcessorStateException e) {
        throw corrupted(e);
      }
    }

    @Override
    public void put(String key, byte[] value) {
      try {
        of(key).put(key, value);
      } catch (ProcessorStateException e) {
        throw corrupted(e);
      }
    }

    @Override
    public void delete(String key) {
      try {
        of(key).delete(key);
      } catch (ProcessorStateException e) {
        throw corrupted(e);
      }
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> reader) {
      try (StringSerializer serializer = new StringSerializer();
          KeyValueIterator<String, byte[]> found = of(prefix).prefixScan(prefix, serializer)) {
        found.forEachRemaining(entry -> reader.accept(entry.key, entry.value));
      } catch (ProcessorStateException e) {
        throw corrupted(e);
      }
    }

    private TaskCorruptedException corrupted(ProcessorStateException e) {
      LOG.warn("the state of task {} cannot be read; it is restored from the changelog", task, e);
      return new TaskCorruptedException(Set.of(task), e);
    }
  }
}
