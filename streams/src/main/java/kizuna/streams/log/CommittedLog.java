package kizuna.streams.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import kizuna.schemas.KafkaCluster;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One partition from its start to its end when this was made, as committed readers see it, record
 * by record. Later records are left out, even if they were fetched.
 */
public final class CommittedLog implements RecordLog {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  /** Closing waits for the running fetch, at the end of the log for all of it. */
  private static final int LONGEST_FETCH_MS = 20;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final long end;
  private final Queue<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();

  public CommittedLog(KafkaCluster cluster, String topic, int partition) {
    Map<String, Object> settings = cluster.settings();
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.partition.fetch.bytes", 8 << 20);
    settings.put("fetch.max.wait.ms", LONGEST_FETCH_MS);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partition = new TopicPartition(topic, partition);
    consumer.assign(List.of(this.partition));
    consumer.seekToBeginning(List.of(this.partition));
    this.end = consumer.endOffsets(List.of(this.partition)).getOrDefault(this.partition, 0L);
  }

  /**
   * The same, once the transactions that are open on the partition now have ended; waits for them
   * at most 15 s.
   */
  public static CommittedLog settled(KafkaCluster cluster, String topic, int partition) {
    try (Admin admin = Admin.create(cluster.settings())) {
      CommittedEnd.await(admin, new TopicPartition(topic, partition), () -> false);
    }
    return new CommittedLog(cluster, topic, partition);
  }

  @Override
  public long end() {
    return end;
  }

  /**
   * @throws TimeoutException if the broker returns nothing for two minutes
   */
  @Override
  public boolean hasNext() {
    if (!read.isEmpty()) {
      return true;
    }
    long before = consumer.position(partition);
    long until = System.nanoTime() + LONGEST_SILENCE.toNanos();
    while (read.isEmpty() && consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          read.add(record);
        }
      }
      if (consumer.position(partition) == before && System.nanoTime() > until) {
        throw new TimeoutException(
            "expected the broker to give "
                + partition
                + " up to offset "
                + end
                + ", but nothing comes after offset "
                + before);
      }
    }
    return !read.isEmpty();
  }

  @Override
  public ConsumerRecord<byte[], byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the end of " + partition);
    }
    return read.remove();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
