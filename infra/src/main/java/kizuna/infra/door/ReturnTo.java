package kizuna.infra.door;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.ServerAuthenticationSuccessHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The page that somebody asked for before signing in, and the way back to it: a path on this
 * server, never an address of another.
 */
final class ReturnTo implements WebFilter, Ordered, ServerAuthenticationSuccessHandler {

  static final String SIGN_IN = "/oauth2/authorization/kizuna";
  private static final String ATTRIBUTE = ReturnTo.class.getName();
  private static final String PARAMETER = "return";
  private static final int LONGEST = 2_000;

  private final Duration idle;
  private final URI address;

  ReturnTo(DoorSettings settings) {
    this.idle = settings.idle();
    this.address = settings.address();
  }

  @Override
  public int getOrder() {
    return Guard.ORDER + 2;
  }

  /** Who goes to sign in says where from: by the parameter {@code return}, or as browsers do. */
  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    if (!request.getPath().value().equals(SIGN_IN)) {
      return chain.filter(exchange);
    }
    Optional<String> page =
        ours(request.getQueryParams().getFirst(PARAMETER))
            .or(() -> referrer(request.getHeaders().getFirst(HttpHeaders.REFERER)));
    return page.map(
            path ->
                exchange
                    .getSession()
                    .doOnNext(session -> session.getAttributes().putIfAbsent(ATTRIBUTE, path))
                    .then(chain.filter(exchange)))
        .orElseGet(() -> chain.filter(exchange));
  }

  /** Sends a browser that asked for a page to sign in; it comes back to that page. */
  Mono<Void> signIn(ServerWebExchange exchange) {
    ServerHttpRequest request = exchange.getRequest();
    URI asked = request.getURI();
    String query = asked.getRawQuery();
    String page = asked.getRawPath() + (query == null ? "" : "?" + query);
    if (!address.getAuthority().equalsIgnoreCase(asked.getAuthority())) {
      // Under another name of this machine the session would not be found again.
      return redirect(exchange, address + page);
    }
    return exchange
        .getSession()
        .doOnNext(
            session -> ours(page).ifPresent(path -> session.getAttributes().put(ATTRIBUTE, path)))
        .then(redirect(exchange, SIGN_IN));
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
              Object page = session.getAttributes().remove(ATTRIBUTE);
              return redirect(exchange, page instanceof String path ? path : "/");
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

  private Optional<String> referrer(@Nullable String referrer) {
    if (referrer == null || !referrer.startsWith(address + "/")) {
      return Optional.empty();
    }
    String path = referrer.substring(address.toString().length());
    return path.startsWith("/idp/") ? Optional.empty() : ours(path);
  }

  /** The path if it leads to this server, whatever a browser makes of odd characters. */
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
