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
 * Which process runs a part: its pid and its start, so that a later process with the same pid is
 * never taken for it.
 */
public final class PidFile {

  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private PidFile() {}

  /** The command line argument that marks a process as one of ours. */
  static String marker(ServiceSpec part) {
    return "-Dkizuna.part=" + part.name() + "@" + part.pidFile().toAbsolutePath().normalize();
  }

  static void write(ServiceSpec part, ProcessHandle process) {
    try {
      Files.writeString(
          part.pidFile(),
          process.pid() + " " + startMillis(process) + "\n",
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(ServiceSpec part) {
    try {
      Files.deleteIfExists(part.pidFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the process that an earlier launcher left behind for a part.
   *
   * @return its pid, or empty if there was none
   */
  public static Optional<Long> endLeftover(ServiceSpec part) {
    Optional<ProcessHandle> leftover = leftover(part);
    leftover.ifPresent(PidFile::end);
    delete(part);
    return leftover.map(ProcessHandle::pid);
  }

  private static Optional<ProcessHandle> leftover(ServiceSpec part) {
    try {
      if (!Files.exists(part.pidFile())) {
        return Optional.empty();
      }
      List<String> words = List.of(Files.readString(part.pidFile()).trim().split(" "));
      if (words.size() != 2) {
        return Optional.empty(); // killed while it was written: the tether ends that child
      }
      long pid = Long.parseLong(words.get(0));
      long started = Long.parseLong(words.get(1));
      return ProcessHandle.of(pid)
          .filter(p -> startMillis(p) == started)
          .filter(p -> isMarked(p, marker(part)));
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
      process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
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
