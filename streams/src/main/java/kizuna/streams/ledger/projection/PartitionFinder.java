package kizuna.streams.ledger.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the partitions of a read model's topics. */
final class PartitionFinder {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionFinder.class);

  /** Attempts to find a topic that older namespaces lack; a new namespace may just be created. */
  private static final int OPTIONAL_TOPIC_ATTEMPTS = 5;

  private final Topics topics;
  private final Set<String> names;
  private int attempts;

  PartitionFinder(Topics topics, Set<String> names) {
    this.topics = topics;
    this.names = names;
  }

  /**
   * All partitions.
   *
   * @throws IllegalStateException if a topic does not exist yet
   */
  List<TopicPartition> find(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : names) {
      List<PartitionInfo> infos = consumer.partitionsFor(topic);
      if (infos == null || infos.isEmpty()) {
        if (topic.equals(topics.agreementStatus.name()) && attempts++ >= OPTIONAL_TOPIC_ATTEMPTS) {
          LOG.info("{} is not there: the namespace was made before it was", topic);
          continue;
        }
        throw new IllegalStateException("expected topic " + topic + ", but it is not there yet");
      }
      infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }
}
