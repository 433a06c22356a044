package kizuna.infra.chaos;

import static kizuna.schemas.Waiting.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.infra.PlatformProcess;
import kizuna.infra.accounts.Account;
import kizuna.infra.host.Ports;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * A platform that may be broken: {@code infra/kizuna up} with a proxy before its broker, in a
 * folder of its own. Where this may be mounted, the folder is a disk of its own, which can be
 * filled.
 */
final class ChaosPlatform implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final String DISK = "900m";

  final Topics topics = Topics.of(Namespace.LIVE);
  final TcpProxy proxy;
  final PlatformProcess process;
  private final Path folder;
  private final boolean mounted;

  private ChaosPlatform(Path folder, boolean mounted) throws IOException {
    this.folder = folder;
    this.mounted = mounted;
    int brokerPort = Ports.free();
    this.proxy = new TcpProxy(0, brokerPort);
    this.process =
        PlatformProcess.start(
            folder.resolve("data"),
            brokerPort,
            List.of("-Dkizuna.broker.advertised.port=" + proxy.port()));
  }

  static ChaosPlatform start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("kizuna-chaos-");
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", folder.toString()) == 0;
    return new ChaosPlatform(folder, mounted);
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

  Admin admin() {
    return Admin.create(process.kafka(Account.LAUNCHER).settings());
  }

  /** Everything runs and says that it is well, after a start where that is needed. */
  void bringBack() {
    await("the platform is well").atMost(START_LIMIT).ignoreExceptions().until(this::isBack);
  }

  private boolean isBack() {
    process.bringBack();
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

  /** The file of the live log's rows. */
  Optional<Path> database() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      return files
          .filter(f -> f.getFileName().toString().matches("kizuna\\.live\\.\\d+\\.db"))
          .max(Comparator.comparingLong(f -> f.toFile().lastModified()));
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
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      process.killEverything();
      proxy.close();
      if (mounted) {
        run("umount", folder.toString());
      }
      delete(folder);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
