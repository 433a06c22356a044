package kizuna.schemas;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of one network's log, from the machine's clock while that is trusted. A clock that jumps
 * by more than the measured elapsed time, or is behind the log, is not trusted: the log's time then
 * advances as measured, until the clock is right again or a coordinator sets the log's time.
 * Thread-safe.
 */
public final class LogClock {

  /** How much further than the measured time the clock may advance. */
  public static final Duration MAX_JUMP = Duration.ofHours(1);

  /**
   * How much later than the log the clock may be before the first measurement, at a start. An idle
   * log gets a clock fact once a day.
   */
  public static final Duration MAX_REST = Duration.ofDays(3);

  /** How much earlier than the log the clock may be: machines differ a little. */
  public static final Duration MAX_BEHIND = Duration.ofMinutes(5);

  /** Why a clock is not trusted. */
  public enum Doubt {
    /** It moved on by more than the time that was measured. */
    JUMPED,
    /** It is earlier than the log. */
    BEHIND
  }

  /**
   * One reading of the clock.
   *
   * @param time the trusted time
   * @param machine the time of the machine's clock
   * @param doubt why the machine's clock is not trusted; empty: it is
   */
  public record Reading(Instant time, Instant machine, Optional<Doubt> doubt) {}

  private final Clock machine;
  private final Supplier<Duration> elapsed;
  private @Nullable Instant sureTime;
  private Duration sureElapsed = Duration.ZERO;
  private boolean measured;
  private Duration heldAhead = Duration.ZERO;

  /**
   * @param machine the machine's clock
   * @param elapsed time elapsed since a fixed moment, independent of the clock
   */
  public LogClock(Clock machine, Supplier<Duration> elapsed) {
    this.machine = machine;
    this.elapsed = elapsed;
  }

  /** The log reached a time by its facts. */
  public synchronized void reached(Instant logTime) {
    Duration gone = elapsed.get();
    if (sureTime == null || logTime.isAfter(believed(sureTime, gone))) {
      sureTime = logTime;
      sureElapsed = gone;
    }
  }

  /** Sets the log's time, forward or back. */
  public synchronized void set(Instant logTime) {
    sureTime = logTime;
    sureElapsed = elapsed.get();
    measured = true;
  }

  /**
   * Sets how far the untrusted machine clock is ahead of the log, as the log records it; zero:
   * none. Before the first measurement after a start, the same jump is not trusted either: a
   * restart does not make it take effect.
   */
  public synchronized void held(Duration ahead) {
    heldAhead = ahead;
  }

  /** Returns how far the clock may now be ahead of the trusted time. */
  private Duration mostAhead() {
    if (measured) {
      return MAX_JUMP;
    }
    Duration less = heldAhead.minus(MAX_BEHIND);
    return less.compareTo(Duration.ZERO) > 0 && less.compareTo(MAX_REST) < 0 ? less : MAX_REST;
  }

  /** Reads the current time. */
  public synchronized Reading read() {
    Instant now = machine.instant().truncatedTo(ChronoUnit.MILLIS);
    Duration gone = elapsed.get();
    if (sureTime != null) {
      Instant believed = believed(sureTime, gone);
      if (now.isAfter(believed.plus(mostAhead()))) {
        return new Reading(believed, now, Optional.of(Doubt.JUMPED));
      }
      if (now.isBefore(believed.minus(MAX_BEHIND))) {
        return new Reading(believed, now, Optional.of(Doubt.BEHIND));
      }
    }
    sureTime = now;
    sureElapsed = gone;
    measured = true;
    return new Reading(now, now, Optional.empty());
  }

  private Instant believed(Instant sure, Duration gone) {
    return sure.plus(gone.minus(sureElapsed)).truncatedTo(ChronoUnit.MILLIS);
  }
}
