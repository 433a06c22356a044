package kizuna.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.topology.DecisionEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances, threads and copies are settings; what cannot be is said at the start. */
class StreamsSettingsTest {

  @TempDir Path folder;

  private StreamsSettings settings(String instance, int threads, int standbys) {
    return new StreamsSettings(
        "localhost:9092",
        null,
        URI.create("http://localhost:8081"),
        folder,
        folder,
        null,
        null,
        null,
        Duration.ofMillis(100),
        true,
        instance,
        threads,
        standbys);
  }

  @Test
  void twoInstancesOfOneMachineHaveNamesOfTheirOwn() {
    StreamsSettings unnamed = settings("", 1, 0);

    assertThat(unnamed.instanceId(8092)).endsWith("-8092").isEqualTo(unnamed.instanceId(8092));
    assertThat(unnamed.instanceId(8093)).isNotEqualTo(unnamed.instanceId(8092));
    assertThat(settings("blue", 1, 0).instanceId(8092)).isEqualTo("blue");
  }

  @Test
  void whatCannotBeIsNamedWithItsSetting() {
    assertThatThrownBy(() -> settings("a b", 1, 0)).hasMessageContaining("KIZUNA_INSTANCE");
    assertThatThrownBy(() -> settings("", 0, 0)).hasMessageContaining("KIZUNA_THREADS");
    assertThatThrownBy(() -> settings("", 1, 3)).hasMessageContaining("KIZUNA_STANDBYS");
  }

  @Test
  void moreThreadsThanPartitionsAreRefusedAndBothAreNamed() {
    Topics topics = Topics.of(Namespace.LIVE, 4);
    DecisionEngine.Settings how =
        DecisionEngine.Settings.of(KafkaCluster.open("localhost:9092"), folder).as("a", 5, 0);

    assertThatThrownBy(() -> new DecisionEngine(topics, new InMemoryRegistry(), how))
        .hasMessageContaining("at most 4")
        .hasMessageContaining("kizuna.live.intake has 4 partitions")
        .hasMessageContaining("but 5");
  }
}
