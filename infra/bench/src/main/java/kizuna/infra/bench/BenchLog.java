package kizuna.infra.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.streams.contract.TopicSerdes;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The intake of a bench's broker: encodes facts, writes them, and reads topics from the start. */
final class BenchLog {

  static final int PARTITIONS = 4;

  private final EmbeddedBroker broker;
  private final String intake;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  BenchLog(EmbeddedBroker broker, String intake) {
    this.broker = broker;
    this.intake = intake;
  }

  /** Key and value of each fact, as they are on the log. */
  static List<byte[][]> encoded(TopicSerdes formats, List<Fact> facts) {
    List<byte[][]> records = new ArrayList<>(facts.size());
    for (Fact fact : facts) {
      records.add(
          new byte[][] {
            fact.getNetworkId().getBytes(StandardCharsets.UTF_8), formats.facts().encode(fact)
          });
    }
    return records;
  }

  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = broker.cluster(Account.LAUNCHER).settings();
    settings.put("acks", "all");
    settings.put("linger.ms", 5);
    settings.put("batch.size", 64 << 10);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void send(KafkaProducer<byte[], byte[]> producer, byte[][] record) {
    var unused =
        producer.send(
            new ProducerRecord<>(intake, record[0], record[1]),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Fails if a record was not written, so that no reader waits for it. */
  void requireWritten() {
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("expected every fact to be written, but " + e, e);
    }
  }

  KafkaConsumer<byte[], byte[]> consumer(String topic) {
    Map<String, Object> settings = broker.cluster(Account.LAUNCHER).settings();
    settings.put("isolation.level", "read_committed");
    settings.put("max.poll.records", 5_000);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = partitions(topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  static List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }
}
