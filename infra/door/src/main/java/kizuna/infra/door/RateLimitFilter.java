package kizuna.infra.door;

import java.security.Principal;
import java.time.Duration;
import java.util.function.LongSupplier;
import kizuna.edge.RateLimiter;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Limits the reports of an account per minute, the event streams that a caller opens, and
 * concurrent requests in total and per caller: an account, or an address for anonymous callers.
 */
final class RateLimitFilter implements WebFilter, Ordered {

  /** After the body was read: a request that waits for a place is complete. */
  private static final int ORDER = BodyLimitFilter.ORDER + 1;

  private static final int MAX_ACCOUNTS = 10_000;

  /** Share of the read places that one caller may take. */
  private static final int SHARE_OF_READS = 4;

  private static final int SHARE_OF_REPORTS = 4;

  /** Several people may share an address. */
  private static final int SHARE_OF_IDENTITY = 2;

  /**
   * Every event stream starts with a snapshot of the whole board. This many may open at once, as
   * when an office reconnects, then five a second.
   */
  static final int STREAMS_OPENED_AT_ONCE = 60;

  private static final Duration OPENS_AFTER = Duration.ofMillis(200);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final RateLimiter writes;
  private final RateLimiter openings;
  private final ConcurrencyLimiter reads;
  private final ConcurrencyLimiter streams;
  private final ConcurrencyLimiter reports;
  private final ConcurrencyLimiter identity;
  private final boolean behindProxy;

  RateLimitFilter(GatewaySettings settings, LongSupplier nanos) {
    GatewaySettings.Limits limits = settings.limits();
    this.behindProxy = settings.publicUrl().isPresent();
    this.writes =
        new RateLimiter(
            limits.writesPerMinute(),
            Duration.ofMinutes(1).dividedBy(limits.writesPerMinute()),
            MAX_ACCOUNTS,
            nanos);
    this.openings = new RateLimiter(STREAMS_OPENED_AT_ONCE, OPENS_AFTER, MAX_ACCOUNTS, nanos);
    this.reads =
        ConcurrencyLimiter.withoutQueue(
            limits.readsAtOnce(), Math.max(1, limits.readsAtOnce() / SHARE_OF_READS));
    this.streams = ConcurrencyLimiter.withoutQueue(limits.streamsAtOnce(), limits.streamsAtOnce());
    this.reports = queued(limits.reportsAtOnce(), SHARE_OF_REPORTS);
    this.identity = queued(limits.identityAtOnce(), SHARE_OF_IDENTITY);
  }

  /** Ten times as many may wait in total, five times as many per caller. */
  private static ConcurrencyLimiter queued(int atOnce, int share) {
    return new ConcurrencyLimiter(
        atOnce, Math.max(1, atOnce / share), atOnce * 10, atOnce * 5, LONGEST_WAIT);
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String address = CallerAddress.of(exchange.getRequest(), behindProxy);
    if (exchange.getRequest().getPath().value().startsWith("/idp/")) {
      return within(identity, address, exchange, chain);
    }
    return exchange
        .getPrincipal()
        .map(Principal::getName)
        .map(account -> paced(account, exchange, chain))
        .defaultIfEmpty(Mono.defer(() -> answered(address, exchange, chain)))
        .flatMap(answer -> answer);
  }

  private Mono<Void> paced(String account, ServerWebExchange exchange, WebFilterChain chain) {
    if (HostOriginFilter.isWrite(exchange.getRequest().getMethod())) {
      int wait = secondsToWait(account);
      if (wait > 0) {
        return GatewayProblem.tooOften(wait).write(exchange);
      }
    }
    return answered(account, exchange, chain);
  }

  private Mono<Void> answered(String caller, ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    if (HostOriginFilter.isWrite(request.getMethod())) {
      return within(reports, caller, exchange, chain);
    }
    if (!GatewayRoutes.asksForEvents(request)) {
      return within(reads, caller, exchange, chain);
    }
    return openings.secondsToWait(caller) > 0
        ? GatewayProblem.FULL.write(exchange)
        : within(streams, caller, exchange, chain);
  }

  private static Mono<Void> within(
      ConcurrencyLimiter places, String caller, ServerWebExchange exchange, WebFilterChain chain) {
    return places.run(
        caller, () -> chain.filter(exchange), () -> GatewayProblem.FULL.write(exchange));
  }

  /** Seconds until the account may report again; 0 if it may now. */
  int secondsToWait(String account) {
    return writes.secondsToWait(account);
  }
}
