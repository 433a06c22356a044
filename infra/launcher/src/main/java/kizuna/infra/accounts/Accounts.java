package kizuna.infra.accounts;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.UserError;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.KafkaCluster;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of all accounts in one folder, made once, and for each account the client properties
 * that its program starts with.
 *
 * <p>Kafka and the registry have separate secrets: the registry receives its secret in plain text,
 * so it must not be valid elsewhere.
 */
public final class Accounts {

  /** The SASL mechanism of the broker: neither side reveals its secret to the other. */
  public static final String MECHANISM = "SCRAM-SHA-256";

  private static final String FOLDER = "accounts";
  private static final String FILE_END = ".properties";
  private static final String SECRETS = "secrets.properties";

  private final Path folder;
  private final Map<Account, String> forKafka = new HashMap<>();
  private final Map<Account, String> forRegistry = new HashMap<>();
  private @Nullable String broker;
  private @Nullable URI registry;
  private @Nullable ClientProperties ownBroker;
  private @Nullable ClientProperties ownRegistry;

  private Accounts(Path folder) {
    this.folder = folder;
  }

  /** Reads the secrets of a folder; creates those that are missing. */
  public static Accounts open(Path folder) {
    Accounts accounts = new Accounts(folder.toAbsolutePath().normalize());
    accounts.read();
    return accounts;
  }

  /** The accounts that belong to the data of a broker or a registry: the folder beside theirs. */
  public static Accounts beside(Path data) {
    return open(data.toAbsolutePath().normalize().resolveSibling(FOLDER));
  }

  private synchronized void read() {
    Path file = folder.resolve(SECRETS);
    Properties kept = new Properties();
    try {
      PrivateFiles.folder(folder);
      if (Files.exists(file)) {
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
          kept.load(in);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(ClusterMessages.LIST.of("accounts.unreadable", file), e);
    }
    int known = kept.size();
    for (Account account : Account.values()) {
      forKafka.put(account, keptOrNew(kept, account.id() + ".kafka"));
      forRegistry.put(account, keptOrNew(kept, account.id() + ".registry"));
    }
    if (kept.size() != known) {
      Map<String, String> lines = new TreeMap<>();
      kept.stringPropertyNames().forEach(n -> lines.put(n, kept.getProperty(n)));
      PrivateFiles.write(file, text("Made by Kizuna at its first start; for nobody else.", lines));
    }
  }

  private static String keptOrNew(Properties kept, String name) {
    return (String) kept.computeIfAbsent(name, n -> PrivateFiles.newSecret());
  }

  /** Writes the address of the embedded broker into the client properties of every account. */
  public synchronized void writeBroker(String bootstrapServers) {
    this.broker = bootstrapServers;
    this.ownBroker = null;
    writeClients();
  }

  /** The same for the user's own cluster, with the client settings of all Kizuna programs. */
  public synchronized void writeBroker(String bootstrapServers, ClientProperties own) {
    this.broker = bootstrapServers;
    this.ownBroker = own;
    writeClients();
  }

  /** Writes the address of the embedded registry into the client properties of every account. */
  public synchronized void writeRegistry(URI url) {
    this.registry = url;
    this.ownRegistry = null;
    writeClients();
  }

  /** The same for the user's own registry. */
  public synchronized void writeRegistry(URI url, ClientProperties own) {
    this.registry = url;
    this.ownRegistry = own;
    writeClients();
  }

  private void writeClients() {
    for (Account account : Account.values()) {
      Map<String, String> lines = new TreeMap<>();
      if (broker != null) {
        lines.put(ClientProperties.BOOTSTRAP_SERVERS, broker);
        lines.putAll(ownBroker == null ? kafkaLogin(account) : ownBroker.kafka());
      }
      if (registry != null) {
        lines.put(ClientProperties.SCHEMA_REGISTRY, registry.toString());
        lines.putAll(ownRegistry == null ? registryLogin(account) : ownRegistry.registry());
      }
      PrivateFiles.write(
          clientFile(account),
          text("Written by Kizuna at each start, for the program " + account.id() + ".", lines));
    }
  }

  private Map<String, String> kafkaLogin(Account account) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        MECHANISM,
        "sasl.jaas.config",
        login(account));
  }

  private Map<String, String> registryLogin(Account account) {
    return Map.of(
        "basic.auth.credentials.source",
        "USER_INFO",
        ClientProperties.REGISTRY_USER,
        account.id() + ":" + forRegistry.get(account));
  }

  private static String text(String comment, Map<String, String> lines) {
    StringBuilder text = new StringBuilder("# " + comment + "\n");
    lines.forEach(
        (name, value) ->
            text.append(name)
                .append('=')
                .append(value.replace("\\", "\\\\").replace("\n", "\\n"))
                .append('\n'));
    return text.toString();
  }

  /** The JAAS configuration of an account. */
  public String login(Account account) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + account.id()
        + "\" password=\""
        + kafkaSecret(account)
        + "\";";
  }

  /** The secret of an account at the broker. */
  public String kafkaSecret(Account account) {
    return secret(forKafka, account);
  }

  private static String secret(Map<Account, String> secrets, Account account) {
    return Optional.ofNullable(secrets.get(account)).orElseThrow();
  }

  /** The account that an HTTP {@code Authorization} header authenticates; empty if none. */
  public Optional<Account> authenticated(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return Optional.empty();
    }
    byte[] claimed;
    try {
      claimed = Base64.getDecoder().decode(authorization.substring("basic ".length()).strip());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Account found = null;
    for (Account account : Account.values()) {
      byte[] right =
          (account.id() + ":" + secret(forRegistry, account)).getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(right, claimed)) {
        found = account;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The client properties file of an account. */
  public Path clientFile(Account account) {
    return folder.resolve(account.id() + FILE_END);
  }

  /** The client properties of an account, as written last. */
  public ClientProperties client(Account account) {
    return ClientProperties.read(clientFile(account));
  }

  /** The client properties of an account in an installation's data folder. */
  public static Path clientFile(Path dataFolder, Account account) {
    return dataFolder.resolve(FOLDER).resolve(account.id() + FILE_END);
  }

  /**
   * The data folder of the installation on this machine; empty if its location is not configured.
   *
   * @param named its path, if the user gave one
   */
  public static Optional<Path> dataFolder(@Nullable Path named) {
    return Optional.ofNullable(named)
        .or(() -> variable("KIZUNA_DATA").map(Path::of))
        .or(() -> variable("KIZUNA_HOME").map(home -> Path.of(home, "data")));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }

  /** A cluster as a program of this account reaches it. */
  public KafkaCluster cluster(Account account, String bootstrapServers) {
    return new KafkaCluster(bootstrapServers, client(account));
  }
}
