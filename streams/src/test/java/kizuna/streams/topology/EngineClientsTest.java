package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the main consumer of an engine does when Streams asks for a rebalance. */
class EngineClientsTest {

  private final Consumer<byte[], byte[]> consumer =
      new EngineClients(
              new OpenTransactions(
                  KafkaCluster.open("127.0.0.1:1"), Topics.of(Namespace.drill("clients"))),
              GroupCommit::new)
          .getConsumer(Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "decisions"));

  @AfterEach
  void close() {
    consumer.close();
  }

  /** In Streams' words: the record that it fetched for the task would be skipped. */
  @Test
  void aCorruptedTaskDoesNotGoOnInTheSameClient() {
    assertThatThrownBy(() -> consumer.enforceRebalance("Active tasks corrupted"))
        .isInstanceOf(EngineClients.ClientOutdated.class)
        .hasMessageContaining("Active tasks corrupted");
  }

  @Test
  void tasksMoveToAnotherInstanceStepByStep() {
    assertThatCode(
            () -> consumer.enforceRebalance("triggered followup rebalance scheduled for 1000"))
        .doesNotThrowAnyException();
  }
}
