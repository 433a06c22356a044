package kizuna.infra.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads every committed record of the live log's topics, from the first on. */
final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  /** With a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte @Nullable []>>> records =
      new LinkedHashMap<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean stopped;
  private @Nullable Thread thread;

  TopicReader(ExaminedLog log) {
    Map<String, Object> settings = log.cluster().settings();
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.partition.fetch.bytes", 8 << 20);
    settings.put("default.api.timeout.ms", Math.toIntExact(PATIENCE.toMillis()));
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        log.topics().all().stream()
            .flatMap(
                topic ->
                    IntStream.range(0, topic.partitions())
                        .mapToObj(p -> new TopicPartition(topic.name(), p)))
            .toList();
    all.forEach(p -> records.put(p, new ArrayList<>()));
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /** Reads on in a thread of its own until it is closed. */
  TopicReader allAlong() {
    Thread reading =
        new Thread(
            () -> {
              while (!stopped) {
                try {
                  poll();
                } catch (KafkaException e) {
                  // The broker is away: it is asked again.
                }
              }
              consumer.close();
            },
            "chaos-reader");
    reading.setDaemon(true);
    reading.start();
    thread = reading;
    return this;
  }

  /** Reads to what is the end now. */
  TopicReader toTheEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      poll();
    }
    return this;
  }

  private void poll() {
    Iterable<ConsumerRecord<byte[], byte[]>> found = consumer.poll(POLL);
    synchronized (records) {
      for (ConsumerRecord<byte[], byte[]> record : found) {
        List<ConsumerRecord<byte[], byte @Nullable []>> of =
            records.get(new TopicPartition(record.topic(), record.partition()));
        if (of != null) {
          of.add(record);
        }
      }
    }
  }

  /** What it has read of a topic, partition by partition. */
  List<ConsumerRecord<byte[], byte @Nullable []>> of(String topic) {
    List<ConsumerRecord<byte[], byte @Nullable []>> all = new ArrayList<>();
    synchronized (records) {
      records.forEach(
          (partition, some) -> {
            if (partition.topic().equals(topic)) {
              all.addAll(some);
            }
          });
    }
    return all;
  }

  @Override
  public void close() {
    stopped = true;
    if (thread == null) {
      consumer.close();
    }
  }
}
