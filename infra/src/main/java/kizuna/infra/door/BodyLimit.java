package kizuna.infra.door;

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

/**
 * Lets only whole bodies of at most 64 KiB through: nothing behind it sees half a request, or one
 * that is too large.
 */
final class BodyLimit implements WebFilter, Ordered {

  static final int MAX_BYTES = 64 * 1024;

  @Override
  public int getOrder() {
    return Guard.ORDER + 1;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    long length = request.getHeaders().getContentLength();
    if (length > MAX_BYTES) {
      return tooLarge(exchange);
    }
    if (length <= 0 && !request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
      return chain.filter(exchange);
    }
    return DataBufferUtils.join(request.getBody(), MAX_BYTES)
        .map(BodyLimit::bytes)
        .defaultIfEmpty(new byte[0])
        .map(body -> exchange.mutate().request(new WholeBody(exchange, body)).build())
        .map(whole -> chain.filter(whole))
        .onErrorResume(DataBufferLimitException.class, failure -> Mono.just(tooLarge(exchange)))
        .flatMap(answer -> answer);
  }

  private static Mono<Void> tooLarge(ServerWebExchange exchange) {
    // What is still on its way is not read.
    exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
    return Problem.BODY_TOO_LARGE.write(exchange);
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  /** The same request, its body already in memory. */
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
