package kizuna.streams.ledger.projection;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do. */
public final class Awaiting {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Awaiting() {}

  /** Waits until it is so; fails with what was awaited if it does not come. */
  public static void until(String what, BooleanSupplier so) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "expected " + what + " within " + LONGEST + ", but it did not come");
      }
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }
}
