package kizuna.infra.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts refused input at the sign-in. */
final class SignInMeters {

  private final Counter wrong;
  private final Counter tooOften;

  SignInMeters(MeterRegistry meters) {
    this.wrong = refused(meters, "PASSWORD");
    this.tooOften = refused(meters, "TOO_OFTEN");
  }

  private static Counter refused(MeterRegistry meters, String reason) {
    return Counter.builder("kizuna.sign.ins.refused")
        .description("Sign-ins that the embedded identity provider refused")
        .tag("reason", reason)
        .register(meters);
  }

  /** Not an account and its password. */
  void wrong() {
    wrong.increment();
  }

  /** Guessed too often; the password was not looked at. */
  void tooOften() {
    tooOften.increment();
  }
}
