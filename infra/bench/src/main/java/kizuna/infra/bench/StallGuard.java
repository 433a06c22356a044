package kizuna.infra.bench;

import java.time.Duration;

/** Ends the bench with an error when a count does not change for a minute. */
final class StallGuard {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  private final String what;
  private long last = -1;
  private long lastNanos = System.nanoTime();

  StallGuard(String what) {
    this.what = what;
  }

  void at(long count) {
    long now = System.nanoTime();
    if (count != last) {
      last = count;
      lastNanos = now;
    } else if (now - lastNanos > LONGEST_SILENCE.toNanos()) {
      throw new IllegalStateException(
          "expected " + what + " to go on, but it stood at " + count + " for " + LONGEST_SILENCE);
    }
  }
}
