package kizuna.infra.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.host.Ports;
import kizuna.infra.host.ProcessMemory;
import kizuna.infra.process.ParentWatchdog;
import kizuna.schemas.KafkaCluster;

/**
 * A platform of a bench, started as {@code infra/kizuna up} starts it, in a temporary folder that
 * is deleted with it. It can be stopped and started again on the same data.
 */
final class RunningPlatform implements AutoCloseable {

  static final Duration START_LIMIT = Duration.ofMinutes(10);
  private static final long PAUSE_MILLIS = 50;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  /** The last line of a class histogram: instances, then bytes. */
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  /** The line that the launcher prints when every part is ready. */
  private static final Pattern READY = Pattern.compile("(?m)^Kizuna is ready after ");

  private final Path folder;
  private final int port = Ports.free();
  private final int brokerPort = Ports.free();
  private final int registryPort = Ports.free();
  private Process launcher;
  private int starts;

  /** Starts a platform, and does not wait for it. */
  RunningPlatform(Path folder) throws IOException {
    this.folder = folder;
    this.launcher = launch();
  }

  /** Starts a platform on an empty folder and waits until it is ready. */
  static RunningPlatform start(String name) throws IOException {
    RunningPlatform platform =
        new RunningPlatform(Files.createTempDirectory("kizuna-bench-" + name));
    boolean ready = false;
    try {
      platform.awaitReady();
      ready = true;
      return platform;
    } finally {
      if (!ready) {
        platform.close();
      }
    }
  }

  private Process launch() throws IOException {
    List<String> command = Installation.javaCommand(MemoryBudget.LAUNCHER);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            ParentWatchdog.class.getName(), // A killed bench leaves no running platform.
            "kizuna.infra.Kizuna",
            "up",
            "--data",
            data().toString(),
            "--port",
            Integer.toString(port),
            "--broker-port",
            Integer.toString(brokerPort),
            "--registry-port",
            Integer.toString(registryPort)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "CLASSPATH",
                Installation.here().classPath(Installation.LAUNCHER),
                "MALLOC_ARENA_MAX",
                "2",
                "KIZUNA_LANG",
                "en"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("up.log").toFile()))
        .start();
  }

  /** Waits until the launcher reports it: the door responds before the parts behind it do. */
  private void awaitReady() throws IOException {
    starts++;
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (READY.matcher(log()).results().count() < starts) {
      if (System.nanoTime() > end || !launcher.isAlive()) {
        throw new IllegalStateException(
            "expected a platform within "
                + START_LIMIT.toSeconds()
                + " s, but there was none: "
                + log());
      }
      pause();
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("up.log"), StandardCharsets.UTF_8);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a platform starts", e);
    }
  }

  /** Starts the platform again after {@link #stop}; how long until every part was ready. */
  Duration startAgain() throws IOException {
    long began = System.nanoTime();
    launcher = launch();
    awaitReady();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Stops everything; the data stay. */
  void stop() throws IOException {
    launcher.destroy();
    try {
      if (!launcher.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        launcher.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      launcher.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  URI door() {
    return URI.create("http://localhost:" + port);
  }

  Path data() {
    return folder.resolve("data");
  }

  /** Pid of the process that has the broker. */
  long launcherPid() {
    return launcher.pid();
  }

  /** Pid of a part that runs now. */
  long pid(String part) throws IOException {
    String[] words =
        Files.readString(data().resolve("run").resolve(part + ".pid"), StandardCharsets.UTF_8)
            .split(" ", 2);
    return Long.parseLong(words[0].strip());
  }

  /** Ends a part as {@code kill -9} does; the launcher starts it again. */
  void kill(String part) throws IOException {
    ProcessHandle.of(pid(part)).ifPresent(ProcessHandle::destroyForcibly);
  }

  double residentMib(String part) throws IOException {
    return ProcessMemory.residentBytes(pid(part)).orElse(0) / (double) (1 << 20);
  }

  /** Bytes of a folder below the data folder; 0 where there is none. */
  long bytes(String below) throws IOException {
    Path of = data().resolve(below);
    if (!Files.exists(of)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(of)) {
      return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
  }

  /** Deletes a folder below the data folder of a platform that is stopped. */
  void delete(String below) throws IOException {
    Path of = data().resolve(below);
    if (!Files.exists(of)) {
      throw new IllegalStateException("expected a folder " + of + ", but there is none");
    }
    deleteAll(of);
  }

  static void deleteAll(Path of) throws IOException {
    try (Stream<Path> files = Files.walk(of)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Live heap of a part after a full collection, in MiB. */
  double heapMib(String part) throws IOException, InterruptedException {
    String answer = "";
    // The second collection frees what the first one finalised.
    for (String command : List.of("GC.run", "GC.run", "GC.class_histogram")) {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid(part)),
                  command)
              .redirectErrorStream(true)
              .start();
      answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (jcmd.waitFor() != 0) {
        throw new IllegalStateException("expected jcmd to answer, but " + answer);
      }
    }
    Matcher total = TOTAL.matcher(answer);
    if (!total.find()) {
      throw new IllegalStateException("expected a total in " + answer);
    }
    return Long.parseLong(total.group(1)) / (double) (1 << 20);
  }

  KafkaCluster cluster() {
    return Accounts.open(data().resolve("accounts"))
        .cluster(Account.LAUNCHER, Ports.LOOPBACK + ":" + brokerPort);
  }

  URI registry() {
    return kizuna.infra.registry.EmbeddedRegistry.url(registryPort);
  }

  kizuna.schemas.ClientProperties registryLogin() {
    return Accounts.open(data().resolve("accounts")).client(Account.LAUNCHER);
  }

  /** A browser signed in as the demonstration's viewer. */
  FloodBrowser viewer() throws IOException, InterruptedException {
    FloodBrowser browser = new FloodBrowser(door());
    String password =
        Files.readString(data().resolve("identity/password"), StandardCharsets.UTF_8).strip();
    browser.signIn("viewer", password);
    return browser;
  }

  /** Ends everything at once: with its data there is nothing that must end in order. */
  @Override
  public void close() throws IOException {
    // The launcher first, or it would start the others again.
    List<ProcessHandle> all =
        Stream.concat(Stream.of(launcher.toHandle()), launcher.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    deleteAll(folder);
  }
}
