package kizuna.infra.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.host.Ports;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.UserError;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.text.FailureReason;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, one node) in this JVM, on the loopback address only, with its data in
 * a folder: formatted at the first start, continued at every later one, also after a kill.
 *
 * <p>It accepts accounts only, each within its {@link Permissions}. Their secrets are in a folder
 * beside its data and are set at every start, so that data of an earlier version without accounts
 * stays usable.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private final KafkaRaftServer server;
  private final int port;
  private final String clusterId;
  private final Accounts accounts;
  private final @Nullable Path temporary;

  private EmbeddedBroker(
      KafkaRaftServer server,
      int port,
      String clusterId,
      Accounts accounts,
      @Nullable Path temporary) {
    this.server = server;
    this.port = port;
    this.clusterId = clusterId;
    this.accounts = accounts;
    this.temporary = temporary;
  }

  /** A broker on a free port with a folder that is deleted when it is closed. */
  public static EmbeddedBroker temporary() {
    try {
      Path folder = Files.createTempDirectory("kizuna-broker-");
      Path data = folder.resolve("broker");
      return start(data, 0, Optional.empty(), Accounts.beside(data), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a broker on the data of a folder.
   *
   * @param folder its data; made at the first start
   * @param port port of the clients' listener; 0 for any that is free
   */
  public static EmbeddedBroker start(Path folder, int port) {
    return start(folder, port, Optional.empty());
  }

  /**
   * Starts a broker on the data of a folder that must belong to a known cluster.
   *
   * @param expectedCluster the id that the data must carry; empty if any will do
   */
  public static EmbeddedBroker start(Path folder, int port, Optional<String> expectedCluster) {
    return start(folder, port, expectedCluster, Accounts.beside(folder), null);
  }

  /**
   * Starts a broker with accounts that are loaded already.
   *
   * @param accounts accounts that may use it
   */
  public static EmbeddedBroker start(
      Path folder, int port, Optional<String> expectedCluster, Accounts accounts) {
    return start(folder, port, expectedCluster, accounts, null);
  }

  private static EmbeddedBroker start(
      Path folder,
      int port,
      Optional<String> expectedCluster,
      Accounts accounts,
      @Nullable Path temporary) {
    int clients = port == 0 ? Ports.free() : port;
    if (port != 0) {
      Ports.requireFree(port, "broker", "--broker-port");
    }
    Path data = folder.toAbsolutePath().normalize();
    String clusterId = new BrokerFolder(data).clusterId(expectedCluster);
    String address = Ports.LOOPBACK + ":" + clients;
    accounts.writeBroker(address);
    InternalListeners internal =
        new InternalListeners(Ports.free(), Ports.free(), PrivateFiles.newSecret());
    KafkaRaftServer server = boot(data, BrokerSettings.of(data, clients, internal));
    try {
      ClusterAccounts.write(internal, accounts);
      ClusterAccounts.assertTransactionVersion(accounts.cluster(Account.LAUNCHER, address));
      return new EmbeddedBroker(server, clients, clusterId, accounts, temporary);
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  private static KafkaRaftServer boot(Path data, Properties settings) {
    try {
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      server.startup(); // releases everything if it fails
      return server;
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(EmbeddedBroker.class).error("the broker cannot start on {}", data, e);
      throw new UserError(
          ClusterMessages.LIST.of("broker.notStarted", data, FailureReason.of(e)), e);
    }
  }

  /** The address for clients. */
  public String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port;
  }

  /** The cluster as the program of an account reaches it. */
  public KafkaCluster cluster(Account account) {
    return accounts.cluster(account, bootstrapServers());
  }

  /** Its accounts and their secrets. */
  public Accounts accounts() {
    return accounts;
  }

  public int port() {
    return port;
  }

  public String clusterId() {
    return clusterId;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    if (temporary != null) {
      BrokerFolder.delete(temporary);
    }
  }
}
