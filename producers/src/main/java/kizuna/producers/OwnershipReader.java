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
import java.util.function.Supplier;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.TimePassed;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.schemas.text.Message;
import kizuna.states.NetworkSummary;
import kizuna.states.Owner;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the owners of one namespace from its topic, committed records only, from the beginning on;
 * its networks and the times of their logs; and the newest reports of the intake log: their
 * positions, and the resources that they create, which may not be decided yet. After a failure it
 * reads again from the beginning and keeps serving what it has.
 *
 * <p>Its size follows the size of the state, not the length of the log.
 */
final class OwnershipReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OwnershipReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_MILLIS = 1_000;
  private static final Duration LONGEST_READ = Duration.ofSeconds(5);
  private static final int DERIVED = 3;

  /** Limit of the newest reports with known positions, about 150 bytes each. */
  static final int MAX_REPORTS = 50_000;

  static final int MAX_REPORTS_OF_DRILL = 5_000;

  /** Limit of accepted undecided facts; they are kept for a day if the decider is down. */
  static final int MAX_UNDECIDED = 10_000;

  static final Duration UNDECIDED_KEPT_FOR = Duration.ofHours(24);

  private interface Handler {
    void read(OwnershipIndex index, ConsumerRecord<byte[], byte[]> message) throws UnreadableRecord;
  }

  private final String namespace;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Supplier<Optional<Message>> otherRegistry;
  private final Map<String, Handler> handlers = new HashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private final Topic<Fact> intake;
  private final WireFormat<Fact> facts;
  private final int mostReports;
  private final RecentByNetwork<OwnerKey, Owner> undecided =
      new RecentByNetwork<>(MAX_UNDECIDED, UNDECIDED_KEPT_FOR, System::nanoTime);
  private final RecentByNetwork<String, Boolean> forming =
      new RecentByNetwork<>(MAX_UNDECIDED, UNDECIDED_KEPT_FOR, System::nanoTime);
  private volatile OwnershipIndex index;
  private volatile boolean caughtUp;
  private volatile @Nullable String refusal;

  /**
   * Starts to read.
   *
   * @param consumers creates a consumer of committed records
   * @param otherRegistry evidence that the registry is not the one that the log was written with;
   *     then nothing is read, so that no report is accepted under wrong schema ids
   */
  OwnershipReader(
      Topics topics,
      SchemaRegistry registry,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Supplier<Optional<Message>> otherRegistry) {
    this.namespace = topics.namespace().name();
    this.consumers = consumers;
    this.otherRegistry = otherRegistry;
    this.intake = topics.intake;
    this.facts = WireFormat.of(topics.intake, registry);
    this.mostReports = topics.namespace().isDrill() ? MAX_REPORTS_OF_DRILL : MAX_REPORTS;
    this.index = new OwnershipIndex(mostReports);
    handlers.put(intake.name(), this::report);
    WireFormat<Owner> owners = WireFormat.of(topics.owners, registry);
    handlers.put(
        topics.owners.name(),
        (index, message) -> {
          String key = new String(message.key(), StandardCharsets.UTF_8);
          if (message.value() == null) {
            index.remove(key);
          } else {
            index.put(key, owners.decode(message.value()));
          }
        });
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

  /** Only ids that derive from a key are looked up again: those of version 3. */
  private void report(OwnershipIndex index, ConsumerRecord<byte[], byte[]> message)
      throws UnreadableRecord {
    Fact fact = facts.decode(message.value());
    if (fact.getEventId().version() == DERIVED) {
      index.putReport(
          fact.getNetworkId(), fact.getEventId(), message.partition(), message.offset());
    }
    clock(index, fact);
    accepted(fact);
  }

  /** Streams reports an untrusted clock; the coordinator's confirmation ends that state. */
  private static void clock(OwnershipIndex index, Fact fact) {
    TimePassed passed = fact.getTimePassed();
    if (passed != null && passed.getHeld() != null && fact.getReporter().getRole() == Role.SYSTEM) {
      index.clockHeld(fact.getNetworkId(), Duration.between(passed.getTo(), passed.getHeld()));
    } else if (fact.getClockSet() != null) {
      index.clockHeld(fact.getNetworkId(), Duration.ZERO);
    }
  }

  /** The log took a fact, by this door or another. */
  void accepted(Fact fact) {
    ResourceOwners.broughtBy(fact)
        .ifPresent(owned -> undecided.putIfAbsent(fact.getNetworkId(), owned.key(), owned.owner()));
    if (fact.getNetworkFormed() != null) {
      forming.putIfAbsent(fact.getNetworkId(), fact.getNetworkId(), true);
    }
  }

  /** Returns the position of the first report with this event id, among the newest. */
  Optional<OwnershipIndex.IntakePosition> findReport(String network, UUID eventId) {
    return index.findReport(network, eventId);
  }

  /**
   * Reads one report with its own consumer; empty on a timeout.
   *
   * @throws RuntimeException if the broker or the registry cannot be reached
   */
  Optional<LoggedReports.Recorded> report(int partition, long offset) throws UnreadableRecord {
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
                new LoggedReports.Recorded(
                    fact,
                    new IntakeProducer.Receipt(
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

  /** Owner of something that is in the state or on its way there. */
  Optional<Owner> find(OwnerKey key) {
    return index.find(key).or(() -> undecided.find(key.networkId(), key));
  }

  /** Whether all owners are read, so that a missing id is not in the state. */
  boolean hasAllOwners(String network) {
    OwnershipIndex now = index;
    return caughtUp && (now.hasAllOwners(network) || !now.knows(network));
  }

  /** Entries that are kept. */
  int size() {
    return index.size() + undecided.size();
  }

  Optional<Instant> logTime(String network) {
    return index.logTime(network);
  }

  Duration heldAhead(String network) {
    return index.heldAhead(network);
  }

  boolean knows(String network) {
    return index.knows(network) || forming.find(network, network).isPresent();
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
          Thread.interrupted(); // an interrupted thread cannot leave the consumer group in order
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

  /** Why nothing is read, if the registry is another one. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  private void requireRegistryOfLog() {
    refusal =
        otherRegistry
            .get()
            .map(
                difference ->
                    "expected the schema registry that this log was written with, "
                        + difference
                        + "; put its data back from a backup")
            .orElse(null);
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
  }

  private void readOn(Consumer<byte[], byte[]> consumer) {
    requireRegistryOfLog();
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
    OwnershipIndex growing = new OwnershipIndex(mostReports);
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

  /** Reads only the end of the intake log: a repeated report arrives soon or never. */
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

  private void read(OwnershipIndex growing, ConsumerRecord<byte[], byte[]> message) {
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
