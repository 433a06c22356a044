package kizuna.infra.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.infra.process.ParentWatchdog;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A cluster as an operator would run it: three stock KRaft brokers in three processes, with three
 * copies of each record and two in-sync copies required. On loopback, in the given folder.
 */
public final class ThreeBrokers implements AutoCloseable {

  /** Brokers of the cluster, numbered from 1. */
  public static final int NODES = 3;

  private static final String HEAP = "-Xmx320m";

  private final Path folder;
  private final List<String> javaOptions;
  private final List<Process> processes = new ArrayList<>();
  private final List<Integer> clients = new ArrayList<>();

  /**
   * Starts them; returns before they answer.
   *
   * @param folder folder of their data and logs
   * @param javaOptions more options of their JVMs
   */
  public ThreeBrokers(Path folder, String... javaOptions) {
    this.folder = folder;
    this.javaOptions = List.of(javaOptions);
    List<Integer> controllers = new ArrayList<>();
    StringBuilder voters = new StringBuilder();
    for (int n = 1; n <= NODES; n++) {
      clients.add(Ports.free());
      controllers.add(Ports.free());
      voters.append(n == 1 ? "" : ",").append(n).append('@').append(Ports.LOOPBACK).append(':');
      voters.append(controllers.get(n - 1));
    }
    String cluster = Uuid.randomUuid().toString();
    try {
      for (int n = 1; n <= NODES; n++) {
        Path data = folder.resolve("broker-" + n);
        Files.createDirectories(data);
        Path settings = folder.resolve("broker-" + n + ".properties");
        try (Writer out = Files.newBufferedWriter(settings, StandardCharsets.UTF_8)) {
          settings(n, data, clients.get(n - 1), controllers.get(n - 1), voters.toString())
              .store(out, null);
        }
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(n)
            .setClusterId(cluster)
            .setControllerListenerName("CONTROLLER")
            .setDirectories(List.of(data.toString()))
            .setMetadataLogDirectory(data.toString())
            .setReleaseVersion(MetadataVersion.latestProduction())
            .run();
        processes.add(start(n));
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      close();
      throw new IllegalStateException("expected to format three brokers in " + folder, e);
    }
  }

  private static Properties settings(int n, Path data, int client, int controller, String voters) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(n));
    p.put("controller.quorum.voters", voters);
    p.put(
        "listeners",
        "PLAINTEXT://"
            + Ports.LOOPBACK
            + ":"
            + client
            + ",CONTROLLER://"
            + Ports.LOOPBACK
            + ":"
            + controller);
    p.put("advertised.listeners", "PLAINTEXT://" + Ports.LOOPBACK + ":" + client);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
    p.put("log.dirs", data.toString());
    // Topics set their own number of copies: provisioning does not depend on defaults.
    p.put("broker.session.timeout.ms", "3000");
    p.put("broker.heartbeat.interval.ms", "500");
    p.put("offsets.topic.replication.factor", "3");
    p.put("transaction.state.log.replication.factor", "3");
    p.put("transaction.state.log.min.isr", "2");
    return p;
  }

  private Process start(int n) throws IOException {
    List<String> command = new ArrayList<>(List.of(Installation.java(), HEAP, "-XX:+UseSerialGC"));
    command.addAll(javaOptions);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ParentWatchdog.class.getName(),
            "kafka.Kafka",
            folder.resolve("broker-" + n + ".properties").toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(folder.resolve("broker-" + n + ".log").toFile()))
        .start();
  }

  public String bootstrapServers() {
    return String.join(",", clients.stream().map(port -> Ports.LOOPBACK + ":" + port).toList());
  }

  /** Ends one as {@code kill -9} does, and waits for that. */
  public void kill(int n) {
    processes.get(n - 1).destroyForcibly().onExit().join();
  }

  /** Starts one that was killed; returns before it has every record again. */
  public void startAgain(int n) throws IOException {
    processes.set(n - 1, start(n));
  }

  /** Stops all three where they are, as a machine that hangs does, or lets them go on. */
  void freeze(boolean frozen) throws IOException, InterruptedException {
    for (Process process : processes) {
      new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
          .start()
          .waitFor();
    }
  }

  /** Ends them, also those that are frozen, and waits for that. */
  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }
}
