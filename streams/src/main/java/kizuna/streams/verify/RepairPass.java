package kizuna.streams.verify;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.RecordLog;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.log.UncountedRecords.Range;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.topology.DecisionTopology;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides the log of one partition again, once. Compares its topics and states with the result, and
 * writes the differences if it has a producer.
 */
final class RepairPass {

  private final Topics topics;
  private final RecordLog.Source logs;
  private final TopicSerdes formats;
  private final DecidedLog decided;
  private final int partition;
  private final long committed;
  private final @Nullable Producer<byte[], byte[]> producer;
  private final Map<String, ComparedTopic> streams = new LinkedHashMap<>();
  private final Map<String, Map<String, byte[]>> states = new HashMap<>();
  private final Map<UUID, ProcessingResult.Out> escalated = new LinkedHashMap<>();
  private final InMemoryStateStore store = new InMemoryStateStore();
  private UncountedRecords uncounted = new UncountedRecords();
  private long facts;
  private long differentStates;

  /**
   * @param committed the next intake offset by the group's offsets; 0 if it has none
   * @param producer null to compare only
   */
  RepairPass(
      Topics topics,
      RecordLog.Source logs,
      TopicSerdes formats,
      int partition,
      long committed,
      @Nullable Producer<byte[], byte[]> producer) {
    this.topics = topics;
    this.logs = logs;
    this.committed = committed;
    this.formats = formats;
    this.decided = new DecidedLog(topics, logs, formats, partition);
    this.partition = partition;
    this.producer = producer;
  }

  /** The ranges of records that no longer count. */
  List<Range> ranges() {
    decideAgain();
    return streams.values().stream().flatMap(s -> s.range(partition).stream()).toList();
  }

  /** Compares, and writes if there is a producer. */
  LogRepair.Found run() {
    Optional<LogRepair.First> first = decideAgain();
    for (Map.Entry<String, Map<String, byte[]>> topic : states.entrySet()) {
      compareStates(topic.getKey(), topic.getValue());
    }
    if (producer != null) {
      for (String name : DecisionTopology.stores()) {
        writeChangelog(producer, name);
      }
      sendEscalated(producer);
    }
    ComparedTopic decisions = compared(topics.matchDecisions);
    return new LogRepair.Found(
        partition,
        facts,
        first,
        decisions.replaced(),
        decisions.written(),
        differentStates,
        first.isPresent() && decided.otherRules(first.get().offset()));
  }

  private Optional<LogRepair.First> decideAgain() {
    uncounted = UncountedRecords.of(logs, topics, partition);
    try (RecordLog intake = logs.open(topics.intake.name(), partition)) {
      for (Topic<?> topic :
          List.of(
              topics.matchDecisions,
              topics.dispatchEvents,
              topics.rejections,
              topics.disasters,
              topics.aidRequests,
              topics.staffOffers)) {
        streams.put(
            topic.name(), new ComparedTopic(topic, logs.open(topic.name(), partition), uncounted));
      }
      for (Topic<?> topic :
          List.of(
              topics.dispatchLedger,
              topics.requestStatus,
              topics.offerStatus,
              topics.agreementStatus,
              topics.owners)) {
        states.put(topic.name(), new HashMap<>());
      }
      long decidedUpTo = decided.decidedUpTo(committed);
      FactProcessor processor = new FactProcessor(topics, formats, store);
      while (intake.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = intake.next();
        if (record.offset() > decidedUpTo) {
          break;
        }
        facts++;
        processor
            .process(record.key(), record.value(), partition, record.offset(), record.timestamp())
            .outs()
            .forEach(this::compare);
      }
      streams.values().forEach(ComparedTopic::compareEnd);
      return decided.first(compared(topics.matchDecisions).differsFrom(), uncounted);
    } finally {
      streams.values().forEach(ComparedTopic::close);
    }
  }

  private ComparedTopic compared(Topic<?> topic) {
    ComparedTopic stream = streams.get(topic.name());
    if (stream == null) {
      throw new IllegalStateException("expected " + topic.name() + " to be compared");
    }
    return stream;
  }

  private void compare(ProcessingResult.Out out) {
    Topic<?> topic = DecisionTopology.topicOf(topics, out.node());
    ComparedTopic stream = streams.get(topic.name());
    Map<String, byte[]> state = states.get(topic.name());
    byte[] value = out.value();
    if (value == null) {
      if (state != null) {
        state.remove(out.key());
      }
    } else if (stream != null) {
      if (stream.compareNext(value)) {
        send(topic.name(), out.key(), value);
      }
    } else if (state != null) {
      state.put(out.key(), value);
    } else if (topic.equals(topics.intake) && compared(topics.matchDecisions).differsFrom() >= 0) {
      try {
        escalated.put(formats.facts().decode(value).getEventId(), out);
      } catch (UnreadableRecord e) {
        throw new IllegalStateException("expected to read a fact that was just written", e);
      }
    }
  }

  private void compareStates(String topic, Map<String, byte[]> expected) {
    Map<String, byte[]> actual = new HashMap<>();
    try (RecordLog log = logs.open(topic, partition)) {
      while (log.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = log.next();
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
          actual.remove(key);
        } else {
          actual.put(key, record.value());
        }
      }
    }
    expected.forEach(
        (key, value) -> {
          byte[] now = actual.remove(key);
          if (now == null || !Arrays.equals(WireFormat.payload(now), WireFormat.payload(value))) {
            differentStates++;
            send(topic, key, value);
          }
        });
    actual
        .keySet()
        .forEach(
            key -> {
              differentStates++;
              send(topic, key, null);
            });
  }

  private void writeChangelog(Producer<byte[], byte[]> to, String name) {
    String topic = DecisionTopology.changelog(topics, name);
    Set<String> gone = new HashSet<>();
    try (RecordLog log = logs.open(topic, partition)) {
      while (log.hasNext()) {
        gone.add(new String(log.next().key(), StandardCharsets.UTF_8));
      }
    }
    store
        .entries()
        .forEach(
            (key, value) -> {
              if (DecisionTopology.storeOf(key).equals(name)) {
                gone.remove(key);
                send(topic, key, value);
              }
            });
    gone.forEach(key -> send(topic, key, null));
    to.flush();
  }

  /** Sends the facts for other networks that are not yet on their logs. */
  private void sendEscalated(Producer<byte[], byte[]> to) {
    for (int p = 0; p < topics.intake.partitions() && !escalated.isEmpty(); p++) {
      try (RecordLog log = logs.open(topics.intake.name(), p)) {
        while (log.hasNext()) {
          try {
            escalated.remove(formats.facts().decode(log.next().value()).getEventId());
          } catch (UnreadableRecord e) {
            // A dead letter.
          }
        }
      }
    }
    for (ProcessingResult.Out out : escalated.values()) {
      byte[] key = out.key().getBytes(StandardCharsets.UTF_8);
      int home = topics.intake.partitionOf(key);
      LogRepair.send(to, new ProducerRecord<>(topics.intake.name(), home, key, out.value()));
    }
  }

  private void send(String topic, String key, byte @Nullable [] value) {
    if (producer != null) {
      LogRepair.send(
          producer,
          new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value));
    }
  }
}
