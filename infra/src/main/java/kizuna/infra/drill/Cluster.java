package kizuna.infra.drill;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Refusal;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.SchemaRegistry;
import picocli.CommandLine.Option;

/**
 * The broker and registry that a command works on: the running platform's, one's own, or a
 * temporary one.
 */
final class Cluster implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MS = 1_000;

  private final String bootstrapServers;
  private final SchemaRegistry registry;
  private final boolean temporary;
  private final List<AutoCloseable> own;

  /**
   * @param own what is closed with this, in this order
   */
  private Cluster(
      String bootstrapServers,
      SchemaRegistry registry,
      boolean temporary,
      List<AutoCloseable> own) {
    this.bootstrapServers = bootstrapServers;
    this.registry = registry;
    this.temporary = temporary;
    this.own = own;
  }

  /** Where to find it. */
  static final class Options {
    @Option(
        names = "--bootstrap-servers",
        paramLabel = "HOST:PORT",
        defaultValue = "${env:KIZUNA_BOOTSTRAP_SERVERS:-localhost:9092}",
        description = "Kafka broker (default: ${DEFAULT-VALUE})")
    String bootstrapServers = "localhost:9092";

    @Option(
        names = "--schema-registry",
        paramLabel = "URL",
        defaultValue = "${env:KIZUNA_SCHEMA_REGISTRY:-http://localhost:8081/apis/ccompat/v7}",
        description = "schema registry (default: ${DEFAULT-VALUE})")
    String schemaRegistry = "http://localhost:8081/apis/ccompat/v7";
  }

  /** The running one. */
  static Cluster running(Options options) {
    if (!answers(options.bootstrapServers)) {
      throw new Refusal(
          "expected a Kafka broker at "
              + options.bootstrapServers
              + ", but nothing answers: start Kizuna with infra/kizuna up, or name yours with"
              + " --bootstrap-servers.");
    }
    return new Cluster(
        options.bootstrapServers, new ConfluentRegistry(options.schemaRegistry), false, List.of());
  }

  /**
   * The running one; if there is none, the broker and the registry of a data folder, which nobody
   * else uses meanwhile.
   */
  static Cluster runningOrOf(Options options, Path folder) {
    if (answers(options.bootstrapServers)) {
      return running(options);
    }
    if (!Files.isDirectory(folder.resolve("broker"))) {
      throw new Refusal(
          "expected a Kafka broker at "
              + options.bootstrapServers
              + " or a data folder of Kizuna at "
              + folder
              + ", but there is neither: name one with --bootstrap-servers or --data.");
    }
    DataFolder data = DataFolder.open(folder);
    EmbeddedBroker broker = EmbeddedBroker.start(data.broker(), 0, data.clusterId());
    EmbeddedRegistry registry = EmbeddedRegistry.start(data.registry(), 0);
    return new Cluster(
        broker.bootstrapServers(),
        new ConfluentRegistry(registry.url().toString()),
        false,
        List.of(registry, broker, data));
  }

  /** The running one; if there is none, one that lives as long as this command. */
  static Cluster runningOrTemporary(Options options) {
    if (answers(options.bootstrapServers)) {
      return running(options);
    }
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    return new Cluster(broker.bootstrapServers(), new InMemoryRegistry(), true, List.of(broker));
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

  String bootstrapServers() {
    return bootstrapServers;
  }

  SchemaRegistry registry() {
    return registry;
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
