package kizuna.infra.door;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/** Turns exceptions on the way to a service into problem documents. */
final class ProblemExceptionHandler implements WebExceptionHandler, Ordered {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemExceptionHandler.class);

  @Override
  public int getOrder() {
    return -10;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(
          failure); // closes the connection: half a response must not look like a whole one
    }
    if (failure instanceof AbortedException) {
      return Mono.empty(); // The connection is closed: no response is possible.
    }
    Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
    GatewayProblem problem =
        problem(route == null ? "" : route.getId(), failure)
            .orElseGet(
                () -> {
                  LOG.error("unexpected at {}", exchange.getRequest().getPath(), failure);
                  return GatewayProblem.of(HttpStatus.INTERNAL_SERVER_ERROR, null);
                });
    return endsASignIn(exchange)
        ? problem
            .leadingTo(ReturnAddress.signInFor(ReturnAddress.page(exchange).orElse("/")))
            .write(exchange)
        : problem.write(exchange);
  }

  /** Such an address cannot be requested again: its code and its cookie are used up. */
  private static boolean endsASignIn(ServerWebExchange exchange) {
    return exchange.getRequest().getPath().value().startsWith(AuthorizationRequestCookie.PATH);
  }

  /**
   * The problem for the caller; empty: an internal error of the door.
   *
   * @param part the called service; empty: none of the routes
   */
  static Optional<GatewayProblem> problem(String part, Throwable failure) {
    if (failure instanceof ResponseStatusException status) {
      if (status.getStatusCode().value() == HttpStatus.GATEWAY_TIMEOUT.value()) {
        return Optional.of(GatewayProblem.tooSlow(part));
      }
      return Optional.of(
          status.getStatusCode().value() == HttpStatus.NOT_FOUND.value()
              ? GatewayProblem.NOT_FOUND
              : GatewayProblem.of(status.getStatusCode(), status.getReason()));
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessTokenRenewal.ProviderAway) {
        return Optional.of(GatewayProblem.IDENTITY_AWAY);
      }
      if (cause instanceof TimeoutException) {
        return Optional.of(GatewayProblem.tooSlow(part));
      }
      if (cause instanceof IOException) {
        // Outside of the routes, the door itself calls only the identity provider.
        return Optional.of(
            part.isEmpty() || part.equals(GatewayRoutes.IDENTITY)
                ? GatewayProblem.IDENTITY_AWAY
                : GatewayProblem.unavailable(part));
      }
    }
    return Optional.empty();
  }
}
