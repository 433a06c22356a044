package kizuna.infra.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/** Checks an account of the demonstration and the password of them all. */
final class PasswordSignIn implements AuthenticationProvider {

  private final Map<String, Account> accounts;
  private final byte[] password;
  private final Attempts attempts;

  PasswordSignIn(Map<String, Account> accounts, String password, Attempts attempts) {
    this.accounts = accounts;
    this.password = password.getBytes(StandardCharsets.UTF_8);
    this.attempts = attempts;
  }

  @Override
  public Authentication authenticate(Authentication given) {
    String name = given.getName().strip();
    if (!attempts.allowed(name)) {
      throw new LockedException("guessed too often");
    }
    byte[] typed = String.valueOf(given.getCredentials()).strip().getBytes(StandardCharsets.UTF_8);
    // The same work whether there is such an account or not.
    boolean right = MessageDigest.isEqual(password, typed);
    if (!right || !accounts.containsKey(name)) {
      attempts.failed(name);
      throw new BadCredentialsException("not an account and its password");
    }
    attempts.succeeded(name);
    return UsernamePasswordAuthenticationToken.authenticated(
        name,
        null,
        // With the time in it, which the identity token repeats.
        List.of(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)));
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
