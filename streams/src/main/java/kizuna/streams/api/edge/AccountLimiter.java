package kizuna.streams.api.edge;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs one costly query of an account at a time, and lets one more wait. Accounts are identified by
 * a hash: two that share a turn wait for each other.
 */
public final class AccountLimiter {

  private static final int TURNS = 256;
  private static final int MAX_WAITING = 1;

  private final Semaphore[] turns = new Semaphore[TURNS];

  public AccountLimiter() {
    for (int i = 0; i < TURNS; i++) {
      turns[i] = new Semaphore(1, true);
    }
  }

  /** Waits for the account's turn; false after the time limit or if too many already wait. */
  public boolean begin(String account, Duration longest) throws InterruptedException {
    Semaphore turn = of(account);
    return turn.tryAcquire()
        || (waiting(account) < MAX_WAITING
            && turn.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS));
  }

  public int waiting(String account) {
    return of(account).getQueueLength();
  }

  public void end(String account) {
    of(account).release();
  }

  private Semaphore of(String account) {
    return turns[Math.floorMod(account.hashCode(), TURNS)];
  }
}
