package kizuna.infra.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.UserError;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;

/**
 * The broker and registry that a command works on: those of the running platform, of the user, or
 * temporary ones.
 */
public final class CommandCluster implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MS = 1_000;

  private final KafkaCluster kafka;
  private final SchemaRegistry registry;
  private final boolean temporary;
  private final List<AutoCloseable> own;

  /**
   * @param own resources that are closed with this, in this order
   */
  private CommandCluster(
      KafkaCluster kafka, SchemaRegistry registry, boolean temporary, List<AutoCloseable> own) {
    this.kafka = kafka;
    this.registry = registry;
    this.temporary = temporary;
    this.own = own;
  }

  /** The running cluster. */
  public static CommandCluster running(ClusterOptions options) {
    if (!answers(options.bootstrapServers())) {
      throw new UserError(ClusterMessages.LIST.of("broker.absent", options.bootstrapServers()));
    }
    return new CommandCluster(options.kafka(), options.registry(), false, List.of());
  }

  /**
   * The running cluster; if there is none, starts the broker and the registry of a data folder and
   * locks it meanwhile. Of a folder that nothing runs on, a broker that answers is another's: the
   * folder is the copy of one that runs.
   */
  public static CommandCluster runningOrOf(ClusterOptions options, Path folder) {
    boolean hasBroker = Files.isDirectory(folder.resolve("broker"));
    boolean atRest = hasBroker && !DataFolder.isInUse(folder) && !options.namesBroker();
    if (!atRest && answers(options.bootstrapServers())) {
      return running(options);
    }
    if (!hasBroker) {
      throw new UserError(
          ClusterMessages.LIST.of("broker.orFolder", options.bootstrapServers(), folder));
    }
    DataFolder data = DataFolder.open(folder);
    EmbeddedBroker broker = EmbeddedBroker.start(data.broker(), 0, data.clusterId());
    EmbeddedRegistry registry = EmbeddedRegistry.start(data.registry(), 0, broker.accounts());
    return new CommandCluster(
        broker.cluster(options.account()),
        registry.client(options.account()),
        false,
        List.of(registry, broker, data));
  }

  /** The running cluster; if there is none, starts a temporary one that ends with the command. */
  public static CommandCluster runningOrTemporary(ClusterOptions options) {
    if (answers(options.bootstrapServers())) {
      return running(options);
    }
    return temporary();
  }

  /** A cluster that ends with the command. */
  public static CommandCluster temporary() {
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
        // Try the next one.
      } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
        throw new UserError(ClusterMessages.LIST.of("broker.address", bootstrapServers), e);
      }
    }
    return false;
  }

  public KafkaCluster kafka() {
    return kafka;
  }

  public SchemaRegistry registry() {
    return registry;
  }

  /** The cluster with the account of an administrator, where this command started it. */
  public KafkaCluster administrator() {
    return own.stream()
        .filter(EmbeddedBroker.class::isInstance)
        .map(broker -> ((EmbeddedBroker) broker).cluster(Account.LAUNCHER))
        .findFirst()
        .orElse(kafka);
  }

  public boolean isTemporary() {
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
