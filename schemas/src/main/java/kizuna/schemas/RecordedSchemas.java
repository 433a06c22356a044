package kizuna.schemas;

import static kizuna.schemas.SchemaRegistry.MESSAGES;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.schemas.text.Message;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Checks that a registry is the one that a log was written with. A registry that lost its data
 * assigns ids again: earlier records could not be read, and new records would conflict with them.
 */
public final class RecordedSchemas {

  /** So many positions before the end hold a record: the last ones may be marks of transactions. */
  private static final long LAST = 50;

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int ID_AT = 1;
  private static final int HEADER = 5;

  private RecordedSchemas() {}

  /**
   * Returns the schema difference of the last value in each partition of a topic that only Kizuna
   * writes.
   *
   * @return a clause, in English with "but" at its beginning; empty if the registry has their
   *     schemas, or there are no values
   * @throws SchemaRegistry.RegistryUnavailable if the registry cannot be reached
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer
   */
  public static Optional<Message> difference(
      KafkaCluster cluster, SchemaRegistry registry, Topic<?> topic) {
    for (ConsumerRecord<byte[], byte[]> record : last(cluster, topic)) {
      int id = ByteBuffer.wrap(record.value()).getInt(ID_AT);
      Optional<String> known = registry.byId(id).map(Schema::getFullName);
      String written = topic.schema().getFullName();
      if (!known.equals(Optional.of(written))) {
        Object there = known.isPresent() ? known.get() : MESSAGES.of("other.none");
        String partition = record.topic() + "-" + record.partition();
        return Optional.of(MESSAGES.of("other", record.offset(), partition, id, there, written));
      }
    }
    return Optional.empty();
  }

  private static Iterable<ConsumerRecord<byte[], byte[]>> last(
      KafkaCluster cluster, Topic<?> topic) {
    Map<String, Object> settings = cluster.settings();
    settings.put("default.api.timeout.ms", (int) LIMIT.toMillis());
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("allow.auto.create.topics", false);
    Map<TopicPartition, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      end.forEach(
          (p, offset) -> consumer.seek(p, Math.max(first.getOrDefault(p, 0L), offset - LAST)));
      long until = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() < until
          && end.entrySet().stream().anyMatch(p -> consumer.position(p.getKey()) < p.getValue())) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
          // A record deleted from a compacted topic has no value.
          if (found.value() != null && found.value().length >= HEADER) {
            last.put(new TopicPartition(found.topic(), found.partition()), found);
          }
        }
      }
    }
    return last.values();
  }
}
