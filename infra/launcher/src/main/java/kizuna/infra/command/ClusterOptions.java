package kizuna.infra.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of a command: which Kafka cluster and registry it works on, and with which account. On
 * the machine of an installation all of that is in its data folder.
 */
public final class ClusterOptions {
  private static final String BROKER = "localhost:9092";
  private static final String REGISTRY = "http://localhost:8081/apis/ccompat/v7";

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "Kafka broker (default: the installation's, else KIZUNA_BOOTSTRAP_SERVERS, else "
              + BROKER
              + ")")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description =
          "schema registry (default: the installation's, else KIZUNA_SCHEMA_REGISTRY, else "
              + REGISTRY
              + ")")
  private @Nullable String schemaRegistry;

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "client properties for that broker and registry, as Kafka's tools take them (default: KIZUNA_KAFKA_PROPERTIES, else that of the account in the data folder)")
  private @Nullable Path kafkaProperties;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "the installation's data folder (default: KIZUNA_DATA, else data in the project folder)")
  private @Nullable Path data;

  /** The account that the command uses. */
  private Account account = Account.OPERATOR;

  /** Uses another account than that of the operator. */
  public void actAs(Account account) {
    this.account = account;
  }

  Account account() {
    return account;
  }

  /** The data folder that was given, if any. */
  public @Nullable Path data() {
    return data;
  }

  /** The installation's data folder. */
  public Path dataFolder() {
    return Accounts.dataFolder(data).orElseGet(() -> Installation.here().root().resolve("data"));
  }

  public String bootstrapServers() {
    return given(bootstrapServers, "KIZUNA_BOOTSTRAP_SERVERS")
        .or(() -> file().bootstrapServers())
        .orElse(BROKER);
  }

  /** Whether the user named the broker. */
  boolean namesBroker() {
    return given(bootstrapServers, "KIZUNA_BOOTSTRAP_SERVERS").isPresent();
  }

  public String schemaRegistry() {
    return given(schemaRegistry, "KIZUNA_SCHEMA_REGISTRY")
        .or(() -> file().schemaRegistry())
        .orElse(REGISTRY);
  }

  private static Optional<String> given(@Nullable String option, String variable) {
    return Optional.ofNullable(option)
        .or(() -> Optional.ofNullable(System.getenv(variable)).filter(v -> !v.isBlank()));
  }

  /** The properties file that the user named; it is for the addresses that were named with it. */
  private Optional<Path> namedFile() {
    return Optional.ofNullable(kafkaProperties)
        .or(() -> given(null, ClientProperties.VARIABLE).map(Path::of));
  }

  private ClientProperties file() {
    try {
      return ClientProperties.read(
          namedFile()
              .or(
                  () ->
                      Optional.of(Accounts.clientFile(dataFolder(), account)).filter(Files::exists))
              .orElse(null));
    } catch (ClientProperties.Refused e) {
      throw new UserError(ClusterMessages.LIST.of("properties.unreadable", e), e);
    }
  }

  /** The secrets of the installation are sent to its own addresses only. */
  KafkaCluster kafka() {
    boolean ours = isSame(file().bootstrapServers(), bootstrapServers());
    return new KafkaCluster(
        bootstrapServers(), namedFile().isPresent() || ours ? file() : ClientProperties.NONE);
  }

  SchemaRegistry registry() {
    boolean ours = isSame(file().schemaRegistry(), schemaRegistry());
    return new ConfluentRegistry(
        schemaRegistry(), namedFile().isPresent() || ours ? file() : ClientProperties.NONE);
  }

  private static boolean isSame(Optional<String> known, String asked) {
    return known.map(ClusterOptions::plain).filter(plain(asked)::equals).isPresent();
  }

  private static String plain(String address) {
    return address.replace("localhost", Ports.LOOPBACK);
  }
}
