package kizuna.infra.identity;

import java.time.Duration;
import java.util.function.LongSupplier;
import kizuna.edge.RateLimiter;

/**
 * Limits password attempts: of an address for one account, of an address for all accounts, and for
 * one account from everywhere. There is no limit in total, and unknown account names have a limit
 * of their own: attempts of strangers never keep others from signing in.
 */
final class LoginThrottle {

  /** Attempts of one address for one account. */
  static final int OF_ACCOUNT_FROM_ADDRESS = 8;

  static final Duration ONE_MORE_AFTER = Duration.ofSeconds(15);

  /** Attempts of one address for all accounts, and for one account from everywhere. */
  static final int OF_ADDRESS = 200;

  static final int OF_ACCOUNT = 200;
  private static final Duration ONE_MORE_OF_MANY_AFTER = Duration.ofSeconds(1);
  private static final int MAX_REMEMBERED = 5_000;

  /** The key of all unknown account names. */
  private static final String NOBODY = "";

  private final RateLimiter ofAccountFromAddress;
  private final RateLimiter ofAddress;
  private final RateLimiter ofAccount;

  LoginThrottle(LongSupplier nanos) {
    this.ofAccountFromAddress =
        new RateLimiter(OF_ACCOUNT_FROM_ADDRESS, ONE_MORE_AFTER, MAX_REMEMBERED, nanos);
    this.ofAddress = new RateLimiter(OF_ADDRESS, ONE_MORE_OF_MANY_AFTER, MAX_REMEMBERED, nanos);
    this.ofAccount = new RateLimiter(OF_ACCOUNT, ONE_MORE_OF_MANY_AFTER, MAX_REMEMBERED, nanos);
  }

  /**
   * Returns whether one more attempt is allowed now.
   *
   * @param account an account's name; {@link #nobody} for every other
   */
  boolean allowed(String account, String address) {
    return ofAccountFromAddress.allows(pair(account, address))
        && (account.equals(NOBODY) || ofAddress.allows(address) && ofAccount.allows(account));
  }

  /** Counts a failed attempt. */
  void failed(String account, String address) {
    ofAccountFromAddress.take(pair(account, address));
    if (!account.equals(NOBODY)) {
      ofAddress.take(address);
      ofAccount.take(account);
    }
  }

  /** Forgets the failed attempts of this address for the account. */
  void succeeded(String account, String address) {
    ofAccountFromAddress.reset(pair(account, address));
  }

  /** The key of all unknown account names. */
  static String nobody() {
    return NOBODY;
  }

  private static String pair(String account, String address) {
    return address + " " + account;
  }
}
