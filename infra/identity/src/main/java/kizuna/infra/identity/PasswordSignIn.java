package kizuna.infra.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Authenticates a demonstration account by the shared password. */
final class PasswordSignIn implements AuthenticationProvider {

  private final Map<String, DemoAccount> accounts;
  private final byte[] password;
  private final LoginThrottle attempts;
  private final SignInMeters meters;

  PasswordSignIn(
      Map<String, DemoAccount> accounts,
      String password,
      LoginThrottle attempts,
      SignInMeters meters) {
    this.meters = meters;
    this.accounts = accounts;
    this.password = password.getBytes(StandardCharsets.UTF_8);
    this.attempts = attempts;
  }

  @Override
  public Authentication authenticate(Authentication given) {
    String name = given.getName().strip();
    String account = accounts.containsKey(name) ? name : LoginThrottle.nobody();
    String address =
        given.getDetails() instanceof WebAuthenticationDetails details
            ? String.valueOf(details.getRemoteAddress())
            : "";
    if (!attempts.allowed(account, address)) {
      meters.tooOften();
      throw new LockedException("guessed too often");
    }
    byte[] typed = String.valueOf(given.getCredentials()).strip().getBytes(StandardCharsets.UTF_8);
    // Takes the same time for unknown accounts; random passwords need no slow hash.
    boolean right = MessageDigest.isEqual(password, typed);
    if (!right || !accounts.containsKey(name)) {
      attempts.failed(account, address);
      meters.wrong();
      throw new BadCredentialsException("not an account and its password");
    }
    attempts.succeeded(account, address);
    return signedIn(name, Instant.now());
  }

  /**
   * Returns the authentication of an account after a correct password.
   *
   * @param when time of the sign-in, also in the identity token
   */
  static Authentication signedIn(String account, Instant when) {
    return UsernamePasswordAuthenticationToken.authenticated(
        account,
        null,
        List.of(
            FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                .issuedAt(when)
                .build()));
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
