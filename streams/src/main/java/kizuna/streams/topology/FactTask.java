package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import kizuna.facts.Fact;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.LastDecision;
import kizuna.streams.processing.OwnersPartition;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.processing.Sinks;
import kizuna.streams.processing.StateStore;
import kizuna.streams.state.NetworkState;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one Kafka Streams processor: passes each record of its partition to the {@link FactProcessor}
 * and forwards the result. Also appends due facts to the log. Decides nothing on state that {@link
 * StateCheck} finds wrong.
 */
final class FactTask implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(FactTask.class);
  private static final Duration SUMMARY_INTERVAL = Duration.ofSeconds(1);

  /** Longest interval between two readings of the machine's clock, which may be set meanwhile. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  private static final Duration SHORTEST_REST = Duration.ofMillis(10);

  private final Topics topics;
  private final TopicSerdes serdes;
  private final Previewer previews;
  private final StateStatus status;
  private final LastDecision.@Nullable Source decisions;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable StateCheck check;
  private Previewer.@Nullable TaskLock lock;
  private final LogClocks clocks;
  private final OwnersPartition.@Nullable Source ownersTopics;
  private final Supplier<GroupCommit> commits;
  private final RecordTraces traces;
  private @Nullable DueTimes dueTimes;
  private @Nullable Cancellable summary;
  private @Nullable Cancellable time;
  private Duration timeAt = Duration.ZERO;
  private boolean rulesAdopted;
  private long skipped;

  /**
   * @param decisions finds the values to compare with the state; null without a broker
   * @param clocks the time in each network's log
   * @param ownersTopics finds the topic of owners; null without a broker
   * @param commits commits of the present thread
   * @param traces receives facts that belong to a trace
   */
  FactTask(
      Topics topics,
      TopicSerdes serdes,
      Previewer previews,
      StateStatus status,
      LastDecision.@Nullable Source decisions,
      LogClocks clocks,
      OwnersPartition.@Nullable Source ownersTopics,
      Supplier<GroupCommit> commits,
      RecordTraces traces) {
    this.topics = topics;
    this.serdes = serdes;
    this.previews = previews;
    this.status = status;
    this.decisions = decisions;
    this.clocks = clocks;
    this.ownersTopics = ownersTopics;
    this.commits = commits;
    this.traces = traces;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    skipped = 0;
    StateStore store =
        new KeyValueStateStore(
            context.taskId(),
            context.getStateStore(DecisionTopology.BOOKS),
            context.getStateStore(DecisionTopology.CHAIN_HEADS));
    // After an aborted transaction Streams rolls the store back. State in the heap is loaded from
    // it again, never kept.
    StateCheck opened =
        new StateCheck(
            context.taskId(), status, () -> new FactProcessor(topics, serdes, store), decisions);
    check = opened;
    if (opened.isRight()) {
      if (ownersTopics != null) {
        opened
            .requireRight()
            .state()
            .publishOwnersTo(ownersTopics.of(context.taskId().partition()));
      }
      lock = previews.opened(context.taskId().partition(), opened.requireRight());
      dueTimes = new DueTimes(topics.namespace(), store, clocks);
      rulesAdopted = false;
      scheduleTime(context, SHORTEST_REST);
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
    FactProcessor processor = opened.requireRight();
    RecordMetadata from =
        c.recordMetadata()
            .orElseThrow(() -> new IllegalStateException("expected a record of the intake topic"));
    if (opened.isProcessed(from.offset())) {
      if (skipped++ == 0) {
        LOG.warn(
            "{}-{}: records up to offset {} were answered before and are not decided again (the"
                + " group's offsets are behind or were lost); going on from offset {}",
            from.topic(),
            from.partition(),
            opened.processedUpTo(),
            from.offset());
      }
      processed(c, from, false);
      return;
    }
    adoptRules(c, processor);
    ProcessingResult result;
    try (RecordTraces.Step step = traces.process("decide", record.headers())) {
      result = process(processor, record, from);
      step.set("messaging.kafka.offset", Long.toString(from.offset()));
      Headers headers = new RecordHeaders();
      step.propagate(headers);
      for (Out out : result.outs()) {
        forward(c, out, record.timestamp(), headers);
      }
    }
    publishSummariesSoon(c);
    decided(c, processor, result);
    processed(c, from, result.urgent());
  }

  private void processed(ProcessorContext<byte[], byte[]> c, RecordMetadata from, boolean urgent) {
    commits.get().processed(from.partition(), from.offset(), urgent, c::commit);
  }

  /** A decision may change the next deadline. */
  private void decided(
      ProcessorContext<byte[], byte[]> c, FactProcessor processor, ProcessingResult result) {
    DueTimes due = dueTimes;
    Fact fact = result.decided();
    NetworkState network = fact == null ? null : processor.state().network(fact.getNetworkId());
    if (due != null && fact != null && network != null && !topics.namespace().isDrill()) {
      due.decided(network, fact);
      scheduleTime(c, due.rest(List.of(network), LONGEST_REST));
    }
  }

  /** Schedules one punctuation at a time, for the next deadline: each makes the task commit. */
  private void scheduleTime(ProcessorContext<byte[], byte[]> c, Duration rest) {
    Duration wait = rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
    Duration at = clocks.elapsed().plus(wait);
    if (time != null && at.compareTo(timeAt) >= 0) {
      return;
    }
    cancelTime();
    timeAt = at;
    time = c.schedule(wait, PunctuationType.WALL_CLOCK_TIME, now -> appendDueFacts(c));
  }

  private void appendDueFacts(ProcessorContext<byte[], byte[]> c) {
    cancelTime();
    StateCheck opened = check;
    DueTimes due = dueTimes;
    if (opened == null || due == null) {
      return;
    }
    FactProcessor processor = opened.requireRight();
    adoptRules(c, processor);
    if (topics.namespace().isDrill()) {
      return; // The drill runner sets a drill's time.
    }
    List<NetworkState> networks = processor.state().networks();
    due.due(networks).forEach(fact -> append(c, fact));
    scheduleTime(c, due.rest(networks, LONGEST_REST));
  }

  /** Appends the fact of new rules, before they decide anything. */
  private void adoptRules(ProcessorContext<byte[], byte[]> c, FactProcessor processor) {
    DueTimes due = dueTimes;
    if (due == null || rulesAdopted) {
      return;
    }
    rulesAdopted = true;
    processor
        .state()
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
              append(
                  c, due.adopted(Objects.requireNonNull(processor.state().network(id)), adopted));
            });
  }

  /** Appends a fact to the network's own log. */
  private void append(ProcessorContext<byte[], byte[]> c, Fact fact) {
    forward(
        c,
        new Out(Sinks.PASSING_OF_TIME, fact.getNetworkId(), serdes.facts().encode(fact)),
        fact.getRecordedAt().toEpochMilli());
  }

  private void cancelTime() {
    Cancellable pending = time;
    if (pending != null) {
      pending.cancel();
      time = null;
    }
  }

  private ProcessingResult process(
      FactProcessor processor, Record<byte[], byte[]> record, RecordMetadata from) {
    Previewer.TaskLock own = lock;
    if (own == null) {
      throw new IllegalStateException("expected init before process");
    }
    own.begin();
    try {
      return processor.process(
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
      FactProcessor processor = opened.requireRight();
      processor.state().changedSummaries().forEach(out -> forward(c, out, now));
      List<Out> owners = processor.state().pendingOwners();
      owners.forEach(out -> forward(c, out, now));
      if (!owners.isEmpty()) {
        publishSummariesSoon(c); // More may follow.
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

  /** Also before the same processor is initialised again: Streams keeps earlier punctuations. */
  @Override
  public void close() {
    cancelSummary();
    cancelTime();
    StateCheck opened = check;
    if (dueTimes != null && opened != null && opened.isRight()) {
      opened.requireRight().state().networks().forEach(network -> clocks.left(network.id()));
    }
    dueTimes = null;
    ProcessorContext<byte[], byte[]> c = context;
    Previewer.TaskLock own = lock;
    if (c != null && own != null) {
      previews.closed(c.taskId().partition(), own);
    }
    if (c != null) {
      commits.get().closed(c.taskId().partition());
    }
    lock = null;
    check = null;
  }

  private static void forward(ProcessorContext<byte[], byte[]> context, Out out, long timestamp) {
    forward(context, out, timestamp, new RecordHeaders());
  }

  private static void forward(
      ProcessorContext<byte[], byte[]> context, Out out, long timestamp, Headers headers) {
    context.forward(
        new Record<>(out.key().getBytes(StandardCharsets.UTF_8), out.value(), timestamp, headers),
        out.node());
  }
}
