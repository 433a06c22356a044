package kizuna.producers;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.KafkaCluster;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of producers.
 *
 * @param bootstrapServers host:port of brokers
 * @param kafkaProperties file with the credentials of this module for Kafka and the registry; none
 *     without authentication
 * @param schemaRegistry full URL that a Confluent client needs
 * @param defaultNetwork network of facts that name none
 */
@Validated
@ConfigurationProperties("kizuna")
public record ProducerSettings(
    @NotBlank String bootstrapServers,
    @Nullable Path kafkaProperties,
    @NotNull URI schemaRegistry,
    @NotBlank String defaultNetwork) {

  /** The cluster as this module reaches it. */
  KafkaCluster cluster() {
    return new KafkaCluster(bootstrapServers, clientProperties());
  }

  ClientProperties clientProperties() {
    return ClientProperties.read(kafkaProperties);
  }
}
