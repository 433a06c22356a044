package kizuna.infra.door;

import java.io.ByteArrayOutputStream;
import java.security.Principal;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * Buffers request bodies of at most 64 KiB (8 KiB for sign-in) that arrive within ten seconds, and
 * refuses all others: services never see a partial or oversized request. Runs after authentication,
 * so that no body of a refused caller is read. Bodies are in the heap, not in network buffers;
 * {@link ConnectionLimiter} limits the number of unfinished requests.
 */
final class BodyLimitFilter implements WebFilter, Ordered {

  static final int MAX_BYTES = 64 * 1024;
  static final int MAX_SIGN_IN_BYTES = 8 * 1024;
  static final Duration LONGEST = Duration.ofSeconds(10);

  /** After authentication. */
  static final int ORDER = -95;

  private static final String READ = BodyLimitFilter.class.getName();

  private final ConnectionLimiter connections;

  BodyLimitFilter(ConnectionLimiter connections) {
    this.connections = connections;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    int most = request.getPath().value().startsWith("/idp/") ? MAX_SIGN_IN_BYTES : MAX_BYTES;
    GatewayProblem tooLarge = GatewayProblem.bodyTooLarge(most / 1024);
    if (request.getHeaders().getContentLength() > most) {
      return tooLarge.write(exchange);
    }
    if (!hasBody(request)) {
      return chain.filter(exchange);
    }
    return exchange
        .getPrincipal()
        .map(Principal::getName)
        .doOnNext(account -> signedIn(request, account))
        .thenReturn(true)
        .flatMap(known -> read(exchange, chain, most, tooLarge));
  }

  private void signedIn(ServerHttpRequest request, String account) {
    if (ServerHttpRequestDecorator.getNativeRequest(request) instanceof Connection connection) {
      connections.signedIn(connection.channel(), account);
    }
  }

  private static Mono<Void> read(
      ServerWebExchange exchange, WebFilterChain chain, int most, GatewayProblem tooLarge) {
    return exchange
        .getRequest()
        .getBody()
        .reduceWith(ByteArrayOutputStream::new, (read, buffer) -> add(read, buffer, most))
        .timeout(LONGEST)
        .map(
            read -> {
              exchange.getAttributes().put(READ, true);
              return exchange.mutate().request(new WholeBody(exchange, read.toByteArray())).build();
            })
        .map(chain::filter)
        .onErrorResume(DataBufferLimitException.class, e -> Mono.just(tooLarge.write(exchange)))
        .onErrorResume(
            TimeoutException.class, e -> Mono.just(GatewayProblem.BODY_TOO_SLOW.write(exchange)))
        .flatMap(answer -> answer);
  }

  private static ByteArrayOutputStream add(
      ByteArrayOutputStream read, DataBuffer buffer, int most) {
    try {
      if (read.size() + buffer.readableByteCount() > most) {
        throw new DataBufferLimitException("expected at most " + most + " bytes");
      }
      byte[] bytes = new byte[buffer.readableByteCount()];
      buffer.read(bytes);
      read.write(bytes, 0, bytes.length);
      return read;
    } finally {
      DataBufferUtils.release(buffer);
    }
  }

  private static boolean hasBody(ServerHttpRequest request) {
    return request.getHeaders().getContentLength() > 0
        || request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING);
  }

  /** Whether part of the request is still to come: then the connection cannot be reused. */
  static boolean isUnread(ServerWebExchange exchange) {
    return hasBody(exchange.getRequest()) && !exchange.getAttributes().containsKey(READ);
  }

  /** The same request with its body in memory. */
  private static final class WholeBody extends ServerHttpRequestDecorator {
    private final ServerWebExchange exchange;
    private final byte[] body;
    private final HttpHeaders headers;

    WholeBody(ServerWebExchange exchange, byte[] body) {
      super(exchange.getRequest());
      this.exchange = exchange;
      this.body = body;
      this.headers = new HttpHeaders();
      headers.putAll(exchange.getRequest().getHeaders());
      headers.remove(HttpHeaders.TRANSFER_ENCODING);
      headers.remove(HttpHeaders.EXPECT);
      headers.setContentLength(body.length);
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(() -> Flux.just(exchange.getResponse().bufferFactory().wrap(body)));
    }
  }
}
