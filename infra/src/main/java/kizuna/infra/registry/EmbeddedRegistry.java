package kizuna.infra.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kizuna.infra.children.Child;
import kizuna.infra.children.Part;
import kizuna.infra.children.PidFile;
import kizuna.infra.children.Probe;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.infra.host.Refusal;

/**
 * A real schema registry (Apicurio, Confluent-compatible API) as a child process on the loopback
 * address, with its data in a folder.
 */
public final class EmbeddedRegistry implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Child child;
  private final URI url;

  private EmbeddedRegistry(Child child, URI url) {
    this.child = child;
    this.url = url;
  }

  /**
   * How to run the registry.
   *
   * @param folder where its database lies
   */
  public static Part part(
      Installation installation, Path folder, int port, Path log, Path pidFile) {
    List<String> java = new ArrayList<>(Installation.javaCommand("96m", "160m"));
    java.add("-XX:TieredStopAtLevel=1");
    java.add("-Dquarkus.http.host=" + Ports.LOOPBACK);
    java.add("-Dquarkus.http.port=" + port);
    // Written at once: a record in the log must never name an id that a kill took from the
    // registry.
    java.add(
        "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:"
            + folder.toAbsolutePath().normalize().resolve("registry")
            + ";WRITE_DELAY=0");
    return new Part(
        "registry",
        java,
        installation.registryServer().toString(),
        "io.quarkus.runner.GeneratedMain",
        Map.of(),
        log,
        pidFile,
        URI.create(url(port) + "/subjects"));
  }

  /** The full URL that a Confluent client needs. */
  public static URI url(int port) {
    return URI.create("http://localhost:" + port + "/apis/ccompat/v7");
  }

  /** Starts a registry on a folder and waits until it answers. */
  public static EmbeddedRegistry start(Path folder, int port) {
    int chosen = port == 0 ? Ports.free() : port;
    if (port != 0) {
      Ports.demandFree(port, "schema registry", "--registry-port");
    }
    Part part =
        part(
            Installation.here(),
            folder,
            chosen,
            folder.resolve("registry.log"),
            folder.resolve("registry.pid"));
    PidFile.endLeftover(part);
    Child child = Child.start(part);
    if (!Probe.await(part.health(), START_LIMIT, child::isAlive)) {
      child.stop(STOP_LIMIT);
      throw new Refusal(
          "expected the schema registry to answer within "
              + START_LIMIT.toSeconds()
              + " s, but it did not; its log is "
              + part.log()
              + ".");
    }
    return new EmbeddedRegistry(child, url(chosen));
  }

  /** The full URL that a Confluent client needs. */
  public URI url() {
    return url;
  }

  public long pid() {
    return child.pid();
  }

  /** Ends the process at once, as {@code kill -9} does. */
  public void kill() {
    child.kill();
    child.onExit().join();
  }

  @Override
  public void close() {
    child.stop(STOP_LIMIT);
  }
}
