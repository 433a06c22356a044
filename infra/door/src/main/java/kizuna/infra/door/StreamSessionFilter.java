package kizuna.infra.door;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends an event stream with its session, or when the access token expires. A client that may still
 * read reconnects.
 */
final class StreamSessionFilter implements GlobalFilter, Ordered {

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final SessionStore sessions;
  private final Flux<Long> looks = Flux.interval(LOOK).onBackpressureDrop().share();

  StreamSessionFilter(SessionStore sessions) {
    this.sessions = sessions;
  }

  @Override
  public int getOrder() {
    // Wraps the filter that writes the response.
    return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    Mono<Void> answer = chain.filter(exchange);
    return GatewayRoutes.asksForEvents(exchange.getRequest())
        ? answer.takeUntilOther(endOfTheRight(exchange))
        : answer;
  }

  /** Completes when the caller may no longer read. */
  private Mono<Boolean> endOfTheRight(ServerWebExchange exchange) {
    return ReactiveSecurityContextHolder.getContext()
        .mapNotNull(SecurityContext::getAuthentication)
        .flatMap(who -> who instanceof JwtAuthenticationToken token ? end(token) : end(exchange))
        // Anonymous callers have no right that could end.
        .switchIfEmpty(Mono.never());
  }

  private static Mono<Boolean> end(JwtAuthenticationToken token) {
    return Optional.ofNullable(token.getToken().getExpiresAt())
        .map(StreamSessionFilter::after)
        .orElseGet(Mono::never);
  }

  private static Mono<Boolean> after(Instant expires) {
    Duration left = Duration.between(Instant.now(), expires);
    // A token that has just expired may still have been accepted: clocks differ.
    return Mono.delay(left.compareTo(LOOK) < 0 ? LOOK : left).thenReturn(true);
  }

  private Mono<Boolean> end(ServerWebExchange exchange) {
    return exchange
        .getSession()
        .flatMap(
            session ->
                looks.map(look -> !sessions.isInForce(session.getId())).filter(b -> b).next());
  }
}
