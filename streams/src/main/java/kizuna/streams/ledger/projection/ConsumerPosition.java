package kizuna.streams.ledger.projection;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The lag of a consumer behind the ends of its partitions. */
final class ConsumerPosition {

  private ConsumerPosition() {}

  /** Continues from positions; reads partitions without one from their beginning. */
  static void seek(
      Consumer<byte[], byte[]> consumer,
      Collection<TopicPartition> partitions,
      Map<TopicPartition, Long> positions) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    for (TopicPartition partition : partitions) {
      Long position = positions.get(partition);
      if (position != null) {
        consumer.seek(partition, position);
      }
    }
  }

  /** Number of records up to some ends that are not written yet. */
  static long missing(Map<TopicPartition, Long> end, Map<TopicPartition, Long> positions) {
    return end.entrySet().stream()
        .mapToLong(e -> Math.max(0, e.getValue() - positions.getOrDefault(e.getKey(), 0L)))
        .sum();
  }

  /** Number of records up to some ends that were read. */
  static long read(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> end) {
    return end.entrySet().stream()
        .mapToLong(e -> Math.min(e.getValue(), consumer.position(e.getKey())))
        .sum();
  }

  /** Whether all ends are reached. */
  static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> end) {
    return end.entrySet().stream()
        .allMatch(entry -> consumer.position(entry.getKey()) >= entry.getValue());
  }

  /** Records between the positions and the last known ends. */
  static long lag(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    long sum = 0;
    for (TopicPartition partition : partitions) {
      OptionalLong one = consumer.currentLag(partition);
      if (one.isPresent()) {
        sum += one.getAsLong();
      }
    }
    return sum;
  }

  /**
   * Fetches that the broker has answered; -1: not known. While it does not grow, the broker may be
   * unavailable, and a lag of zero is not reliable.
   */
  static double fetches(Consumer<byte[], byte[]> consumer) {
    return consumer.metrics().values().stream()
        .filter(
            m ->
                m.metricName().name().equals("fetch-total")
                    && m.metricName().group().equals("consumer-fetch-manager-metrics"))
        .map(m -> m.metricValue())
        .filter(Double.class::isInstance)
        .mapToDouble(v -> (Double) v)
        .findFirst()
        .orElse(-1);
  }
}
