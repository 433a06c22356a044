package kizuna.infra.door;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * A span for each request, from its arrival until its answer is written, refused ones too. Its
 * parent is the caller's {@code traceparent}; the service behind gets the span's own, also where it
 * is not sampled: the door decides for all.
 *
 * <p>Names and attributes are those of OpenTelemetry's conventions for HTTP servers. No query and
 * no header is recorded: they may hold secrets.
 */
final class TraceFilter implements WebFilter, Ordered {

  /** Characters of a path that are recorded. */
  private static final int LONGEST_PATH = 200;

  private static final TextMapGetter<HttpHeaders> FROM_HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpHeaders headers) {
          return headers.headerNames();
        }

        @Override
        public @Nullable String get(@Nullable HttpHeaders headers, String key) {
          return headers == null ? null : headers.getFirst(key);
        }
      };

  private final Tracer tracer;
  private final TextMapPropagator propagator;

  TraceFilter(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("kizuna");
    this.propagator = telemetry.getPropagators().getTextMapPropagator();
  }

  @Override
  public int getOrder() {
    return HostOriginFilter.ORDER - 1; // its refusals are traced too
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return Mono.defer(
        () -> {
          ServerHttpRequest request = exchange.getRequest();
          Context caller = propagator.extract(Context.root(), request.getHeaders(), FROM_HEADERS);
          Span span =
              tracer
                  .spanBuilder("http " + method(request.getMethod()).toLowerCase(Locale.ROOT))
                  .setParent(caller)
                  .setSpanKind(SpanKind.SERVER)
                  .startSpan();
          if (span.isRecording()) {
            span.setAttribute("http.request.method", method(request.getMethod()));
            span.setAttribute("url.path", path(request));
          }
          return chain
              .filter(withTraceContext(exchange, span.storeInContext(caller)))
              .doFinally(end -> end(span, exchange.getResponse().getStatusCode()));
        });
  }

  private ServerWebExchange withTraceContext(ServerWebExchange exchange, Context context) {
    return exchange
        .mutate()
        .request(
            request ->
                request.headers(
                    headers ->
                        propagator.inject(
                            context,
                            headers,
                            (to, key, value) -> {
                              if (to != null) {
                                to.set(key, value);
                              }
                            })))
        .build();
  }

  private static void end(Span span, @Nullable HttpStatusCode status) {
    if (status != null) {
      span.setAttribute("http.response.status_code", status.value());
      if (status.is5xxServerError()) {
        span.setStatus(StatusCode.ERROR);
      }
    }
    span.end();
  }

  /** All unknown methods share one name, to limit the number of values. */
  private static String method(HttpMethod method) {
    return List.of(HttpMethod.values()).contains(method) ? method.name() : "_OTHER";
  }

  private static String path(ServerHttpRequest request) {
    String path = request.getPath().value();
    return path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path;
  }
}
