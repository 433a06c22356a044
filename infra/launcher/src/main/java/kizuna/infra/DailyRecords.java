package kizuna.infra;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.process.ParentWatchdog;
import kizuna.schemas.JapanTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs once a day: publishes the heads of the hash chains, archives closed disasters, and removes
 * expired drill runs. Each in a child process, one after the other, so that it takes no memory
 * here.
 */
final class DailyRecords implements AutoCloseable {

  /** Starts a process; replaced in tests. */
  interface Starter {
    Process start(List<String> command) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(DailyRecords.class);

  /** Delay after the start of the platform. */
  static final Duration FIRST_AFTER = Duration.ofMinutes(10);

  /** Time limit of a process; it is tried again on the next day. */
  static final Duration LONGEST = Duration.ofHours(2);

  private static final int CLOSE_SECONDS = 5;

  private final Clock clock;
  private final Starter starter;
  private final List<List<String>> commands;
  private final Deque<List<String>> waiting = new ArrayDeque<>();
  private final Instant notBefore;
  private LocalDate done = LocalDate.MIN;
  private @Nullable Process running;
  private Instant since = Instant.EPOCH;

  DailyRecords(Clock clock, Starter starter, List<List<String>> commands) {
    this.clock = clock;
    this.starter = starter;
    this.commands = commands;
    this.notBefore = clock.instant().plus(FIRST_AFTER);
  }

  /** The daily commands of a running platform. */
  static DailyRecords of(Platform platform, @Nullable Path headsFolder, int expireDrillsAfter) {
    List<String> heads = new ArrayList<>(List.of("heads", "--write"));
    if (headsFolder != null) {
      heads.addAll(List.of("--heads-folder", headsFolder.toString()));
    }
    List<String> archive = List.of("archive", "--due");
    List<String> expire =
        List.of("drill", "expire", "--expire-after", Integer.toString(expireDrillsAfter));
    List<List<String>> commands = new ArrayList<>();
    for (List<String> command : List.of(heads, archive, expire)) {
      List<String> all = new ArrayList<>(Installation.javaCommand(MemoryBudget.LAUNCHER));
      all.addAll(
          List.of(
              "-cp",
              Installation.ownClassPath(),
              ParentWatchdog.class.getName(),
              Kizuna.class.getName()));
      all.addAll(command);
      all.addAll(List.of("--data", platform.dataFolder().toString()));
      all.addAll(List.of("--bootstrap-servers", platform.bootstrapServers()));
      all.addAll(List.of("--schema-registry", platform.schemaRegistry().toString()));
      commands.add(all);
    }
    return new DailyRecords(
        Clock.systemUTC(),
        command ->
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(platform.log("records").toFile()))
                .start(),
        commands);
  }

  /** Starts the next command that is due; call it every few seconds. */
  void startDue() {
    Instant now = clock.instant();
    Process process = running;
    if (process != null && process.isAlive()) {
      if (now.isAfter(since.plus(LONGEST))) {
        LOG.warn("a daily record took longer than {}; it is tried tomorrow", LONGEST);
        process.destroy();
      }
      return;
    }
    running = null;
    LocalDate today = LocalDate.ofInstant(now, JapanTime.ZONE);
    if (waiting.isEmpty() && !now.isBefore(notBefore) && today.isAfter(done)) {
      done = today;
      waiting.addAll(commands);
    }
    List<String> next = waiting.poll();
    if (next != null) {
      try {
        running = starter.start(next);
        since = now;
      } catch (IOException e) {
        LOG.warn("a daily record cannot be written; it is tried tomorrow", e);
      }
    }
  }

  @Override
  public void close() {
    Process process = running;
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
