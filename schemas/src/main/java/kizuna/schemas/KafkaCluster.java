package kizuna.schemas;

import java.util.HashMap;
import java.util.Map;

/**
 * A Kafka cluster and a client's access to it. Every Kafka client of Kizuna uses {@link #settings}:
 * no other place sets credentials.
 *
 * @param bootstrapServers host:port of brokers, separated by commas
 * @param properties the client's credentials
 */
public record KafkaCluster(String bootstrapServers, ClientProperties properties) {

  /** A cluster without authentication. */
  public static KafkaCluster open(String bootstrapServers) {
    return new KafkaCluster(bootstrapServers, ClientProperties.NONE);
  }

  /** The settings that every client starts from; a new map, to be added to. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(properties.kafka());
    settings.put(ClientProperties.BOOTSTRAP_SERVERS, bootstrapServers);
    return settings;
  }

  /** The address alone. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
