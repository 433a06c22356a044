package kizuna.producers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import kizuna.schemas.ProblemType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Holds back every live fact while the machine's clock is plainly wrong, for a fact with a wrong
 * time cannot be taken back. Two things tell: the log has a later time than the clock, or the clock
 * moved on by more than the time that has gone by.
 *
 * <p>A clock that is ahead already when this starts cannot be told from a long rest; {@code up} and
 * {@code status} ask whoever looks what day it is.
 */
class ClockGuard {

  /** How much more than the time that has gone by the clock may move on. */
  static final Duration JUMP = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(ClockGuard.class);
  private static final Path UPTIME = Path.of("/proc/uptime");

  private final Clock clock;
  private final Supplier<Duration> elapsed;
  private final Supplier<Optional<Instant>> newestFact;
  private @Nullable Instant sureClock;
  private Duration sureElapsed = Duration.ZERO;
  private @Nullable Instant newest;
  private @Nullable Refused wrong;

  /**
   * @param clock the machine's clock
   * @param elapsed how much time has gone by since some moment, whatever the clock says
   * @param newestFact the time of the newest fact of the live log; empty if nobody can say now
   */
  ClockGuard(Clock clock, Supplier<Duration> elapsed, Supplier<Optional<Instant>> newestFact) {
    this.clock = clock;
    this.elapsed = elapsed;
    this.newestFact = newestFact;
  }

  /** Time since the machine was started, its sleep included; where that is unknown, of this JVM. */
  static Duration sinceBoot() {
    try {
      String seconds = Files.readString(UPTIME, StandardCharsets.US_ASCII).split(" ", 2)[0];
      return Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
    } catch (IOException | NumberFormatException e) {
      return Duration.ofNanos(System.nanoTime());
    }
  }

  /** Compares, now and every few seconds. */
  @Scheduled(fixedDelay = 5_000, initialDelay = 0)
  void look() {
    newestFact.get().ifPresent(this::noteNewest);
    Optional<Refused> found = compare();
    found.ifPresent(why -> LOG.error("nothing is recorded: {}", why.code()));
  }

  private synchronized void noteNewest(Instant time) {
    newest = time;
  }

  private synchronized Optional<Refused> compare() {
    Instant now = clock.instant();
    Duration gone = elapsed.get();
    Instant expected =
        sureClock == null ? now : sureClock.plus(gone.minus(sureElapsed)); // null: first look
    Instant latest = newest;
    if (now.isAfter(expected.plus(JUMP))) {
      wrong = new Refused(ProblemType.CLOCK_JUMPED, now, expected);
    } else if (latest != null && latest.isAfter(now.plus(LogTime.MOST_AHEAD))) {
      wrong = new Refused(ProblemType.CLOCK_BEHIND, now, latest);
    } else {
      wrong = null;
    }
    if (!now.isAfter(expected.plus(JUMP))) {
      sureClock = now;
      sureElapsed = gone;
    }
    return Optional.ofNullable(wrong);
  }

  /** Why nothing is recorded; empty while the clock can be believed. */
  Optional<Refused> trouble() {
    return compare();
  }
}
