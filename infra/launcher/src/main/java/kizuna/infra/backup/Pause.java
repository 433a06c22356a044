package kizuna.infra.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;

/**
 * Stops the processes of an installation that write its data folder, for a moment. They go on when
 * this is closed, or after {@link #LIMIT} if the process that paused them was killed.
 *
 * <p>It is shorter than the session of a decider (8 s), so that no session expires.
 */
final class Pause implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(4);

  /** The registry and the door with the identity provider; the broker is in their parent. */
  private static final List<String> PARTS = List.of("registry", "door");

  private static final int KILL_SECONDS = 5;

  private final List<String> pids;
  private final long began;
  private final Process guard;

  private Pause(List<String> pids, Process guard) {
    this.pids = pids;
    this.began = System.nanoTime();
    this.guard = guard;
  }

  /**
   * Stops the writers of a data folder, the broker first, so that the registry has every schema
   * that the log names.
   *
   * @param data folder of an installation that runs
   */
  static Pause of(Path data) throws IOException, InterruptedException {
    Set<String> pids = new LinkedHashSet<>();
    List<ProcessHandle> parts = new ArrayList<>();
    for (String part : PARTS) {
      running(data.resolve("run").resolve(part + ".pid")).ifPresent(parts::add);
    }
    Stream.concat(parts.stream().flatMap(p -> p.parent().stream()), parts.stream())
        .map(process -> Long.toString(process.pid()))
        .forEach(pids::add);
    List<String> all = List.copyOf(pids);
    // They continue even if this process is killed.
    Process guard =
        new ProcessBuilder(
                "sh",
                "-c",
                "sleep " + (LIMIT.toSeconds() + 1) + "; kill -CONT " + String.join(" ", all))
            .start();
    Pause pause = new Pause(all, guard);
    for (String pid : all) {
      if (signal("STOP", List.of(pid)) != 0) {
        pause.close();
        throw new UserError(
            CommandMessages.ofBackup(LanguageTag.ofMachine()).of("expected.pause", pid));
      }
    }
    return pause;
  }

  private static Optional<ProcessHandle> running(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    String[] words = Files.readString(pidFile, StandardCharsets.UTF_8).strip().split(" ", -1);
    if (words.length != 2) {
      return Optional.empty();
    }
    long started = Long.parseLong(words[1]);
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(p -> p.info().startInstant().map(i -> i.toEpochMilli() == started).orElse(false));
  }

  /** Whether they have been paused from the beginning until now. */
  boolean isPaused() {
    return length().compareTo(LIMIT) < 0;
  }

  Duration length() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** They go on. */
  @Override
  public void close() throws IOException, InterruptedException {
    signal("CONT", pids);
    guard.destroy();
  }

  private static int signal(String name, List<String> pids)
      throws IOException, InterruptedException {
    // Of the shell itself: not every machine has a program of that name.
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + String.join(" ", pids)).start();
    return kill.waitFor(KILL_SECONDS, TimeUnit.SECONDS) ? kill.exitValue() : 1;
  }
}
