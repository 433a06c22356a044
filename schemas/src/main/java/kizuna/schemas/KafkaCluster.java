package kizuna.schemas;

import java.util.HashMap;
import java.util.Map;

/**
 * A Kafka cluster and a client's access to it. Every Kafka client of Kizuna uses {@link #settings}
 * or a method that adds to them: no other place sets credentials.
 *
 * @param bootstrapServers host:port of brokers, separated by commas
 * @param properties the client's credentials
 */
public record KafkaCluster(String bootstrapServers, ClientProperties properties) {

  /**
   * A service closes a connection that has not answered a request for this time. Nobody closes a
   * connection whose other side is gone without a word (a lost machine, a firewall that forgot it),
   * and a service meets several of them, one after the other. Kafka's default is 30 s.
   */
  private static final int SERVICE_REQUEST_TIMEOUT_MS = 10_000;

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

  /**
   * The settings of a client that lives as long as its service: {@link #settings} with a shorter
   * limit for one request. The file of the credentials may set another one.
   */
  public Map<String, Object> serviceSettings() {
    Map<String, Object> settings = settings();
    settings.putIfAbsent("request.timeout.ms", SERVICE_REQUEST_TIMEOUT_MS);
    return settings;
  }

  /**
   * {@link #serviceSettings} of an admin client: only the limit of a whole call ends its request,
   * and a connection that rested is closed rather than found dead.
   */
  public Map<String, Object> serviceAdminSettings() {
    Map<String, Object> settings = serviceSettings();
    settings.putIfAbsent("default.api.timeout.ms", settings.get("request.timeout.ms"));
    settings.putIfAbsent("connections.max.idle.ms", SERVICE_REQUEST_TIMEOUT_MS);
    return settings;
  }

  /** The address alone. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
