package kizuna.infra.chaos;

import static kizuna.schemas.Waiting.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.infra.PlatformProcess;
import kizuna.infra.accounts.Account;
import kizuna.infra.bench.ThreeBrokers;
import kizuna.infra.containers.FaultyLine;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.jspecify.annotations.Nullable;

/**
 * A platform that may be broken: {@code infra/kizuna up} with a faulty line before its broker, in a
 * folder of its own. Where this may be mounted, the folder is a disk of its own, which can be
 * filled.
 */
final class ChaosPlatform implements ExaminedLog, AutoCloseable {

  /** What it consists of. */
  enum Kind {
    /** Everything embedded. */
    EMBEDDED,
    /** On a cluster of three stock brokers; without the line. */
    THREE_BROKERS,
    /** Everything embedded, started by an earlier build. */
    EARLIER_BUILD
  }

  /** It did not become ready; the message says where its logs are. */
  static final class NotStarted extends Exception {
    private static final long serialVersionUID = 1L;

    NotStarted(Path logs, Throwable cause) {
      super("expected a platform, but it did not become ready; its logs: " + logs, cause);
    }
  }

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final String DISK = "900m";

  final PlatformProcess process;
  private final @Nullable FaultyLine line;
  private final Topics topics = Topics.of(Namespace.LIVE);
  private final Path folder;
  private final boolean mounted;
  private final @Nullable ThreeBrokers brokers;
  private volatile boolean abandoned;

  /** One that runs already and goes on when this is closed: without line and disk. */
  ChaosPlatform(PlatformProcess process) {
    this.process = process;
    this.folder = Objects.requireNonNull(process.data.getParent());
    this.mounted = false;
    this.line = null;
    this.brokers = null;
  }

  private ChaosPlatform(Path folder, boolean mounted, Kind kind, @Nullable Path earlier)
      throws IOException {
    this.folder = folder;
    this.mounted = mounted;
    Path data = folder.resolve("data");
    if (kind == Kind.THREE_BROKERS) {
      this.line = null;
      // Each is started again in every round: the second compiler costs more than it saves.
      this.brokers = new ThreeBrokers(folder, "-XX:TieredStopAtLevel=1");
      this.process = PlatformProcess.start(data, brokers.bootstrapServers());
    } else {
      int brokerPort = Ports.free();
      this.line = FaultyLine.toBroker(() -> new InetSocketAddress("127.0.0.1", brokerPort));
      this.brokers = null;
      this.process =
          PlatformProcess.start(
              data,
              brokerPort,
              List.of("-Dkizuna.broker.advertised.port=" + line.port()),
              earlier == null ? Installation.here() : new Installation(earlier));
    }
  }

  /**
   * Starts one.
   *
   * @param earlier folder of the earlier build; null for this one
   */
  static ChaosPlatform start(Kind kind, @Nullable Path earlier)
      throws IOException, InterruptedException, NotStarted {
    Path folder = Files.createTempDirectory("kizuna-chaos-");
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", folder.toString()) == 0;
    try {
      return new ChaosPlatform(folder, mounted, kind, earlier);
    } catch (Exception | Error e) {
      // Also after Ctrl-C, which Awaitility passes on as an exception that it does not declare.
      Thread.interrupted();
      List<ProcessHandle> started = ProcessHandle.current().descendants().toList();
      started.forEach(ProcessHandle::destroyForcibly);
      started.forEach(process -> process.onExit().join());
      Path logs = keepLogs(folder, "start");
      remove(folder, mounted);
      throw new NotStarted(logs, e);
    }
  }

  private static void remove(Path folder, boolean mounted)
      throws IOException, InterruptedException {
    if (mounted) {
      run("umount", folder.toString());
    }
    delete(folder);
  }

  @Override
  public Topics topics() {
    return topics;
  }

  @Override
  public KafkaCluster cluster() {
    return process.kafka(Account.LAUNCHER);
  }

  @Override
  public SchemaRegistry registry() {
    return process.registry(Account.LAUNCHER);
  }

  /** What stands before the broker. */
  FaultyLine line() {
    if (line == null) {
      throw new IllegalStateException("expected a platform with a faulty line before its broker");
    }
    return line;
  }

  /** The three brokers. */
  ThreeBrokers brokers() {
    if (brokers == null) {
      throw new IllegalStateException("expected a platform on three brokers");
    }
    return brokers;
  }

  /** Keeps what the platform said; returns where. */
  Path keepLogs(String name) throws IOException {
    return keepLogs(folder, name);
  }

  private static Path keepLogs(Path folder, String name) throws IOException {
    Path kept = Files.createTempDirectory("kizuna-chaos-logs-" + name + "-");
    if (Files.exists(folder.resolve("data/logs"))) {
      copy(folder.resolve("data/logs"), kept);
    }
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
      for (Path log : logs) {
        Files.copy(log, kept.resolve(log.getFileName().toString()));
      }
    }
    return kept;
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Ends a part as {@code kill -9} does; the launcher starts it again. */
  void kill(String part) throws IOException {
    ProcessHandle.of(process.pid(part)).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Stops a process where it is, or lets it go on. */
  static void freeze(long pid, boolean frozen) throws InterruptedException {
    run("kill", frozen ? "-STOP" : "-CONT", Long.toString(pid));
  }

  /** Waits until the decider has a transaction open, at most some seconds. */
  void awaitOpenTransaction() {
    try (Admin admin = admin()) {
      long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (System.nanoTime() < until) {
        boolean ongoing =
            admin.listTransactions().all().get().stream()
                .anyMatch(
                    t ->
                        t.transactionalId().startsWith(topics.namespace().applicationId())
                            && t.state() == TransactionState.ONGOING);
        if (ongoing) {
          return;
        }
      }
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until every partition is on all brokers again. */
  void awaitAllCopies() {
    await("all copies of every partition")
        .atMost(START_LIMIT)
        .until(
            () -> {
              try (Admin admin = admin()) {
                return admin
                    .describeTopics(admin.listTopics().names().get())
                    .allTopicNames()
                    .get()
                    .values()
                    .stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(p -> p.isr().size() == p.replicas().size());
              }
            });
  }

  Admin admin() {
    return Admin.create(cluster().settings());
  }

  /** Everything runs and says that it is well, after a start where that is needed. */
  void bringBack() {
    await("the platform is well")
        .atMost(START_LIMIT)
        .ignoreExceptions()
        .until(() -> abandoned || isBack());
    if (abandoned) {
      throw new IllegalStateException("expected to bring the platform back, but nobody wants it");
    }
  }

  /** Nobody wants it any more, as after Ctrl-C: {@link #bringBack} starts nothing again. */
  void abandon() {
    abandoned = true;
  }

  private boolean isBack() {
    process.bringBack();
    // The health of what was just killed may not tell yet.
    var unused = registry().byId(1);
    return true;
  }

  // Its folder.

  Path state() {
    return folder.resolve("data/streams");
  }

  /** The disk is full, but for nothing; empty: there is no disk of its own here. */
  Optional<Path> fillDisk() throws IOException, InterruptedException {
    if (!mounted) {
      return Optional.empty();
    }
    Path filler = folder.resolve("filler");
    run("dd", "if=/dev/zero", "of=" + filler, "bs=1M");
    return Optional.of(filler);
  }

  Path registryData() {
    return folder.resolve("data/registry");
  }

  /** The file of the live log's rows. */
  @Override
  public Optional<Path> database() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data/streams/ledger"))) {
      Optional<Path> file =
          files
              .filter(f -> f.getFileName().toString().matches("live\\.\\d+\\.db"))
              .max(Comparator.comparingLong(f -> f.toFile().lastModified()));
      if (file.isEmpty()) {
        throw new AssertionError("I4: expected a database of the live log, but there is none");
      }
      return file;
    }
  }

  /** The largest file of the decider's state, with some of its bytes. */
  Optional<Path> largestStateFile() throws IOException {
    try (Stream<Path> files = Files.walk(state())) {
      return files
          .filter(f -> f.toString().matches(".*/rocksdb/.*(\\.sst|\\.log)"))
          .max(Comparator.comparingLong(f -> f.toFile().length()));
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path in, java.io.IOException e)
              throws IOException {
            Files.deleteIfExists(in);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (Files.isRegularFile(file)) { // Not a socket.
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      process.killEverything();
      if (brokers != null) {
        brokers.close();
      }
      if (line != null) {
        line.close();
      }
      remove(folder, mounted);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
