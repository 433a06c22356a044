package kizuna.infra.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import kizuna.infra.host.CookieCipher;
import kizuna.infra.host.Sealer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;

/**
 * Keeps the user who has just signed in in an encrypted cookie for a few minutes: the provider has
 * no sessions, so its memory cannot be filled.
 */
final class SignedInCookie implements SecurityContextRepository {

  static final String NAME = "KIZUNA_IDP";
  private static final Duration LIFE = Duration.ofMinutes(15);

  private final CookieCipher seal;
  private final Map<String, DemoAccount> accounts;
  private final String path;
  private final boolean secure;
  private final Clock clock;

  SignedInCookie(
      Sealer sealer, Map<String, DemoAccount> accounts, String path, boolean secure, Clock clock) {
    this.seal = new CookieCipher(sealer, NAME);
    this.accounts = accounts;
    this.path = path;
    this.secure = secure;
    this.clock = clock;
  }

  @Override
  @Deprecated
  public SecurityContext loadContext(HttpRequestResponseHolder both) {
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    signedIn(both.getRequest()).ifPresent(context::setAuthentication);
    return context;
  }

  private Optional<Authentication> signedIn(HttpServletRequest request) {
    return cookie(request)
        .flatMap(seal::open)
        .map(text -> text.split(" ", -1))
        .filter(parts -> accounts.containsKey(parts[0]))
        .flatMap(
            parts -> {
              Instant when = Instant.ofEpochMilli(Long.parseLong(parts[1]));
              return when.plus(LIFE).isAfter(clock.instant())
                  ? Optional.of(PasswordSignIn.signedIn(parts[0], when))
                  : Optional.empty();
            });
  }

  private static Optional<String> cookie(HttpServletRequest request) {
    if (request.getCookies() != null) {
      for (Cookie cookie : request.getCookies()) {
        if (cookie.getName().equals(NAME)) {
          return Optional.of(cookie.getValue());
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void saveContext(
      SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
    Authentication who = context.getAuthentication();
    if (who == null || !accounts.containsKey(who.getName())) {
      forget(response);
    } else {
      write(response, seal.seal(who.getName() + " " + clock.millis()), LIFE);
    }
  }

  /** Deletes the cookie. */
  void forget(HttpServletResponse response) {
    write(response, "", Duration.ZERO);
  }

  private void write(HttpServletResponse response, String value, Duration life) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(NAME, value)
            .path(path)
            .httpOnly(true)
            .secure(secure)
            .sameSite("Lax")
            .maxAge(life)
            .build()
            .toString());
  }

  @Override
  public boolean containsContext(HttpServletRequest request) {
    return signedIn(request).isPresent();
  }
}
