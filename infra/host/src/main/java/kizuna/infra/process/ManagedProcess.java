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
import kizuna.infra.host.HostMessages;
import kizuna.infra.host.Installation;
import kizuna.infra.host.UserError;
import org.slf4j.LoggerFactory;

/**
 * A running child process. It ends with this JVM; if not, the next launcher ends it by its pid
 * file.
 */
public final class ManagedProcess {

  private static final long LOG_LIMIT = 10L * 1024 * 1024;
  private static final int LOG_CHECK_SECONDS = 2;

  private final ServiceSpec service;
  private final Process process;

  private ManagedProcess(ServiceSpec service, Process process) {
    this.service = service;
    this.process = process;
  }

  /** Starts the process of a service. */
  public static ManagedProcess start(ServiceSpec service) {
    try {
      Files.createDirectories(parent(service.log()));
      Files.createDirectories(parent(service.pidFile()));
      roll(service.log());
      List<String> command = new ArrayList<>(service.java());
      // First argument, so that a later launcher (and `ps`) recognises the process.
      command.add(1, PidFile.marker(service));
      command.add(ParentWatchdog.class.getName());
      command.add(service.mainClass());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder
          .environment()
          .put(
              "CLASSPATH",
              service.classPath()
                  + File.pathSeparator
                  + Installation.here().classes(Installation.HOST));
      // glibc would keep an arena of 64 MB for each of many threads.
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      // Without these, glibc keeps memory after a peak: both limits grow with it.
      builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
      builder.environment().put("MALLOC_MMAP_THRESHOLD_", "131072");
      builder.environment().putAll(service.environment());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(service.log().toFile()));
      Process process = builder.start();
      PidFile.write(service, process.toHandle());
      limitLogSize(service.log(), process);
      return new ManagedProcess(service, process);
    } catch (IOException e) {
      throw new UserError(
          HostMessages.LIST.of("part.notStarted", service.name(), e.toString(), service.log()), e);
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

  /** Limits the log of a running process: one file and one before it. */
  private static void limitLogSize(Path log, Process process) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!process.waitFor(LOG_CHECK_SECONDS, TimeUnit.SECONDS)) {
                  truncate(log);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "log-" + log.getFileName());
    thread.setDaemon(true);
    thread.start();
  }

  /** Truncates the file; the process continues to append to it. */
  private static void truncate(Path log) {
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

  /** Completes with the exit code when the process ends. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Ends the process: SIGTERM, and SIGKILL after the timeout. */
  public void stop(Duration timeout) {
    process.destroy();
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    PidFile.delete(service);
  }

  /** Kills the process, as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }
}
