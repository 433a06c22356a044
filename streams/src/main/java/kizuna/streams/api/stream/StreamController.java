package kizuna.streams.api.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.edge.ApiException;
import kizuna.schemas.ProblemType;
import kizuna.schemas.RecordTraces;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.explain.Language;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Changes as server-sent events. Readers have no own threads: one thread for each language sends to
 * all subscribers of a namespace, and writes only to connections that accept data. Their number is
 * limited.
 */
@RestController
public final class StreamController {

  /** Limit of concurrent readers; a browser opens one for each page. */
  static final int MAX_STREAMS = 500;

  private static final int FULL_RETRY_SECONDS = 10;

  /** Limit for one account, so that no account uses all streams. */
  public static final int MAX_STREAMS_OF_ACCOUNT = 50;

  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** The audience of one publisher: namespace, language and network; network null: all. */
  private record Audience(
      LedgerProjection projection, Language language, @Nullable String network) {}

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess callers;
  private final RecordTraces traces;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> openByAccount = new ConcurrentHashMap<>();
  private final Map<Audience, EventStreamPublisher> publishers = new HashMap<>();

  StreamController(
      Localizations localizations,
      ProjectionResolver resolver,
      ReadAccess callers,
      RecordTraces traces,
      MeterRegistry meters) {
    this.callers = callers;
    this.traces = traces;
    this.localizations = localizations;
    this.resolver = resolver;
    Gauge.builder("kizuna.streams.open", open, AtomicInteger::get)
        .description("Readers of the event stream that are connected now")
        .register(meters);
  }

  @GetMapping("/api/stream")
  void stream(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId)
      throws IOException {
    QueryParameters parameters = new QueryParameters(request, localizations);
    // The parameter is for readers that cannot set the header on their first call.
    String lastId = lastEventId == null ? parameters.textOrNull("lastEventId") : lastEventId;
    String network = parameters.textOrNull("network");
    LedgerProjection projection = resolver.resolve(parameters);
    // Each subscribed network has a thread of its own; an unknown network must not start one.
    // During the ledger's first read, its absence is not certain.
    if (network != null
        && !isKnown(network, projection.view())
        && !isKnown(network, resolver.serve(parameters).view())) {
      throw ApiException.of(
          ProblemType.NO_SUCH_NETWORK, parameters.words(), "error.network", network);
    }
    String account = callers.of(request).account();
    takePlace(parameters, account);
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext async = request.startAsync();
    // A stream ends when its client disconnects, without a time limit.
    async.setTimeout(0);
    synchronized (publishers) {
      EventStreamPublisher publisher = publisher(projection, parameters, network);
      SseSubscriber subscriber =
          new SseSubscriber(
              publisher, async, response.getOutputStream(), lastId, () -> releaseSlot(account));
      async.addListener(new UnsubscribeListener(subscriber));
      publisher.subscribe(subscriber);
      response.getOutputStream().setWriteListener(subscriber);
    }
  }

  private static boolean isKnown(String network, LedgerView view) {
    return view.figures().network(network).isPresent();
  }

  private void takePlace(QueryParameters parameters, String account) {
    if (openByAccount.merge(account, 1, Integer::sum) > MAX_STREAMS_OF_ACCOUNT) {
      leavePlaceOf(account);
      throw ApiException.of(
              ProblemType.TOO_MANY_STREAMS_OF_ACCOUNT,
              parameters.words(),
              "error.streamsOfOne",
              MAX_STREAMS_OF_ACCOUNT)
          .retryAfter(FULL_RETRY_SECONDS);
    }
    if (open.incrementAndGet() > MAX_STREAMS) {
      releaseSlot(account);
      throw ApiException.of(
              ProblemType.TOO_MANY_STREAMS, parameters.words(), "error.streams", MAX_STREAMS)
          .retryAfter(FULL_RETRY_SECONDS);
    }
  }

  private void releaseSlot(String account) {
    open.decrementAndGet();
    leavePlaceOf(account);
  }

  private void leavePlaceOf(String account) {
    openByAccount.computeIfPresent(account, (a, n) -> n == 1 ? null : n - 1);
  }

  private EventStreamPublisher publisher(
      LedgerProjection projection, QueryParameters parameters, @Nullable String network) {
    // The thread of an audience without subscribers ends when the next one subscribes elsewhere.
    List<Audience> left = new ArrayList<>();
    Audience wanted = new Audience(projection, parameters.language(), network);
    publishers.forEach(
        (audience, publisher) -> {
          if (publisher.subscriberCount() == 0 && !audience.equals(wanted)) {
            publisher.close();
            left.add(audience);
          }
        });
    left.forEach(publishers::remove);
    return publishers.computeIfAbsent(
        wanted,
        audience ->
            new EventStreamPublisher(
                    projection,
                    parameters.words(),
                    network,
                    HEARTBEAT,
                    () -> resolver.projections().used(projection.namespace()),
                    traces)
                .start(
                    "stream-" + projection.namespace().name() + "-" + parameters.language().tag()));
  }

  /** A disconnected client is no error: without this the container writes an error page. */
  private record UnsubscribeListener(SseSubscriber subscriber) implements AsyncListener {
    @Override
    public void onError(AsyncEvent event) {
      subscriber.end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      subscriber.end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
      subscriber.unsubscribe();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  /** Number of connected readers. */
  public int openStreams() {
    return open.get();
  }

  /** Ends all streams, so that shutdown does not wait for clients. */
  @EventListener
  void closing(ContextClosedEvent event) {
    synchronized (publishers) {
      publishers.values().forEach(EventStreamPublisher::close);
    }
  }
}
