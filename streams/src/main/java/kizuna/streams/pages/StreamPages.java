package kizuna.streams.pages;

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
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.streams.explain.Language;
import kizuna.streams.ledger.LedgerProjection;
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
final class StreamPages {

  /** So many readers at once; a browser opens one for each page. */
  static final int MOST_STREAMS = 500;

  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** Who looks at what, in which language. */
  private record Audience(LedgerProjection projection, Language language) {}

  private final Speech speech;
  private final Looking looking;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<Audience, Teller> tellers = new HashMap<>();

  StreamPages(Speech speech, Looking looking, MeterRegistry meters) {
    this.speech = speech;
    this.looking = looking;
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
    Asked asked = new Asked(request, speech, "lastEventId");
    // The parameter is for readers that cannot set the header on their first call.
    String lastId = lastEventId == null ? asked.textOrNull("lastEventId") : lastEventId;
    LedgerProjection projection = looking.anyway(asked);
    if (open.incrementAndGet() > MOST_STREAMS) {
      open.decrementAndGet();
      throw Refused.tooMany(asked.words(), "error.streams", MOST_STREAMS);
    }
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext async = request.startAsync();
    // A stream ends when its reader goes, not after a time.
    async.setTimeout(0);
    synchronized (tellers) {
      Teller teller = teller(projection, asked);
      Viewer viewer =
          new Viewer(teller, async, response.getOutputStream(), lastId, open::decrementAndGet);
      async.addListener(new EndsQuietly(viewer));
      teller.welcome(viewer);
      response.getOutputStream().setWriteListener(viewer);
    }
  }

  private Teller teller(LedgerProjection projection, Asked asked) {
    // Where nobody listens any more, the thread ends when the next one comes to another audience.
    List<Audience> left = new ArrayList<>();
    Audience wanted = new Audience(projection, asked.language());
    tellers.forEach(
        (audience, teller) -> {
          if (teller.listeners() == 0 && !audience.equals(wanted)) {
            teller.close();
            left.add(audience);
          }
        });
    left.forEach(tellers::remove);
    return tellers.computeIfAbsent(
        wanted,
        audience ->
            new Teller(
                    projection,
                    asked.words(),
                    HEARTBEAT,
                    () -> looking.projections().used(projection.namespace()))
                .start("stream-" + projection.namespace().name() + "-" + asked.language().tag()));
  }

  /** A reader that has gone is no error: without this the container writes it an error page. */
  private record EndsQuietly(Viewer viewer) implements AsyncListener {
    @Override
    public void onError(AsyncEvent event) {
      viewer.end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      viewer.end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
      viewer.leave();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  /** Readers that are connected now. */
  int openStreams() {
    return open.get();
  }

  /** Lets every stream end, so that stopping does not wait for readers. */
  @EventListener
  void closing(ContextClosedEvent event) {
    synchronized (tellers) {
      tellers.values().forEach(Teller::close);
    }
  }
}
