package kizuna.infra.drill;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.host.Ports;
import kizuna.infra.host.Refusal;
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
final class Cluster implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MS = 1_000;

  private final KafkaCluster kafka;
  private final SchemaRegistry registry;
  private final Optional<EmbeddedBroker> temporary;

  private Cluster(KafkaCluster kafka, SchemaRegistry registry, Optional<EmbeddedBroker> temporary) {
    this.kafka = kafka;
    this.registry = registry;
    this.temporary = temporary;
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
            "client properties for that broker and registry, as Kafka's tools take them (default: KIZUNA_KAFKA_PROPERTIES, else accounts/operator.properties in the data folder)")
    @Nullable Path kafkaProperties;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "the installation's data folder (default: KIZUNA_DATA, else data in the project folder)")
    @Nullable Path data;

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
            namedFile().or(() -> Accounts.operatorsFile(data).filter(Files::exists)).orElse(null));
      } catch (IllegalArgumentException e) {
        throw new Refusal(e.getMessage() + "; run it as the user that runs infra/kizuna up.", e);
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
  static Cluster running(Options options) {
    if (!answers(options.bootstrapServers())) {
      throw new Refusal(
          "expected a Kafka broker at "
              + options.bootstrapServers()
              + ", but nothing answers: start Kizuna with infra/kizuna up, or name yours with --bootstrap-servers.");
    }
    return new Cluster(options.kafka(), options.registry(), Optional.empty());
  }

  /** The running one; if there is none, one that lives as long as this command. */
  static Cluster runningOrTemporary(Options options) {
    if (answers(options.bootstrapServers())) {
      return running(options);
    }
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    return new Cluster(
        broker.cluster(Account.OPERATOR), new InMemoryRegistry(), Optional.of(broker));
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
        throw new Refusal(
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

  boolean isTemporary() {
    return temporary.isPresent();
  }

  @Override
  public void close() {
    temporary.ifPresent(EmbeddedBroker::close);
  }
}
