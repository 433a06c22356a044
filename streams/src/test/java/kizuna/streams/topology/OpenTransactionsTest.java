package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A decider that starts does not wait for a broker that is too busy to end old transactions. */
class OpenTransactionsTest {

  @Test
  void aBrokerThatDoesNotAnswerHoldsNoStartUp() throws IOException {
    // Connections are accepted by the system, and nobody reads them.
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Topics topics = Topics.of(Namespace.LIVE, 1);
      OpenTransactions transactions =
          new OpenTransactions(KafkaCluster.open("127.0.0.1:" + silent.getLocalPort()), topics);
      long began = System.nanoTime();

      transactions.endOf(Set.of("kizuna-1"));
      transactions.endOn(List.of(new TopicPartition(topics.intake.name(), 0)), Set.of());

      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isLessThan(OpenTransactions.LIMIT.multipliedBy(2));
    }
  }
}
