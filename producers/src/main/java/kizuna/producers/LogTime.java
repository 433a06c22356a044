package kizuna.producers;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.LogClock;
import kizuna.schemas.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the time of a log. */
public final class LogTime {

  /** How much later than a machine's clock a log may be: machines differ a little. */
  public static final Duration MAX_AHEAD = LogClock.MAX_BEHIND;

  /** So many positions before the end hold a record: the last ones may be marks of transactions. */
  private static final long LAST = 20;

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private LogTime() {}

  /**
   * The time of the last record of a topic, by position: a log whose time was set back has later
   * times before it. Of several partitions the latest; empty if there is none, or it cannot be read
   * now.
   */
  public static Optional<Instant> newest(KafkaCluster cluster, Topic<?> topic) {
    Map<String, Object> settings = cluster.settings();
    settings.put("default.api.timeout.ms", (int) LIMIT.toMillis());
    settings.put("request.timeout.ms", (int) LIMIT.toMillis());
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("allow.auto.create.topics", false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      // A request for the offsets of a missing topic would wait until its timeout.
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      return newest(consumer, partitions);
    } catch (KafkaException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> newest(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    consumer.assign(partitions);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    end.forEach(
        (p, offset) -> consumer.seek(p, Math.max(first.getOrDefault(p, 0L), offset - LAST)));
    Map<TopicPartition, Instant> last = new HashMap<>();
    long until = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < until
        && end.entrySet().stream().anyMatch(p -> consumer.position(p.getKey()) < p.getValue())) {
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
        last.put(
            new TopicPartition(found.topic(), found.partition()),
            Instant.ofEpochMilli(found.timestamp()));
      }
    }
    return last.values().stream().max(Comparator.naturalOrder());
  }
}
