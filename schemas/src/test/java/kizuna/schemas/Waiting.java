package kizuna.schemas;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests of all modules wait for what another thread or process does: Awaitility, set once. */
public final class Waiting {

  /** Long, for a busy machine: only a test that fails waits so long. */
  public static final Duration LIMIT = Duration.ofMinutes(2);

  private static final int LONGEST_PAUSE_MILLIS = 50;

  private Waiting() {}

  /**
   * Waits for what the alias names.
   *
   * <ul>
   *   <li>The first pause is 1 ms and each is twice as long as the one before, up to 50 ms.
   *   <li>A condition runs in the thread of the test: a browser's page answers no other.
   *   <li>What cannot be reached yet does not hold yet; any other exception ends the wait.
   *   <li>Exceptions of other threads are theirs: two test classes run at a time.
   * </ul>
   */
  public static ConditionFactory await(String alias) {
    return Awaitility.await(alias)
        .pollInSameThread()
        .dontCatchUncaughtExceptions()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval((polls, previous) -> pause(polls))
        .ignoreExceptionsMatching(e -> e instanceof IOException || e instanceof ExecutionException);
  }

  private static Duration pause(int polls) {
    return Duration.ofMillis(Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(polls - 1, 6)));
  }
}
