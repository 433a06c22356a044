package kizuna.producers.drill;

import java.time.Duration;
import java.time.Instant;

/** The clock of a drill: scenario time out of real time. Not thread-safe. */
final class DrillClock {

  /** Maximum speed: scenario time is that of the last sent item. */
  static final double MAX_SPEED = 0;

  private Instant base;
  private long baseNanos;
  private double speed;
  private boolean running;

  DrillClock(Instant start, double speed, boolean running, long nanos) {
    this.base = start;
    this.baseNanos = nanos;
    this.speed = speed;
    this.running = running;
  }

  /** Scenario time at a moment of {@link System#nanoTime}. */
  Instant at(long nanos) {
    return running && speed != MAX_SPEED
        ? base.plusNanos((long) ((nanos - baseNanos) * speed))
        : base;
  }

  /**
   * Returns when a scenario time is reached; in the past if it is over, at most 100 years from now.
   */
  long nanosOf(Instant scenario) {
    if (speed == MAX_SPEED) {
      return baseNanos;
    }
    double millis = Duration.between(base, scenario).toMillis() / speed;
    double nanos = Math.min(millis * 1e6, 3.15e18);
    return baseNanos + (long) nanos;
  }

  void set(Instant scenario, long nanos) {
    base = scenario;
    baseNanos = nanos;
  }

  void run(boolean on, long nanos) {
    set(at(nanos), nanos);
    running = on;
  }

  void speed(double times, long nanos) {
    set(at(nanos), nanos);
    speed = times;
  }

  double speed() {
    return speed;
  }

  boolean isRunning() {
    return running;
  }
}
