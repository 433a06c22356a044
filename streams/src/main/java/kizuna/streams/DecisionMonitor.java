package kizuna.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Topics;
import kizuna.streams.topology.DecisionEngine;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks each second the progress of the live log: compares the end of the intake with the offsets
 * that the decisions' group has committed. Fails an engine that decides nothing for {@link
 * DecisionProgress#GIVEN_UP_AFTER}, or restores for {@link
 * DecisionProgress#RESTORATION_GIVEN_UP_AFTER}.
 */
final class DecisionMonitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DecisionMonitor.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

  private final Topics topics;
  private final Optional<DecisionEngine> engine;
  private final DecisionProgress progress;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> intake;
  // Behind the last record may be transaction markers, which are never decided.
  private final Map<TopicPartition, Long> emptyUpTo = new HashMap<>();
  private final Map<TopicPartition, Long> decidedBefore = new HashMap<>();
  private final Thread thread;
  private volatile boolean closed;
  private boolean silent;

  /** Observes the decisions of an engine of this process, beside those of others. */
  DecisionMonitor(DecisionEngine engine, KafkaCluster cluster, DecisionProgress progress) {
    this(engine.topics(), Optional.of(engine), cluster, progress);
  }

  /** Observes the decisions of other processes. */
  DecisionMonitor(Topics topics, KafkaCluster cluster) {
    this(topics, Optional.empty(), cluster, new DecisionProgress());
  }

  private DecisionMonitor(
      Topics topics,
      Optional<DecisionEngine> engine,
      KafkaCluster cluster,
      DecisionProgress progress) {
    this.topics = topics;
    this.engine = engine;
    this.progress = progress;
    this.intake =
        IntStream.range(0, topics.intake.partitions())
            .mapToObj(p -> new TopicPartition(topics.intake.name(), p))
            .collect(Collectors.toCollection(HashSet::new));
    Map<String, Object> settings = cluster.settings();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "decision-watch");
    // The decisions' group, only to read its offsets: this consumer does not join it.
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, topics.namespace().applicationId());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 10);
    settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis()));
    settings.put(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis()));
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(intake);
    consumer.pause(intake);
    this.thread = new Thread(this::run, "decision-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** The state of deciding in other processes, by the broker alone. */
  DecisionProgress.Progress progress() {
    return progress.progress(DecisionEngine.State.RUNNING, System.nanoTime());
  }

  private void run() {
    while (!closed) {
      try {
        refresh();
        silent = false;
      } catch (org.apache.kafka.common.errors.InterruptException e) {
        break;
      } catch (KafkaException e) {
        if (!silent && !closed) {
          LOG.warn("expected the broker to say what is decided, but {}", e.toString());
          silent = true;
        }
      }
      Optional<DecisionEngine> hopeless =
          engine.filter(own -> progress.isStuck(own.state(), System.nanoTime()));
      if (hopeless.isPresent()) {
        hopeless
            .get()
            .fail(
                "reports wait, the brokers answer, and nothing was decided for "
                    + DecisionProgress.GIVEN_UP_AFTER.toMinutes()
                    + " minutes ("
                    + DecisionProgress.RESTORATION_GIVEN_UP_AFTER.toMinutes()
                    + " while a state is opened or restored); check that every topic of "
                    + topics.namespace().prefix()
                    + " is there");
        break;
      }
      try {
        Thread.sleep(PERIOD.toMillis());
      } catch (InterruptedException e) {
        break;
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }

  private void refresh() {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(intake);
    Map<TopicPartition, Long> ends = consumer.endOffsets(intake);
    long now = System.nanoTime();
    for (TopicPartition p : intake) {
      OffsetAndMetadata offset = committed.get(p);
      long decided = Math.max(offset == null ? 0 : offset.offset(), emptyUpTo.getOrDefault(p, 0L));
      long end = ends.getOrDefault(p, 0L);
      Long before = decidedBefore.put(p, decided);
      // Only if nothing moves: a busy partition has records ahead.
      if (decided < end && before != null && before == decided && isEmpty(p, decided, end)) {
        emptyUpTo.put(p, end);
        decided = end;
      }
      progress.observed(p.partition(), decided, end, now);
    }
  }

  private boolean isEmpty(TopicPartition p, long from, long end) {
    consumer.seek(p, from);
    consumer.resume(List.of(p));
    try {
      long until = System.nanoTime() + REQUEST_LIMIT.toNanos();
      while (consumer.position(p) < end && System.nanoTime() < until) {
        if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
          return false;
        }
      }
      return consumer.position(p) >= end;
    } finally {
      consumer.pause(List.of(p));
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
