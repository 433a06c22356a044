package kizuna.infra.drill;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The broker and registry that a command works on: the running platform's, one's own, or a
 * temporary one.
 */
final class CommandCluster implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MS = 1_000;

  private final KafkaCluster kafka;
  private final SchemaRegistry registry;
  private final boolean temporary;
  private final List<AutoCloseable> own;

  /**
   * @param own what is closed with this, in this order
   */
  private CommandCluster(
      KafkaCluster kafka, SchemaRegistry registry, boolean temporary, List<AutoCloseable> own) {
    this.kafka = kafka;
    this.registry = registry;
    this.temporary = temporary;
    this.own = own;
  }

  /**
   * Where to find it, and what to prove oneself with there. On the machine of an installation all
   * of that is in its data folder.
   */
  static final class Options {
    private static final String BROKER = "localhost:9092";
    private static final String REGISTRY = "http://localhost:8081/apis/ccompat/v7";

    @Option(
        names = "--bootstrap-servers",
        paramLabel = "HOST:PORT",
        description =
            "Kafka broker (default: the installation's, else KIZUNA_BOOTSTRAP_SERVERS, else "
                + BROKER
                + ")")
    @Nullable String bootstrapServers;

    @Option(
        names = "--schema-registry",
        paramLabel = "URL",
        description =
            "schema registry (default: the installation's, else KIZUNA_SCHEMA_REGISTRY, else "
                + REGISTRY
                + ")")
    @Nullable String schemaRegistry;

    @Option(
        names = "--kafka-properties",
        paramLabel = "FILE",
        description =
            "client properties for that broker and registry, as Kafka's tools take them (default: KIZUNA_KAFKA_PROPERTIES, else that of the account in the data folder)")
    @Nullable Path kafkaProperties;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "the installation's data folder (default: KIZUNA_DATA, else data in the project folder)")
    @Nullable Path data;

    /** As which of the installation's programs a command acts. */
    Account account = Account.OPERATOR;

    /** The installation's data folder. */
    Path dataFolder() {
      return Accounts.dataFolder(data).orElseGet(() -> Installation.here().root().resolve("data"));
    }

    String bootstrapServers() {
      return given(bootstrapServers, "KIZUNA_BOOTSTRAP_SERVERS")
          .or(() -> file().bootstrapServers())
          .orElse(BROKER);
    }

    String schemaRegistry() {
      return given(schemaRegistry, "KIZUNA_SCHEMA_REGISTRY")
          .or(() -> file().schemaRegistry())
          .orElse(REGISTRY);
    }

    private static Optional<String> given(@Nullable String option, String variable) {
      return Optional.ofNullable(option)
          .or(() -> Optional.ofNullable(System.getenv(variable)).filter(v -> !v.isBlank()));
    }

    /** A file that was named is for whatever was named with it. */
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
                        Optional.of(Accounts.clientFile(dataFolder(), account))
                            .filter(Files::exists))
                .orElse(null));
      } catch (IllegalArgumentException e) {
        throw new UserError(e.getMessage() + "; run it as the user that runs infra/kizuna up.", e);
      }
    }

    /** The installation's secrets go to the installation's own addresses, and nowhere else. */
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
      return known.map(Options::plain).filter(plain(asked)::equals).isPresent();
    }

    private static String plain(String address) {
      return address.replace("localhost", Ports.LOOPBACK);
    }
  }

  /** The running one. */
  static CommandCluster running(Options options) {
    if (!answers(options.bootstrapServers())) {
      throw new UserError(
          "expected a Kafka broker at "
              + options.bootstrapServers()
              + ", but nothing answers: start Kizuna with infra/kizuna up, or name yours with"
              + " --bootstrap-servers.");
    }
    return new CommandCluster(options.kafka(), options.registry(), false, List.of());
  }

  /**
   * The running one; if there is none, the broker and the registry of a data folder, which nobody
   * else uses meanwhile.
   */
  static CommandCluster runningOrOf(Options options, Path folder) {
    if (answers(options.bootstrapServers())) {
      return running(options);
    }
    if (!Files.isDirectory(folder.resolve("broker"))) {
      throw new UserError(
          "expected a Kafka broker at "
              + options.bootstrapServers()
              + " or a data folder of Kizuna at "
              + folder
              + ", but there is neither: name one with --bootstrap-servers or --data.");
    }
    DataFolder data = DataFolder.open(folder);
    EmbeddedBroker broker = EmbeddedBroker.start(data.broker(), 0, data.clusterId());
    EmbeddedRegistry registry = EmbeddedRegistry.start(data.registry(), 0, broker.accounts());
    return new CommandCluster(
        broker.cluster(options.account),
        registry.client(options.account),
        false,
        List.of(registry, broker, data));
  }

  /** The running one; if there is none, one that lives as long as this command. */
  static CommandCluster runningOrTemporary(Options options) {
    if (answers(options.bootstrapServers())) {
      return running(options);
    }
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    return new CommandCluster(
        broker.cluster(Account.OPERATOR), new InMemoryRegistry(), true, List.of(broker));
  }

  private static boolean answers(String bootstrapServers) {
    for (String server : bootstrapServers.split(",", -1)) {
      int colon = server.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                server.substring(0, colon), Integer.parseInt(server.substring(colon + 1).strip())),
            CONNECT_TIMEOUT_MS);
        return true;
      } catch (IOException e) {
        // The next one, or none.
      } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
        throw new UserError(
            "expected host:port for --bootstrap-servers, but " + bootstrapServers + ".", e);
      }
    }
    return false;
  }

  KafkaCluster kafka() {
    return kafka;
  }

  SchemaRegistry registry() {
    return registry;
  }

  /** One that was started for this command, as its administrator reaches it. */
  KafkaCluster administrator() {
    return own.stream()
        .filter(EmbeddedBroker.class::isInstance)
        .map(broker -> ((EmbeddedBroker) broker).cluster(Account.LAUNCHER))
        .findFirst()
        .orElse(kafka);
  }

  boolean isTemporary() {
    return temporary;
  }

  @Override
  public void close() {
    for (AutoCloseable one : own) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("expected to stop what was started for this command", e);
      }
    }
  }
}
