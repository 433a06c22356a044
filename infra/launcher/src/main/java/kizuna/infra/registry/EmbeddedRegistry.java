package kizuna.infra.registry;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.infra.process.HttpHealthCheck;
import kizuna.infra.process.ManagedProcess;
import kizuna.infra.process.PidFile;
import kizuna.infra.process.ServiceSpec;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.SchemaRegistry;

/**
 * A real schema registry (Apicurio, Confluent-compatible API) as a child process, with its data in
 * a folder. It has no accounts, so it listens on no port but only on a socket in its owner's
 * folder, behind a {@link RegistryProxy} that has accounts.
 */
public final class EmbeddedRegistry implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int LONGEST_SOCKET_PATH = 100;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final ManagedProcess child;
  private final RegistryProxy proxy;
  private final Accounts accounts;

  private EmbeddedRegistry(ManagedProcess child, RegistryProxy proxy, Accounts accounts) {
    this.child = child;
    this.proxy = proxy;
    this.accounts = accounts;
  }

  /**
   * The process of the registry.
   *
   * @param folder folder of its database
   * @param port port of the proxy before it
   * @param socket socket it listens on
   */
  public static ServiceSpec spec(
      Installation installation, Path folder, int port, Path socket, Path log, Path pidFile) {
    List<String> java = new ArrayList<>(Installation.javaCommand(MemoryBudget.REGISTRY));
    java.add("-XX:TieredStopAtLevel=1");
    java.add("-Dquarkus.http.host-enabled=false");
    java.add("-Dquarkus.http.domain-socket-enabled=true");
    java.add("-Dquarkus.http.domain-socket=" + socket);
    java.add("-Dquarkus.vertx.prefer-native-transport=true");
    // The registry requires the address of its caller, which a socket does not have; the proxy adds
    // one.
    java.add("-Dquarkus.http.proxy.proxy-address-forwarding=true");
    // Otherwise it opens a port only to get an id.
    java.add(
        "-DCoreEnvironmentBean.processImplementationClassName=com.arjuna.ats.internal.arjuna.utils.UuidProcessId");
    java.add("-Dkizuna.registry.socket=" + socket);
    // Written at once: a record in the log must never name an id that a kill took from the
    // registry.
    java.add(
        "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:"
            + folder.toAbsolutePath().normalize().resolve("registry")
            + ";WRITE_DELAY=0");
    return new ServiceSpec(
        "registry",
        java,
        installation.registryServer()
            + File.pathSeparator
            + installation.classes(Installation.LAUNCHER),
        RegistryMain.class.getName(),
        Map.of(),
        log,
        pidFile,
        RegistryProxy.health(port));
  }

  /**
   * The socket of the registry of a folder. The operating system limits such a path to about a
   * hundred bytes: for a longer one, it is in a new temporary folder.
   */
  public static Path socket(Path folder) {
    Path beside = folder.toAbsolutePath().normalize().resolve("registry.socket");
    if (beside.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
      return beside;
    }
    try {
      return Files.createTempDirectory("kizuna-").resolve("registry.socket");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The full URL that a Confluent client needs. */
  public static URI url(int port) {
    return URI.create("http://localhost:" + port + "/apis/ccompat/v7");
  }

  /** Starts a registry on a folder and waits until it answers. */
  public static EmbeddedRegistry start(Path folder, int port) {
    return start(folder, port, Accounts.beside(folder));
  }

  /**
   * Starts a registry with accounts that are loaded already.
   *
   * @param accounts accounts that may use it
   */
  public static EmbeddedRegistry start(Path folder, int port, Accounts accounts) {
    int chosen = port == 0 ? Ports.free() : port;
    if (port != 0) {
      Ports.requireFree(port, "registry", "--registry-port");
    }
    Path socket = socket(folder);
    ServiceSpec spec =
        spec(
            Installation.here(),
            folder,
            chosen,
            socket,
            folder.resolve("registry.log"),
            folder.resolve("registry.pid"));
    PidFile.endLeftover(spec);
    accounts.writeRegistry(url(chosen));
    RegistryProxy proxy = RegistryProxy.open(chosen, socket, accounts);
    ManagedProcess child = ManagedProcess.start(spec);
    if (!HttpHealthCheck.await(spec.health(), START_LIMIT, child::isAlive)) {
      child.stop(STOP_LIMIT);
      proxy.close();
      throw new UserError(
          ClusterMessages.LIST.of("registry.silent", START_LIMIT.toSeconds(), spec.log()));
    }
    return new EmbeddedRegistry(child, proxy, accounts);
  }

  /** The full URL that a Confluent client needs. */
  public URI url() {
    return url(proxy.port());
  }

  /** The registry as the program of an account reaches it. */
  public SchemaRegistry client(Account account) {
    return new ConfluentRegistry(url().toString(), accounts.client(account));
  }

  /** Its accounts and their secrets. */
  public Accounts accounts() {
    return accounts;
  }

  public long pid() {
    return child.pid();
  }

  /** Kills the process, as {@code kill -9} does. */
  public void kill() {
    child.kill();
    child.onExit().join();
  }

  @Override
  public void close() {
    proxy.close();
    child.stop(STOP_LIMIT);
  }
}
