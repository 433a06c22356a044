package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.KafkaCluster;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Secrets of the client properties get to Kafka's clients and to the registry's, and into no log,
 * no sentence and no text of an object.
 */
class SecretsAreNotShownTest {

  private static final String CANARY = "canary-7f3a";

  @TempDir Path folder;

  private ClientProperties properties(String... lines) throws Exception {
    return ClientProperties.read(Files.write(folder.resolve("kafka.properties"), List.of(lines)));
  }

  @Test
  void whatIsPlantedInThePropertiesIsInNoLogAndInNoText() throws Exception {
    ClientProperties properties =
        properties(
            "security.protocol=SASL_PLAINTEXT",
            "sasl.mechanism=SCRAM-SHA-512",
            "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"kizuna\" password=\""
                + CANARY
                + "-1\";",
            "ssl.key.password=" + CANARY + "-2",
            "ssl.truststore.password=" + CANARY + "-3",
            "client.rack=tokyo",
            "basic.auth.user.info=kizuna:" + CANARY + "-4",
            "schema.registry.ssl.truststore.password=" + CANARY + "-5");
    KafkaCluster cluster = new KafkaCluster("127.0.0.1:1", properties);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    Level before = root.getLevel();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.INFO);
    try {
      Properties streams =
          EngineProperties.of("decisions", DecisionEngine.Settings.of(cluster, folder));
      var unused = new StreamsConfig(streams);
      Admin.create(cluster.settings()).close();
      new KafkaProducer<>(cluster.settings(), new ByteArraySerializer(), new ByteArraySerializer())
          .close();
      new KafkaConsumer<>(
              cluster.settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .close();
      assertThat(streams).containsEntry("client.rack", "tokyo");
    } finally {
      root.detachAppender(log);
      root.setLevel(before);
    }

    assertThat(log.list).as("what the clients say of their settings").isNotEmpty();
    assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(this::isShown);
    assertThat(List.of(properties, cluster, DecisionEngine.Settings.of(cluster, folder)))
        .extracting(Object::toString)
        .noneMatch(this::isShown);
    ConfluentRegistry registry = new ConfluentRegistry("http://127.0.0.1:1", properties("a=b"));
    assertThatThrownBy(() -> registry.byId(1)).hasMessageNotContaining(CANARY);
  }

  private boolean isShown(String text) {
    return text.contains(CANARY);
  }

  @Test
  void whatAClientTakesIsPassedOnAndWhatKizunaPromiseRestsOnIsRefusedByName() throws Exception {
    assertThat(
            new KafkaCluster(
                    "kafka:9092",
                    properties(
                        "bootstrap.servers=other:9092",
                        "schema.registry.url=http://registry",
                        "ssl.keystore.location=/etc/kizuna/key.pem",
                        "client.dns.lookup=resolve_canonical_bootstrap_servers_only",
                        "socket.connection.setup.timeout.ms=3000",
                        "bearer.auth.token=" + CANARY))
                .settings())
        .isEqualTo(
            Map.of(
                "bootstrap.servers", "kafka:9092",
                "ssl.keystore.location", "/etc/kizuna/key.pem",
                "client.dns.lookup", "resolve_canonical_bootstrap_servers_only",
                "socket.connection.setup.timeout.ms", "3000"));
    assertThatThrownBy(() -> properties("acks=1", "isolation.level=" + CANARY))
        .hasMessageContaining("[acks, isolation.level]")
        .hasMessageContaining("kafka.properties")
        .hasMessageNotContaining(CANARY);
  }
}
