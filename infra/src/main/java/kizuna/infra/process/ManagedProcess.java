package kizuna.infra.process;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kizuna.infra.host.Installation;
import kizuna.infra.host.UserError;
import org.slf4j.LoggerFactory;

/**
 * One running process of a part. It ends with this JVM, and its pid file lets the next launcher end
 * it should even that fail.
 */
public final class ManagedProcess {

  private static final long LOG_LIMIT = 10L * 1024 * 1024;
  private static final int LOG_LOOK_SECONDS = 2;

  private final ServiceSpec part;
  private final Process process;

  private ManagedProcess(ServiceSpec part, Process process) {
    this.part = part;
    this.process = process;
  }

  /** Starts a process for a part. */
  public static ManagedProcess start(ServiceSpec part) {
    try {
      Files.createDirectories(parent(part.log()));
      Files.createDirectories(parent(part.pidFile()));
      roll(part.log());
      List<String> command = new ArrayList<>(part.java());
      // First in the command line, so that a later launcher (and `ps`) knows what this is.
      command.add(1, PidFile.marker(part));
      command.add(ParentWatchdog.class.getName());
      command.add(part.mainClass());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder
          .environment()
          .put(
              "CLASSPATH",
              part.classPath() + File.pathSeparator + Installation.here().ownClasses());
      // glibc would keep an arena of 64 MB for each of many threads.
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      // Without these, glibc keeps what a moment of load took: both limits grow with it.
      builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
      builder.environment().put("MALLOC_MMAP_THRESHOLD_", "131072");
      builder.environment().putAll(part.environment());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(part.log().toFile()));
      Process process = builder.start();
      PidFile.write(part, process.toHandle());
      boundLog(part.log(), process);
      return new ManagedProcess(part, process);
    } catch (IOException e) {
      throw new UserError(
          "expected to start "
              + part.name()
              + ", but it failed ("
              + e.getMessage()
              + "); check the disk space and that "
              + part.log()
              + " is writable.",
          e);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  private static void roll(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What a process says is bounded while it runs, too: the log and one before it. */
  private static void boundLog(Path log, Process process) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!process.waitFor(LOG_LOOK_SECONDS, TimeUnit.SECONDS)) {
                  cut(log);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "log-" + log.getFileName());
    thread.setDaemon(true);
    thread.start();
  }

  /** The process writes on at the end of the same file, which begins anew. */
  private static void cut(Path log) {
    try {
      if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
        Files.copy(
            log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
          file.truncate(0);
        }
      }
    } catch (IOException e) {
      LoggerFactory.getLogger(ManagedProcess.class)
          .warn("{} could not be cut: {}", log, e.toString());
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code when the process has ended. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Asks the process to end, waits, and ends it by force if it has not by then. */
  public void stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    PidFile.delete(part);
  }

  /** Ends the process at once, as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }
}
