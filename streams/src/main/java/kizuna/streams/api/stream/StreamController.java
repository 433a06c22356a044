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
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.explain.Language;
import kizuna.streams.ledger.projection.LedgerProjection;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * What changes, as it changes: server-sent events. A reader has no thread of its own: one thread a
 * language tells all who look at a namespace, and writes only where the line takes something. Their
 * number is bounded.
 */
@RestController
public final class StreamController {

  /** So many readers at once; a browser opens one for each page. */
  static final int MOST_STREAMS = 500;

  private static final int FULL_RETRY_SECONDS = 10;

  /** Of one account: a share, so that no account takes every place. */
  public static final int MOST_STREAMS_OF_ACCOUNT = 50;

  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** Who looks at what, in which language; network null: at all of them. */
  private record Audience(
      LedgerProjection projection, Language language, @Nullable String network) {}

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess callers;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> openByAccount = new ConcurrentHashMap<>();
  private final Map<Audience, EventStreamPublisher> tellers = new HashMap<>();

  StreamController(
      Localizations localizations,
      ProjectionResolver resolver,
      ReadAccess callers,
      MeterRegistry meters) {
    this.callers = callers;
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
    QueryParameters asked = new QueryParameters(request, localizations, "lastEventId", "network");
    // The parameter is for readers that cannot set the header on their first call.
    String lastId = lastEventId == null ? asked.textOrNull("lastEventId") : lastEventId;
    String network = asked.textOrNull("network");
    LedgerProjection projection = resolver.resolve(asked);
    // Each network that is looked at has a thread of its own: made-up names have none.
    if (network != null && projection.view().figures().network(network).isEmpty()) {
      throw ApiException.of(ProblemType.NO_SUCH_NETWORK, asked.words(), "error.network", network);
    }
    String account = callers.of(request).account();
    takePlace(asked, account);
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext async = request.startAsync();
    // A stream ends when its reader goes, not after a time.
    async.setTimeout(0);
    synchronized (tellers) {
      EventStreamPublisher teller = teller(projection, asked, network);
      SseSubscriber subscriber =
          new SseSubscriber(
              teller, async, response.getOutputStream(), lastId, () -> leavePlace(account));
      async.addListener(new EndsQuietly(subscriber));
      teller.subscribe(subscriber);
      response.getOutputStream().setWriteListener(subscriber);
    }
  }

  private void takePlace(QueryParameters asked, String account) {
    if (openByAccount.merge(account, 1, Integer::sum) > MOST_STREAMS_OF_ACCOUNT) {
      leavePlaceOf(account);
      throw ApiException.of(
              ProblemType.TOO_MANY_STREAMS_OF_ACCOUNT,
              asked.words(),
              "error.streamsOfOne",
              MOST_STREAMS_OF_ACCOUNT)
          .retryAfter(FULL_RETRY_SECONDS);
    }
    if (open.incrementAndGet() > MOST_STREAMS) {
      leavePlace(account);
      throw ApiException.of(
              ProblemType.TOO_MANY_STREAMS, asked.words(), "error.streams", MOST_STREAMS)
          .retryAfter(FULL_RETRY_SECONDS);
    }
  }

  private void leavePlace(String account) {
    open.decrementAndGet();
    leavePlaceOf(account);
  }

  private void leavePlaceOf(String account) {
    openByAccount.computeIfPresent(account, (a, n) -> n == 1 ? null : n - 1);
  }

  private EventStreamPublisher teller(
      LedgerProjection projection, QueryParameters asked, @Nullable String network) {
    // Where nobody listens any more, the thread ends when the next one comes to another audience.
    List<Audience> left = new ArrayList<>();
    Audience wanted = new Audience(projection, asked.language(), network);
    tellers.forEach(
        (audience, teller) -> {
          if (teller.subscriberCount() == 0 && !audience.equals(wanted)) {
            teller.close();
            left.add(audience);
          }
        });
    left.forEach(tellers::remove);
    return tellers.computeIfAbsent(
        wanted,
        audience ->
            new EventStreamPublisher(
                    projection,
                    asked.words(),
                    network,
                    HEARTBEAT,
                    () -> resolver.projections().used(projection.namespace()))
                .start("stream-" + projection.namespace().name() + "-" + asked.language().tag()));
  }

  /** A reader that has gone is no error: without this the container writes it an error page. */
  private record EndsQuietly(SseSubscriber subscriber) implements AsyncListener {
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

  /** Readers that are connected now. */
  public int openStreams() {
    return open.get();
  }

  /** Lets every stream end, so that stopping does not wait for readers. */
  @EventListener
  void closing(ContextClosedEvent event) {
    synchronized (tellers) {
      tellers.values().forEach(EventStreamPublisher::close);
    }
  }
}
