package kizuna.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.topology.DecisionTopology;
import kizuna.streams.topology.EngineProperties;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Meters are those of the client that decides, not of one that was replaced. */
class EngineMetersTest {

  @TempDir private Path folder;

  private KafkaStreams client(String name) {
    Topics topics = Topics.of(Namespace.LIVE, 1);
    return new KafkaStreams(
        new DecisionTopology(topics, TopicSerdes.of(topics, new InMemoryRegistry())).build(),
        EngineProperties.of(
            name, DecisionEngine.Settings.of(KafkaCluster.open("127.0.0.1:1"), folder)));
  }

  private static Set<String> clients(SimpleMeterRegistry registry) {
    return registry.getMeters().stream()
        .map(m -> m.getId().getTag("client.id"))
        .filter(id -> id != null)
        .map(id -> id.substring(0, "first".length()))
        .collect(Collectors.toSet());
  }

  @Test
  void aNewClientTakesThePlaceOfTheOldOne() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (KafkaStreams first = client("first");
        KafkaStreams other = client("other");
        EngineMeters meters = new EngineMeters()) {
      meters.bindTo(registry);
      meters.measure(first);
      assertThat(clients(registry)).containsExactly("first");

      meters.measure(other);
      assertThat(clients(registry)).containsExactly("other");
    }
    assertThat(registry.getMeters()).isEmpty();
  }
}
