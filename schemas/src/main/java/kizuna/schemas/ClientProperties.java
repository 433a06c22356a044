package kizuna.schemas;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client proves itself with to Kafka and to the schema registry: one properties file with
 * the names that Kafka and Confluent gave them, so that every Kafka tool reads it too.
 *
 * <p>The path of the file is a setting; what it holds never is in an argument, an environment
 * variable or a log.
 */
public final class ClientProperties {

  /** The environment variable that names the file. */
  public static final String VARIABLE = "KIZUNA_KAFKA_PROPERTIES";

  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  public static final String SCHEMA_REGISTRY = "schema.registry.url";
  public static final String REGISTRY_USER = "basic.auth.user.info";

  /** For a cluster and a registry that ask for nothing. */
  public static final ClientProperties NONE = new ClientProperties(Map.of());

  private final Map<String, String> lines;

  private ClientProperties(Map<String, String> lines) {
    this.lines = Map.copyOf(lines);
  }

  /** Reads the file; {@link #NONE} where no path is set. */
  public static ClientProperties read(@Nullable Path file) {
    if (file == null || file.toString().isBlank()) {
      return NONE;
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected client properties in "
              + file
              + " ("
              + VARIABLE
              + "), but it cannot be read ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
    Map<String, String> lines = new TreeMap<>();
    properties.stringPropertyNames().forEach(n -> lines.put(n, properties.getProperty(n).strip()));
    return new ClientProperties(lines);
  }

  /** What Kafka clients need to prove who they are: names that begin security., sasl. or ssl. */
  public Map<String, String> security() {
    Map<String, String> security = new TreeMap<>(lines);
    security
        .keySet()
        .removeIf(
            n -> !(n.startsWith("security.") || n.startsWith("sasl.") || n.startsWith("ssl.")));
    return security;
  }

  /** {@code user:password} for the schema registry. */
  public Optional<String> registryUser() {
    return Optional.ofNullable(lines.get(REGISTRY_USER));
  }

  public Optional<String> bootstrapServers() {
    return Optional.ofNullable(lines.get(BOOTSTRAP_SERVERS));
  }

  public Optional<String> schemaRegistry() {
    return Optional.ofNullable(lines.get(SCHEMA_REGISTRY));
  }

  /** The names alone. */
  @Override
  public String toString() {
    return "ClientProperties" + new TreeMap<>(lines).keySet();
  }
}
