package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kizuna.producers.Owners.Thing;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** How soon an id is refused tells nobody whether it is there. */
class KnownIdsTest {

  private static final Duration PATIENCE = Duration.ofMillis(400);

  @Test
  void whatIsNotYoursIsRefusedAsSlowlyAsWhatIsNotThere() {
    try (KnownIds ids = new KnownIds(KnownIdsTest::reader, PATIENCE)) {
      ids.taken(
          Namespace.LIVE, "tokyo23", Thing.REQUEST, "theirs", new Owner("172049", null, null));
      // The reader has reached the end of its topics before it is measured.
      assertThat(ids.of(Namespace.LIVE, "tokyo23", Thing.REQUEST, "warm-up")).isEmpty();

      long asked = System.nanoTime();
      assertThat(ids.of(Namespace.LIVE, "tokyo23", Thing.REQUEST, "nobodys")).isEmpty();
      long notThere = System.nanoTime() - asked;
      asked = System.nanoTime();
      assertThat(ids.of(Namespace.LIVE, "tokyo23", Thing.REQUEST, "theirs")).isPresent();
      ids.awaitAsForNothing(asked);
      long notYours = System.nanoTime() - asked;

      assertThat(notThere).isGreaterThanOrEqualTo(PATIENCE.toNanos() * 9 / 10);
      assertThat(notYours).isGreaterThanOrEqualTo(PATIENCE.toNanos());
      // Waiting once more adds nothing.
      asked = System.nanoTime() - PATIENCE.toNanos();
      ids.awaitAsForNothing(asked);
      assertThat(System.nanoTime() - asked - PATIENCE.toNanos())
          .isLessThan(TimeUnit.MILLISECONDS.toNanos(300));
    }
  }

  private static IdReader reader(Namespace namespace) {
    Topics topics = Topics.of(namespace);
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    for (String topic :
        List.of(
            topics.dispatchLedger.name(), topics.requestStatus.name(), topics.offerStatus.name())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      Node node = new Node(0, "localhost", 9092);
      consumer.updatePartitions(
          topic, List.of(new PartitionInfo(topic, 0, node, new Node[] {node}, new Node[] {node})));
      consumer.updateBeginningOffsets(java.util.Map.of(partition, 0L));
      consumer.updateEndOffsets(java.util.Map.of(partition, 0L));
    }
    return new IdReader(topics, new InMemoryRegistry(), () -> consumer);
  }
}
