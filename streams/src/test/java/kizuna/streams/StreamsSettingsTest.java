package kizuna.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    return settings(instance, threads, standbys, "", List.of());
  }

  private StreamsSettings settings(
      String instance, int threads, int standbys, String address, List<URI> deciders) {
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
        standbys,
        address,
        deciders);
  }

  @Test
  void twoInstancesOfOneMachineHaveNamesOfTheirOwn() {
    StreamsSettings unnamed = settings("", 1, 0);

    assertThat(name(unnamed, 8092)).endsWith("-8092").isEqualTo(name(unnamed, 8092));
    assertThat(name(unnamed, 8093)).isNotEqualTo(name(unnamed, 8092));
    assertThat(name(settings("blue", 1, 0), 8092)).isEqualTo("blue");
  }

  private static String name(StreamsSettings settings, int port) {
    return settings.engineInstance("127.0.0.1", port).name();
  }

  @Test
  void othersReachAnInstanceWhereItListensOrWhereItSays() {
    StreamsSettings here = settings("", 1, 0);

    assertThat(here.engineInstance("127.0.0.1", 8092).address()).contains("127.0.0.1:8092");
    assertThat(here.engineInstance("0.0.0.0", 8092).address().orElseThrow())
        .endsWith(":8092")
        .doesNotContain("0.0.0.0");
    assertThat(
            settings("", 1, 0, "streams-0.streams:80", List.of())
                .engineInstance("0.0.0.0", 8092)
                .address())
        .contains("streams-0.streams:80");
  }

  @Test
  void whatCannotBeIsNamedWithItsSetting() {
    assertThatThrownBy(() -> settings("a b", 1, 0)).hasMessageContaining("KIZUNA_INSTANCE");
    assertThatThrownBy(() -> settings("", 0, 0)).hasMessageContaining("KIZUNA_THREADS");
    assertThatThrownBy(() -> settings("", 1, 3)).hasMessageContaining("KIZUNA_STANDBYS");
    assertThatThrownBy(() -> settings("", 1, 0, "http://a:80", List.of()))
        .hasMessageContaining("KIZUNA_ADDRESS");
    URI withPassword = URI.create("http://somebody:canary@streams-0:8092");
    assertThatThrownBy(() -> settings("", 1, 0, "", List.of(withPassword)))
        .hasMessageContaining("KIZUNA_DECIDERS")
        .hasMessageNotContaining("canary");
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
