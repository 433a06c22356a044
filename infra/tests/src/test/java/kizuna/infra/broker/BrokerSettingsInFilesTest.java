package kizuna.infra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import kizuna.infra.host.Installation;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

/** The clusters that come with Kizuna have the broker settings that provisioning demands. */
class BrokerSettingsInFilesTest {

  private static final Path INFRA = Installation.here().root().resolve("infra");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @Test
  void ofContainers() throws IOException {
    JsonNode settings =
        YAML.readTree(Files.readString(INFRA.resolve("compose/docker-compose.yml")))
            .path("x-broker-settings");
    Map<String, String> given = new HashMap<>();
    settings
        .properties()
        .forEach(
            one ->
                given.put(
                    one.getKey()
                        .replaceFirst("^KAFKA_", "")
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.'),
                    one.getValue().asText()));

    demandRight(given);
  }

  @Test
  void ofKubernetes() throws IOException {
    Map<String, String> given = new HashMap<>();
    try (var documents =
        YAML.readerFor(JsonNode.class)
            .<JsonNode>readValues(Files.readString(INFRA.resolve("kubernetes/kafka.yaml")))) {
      documents
          .readAll()
          .forEach(
              document ->
                  document
                      .path("spec")
                      .path("kafka")
                      .path("config")
                      .properties()
                      .forEach(one -> given.put(one.getKey(), one.getValue().asText())));
    }

    demandRight(given);
  }

  private static void demandRight(Map<String, String> given) {
    assertThat(given).as("settings").hasSizeGreaterThan(5);
    Map<String, String> all = new HashMap<>();
    AbstractKafkaConfig.CONFIG_DEF
        .defaultValues()
        .forEach(
            (name, value) -> {
              if (value != null) {
                all.put(name, Objects.toString(value));
              }
            });
    all.putAll(given);
    assertThat(ClusterReview.ofBroker("1", all)).isEmpty();
  }
}
