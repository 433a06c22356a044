package kizuna.infra.door;

import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * How much one account may report in a minute, and how many answers all of them may wait for at
 * once.
 */
final class Pace implements WebFilter, Ordered {

  /** After it is known who asks. */
  private static final int AFTER_SECURITY = -90;

  private static final int MOST_ACCOUNTS = 10_000;
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final DoorSettings.Limits limits;
  private final LongSupplier nanos;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();

  /** What each account may still report; who reported longest ago is forgotten first. */
  private final Map<String, Allowance> accounts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
          return size() > MOST_ACCOUNTS;
        }
      };

  Pace(DoorSettings.Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  @Override
  public int getOrder() {
    return AFTER_SECURITY;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    if (Guard.isWrite(request.getMethod())) {
      return exchange
          .getPrincipal()
          .map(Principal::getName)
          .map(
              account -> {
                int wait = secondsToWait(account);
                return wait == 0 ? chain.filter(exchange) : Problem.tooOften(wait).write(exchange);
              })
          .defaultIfEmpty(chain.filter(exchange))
          .flatMap(answer -> answer);
    }
    return ToParts.asksForEvents(request)
        ? atMost(limits.streamsAtOnce(), streams, exchange, chain)
        : atMost(limits.readsAtOnce(), reads, exchange, chain);
  }

  private static Mono<Void> atMost(
      int most, AtomicInteger now, ServerWebExchange exchange, WebFilterChain chain) {
    return Mono.defer(
        () -> {
          if (now.incrementAndGet() > most) {
            now.decrementAndGet();
            return Problem.FULL.write(exchange);
          }
          return chain.filter(exchange).doFinally(signal -> now.decrementAndGet());
        });
  }

  /** 0 if the account may report now. */
  synchronized int secondsToWait(String account) {
    long now = nanos.getAsLong();
    return accounts
        .computeIfAbsent(account, name -> new Allowance(limits.writesPerMinute(), now))
        .take(now);
  }

  private static final class Allowance {
    private final int perMinute;
    private double left;
    private long since;

    Allowance(int perMinute, long now) {
      this.perMinute = perMinute;
      this.left = perMinute;
      this.since = now;
    }

    int take(long now) {
      left = Math.min(perMinute, left + (now - since) * ((double) perMinute / MINUTE_NANOS));
      since = now;
      if (left >= 1) {
        left--;
        return 0;
      }
      return (int) Math.ceil((1 - left) * TimeUnit.MINUTES.toSeconds(1) / perMinute);
    }
  }
}
