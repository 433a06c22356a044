package kizuna.infra.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The pid and start time of the process of a service; a later process with the same pid is not
 * mistaken for it.
 */
public final class PidFile {

  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  private PidFile() {}

  /** The argument that marks a process as ours. */
  static String marker(ServiceSpec service) {
    return "-Dkizuna.part=" + service.name() + "@" + service.pidFile().toAbsolutePath().normalize();
  }

  static void write(ServiceSpec service, ProcessHandle process) {
    try {
      Files.writeString(
          service.pidFile(),
          process.pid() + " " + startMillis(process) + "\n",
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(ServiceSpec service) {
    try {
      Files.deleteIfExists(service.pidFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the process that a killed launcher left behind.
   *
   * @return its pid, or empty if there was none
   */
  public static Optional<Long> endLeftover(ServiceSpec service) {
    Optional<ProcessHandle> leftover = leftover(service);
    leftover.ifPresent(PidFile::end);
    delete(service);
    return leftover.map(ProcessHandle::pid);
  }

  private static Optional<ProcessHandle> leftover(ServiceSpec service) {
    try {
      if (!Files.exists(service.pidFile())) {
        return Optional.empty();
      }
      List<String> words = List.of(Files.readString(service.pidFile()).trim().split(" "));
      if (words.size() != 2) {
        return Optional.empty(); // killed while it was written: the watchdog ends that process
      }
      long pid = Long.parseLong(words.get(0));
      long started = Long.parseLong(words.get(1));
      return ProcessHandle.of(pid)
          .filter(p -> startMillis(p) == started)
          .filter(p -> isMarked(p, marker(service)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isMarked(ProcessHandle process, String marker) {
    return process.info().arguments().stream().flatMap(Arrays::stream).anyMatch(marker::equals);
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L);
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
