package kizuna.infra.drill;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.host.Refusal;
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
  private final Optional<EmbeddedBroker> temporary;

  private Cluster(
      String bootstrapServers, SchemaRegistry registry, Optional<EmbeddedBroker> temporary) {
    this.bootstrapServers = bootstrapServers;
    this.registry = registry;
    this.temporary = temporary;
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
              + ", but nothing answers: start Kizuna with infra/kizuna up, or name yours with --bootstrap-servers.");
    }
    return new Cluster(
        options.bootstrapServers, new ConfluentRegistry(options.schemaRegistry), Optional.empty());
  }

  /** The running one; if there is none, one that lives as long as this command. */
  static Cluster runningOrTemporary(Options options) {
    if (answers(options.bootstrapServers)) {
      return running(options);
    }
    EmbeddedBroker broker = EmbeddedBroker.temporary();
    return new Cluster(broker.bootstrapServers(), new InMemoryRegistry(), Optional.of(broker));
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
    return temporary.isPresent();
  }

  @Override
  public void close() {
    temporary.ifPresent(EmbeddedBroker::close);
  }
}
