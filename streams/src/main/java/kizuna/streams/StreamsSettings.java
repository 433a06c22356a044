package kizuna.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.KafkaCluster;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.database.PostgresDatabases;
import kizuna.streams.ledger.database.SqliteDatabases;
import kizuna.streams.topology.EngineInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of this module's environment, checked at start.
 *
 * @param bootstrapServers host:port of Kafka brokers, separated by commas
 * @param kafkaProperties file with this module's credentials for Kafka and the registry; none if
 *     they require none
 * @param schemaRegistry URL for a Confluent client, with its path
 * @param stateDir folder for the state of the decisions; keep it across restarts
 * @param databaseDir folder for the read models; they are rebuilt if it is empty
 * @param databaseUrl JDBC URL of a PostgreSQL database for the read models instead; none: the
 *     folder
 * @param databaseUser account there
 * @param databasePasswordFile file with its password in the first line
 * @param commitInterval longest time until a decision is visible
 * @param decide whether this instance decides the live log; reading is always possible
 * @param instance name of this instance among those that decide: the same at each of its starts,
 *     another for each instance; blank: the host's name and this port
 * @param threads that decide; at most as many as the intake has partitions
 * @param standbys copies of each task's state that other instances keep
 * @param address host:port at which other processes of this module reach this one; blank: the
 *     address on which it listens
 * @param deciders for a process that only reads: addresses of the deciders that serve previews
 */
@ConfigurationProperties("kizuna")
public record StreamsSettings(
    String bootstrapServers,
    @Nullable Path kafkaProperties,
    URI schemaRegistry,
    Path stateDir,
    Path databaseDir,
    @Nullable String databaseUrl,
    @Nullable String databaseUser,
    @Nullable Path databasePasswordFile,
    Duration commitInterval,
    boolean decide,
    String instance,
    int threads,
    int standbys,
    String address,
    List<URI> deciders) {

  private static final int MAX_STANDBYS = 2;
  private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::");
  private static final Duration LONGEST_COMMIT_INTERVAL = Duration.ofSeconds(10);

  public StreamsSettings {
    for (String server : bootstrapServers.split(",", -1)) {
      expect(
          server.trim().matches(".+:\\d{1,5}"),
          "host:port of brokers for Kafka (KIZUNA_BOOTSTRAP_SERVERS)",
          bootstrapServers);
    }
    expect(
        "http".equals(schemaRegistry.getScheme()) || "https".equals(schemaRegistry.getScheme()),
        "an http or https URL for the schema registry (KIZUNA_SCHEMA_REGISTRY)",
        schemaRegistry.toString());
    expect(!stateDir.toString().isBlank(), "a folder for the state (KIZUNA_STATE_DIR)", "nothing");
    expect(
        !databaseDir.toString().isBlank(),
        "a folder for the read models (KIZUNA_DATABASE_DIR)",
        "nothing");
    if (databaseUrl != null && !databaseUrl.isBlank()) {
      expect(
          databaseUrl.startsWith("jdbc:postgresql:") && !databaseUrl.contains("password="),
          "jdbc:postgresql://host:port/database, without a password, for the read models"
              + " (KIZUNA_DATABASE_URL)",
          databaseUrl.replaceFirst("(?s)[/@?].*", "…"));
      expect(
          databaseUser != null && !databaseUser.isBlank(),
          "an account for the read models (KIZUNA_DATABASE_USER)",
          "nothing");
      expect(
          databasePasswordFile != null && Files.isReadable(databasePasswordFile),
          "a readable file with the password for the read models"
              + " (KIZUNA_DATABASE_PASSWORD_FILE)",
          String.valueOf(databasePasswordFile));
    }
    expect(
        !commitInterval.isNegative()
            && !commitInterval.isZero()
            && commitInterval.compareTo(LONGEST_COMMIT_INTERVAL) <= 0,
        "more than 0 and at most 10 s for the commit interval (KIZUNA_COMMIT_INTERVAL)",
        commitInterval.toString());
    expect(
        instance.matches("[A-Za-z0-9._-]{0,200}"),
        "letters, digits, dots, hyphens and underscores for the name of this instance"
            + " (KIZUNA_INSTANCE)",
        instance);
    expect(threads >= 1, "at least 1 stream thread (KIZUNA_THREADS)", Integer.toString(threads));
    expect(
        standbys >= 0 && standbys <= MAX_STANDBYS,
        "0 to " + MAX_STANDBYS + " standby copies (KIZUNA_STANDBYS)",
        Integer.toString(standbys));
    expect(
        address.isBlank() || address.matches("[^/@\\s]+:\\d{1,5}"),
        "host:port at which others reach this process (KIZUNA_ADDRESS)",
        address);
    deciders = List.copyOf(deciders);
    for (URI decider : deciders) {
      expect(
          ("http".equals(decider.getScheme()) || "https".equals(decider.getScheme()))
              && decider.getHost() != null
              && decider.getUserInfo() == null,
          "http or https URLs of deciders, without a password (KIZUNA_DECIDERS)",
          decider.getScheme() + "://…");
    }
  }

  /**
   * Which instance of several this is.
   *
   * @param listening the address that this process listens on
   * @param port at which it answers: another for each instance on a machine
   */
  EngineInstance engineInstance(String listening, int port) {
    String name = instance.isBlank() ? hostName() + "-" + port : instance;
    String reached =
        address.isBlank()
            ? (EVERYWHERE.contains(listening) ? hostName() : listening) + ":" + port
            : address;
    return new EngineInstance(name, threads, standbys, Optional.of(reached));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "expected a name for this instance (KIZUNA_INSTANCE), for this machine has none", e);
    }
  }

  /** The files of the read models. */
  LedgerDatabases databases() {
    if (databaseUrl == null || databaseUrl.isBlank()) {
      return new SqliteDatabases(databaseDir);
    }
    try {
      return new PostgresDatabases(
          databaseUrl,
          Objects.requireNonNull(databaseUser),
          Files.readAllLines(Objects.requireNonNull(databasePasswordFile)).stream()
              .findFirst()
              .orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cluster as this module reaches it. */
  KafkaCluster cluster() {
    return new KafkaCluster(bootstrapServers, clientProperties());
  }

  ClientProperties clientProperties() {
    return ClientProperties.read(kafkaProperties);
  }

  private static void expect(boolean fulfilled, String what, String fact) {
    if (!fulfilled) {
      throw new IllegalArgumentException("expected " + what + ", but " + fact);
    }
  }
}
