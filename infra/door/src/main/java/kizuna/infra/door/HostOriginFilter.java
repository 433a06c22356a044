package kizuna.infra.door;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The first filter: sets the security headers and refuses requests for other hosts and from other
 * origins.
 */
final class HostOriginFilter implements WebFilter, Ordered {

  static final int ORDER = -300;

  private static final Set<String> LOCAL_NAMES =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]");

  /** The security headers of our responses. A header of the same name from a service wins. */
  static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          // Not no-referrer: browsers would send forms with "Origin: null".
          "Referrer-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()");

  private static final String OVER_HTTPS_ONLY = "max-age=31536000";

  private static final Set<HttpMethod> READS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final URI address;
  private final int port;
  private final String listen;

  HostOriginFilter(GatewaySettings settings) {
    this.listen = settings.listen();
    this.address = settings.address();
    this.port = settings.port();
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    HttpHeaders headers = exchange.getResponse().getHeaders();
    exchange
        .getResponse()
        .beforeCommit(
            () -> {
              SECURITY_HEADERS.forEach(
                  (name, value) -> {
                    if (!headers.containsHeader(name)) {
                      headers.set(name, value);
                    }
                  });
              if (isAnswerOfTheApi(exchange)
                  && !headers.containsHeader(HttpHeaders.CACHE_CONTROL)) {
                headers.setCacheControl("no-store");
              }
              if ("https".equals(address.getScheme())) {
                headers.set("Strict-Transport-Security", OVER_HTTPS_ONLY);
              }
              return Mono.empty();
            });
    ServerHttpRequest request = exchange.getRequest();
    if (!isOurs(request.getURI().getHost())) {
      return GatewayProblem.FOREIGN_HOST.write(exchange);
    }
    if (asksForWebSocket(request)) {
      return GatewayProblem.NO_UPGRADE.write(exchange);
    }
    if (isWrite(request.getMethod())
        && !isOurOrigin(request.getHeaders().getFirst(HttpHeaders.ORIGIN))) {
      return GatewayProblem.FOREIGN_ORIGIN.write(exchange);
    }
    return chain.filter(exchange);
  }

  private static boolean isAnswerOfTheApi(ServerWebExchange exchange) {
    String path = exchange.getRequest().getPath().value();
    return path.startsWith("/api/") || path.startsWith("/idp/oauth2/");
  }

  private static boolean asksForWebSocket(ServerHttpRequest request) {
    String upgrade = request.getHeaders().getFirst(HttpHeaders.UPGRADE);
    return upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket");
  }

  private boolean isOurs(@Nullable String host) {
    return host != null
        && (LOCAL_NAMES.contains(host.toLowerCase(Locale.ROOT))
            || host.equals(listen)
            || host.equalsIgnoreCase(address.getHost()));
  }

  private boolean isOurOrigin(@Nullable String origin) {
    if (origin == null) {
      return true; // not from a browser
    }
    try {
      URI page = URI.create(origin);
      String host = page.getHost();
      return sameOrigin(page, address)
          || host != null && LOCAL_NAMES.contains(host) && portOf(page) == port;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean sameOrigin(URI one, URI other) {
    return one.getHost() != null
        && one.getHost().equalsIgnoreCase(other.getHost())
        && String.valueOf(one.getScheme()).equals(other.getScheme())
        && portOf(one) == portOf(other);
  }

  private static int portOf(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return "https".equals(address.getScheme()) ? 443 : 80;
  }

  static boolean isWrite(HttpMethod method) {
    return !READS.contains(method);
  }
}
