package kizuna.infra.door;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.ServerAuthenticationSuccessHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/**
 * Remembers the page that was requested before signing in: always a path on this server. It travels
 * in the addresses, last in the OAuth state, so that the server stores nothing for strangers and it
 * survives the loss of all cookies.
 */
final class ReturnAddress implements ServerAuthenticationSuccessHandler {

  static final String SIGN_IN = "/oauth2/authorization/kizuna";
  private static final String PARAMETER = "return";
  private static final int LONGEST = 1_000;
  private static final char BEFORE_PAGE = '.';

  private final Duration idle;
  private final URI address;
  private final SessionStore sessions;

  ReturnAddress(GatewaySettings settings, SessionStore sessions) {
    this.idle = settings.idle();
    this.address = settings.address();
    this.sessions = sessions;
  }

  /** The same request with the page in its state. */
  static OAuth2AuthorizationRequest withPage(
      OAuth2AuthorizationRequest request, ServerWebExchange exchange, URI address) {
    ServerHttpRequest asked = exchange.getRequest();
    return ours(asked.getQueryParams().getFirst(PARAMETER))
        .or(() -> referrer(asked.getHeaders().getFirst(HttpHeaders.REFERER), address))
        .map(
            page ->
                OAuth2AuthorizationRequest.from(request)
                    .state(
                        request.getState()
                            + BEFORE_PAGE
                            + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(page.getBytes(StandardCharsets.US_ASCII)))
                    .build())
        .orElse(request);
  }

  /**
   * The page that the state of a response names; only a page of this server, even if a stranger
   * wrote the state.
   */
  static Optional<String> page(ServerWebExchange exchange) {
    String state = exchange.getRequest().getQueryParams().getFirst(OAuth2ParameterNames.STATE);
    int at = state == null ? -1 : state.lastIndexOf(BEFORE_PAGE);
    if (state == null || at < 0) {
      return Optional.empty();
    }
    try {
      return ours(
          new String(
              Base64.getUrlDecoder().decode(state.substring(at + 1)), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The address of a sign-in that returns to a page. */
  static String signInFor(String page) {
    return SIGN_IN
        + ours(page)
            .map(path -> "?" + PARAMETER + "=" + UriUtils.encode(path, StandardCharsets.UTF_8))
            .orElse("");
  }

  /** Redirects a browser that requested a page to the sign-in; it returns to that page. */
  Mono<Void> signIn(ServerWebExchange exchange) {
    URI asked = exchange.getRequest().getURI();
    String query = asked.getRawQuery();
    String page = asked.getRawPath() + (query == null ? "" : "?" + query);
    if (!address.getAuthority().equalsIgnoreCase(asked.getAuthority())) {
      // Cookies are bound to the host name, so the browser stays on the name it used.
      return redirect(exchange, address + page);
    }
    return redirect(exchange, signInFor(page));
  }

  @Override
  public Mono<Void> onAuthenticationSuccess(
      WebFilterExchange filtered, Authentication authentication) {
    ServerWebExchange exchange = filtered.getExchange();
    return exchange
        .getSession()
        .flatMap(
            session -> {
              session.setMaxIdleTime(idle);
              return sessions.makeRoom().then(redirect(exchange, page(exchange).orElse("/")));
            });
  }

  static Mono<Void> redirect(ServerWebExchange exchange, String where) {
    return Mono.defer(
        () -> {
          exchange.getResponse().setStatusCode(HttpStatus.FOUND);
          exchange.getResponse().getHeaders().set(HttpHeaders.LOCATION, where);
          exchange.getResponse().getHeaders().setCacheControl("no-store");
          return exchange.getResponse().setComplete();
        });
  }

  private static Optional<String> referrer(@Nullable String referrer, URI address) {
    if (referrer == null || !referrer.startsWith(address + "/")) {
      return Optional.empty();
    }
    String path = referrer.substring(address.toString().length());
    return path.startsWith("/idp/") ? Optional.empty() : ours(path);
  }

  /** The path, if it leads to this server even if a browser normalises odd characters. */
  static Optional<String> ours(@Nullable String path) {
    if (path == null
        || path.length() > LONGEST
        || !path.startsWith("/")
        || path.startsWith("//")
        || path.indexOf('\\') >= 0
        || path.startsWith("/oauth2/")
        || path.startsWith("/login")
        || path.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
      return Optional.empty();
    }
    try {
      URI address = URI.create(path);
      return address.isAbsolute() || address.getRawAuthority() != null
          ? Optional.empty()
          : Optional.of(path);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
