package kizuna.infra.door;

import java.time.Duration;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses live reports while facts are not decided, so that no report is accepted in vain. Drills
 * are decided by the process that runs them.
 */
final class NotDecidingFilter implements WebFilter, Ordered {

  /** After authentication, before the body is read. */
  private static final int ORDER = BodyLimitFilter.ORDER - 1;

  private final HealthWatch health;

  NotDecidingFilter(HealthWatch health) {
    this.health = health;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Optional<Duration> silence =
        isReport(exchange.getRequest()) ? health.decisions().silence() : Optional.empty();
    return silence
        .map(lasting -> GatewayProblem.notDeciding(lasting).write(exchange))
        .orElseGet(() -> chain.filter(exchange));
  }

  private static boolean isReport(ServerHttpRequest request) {
    return HostOriginFilter.isWrite(request.getMethod())
        && request.getPath().value().startsWith("/api/")
        && request.getQueryParams().getFirst("drill") == null;
  }
}
