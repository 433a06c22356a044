package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CommittedEnd;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.processing.LastDecision;
import kizuna.streams.processing.OutputRouter;
import kizuna.streams.processing.OwnersPartition;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the values to compare with the state of a task: the last committed decision of its
 * partition that counts, from its end; and the topic of published owners.
 */
final class CommittedPartitionEnd implements LastDecision.Source, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CommittedPartitionEnd.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

  /** The partitions of one assignment follow each other faster. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  /** After the last decision there are transaction markers, unreadable records, and repairs. */
  private static final long FIRST_WINDOW = 32;

  private final Topics topics;
  private final String topic;
  private final String owners;
  private final WireFormat<MatchDecision> format;
  private final Map<String, Object> settings;
  private volatile @Nullable Clients clients;
  private volatile boolean closed;

  /** Connected clients. */
  private static final class Clients {
    final Admin admin;
    final KafkaConsumer<byte[], byte[]> consumer;
    long lastUsed = System.nanoTime();

    Clients(Map<String, Object> settings) {
      this.admin = Admin.create(new HashMap<>(settings));
      Map<String, Object> reading = new HashMap<>(settings);
      reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
      reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
      reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
      reading.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
      this.consumer =
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    boolean hasRested() {
      return System.nanoTime() - lastUsed > LONGEST_REST.toNanos();
    }

    /** Nothing is waited for. */
    void close() {
      admin.close(Duration.ZERO);
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  CommittedPartitionEnd(Topics topics, WireFormat<MatchDecision> format, KafkaCluster cluster) {
    this.topics = topics;
    this.topic = topics.matchDecisions.name();
    this.owners = topics.owners.name();
    this.format = format;
    this.settings = cluster.settings();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "last-decision-" + topics.namespace().name());
    settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis()));
    settings.put(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis() / 2));
  }

  /**
   * Waits while the broker does not answer: no decision is allowed before.
   *
   * @throws KafkaException if this was closed meanwhile, or the broker refuses
   */
  @Override
  public synchronized Optional<LastDecision> of(int partition) {
    TopicPartition at = new TopicPartition(topic, partition);
    return untilAnswered(
        "the last decision of " + at,
        c -> read(c.consumer, at, CommittedEnd.await(c.admin, at, () -> closed)));
  }

  /**
   * The same wait. Only for records that count as answered in the state but appear again behind the
   * last decision: after a loss of offsets or of a commit.
   */
  @Override
  public synchronized boolean isDeadLetter(int partition, long intakeOffset) {
    String keys = OutputRouter.deadLetterKeys(topics, partition);
    TopicPartition at =
        new TopicPartition(
            topics.deadLetters.name(),
            DecisionTopology.partitionOf(
                (keys + intakeOffset).getBytes(StandardCharsets.UTF_8),
                topics.deadLetters.partitions()));
    return untilAnswered(
        "the dead letter of offset " + intakeOffset + " on " + at,
        c ->
            holds(
                c.consumer, at, CommittedEnd.await(c.admin, at, () -> closed), keys, intakeOffset));
  }

  /** Letters of one partition of the intake are in its order: an earlier one ends the search. */
  private boolean holds(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition at,
      long end,
      String keys,
      long intakeOffset) {
    consumer.assign(List.of(at));
    long beginning = consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L);
    for (long window = FIRST_WINDOW; ; window *= FIRST_WINDOW) {
      long from = Math.max(beginning, end - window);
      boolean earlier = false;
      consumer.seek(at, from);
      while (consumer.position(at) < end) {
        if (closed) {
          throw new KafkaException("closed while reading " + at);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          String key = new String(record.key(), StandardCharsets.UTF_8);
          if (key.equals(keys + intakeOffset)) {
            return true;
          }
          earlier |=
              key.startsWith(keys) && Long.parseLong(key.substring(keys.length())) < intakeOffset;
        }
      }
      if (earlier || from == beginning) {
        return false;
      }
    }
  }

  /**
   * The topic that owners of a partition are published to. Waits while the broker does not answer.
   *
   * @throws KafkaException if this was closed meanwhile, or the broker refuses
   */
  synchronized OwnersPartition ownersTopic(int partition) {
    TopicPartition at = new TopicPartition(owners, partition);
    return untilAnswered(
        "the topic of " + at, c -> new OwnersPartition(topicId(c.admin), isEmpty(c.consumer, at)));
  }

  private String topicId(Admin admin) {
    try {
      TopicDescription found =
          admin.describeTopics(List.of(owners)).allTopicNames().get().get(owners);
      return found == null ? "" : found.topicId().toString();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  private static boolean isEmpty(KafkaConsumer<byte[], byte[]> consumer, TopicPartition at) {
    return consumer
        .beginningOffsets(List.of(at))
        .getOrDefault(at, 0L)
        .equals(consumer.endOffsets(List.of(at)).getOrDefault(at, 0L));
  }

  private <T> T untilAnswered(String what, Function<Clients, T> answer) {
    boolean logged = false;
    while (!closed) {
      try {
        return answer.apply(connected());
      } catch (RetriableException e) {
        disconnect();
        if (!logged) {
          LOG.warn("expected {}, but {}; asking until it comes", what, e.toString());
          logged = true;
        }
        pause();
      }
    }
    throw new KafkaException("closed while waiting for " + what);
  }

  /** Clients whose connections were in use just now: one that rested may be dead without a word. */
  private Clients connected() {
    Clients present = clients;
    if (present != null && present.hasRested()) {
      disconnect();
      present = null;
    }
    if (present == null) {
      present = new Clients(settings);
      clients = present;
    }
    present.lastUsed = System.nanoTime();
    return present;
  }

  private void disconnect() {
    Clients present = clients;
    clients = null;
    if (present != null) {
      present.close();
    }
  }

  private Optional<LastDecision> read(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition at, long end) {
    consumer.assign(List.of(at));
    long beginning = consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L);
    UncountedRecords uncounted = new UncountedRecords();
    long window = FIRST_WINDOW;
    while (true) {
      long from = Math.max(beginning, end - window);
      boolean repaired = false;
      consumer.seek(at, from);
      Optional<LastDecision> last = Optional.empty();
      while (consumer.position(at) < end) {
        if (closed) {
          throw new KafkaException("closed while reading " + at);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (uncounted.counts(record)) {
            Optional<LastDecision> decision = decision(record);
            last = decision.isPresent() ? decision : last;
          } else {
            repaired |= uncounted.add(UncountedRecords.of(record));
          }
        }
      }
      if (repaired) {
        // A repair is after the records that it takes out: the same records are read again without
        // those.
        continue;
      }
      if (last.isPresent() || from == beginning) {
        return last;
      }
      window *= FIRST_WINDOW;
    }
  }

  private Optional<LastDecision> decision(ConsumerRecord<byte[], byte[]> record) {
    try {
      MatchDecision d = format.decode(record.value());
      return Optional.of(
          new LastDecision(
              d.getNetworkId(), d.getSequence(), d.getHash().bytes(), d.getIntakeOffset()));
    } catch (UnreadableRecord e) {
      // Not a record of Kizuna.
      return Optional.empty();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /** Ends every call that waits. */
  @Override
  public void close() {
    closed = true;
    Clients waiting = clients;
    if (waiting != null) {
      waiting.admin.close(Duration.ZERO);
    }
    synchronized (this) {
      disconnect();
    }
  }
}
