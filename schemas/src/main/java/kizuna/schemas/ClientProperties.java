package kizuna.schemas;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of a client for Kafka and the schema registry: one properties file with the names of
 * Kafka and Confluent, so that every Kafka tool can read it too.
 *
 * <p>The path of the file is a setting; its content is never in an argument, an environment
 * variable or a log.
 */
public final class ClientProperties {

  /** The environment variable that names the file. */
  public static final String VARIABLE = "KIZUNA_KAFKA_PROPERTIES";

  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  public static final String SCHEMA_REGISTRY = "schema.registry.url";
  public static final String REGISTRY_USER = "basic.auth.user.info";
  public static final String REGISTRY_TOKEN = "bearer.auth.token";

  private static final String FOR_REGISTRY = "schema.registry.";

  /** Settings of Kizuna itself, because its guarantees depend on them. */
  private static final Set<String> OURS =
      Set.of(
          "acks",
          "application.id",
          "auto.offset.reset",
          "client.id",
          "enable.auto.commit",
          "enable.idempotence",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "isolation.level",
          "key.deserializer",
          "key.serializer",
          "processing.guarantee",
          "transactional.id",
          "value.deserializer",
          "value.serializer");

  /** For a cluster and a registry without authentication. */
  public static final ClientProperties NONE = new ClientProperties(Map.of());

  private static final MessageList WORDS =
      MessageList.beside(ClientProperties.class, "client-properties");

  /** A file that cannot be used, and why. */
  public static final class Refused extends IllegalArgumentException implements LocalizedText {
    private static final long serialVersionUID = 1;

    private final transient Message sentence;

    Refused(Message sentence, @Nullable Throwable cause) {
      super(sentence.toString(), cause);
      this.sentence = sentence;
    }

    @Override
    public String in(Locale language) {
      return sentence.in(language);
    }
  }

  private final Map<String, String> lines;

  private ClientProperties(Map<String, String> lines) {
    this.lines = Map.copyOf(lines);
  }

  /**
   * Reads the file; {@link #NONE} where no path is set.
   *
   * @throws Refused if it cannot be read, or contains settings of Kizuna itself
   */
  public static ClientProperties read(@Nullable Path file) {
    if (file == null || file.toString().isBlank()) {
      return NONE;
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new Refused(WORDS.of("unreadable", file, VARIABLE, e.getClass().getSimpleName()), e);
    }
    Set<String> wrong = new TreeSet<>(properties.stringPropertyNames());
    wrong.retainAll(OURS);
    if (!wrong.isEmpty()) {
      throw new Refused(WORDS.of("ours", file, VARIABLE, wrong), null);
    }
    Map<String, String> lines = new TreeMap<>();
    properties.stringPropertyNames().forEach(n -> lines.put(n, properties.getProperty(n).strip()));
    return new ClientProperties(lines);
  }

  /** Properties for Kafka clients: everything that is not for the registry. */
  public Map<String, String> kafka() {
    Map<String, String> kafka = new TreeMap<>(lines);
    kafka.keySet().removeIf(n -> isForRegistry(n) || n.equals(BOOTSTRAP_SERVERS));
    return kafka;
  }

  /** Properties for the registry: credentials, and stores for TLS. */
  public Map<String, String> registry() {
    Map<String, String> registry = new TreeMap<>(lines);
    registry.keySet().removeIf(n -> !isForRegistry(n) || n.equals(SCHEMA_REGISTRY));
    return registry;
  }

  private static boolean isForRegistry(String name) {
    return name.startsWith(FOR_REGISTRY)
        || name.startsWith("basic.auth.")
        || name.startsWith("bearer.auth.");
  }

  /** Properties that the registry's client itself reads. */
  Map<String, String> registryStores() {
    Map<String, String> stores = registry();
    stores.keySet().removeIf(n -> !n.startsWith(FOR_REGISTRY));
    return stores;
  }

  /** The token for the schema registry. */
  Optional<String> registryToken() {
    return Optional.ofNullable(lines.get(REGISTRY_TOKEN));
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
