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
 * Ends a stream of events, which would go on for ever, with the session that it was opened in,
 * whichever way that ends, or with the caller's token. Who may still see the events opens another.
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
    // Around what writes the answer, or there is nothing left to end.
    return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    Mono<Void> answer = chain.filter(exchange);
    return GatewayRoutes.asksForEvents(exchange.getRequest())
        ? answer.takeUntilOther(endOfTheRight(exchange))
        : answer;
  }

  /** Comes when the caller may not go on reading. */
  private Mono<Boolean> endOfTheRight(ServerWebExchange exchange) {
    return ReactiveSecurityContextHolder.getContext()
        .mapNotNull(SecurityContext::getAuthentication)
        .flatMap(who -> who instanceof JwtAuthenticationToken token ? end(token) : end(exchange))
        // Who need not be signed in loses no right.
        .switchIfEmpty(Mono.never());
  }

  private static Mono<Boolean> end(JwtAuthenticationToken token) {
    return Optional.ofNullable(token.getToken().getExpiresAt())
        .map(StreamSessionFilter::after)
        .orElseGet(Mono::never);
  }

  private static Mono<Boolean> after(Instant expires) {
    Duration left = Duration.between(Instant.now(), expires);
    // One that has just expired may still have been taken, for clocks differ.
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
