package kizuna.streams.ledger.projection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Seeks and reads one record at a time with its own consumer. */
final class KafkaRecordReader implements RecordReader {

  /** For one record, including the wait for earlier callers. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final ReentrantLock turn = new ReentrantLock(true);

  KafkaRecordReader(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  @Override
  public Optional<byte[]> value(String topic, int partition, long offset) {
    long end = System.nanoTime() + LONGEST.toNanos();
    try {
      if (!turn.tryLock(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      TopicPartition where = new TopicPartition(topic, partition);
      consumer.assign(List.of(where));
      consumer.seek(where, offset);
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.offset() == offset) {
            return Optional.ofNullable(record.value());
          }
          if (record.offset() > offset) {
            return Optional.empty();
          }
        }
      }
      return Optional.empty();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      consumer.close();
    } finally {
      turn.unlock();
    }
  }
}
