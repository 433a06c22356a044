package kizuna.infra.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Guessing is slowed down for who guesses, and for nobody else. */
class LoginThrottleTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LoginThrottle attempts = new LoginThrottle(nanos::get);

  @Test
  void madeUpNamesTakeNothingFromAccounts() {
    for (int i = 0; i < 10_000; i++) {
      attempts.failed(LoginThrottle.nobody(), "10.0.0.1");
    }

    assertThat(attempts.allowed(LoginThrottle.nobody(), "10.0.0.1")).isFalse();
    assertThat(attempts.allowed("viewer", "10.0.0.1")).isTrue();
  }

  @Test
  void oneAddressThatGuessesAnAccountIsHeldUpAndAnotherIsNot() {
    for (int i = 0; i < LoginThrottle.OF_ACCOUNT_FROM_ADDRESS; i++) {
      assertThat(attempts.allowed("viewer", "10.0.0.1")).isTrue();
      attempts.failed("viewer", "10.0.0.1");
    }

    assertThat(attempts.allowed("viewer", "10.0.0.1")).isFalse();
    assertThat(attempts.allowed("viewer", "10.0.0.2")).isTrue();
    assertThat(attempts.allowed("director", "10.0.0.1")).isTrue();

    nanos.addAndGet(LoginThrottle.ONE_MORE_AFTER.toNanos());
    assertThat(attempts.allowed("viewer", "10.0.0.1")).isTrue();
  }

  @Test
  void guessesFromEverywhereAreBoundedForOneAccountAndOfOneAddress() {
    for (int i = 0; i < LoginThrottle.OF_ACCOUNT; i++) {
      attempts.failed("viewer", "10.0.1." + i);
      attempts.failed("account-" + i, "10.0.0.9");
    }

    assertThat(attempts.allowed("viewer", "10.0.9.9")).isFalse();
    assertThat(attempts.allowed("director", "10.0.0.9")).isFalse();
    assertThat(attempts.allowed("director", "10.0.9.9")).isTrue();
  }
}
