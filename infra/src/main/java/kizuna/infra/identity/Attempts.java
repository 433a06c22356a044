package kizuna.infra.identity;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often a password may be guessed: a few times at once, then once in a while; for each account,
 * and for all of them together.
 */
final class Attempts {

  static final int PER_ACCOUNT = 8;
  static final int ALTOGETHER = 80;
  static final Duration ONE_MORE_AFTER = Duration.ofSeconds(15);
  private static final int MOST_REMEMBERED = 1_000;

  private final LongSupplier nanos;
  private final Allowance everybody;

  /**
   * The one that was tried longest ago is forgotten first: names that do not exist cost nothing.
   */
  private final Map<String, Allowance> accounts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  Attempts(LongSupplier nanos) {
    this.nanos = nanos;
    this.everybody = new Allowance(ALTOGETHER, nanos.getAsLong());
  }

  /** Whether one more guess is allowed now. */
  synchronized boolean allowed(String account) {
    return everybody.left(nanos.getAsLong()) >= 1 && of(account).left(nanos.getAsLong()) >= 1;
  }

  /** A guess was wrong. */
  synchronized void failed(String account) {
    everybody.take(nanos.getAsLong());
    of(account).take(nanos.getAsLong());
  }

  /** The right one: what was guessed before does not matter any more. */
  synchronized void succeeded(String account) {
    accounts.remove(account);
  }

  private Allowance of(String account) {
    return accounts.computeIfAbsent(account, name -> new Allowance(PER_ACCOUNT, nanos.getAsLong()));
  }

  private static final class Allowance {
    private final int most;
    private double left;
    private long since;

    Allowance(int most, long now) {
      this.most = most;
      this.left = most;
      this.since = now;
    }

    double left(long now) {
      // Everybody together get as many times more as they may guess at once.
      double perNano = most / (double) PER_ACCOUNT / ONE_MORE_AFTER.toNanos();
      left = Math.min(most, left + (now - since) * perNano);
      since = now;
      return left;
    }

    void take(long now) {
      left = Math.max(0, left(now) - 1);
    }
  }
}
