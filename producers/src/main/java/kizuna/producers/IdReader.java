package kizuna.producers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.states.LedgerEntry;
import kizuna.states.NetworkSummary;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whose what is in one namespace from its state topics, committed records only, from the
 * beginning and then on; and where the newest reports lie in its intake log. When reading fails it
 * starts anew beside what it has.
 */
final class IdReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IdReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_MILLIS = 1_000;
  private static final Duration LONGEST_READ = Duration.ofSeconds(5);
  private static final int DERIVED = 3;
  private static final int MOST_REPORTS = 50_000;
  private static final int MOST_REPORTS_OF_DRILL = 5_000;

  private interface Handler {
    void read(IdIndex index, ConsumerRecord<byte[], byte[]> message) throws UnreadableRecord;
  }

  private final String namespace;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<String, Handler> handlers = new HashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private final Topic<Fact> intake;
  private final WireFormat<Fact> facts;
  private final int mostReports;
  private volatile IdIndex index;
  private volatile boolean caughtUp;

  IdReader(Topics topics, SchemaRegistry registry, Supplier<Consumer<byte[], byte[]>> consumers) {
    this.namespace = topics.namespace().name();
    this.consumers = consumers;
    this.intake = topics.intake;
    this.facts = WireFormat.of(topics.intake, registry);
    this.mostReports = topics.namespace().isDrill() ? MOST_REPORTS_OF_DRILL : MOST_REPORTS;
    this.index = new IdIndex(mostReports);
    handlers.put(intake.name(), this::report);
    handle(
        topics.dispatchLedger,
        registry,
        Owners.Thing.DISPATCH,
        LedgerEntry::getDispatchId,
        e -> new Owner(e.getReceiver(), e.getLender(), null));
    handle(
        topics.requestStatus,
        registry,
        Owners.Thing.REQUEST,
        RequestStatus::getRequestId,
        r -> new Owner(r.getReceiver(), null, null));
    handle(
        topics.offerStatus,
        registry,
        Owners.Thing.OFFER,
        OfferStatus::getOfferId,
        o -> new Owner(null, o.getLender(), o.getAnswersRequestId()));
    WireFormat<NetworkSummary> summaries = WireFormat.of(topics.networkSummary, registry);
    handlers.put(
        topics.networkSummary.name(),
        (index, message) -> {
          // One that was never formed has no name, and is none.
          NetworkSummary summary =
              message.value() == null ? null : summaries.decode(message.value());
          if (summary != null && !summary.getName().isEmpty()) {
            index.formed(summary.getNetworkId(), summary.getChangedAt());
          }
        });
    thread = new Thread(this::run, "ids-" + namespace);
    thread.setDaemon(true);
    thread.start();
  }

  private <V extends SpecificRecordBase> void handle(
      Topic<V> topic,
      SchemaRegistry registry,
      Owners.Thing thing,
      Function<V, String> id,
      Function<V, Owner> owner) {
    WireFormat<V> format = WireFormat.of(topic, registry);
    handlers.put(
        topic.name(),
        (index, message) -> {
          String key = new String(message.key(), StandardCharsets.UTF_8);
          if (message.value() == null) {
            index.remove(thing, key);
            return;
          }
          V value = format.decode(message.value());
          String itsId = id.apply(value);
          index.put(
              thing,
              key.substring(0, Math.max(0, key.length() - itsId.length() - 1)),
              itsId,
              owner.apply(value));
        });
  }

  /** Only ids that derive from a key are asked for again: those of version 3. */
  private void report(IdIndex index, ConsumerRecord<byte[], byte[]> message)
      throws UnreadableRecord {
    UUID eventId = facts.decode(message.value()).getEventId();
    if (eventId.version() == DERIVED) {
      index.putReport(eventId, message.partition(), message.offset());
    }
  }

  /** Where the first report of this event id lies, among the newest. */
  Optional<IdIndex.Place> findReport(UUID eventId) {
    return index.findReport(eventId);
  }

  /**
   * Reads one report with a consumer of its own; empty if it does not come in time.
   *
   * @throws RuntimeException if the broker or the registry cannot be asked
   */
  Optional<FirstReports.Recorded> report(int partition, long offset) throws UnreadableRecord {
    TopicPartition where = new TopicPartition(intake.name(), partition);
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      consumer.assign(List.of(where));
      consumer.seek(where, offset);
      long end = System.nanoTime() + LONGEST_READ.toNanos();
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() == offset) {
            Fact fact = facts.decode(record.value());
            return Optional.of(
                new FirstReports.Recorded(
                    fact,
                    new FactLog.Receipt(
                        fact.getNetworkId(),
                        intake.name(),
                        partition,
                        offset,
                        fact.getRecordedAt())));
          }
        }
      }
      return Optional.empty();
    }
  }

  /** Whether all that lay in the topics at the start has been read. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  Optional<Owner> find(Owners.Thing thing, String network, String id) {
    return index.find(thing, network, id);
  }

  Optional<Instant> logTime(String network) {
    return index.logTime(network);
  }

  boolean knows(String network) {
    return index.knows(network);
  }

  /** Waits a moment for more to be read. */
  synchronized void awaitMore(long millis) throws InterruptedException {
    wait(Math.max(1, millis));
  }

  private synchronized void more() {
    notifyAll();
  }

  private void run() {
    while (!closed.get()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        try {
          readOn(consumer);
        } finally {
          Thread.interrupted(); // who is interrupted cannot take leave of the broker in order
        }
      } catch (RuntimeException e) {
        if (closed.get()) {
          return;
        }
        LOG.warn("expected to read whose what is in {}, but {}; again", namespace, e.toString());
        pause();
      }
    }
  }

  private void readOn(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : handlers.keySet()) {
      List<PartitionInfo> infos = consumer.partitionsFor(topic);
      if (infos == null || infos.isEmpty()) {
        throw new IllegalStateException("expected topic " + topic + ", but it is not there yet");
      }
      infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    seekToRecentReports(consumer, end);
    IdIndex growing = new IdIndex(mostReports);
    boolean reached = false;
    while (!closed.get()) {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        read(growing, message);
      }
      if (!reached
          && end.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
        reached = true;
        index = growing;
        caughtUp = true;
      }
      more();
    }
  }

  /** Of the intake log only its end is read: a report is sent again soon or never. */
  private void seekToRecentReports(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> end) {
    Map<TopicPartition, Long> beginning = consumer.beginningOffsets(end.keySet());
    end.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(intake.name())) {
            consumer.seek(
                partition, Math.max(beginning.getOrDefault(partition, 0L), offset - mostReports));
          }
        });
  }

  private void read(IdIndex growing, ConsumerRecord<byte[], byte[]> message) {
    Handler handler = handlers.get(message.topic());
    while (handler != null && !closed.get()) {
      try {
        handler.read(growing, message);
        return;
      } catch (UnreadableRecord e) {
        LOG.warn("{}@{} names nothing: {}", message.topic(), message.offset(), e.getMessage());
        return;
      } catch (SchemaRegistry.RegistryUnavailable e) {
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      closed.set(true);
    }
  }

  @Override
  public void close() {
    closed.set(true);
    thread.interrupt();
  }
}
