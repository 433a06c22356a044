package kizuna.schemas;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Notices that the machine's clock was set back while this process ran. Clients of Kafka measure
 * their pauses by that clock: until the clock reaches its earlier time again they commit nothing
 * and send no heartbeat, so a process that has such clients is restarted. Thread-safe.
 */
public final class ClockStep {

  /** A smaller step needs no restart: the restart would take about as long. */
  public static final Duration MAX_BACK = Duration.ofSeconds(30);

  private final Clock machine;
  private final Supplier<Duration> elapsed;
  private Instant lastTime;
  private Duration lastElapsed;

  /**
   * @param machine the machine's clock
   * @param elapsed time elapsed since a fixed moment, independent of the clock
   */
  public ClockStep(Clock machine, Supplier<Duration> elapsed) {
    this.machine = machine;
    this.elapsed = elapsed;
    this.lastTime = machine.instant();
    this.lastElapsed = elapsed.get();
  }

  /** The clock of this machine. */
  public static ClockStep ofThisMachine() {
    return new ClockStep(Clock.systemUTC(), () -> Duration.ofNanos(System.nanoTime()));
  }

  /** Returns how far the clock was set back since the last call; empty: within the limit. */
  public synchronized Optional<Duration> back() {
    Instant now = machine.instant();
    Duration gone = elapsed.get();
    Duration back = Duration.between(now, lastTime.plus(gone.minus(lastElapsed)));
    lastTime = now;
    lastElapsed = gone;
    return back.compareTo(MAX_BACK) > 0 ? Optional.of(back) : Optional.empty();
  }
}
