package kizuna.infra;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Waits for a condition that another process brings about. */
public final class Await {

  private static final long LOOK_EVERY_MILLIS = 50;

  private Await() {}

  /** Something that is looked at; what cannot be reached yet is not so yet. */
  public interface Condition {
    boolean isSo() throws IOException, InterruptedException, ExecutionException;
  }

  public static void until(String what, Duration limit, Condition condition) {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        try {
          if (condition.isSo()) {
            return;
          }
        } catch (IOException | ExecutionException e) {
          // Not there yet, or just gone.
        }
        if (System.nanoTime() > end) {
          throw new AssertionError("expected within " + limit + ": " + what);
        }
        never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for: " + what, e);
    }
  }
}
