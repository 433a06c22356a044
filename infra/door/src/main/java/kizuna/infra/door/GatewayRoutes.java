package kizuna.infra.door;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * Routes each request to its service: writes and the API description to producers, the sign-in page
 * to the identity provider, everything else to streams. A service identifies the caller by the
 * access token alone; other headers about the caller are removed.
 */
final class GatewayRoutes implements GlobalFilter, Ordered {

  static final String PRODUCERS = "producers";
  static final String STREAMS = "streams";
  static final String EVENTS = "streams-events";
  static final String IDENTITY = "identity";

  /** Header in which a service reports a denied read; removed before the response is sent. */
  static final String DENIED = "Kizuna-Denied";

  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(120);
  private static final long NO_LIMIT = -1;

  /** Reads that producers answer: the description of the API, and the logs that can be run. */
  private static final List<String> READS_OF_PRODUCERS =
      List.of("/v3/api-docs", "/swagger-ui", "/api/drill-logs");

  private static final String OURS = "kizuna-";
  private static final List<String> FORWARDED =
      List.of("x-forwarded-", "x-real-", "x-original-", "x-rewrite-", "x-envoy-");

  private final AccessTokenRenewal tokens;
  private final DenialReporter denials;
  private final CallerClaims who;
  private final SignOutHandler signedOut;
  private final URI address;
  private final boolean behindProxy;

  GatewayRoutes(
      AccessTokenRenewal tokens,
      DenialReporter denials,
      CallerClaims who,
      SignOutHandler signedOut,
      GatewaySettings settings) {
    this.tokens = tokens;
    this.denials = denials;
    this.who = who;
    this.signedOut = signedOut;
    this.address = settings.address();
    this.behindProxy = settings.publicUrl().isPresent();
  }

  static RouteLocator routes(
      RouteLocatorBuilder builder, GatewaySettings settings, @Nullable URI identity) {
    RouteLocatorBuilder.Builder routes = builder.routes();
    if (identity != null) {
      URI root = identity.resolve("/");
      routes =
          routes.route(
              IDENTITY,
              r ->
                  r.predicate(e -> path(e).startsWith("/idp/"))
                      .filters(f -> f.preserveHostHeader())
                      .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, SILENCE_LIMIT.toMillis())
                      .uri(root));
    }
    return routes
        .route(
            PRODUCERS,
            r ->
                r.predicate(GatewayRoutes::belongsToProducers)
                    .filters(f -> f.preserveHostHeader())
                    .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, SILENCE_LIMIT.toMillis())
                    .uri(settings.producers()))
        .route(
            EVENTS,
            r ->
                r.predicate(e -> asksForEvents(e.getRequest()))
                    .filters(f -> f.preserveHostHeader())
                    .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, NO_LIMIT)
                    .uri(settings.streams()))
        .route(
            STREAMS,
            r ->
                r.predicate(e -> true)
                    .filters(f -> f.preserveHostHeader())
                    .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, SILENCE_LIMIT.toMillis())
                    .uri(settings.streams()))
        .build();
  }

  private static String path(ServerWebExchange exchange) {
    return exchange.getRequest().getPath().value();
  }

  private static boolean belongsToProducers(ServerWebExchange exchange) {
    String path = path(exchange);
    return HostOriginFilter.isWrite(exchange.getRequest().getMethod()) && path.startsWith("/api/")
        || READS_OF_PRODUCERS.stream().anyMatch(path::startsWith);
  }

  static boolean asksForEvents(ServerHttpRequest request) {
    String accepted = request.getHeaders().getFirst(HttpHeaders.ACCEPT);
    return accepted != null && accepted.startsWith("text/event-stream")
        || "/api/stream".equals(request.getPath().value());
  }

  @Override
  public int getOrder() {
    return 0;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
    boolean identity = route.getId().equals(IDENTITY);
    return ReactiveSecurityContextHolder.getContext()
        .mapNotNull(SecurityContext::getAuthentication)
        .map(
            caller ->
                authorized(exchange, caller, identity)
                    .map(forwarded -> answered(forwarded, chain, caller))
                    // The session may no longer have tokens: answer as if signed out.
                    .defaultIfEmpty(GatewayProblem.NOT_SIGNED_IN.write(exchange))
                    .flatMap(answer -> answer))
        .defaultIfEmpty(answered(forwarded(exchange, identity, null), chain, null))
        .flatMap(answer -> answer);
  }

  private Mono<ServerWebExchange> authorized(
      ServerWebExchange exchange, Authentication caller, boolean identity) {
    if (identity) {
      return Mono.just(forwarded(exchange, true, null));
    }
    if (caller instanceof OAuth2AuthenticationToken) {
      return tokens
          .of(exchange, caller)
          .map(token -> forwarded(exchange, false, "Bearer " + token));
    }
    // The caller's own access token, already checked.
    return Mono.just(
        forwarded(
            exchange,
            false,
            exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION)));
  }

  private ServerWebExchange forwarded(
      ServerWebExchange exchange, boolean identity, @Nullable String authorization) {
    String from = CallerAddress.of(exchange.getRequest(), behindProxy);
    return exchange
        .mutate()
        .request(
            request ->
                request.headers(
                    headers -> {
                      List.copyOf(headers.headerNames()).stream()
                          .filter(GatewayRoutes::isNotForParts)
                          .forEach(headers::remove);
                      if (identity) {
                        headers.set("X-Forwarded-Proto", address.getScheme());
                        headers.set("X-Forwarded-For", from);
                        return; // it has its own cookie and its clients' credentials
                      }
                      headers.remove(HttpHeaders.COOKIE);
                      headers.remove(HttpHeaders.AUTHORIZATION);
                      headers.remove("X-CSRF-TOKEN");
                      if (authorization != null) {
                        headers.set(HttpHeaders.AUTHORIZATION, authorization);
                      }
                    }))
        .build();
  }

  private static boolean isNotForParts(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.startsWith(OURS)
        || name.equals("forwarded")
        || FORWARDED.stream().anyMatch(name::startsWith);
  }

  private Mono<Void> answered(
      ServerWebExchange exchange, GatewayFilterChain chain, @Nullable Authentication caller) {
    return chain
        .filter(exchange)
        .then(
            Mono.defer(
                () -> {
                  if (exchange.getResponse().isCommitted()) {
                    return Mono.empty();
                  }
                  HttpHeaders headers = exchange.getResponse().getHeaders();
                  String code = headers.getFirst(DENIED);
                  List.copyOf(headers.headerNames()).stream()
                      .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(OURS))
                      .forEach(headers::remove);
                  if (code != null && caller != null) {
                    denials.record(exchange.getRequest(), caller, code);
                  }
                  if (caller != null && isRefused(exchange, caller)) {
                    return noRole(exchange, caller);
                  }
                  HttpStatusCode status = exchange.getResponse().getStatusCode();
                  return status != null
                          && status.isError()
                          && SignInConfiguration.isPageOfABrowser(exchange.getRequest())
                      ? ownPage(exchange, status)
                      : Mono.empty();
                }));
  }

  /** A person who opened a page gets an error page, not the JSON of a service. */
  private static Mono<Void> ownPage(ServerWebExchange exchange, HttpStatusCode status) {
    dropAnswer(exchange);
    boolean signIn =
        path(exchange).startsWith("/idp/") && status.value() == HttpStatus.BAD_REQUEST.value();
    return (signIn
            ? GatewayProblem.signInFailed(status.value(), ReturnAddress.signInFor("/"))
            : GatewayProblem.of(status, null))
        .write(exchange);
  }

  private static void dropAnswer(ServerWebExchange exchange) {
    Object answer =
        exchange.getAttributes().remove(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR);
    if (answer instanceof Connection connection) {
      connection.dispose();
    }
  }

  /** A service refuses the token of a session only if its role has no access at all. */
  private static boolean isRefused(ServerWebExchange exchange, Authentication caller) {
    return caller instanceof OAuth2AuthenticationToken
        && HttpStatus.UNAUTHORIZED.equals(exchange.getResponse().getStatusCode());
  }

  /** Replaces the response of the service, which would lead to another sign-in. */
  private Mono<Void> noRole(ServerWebExchange exchange, Authentication caller) {
    dropAnswer(exchange);
    exchange.getResponse().getHeaders().remove(HttpHeaders.WWW_AUTHENTICATE);
    // A user who returns with another account or role starts a new session.
    return exchange
        .getSession()
        .flatMap(WebSession::invalidate)
        .then(
            GatewayProblem.noRole(
                    who.name(caller, GatewayProblem.language(exchange.getRequest())),
                    who.roleClaim() + ": " + who.shownRole(caller),
                    signedOut.next(caller))
                .write(exchange));
  }
}
