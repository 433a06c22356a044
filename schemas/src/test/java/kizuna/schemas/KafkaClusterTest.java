package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of all Kafka clients: credentials, and the limits of those that live for years. */
class KafkaClusterTest {

  private static final KafkaCluster OPEN = KafkaCluster.open("broker:9092");

  @TempDir Path folder;

  @Test
  void aServiceGivesADeadConnectionUpAfterTenSeconds() {
    assertThat(OPEN.settings()).containsOnlyKeys("bootstrap.servers");
    assertThat(OPEN.serviceSettings())
        .containsEntry("request.timeout.ms", 10_000)
        .doesNotContainKey("default.api.timeout.ms");
    assertThat(OPEN.serviceAdminSettings())
        .containsEntry("request.timeout.ms", 10_000)
        .containsEntry("default.api.timeout.ms", 10_000)
        .containsEntry("connections.max.idle.ms", 10_000);
  }

  @Test
  void theFileOfTheCredentialsMaySetOtherLimits() throws IOException {
    Path file =
        Files.writeString(folder.resolve("client.properties"), "request.timeout.ms=25000\n");
    KafkaCluster slow = new KafkaCluster("broker:9092", ClientProperties.read(file));

    assertThat(slow.serviceSettings()).containsEntry("request.timeout.ms", "25000");
    assertThat(slow.serviceAdminSettings()).containsEntry("default.api.timeout.ms", "25000");
  }
}
