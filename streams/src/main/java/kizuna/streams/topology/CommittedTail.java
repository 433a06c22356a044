package kizuna.streams.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the last committed decision of a partition from its end. */
final class CommittedTail implements LastDecision.Source, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CommittedTail.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

  /** An open transaction on the partition ends within its time limit, or is no decision's. */
  private static final Duration LONGEST_OPEN = Duration.ofSeconds(15);

  /** Behind the last decision lie at most transaction markers and unreadable records. */
  private static final long FIRST_WINDOW = 32;

  private final String topic;
  private final WireFormat<MatchDecision> format;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean closed;

  CommittedTail(Topics topics, WireFormat<MatchDecision> format, KafkaCluster cluster) {
    this.topic = topics.matchDecisions.name();
    this.format = format;
    Map<String, Object> settings = cluster.settings();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "last-decision-" + topics.namespace().name());
    settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis()));
    settings.put(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis() / 2));
    this.admin = Admin.create(new HashMap<>(settings));
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Waits while the broker does not answer: nothing may be decided before.
   *
   * @throws KafkaException if this was closed meanwhile, or the broker refuses
   */
  @Override
  public synchronized Optional<LastDecision> of(int partition) {
    TopicPartition at = new TopicPartition(topic, partition);
    boolean told = false;
    while (!closed) {
      try {
        return read(at, settledEnd(at));
      } catch (RetriableException e) {
        if (!told) {
          LOG.warn(
              "expected the last decision of {}, but {}; asking until it comes", at, e.toString());
          told = true;
        }
        pause();
      }
    }
    throw new KafkaException("closed while waiting for the last decision of " + at);
  }

  /** The end of what is committed, once no transaction is open before the end of the log. */
  private long settledEnd(TopicPartition at) {
    long until = System.nanoTime() + LONGEST_OPEN.toNanos();
    while (true) {
      long committed = end(at, IsolationLevel.READ_COMMITTED);
      if (committed >= end(at, IsolationLevel.READ_UNCOMMITTED)
          || System.nanoTime() > until
          || closed) {
        return committed;
      }
      pause();
    }
  }

  private long end(TopicPartition at, IsolationLevel isolation) {
    try {
      return admin
          .listOffsets(Map.of(at, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
          .partitionResult(at)
          .get()
          .offset();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException known) {
        throw known;
      }
      throw new KafkaException("expected the end of " + at, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  private Optional<LastDecision> read(TopicPartition at, long end) {
    consumer.assign(List.of(at));
    long beginning = consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L);
    long window = FIRST_WINDOW;
    while (true) {
      long from = Math.max(beginning, end - window);
      consumer.seek(at, from);
      Optional<LastDecision> last = Optional.empty();
      while (consumer.position(at) < end) {
        if (closed) {
          throw new KafkaException("closed while reading " + at);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          last = decision(record).or(lastOf(last));
        }
      }
      if (last.isPresent() || from == beginning) {
        return last;
      }
      window *= FIRST_WINDOW;
    }
  }

  private static java.util.function.Supplier<Optional<LastDecision>> lastOf(
      Optional<LastDecision> last) {
    return () -> last;
  }

  private Optional<LastDecision> decision(ConsumerRecord<byte[], byte[]> record) {
    try {
      MatchDecision d = format.decode(record.value());
      return Optional.of(
          new LastDecision(
              d.getNetworkId(), d.getSequence(), d.getHash().bytes(), d.getIntakeOffset()));
    } catch (UnreadableRecord e) {
      // Not one of ours.
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

  /** Ends whoever waits. */
  @Override
  public void close() {
    closed = true;
    admin.close(Duration.ZERO);
    synchronized (this) {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }
  }
}
