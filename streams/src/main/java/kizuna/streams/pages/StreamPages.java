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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.streams.ledger.LedgerProjection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * What changes, as it changes: server-sent events. Each reader has a thread of its own, so that one
 * that does not read stalls nobody else; their number is bounded.
 *
 * <p>It writes to the servlet's stream itself: Spring's own streaming answers do not flush.
 */
@RestController
final class StreamPages {

  /** So many readers at once; a browser opens one for each page. */
  static final int MOST_STREAMS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(StreamPages.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Speech speech;
  private final Looking looking;
  private final AtomicInteger names = new AtomicInteger();
  private final ThreadPoolExecutor readers =
      new ThreadPoolExecutor(
          0,
          MOST_STREAMS,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "stream-" + names.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closing;

  StreamPages(Speech speech, Looking looking, MeterRegistry meters) {
    this.speech = speech;
    this.looking = looking;
    Gauge.builder("kizuna.streams.open", readers, ThreadPoolExecutor::getActiveCount)
        .description("Readers of the event stream that are connected now")
        .register(meters);
  }

  @GetMapping("/api/stream")
  void stream(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
    Asked asked = new Asked(request, speech, "lastEventId");
    // The parameter is for readers that cannot set the header on their first call.
    String lastId = lastEventId == null ? asked.textOrNull("lastEventId") : lastEventId;
    LedgerProjection projection = looking.anyway(asked);
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    if (readers.getActiveCount() >= MOST_STREAMS) {
      throw Refused.tooMany(asked.words(), "error.streams", MOST_STREAMS);
    }
    AsyncContext async = request.startAsync();
    // A stream ends when its reader goes, not after a time.
    async.setTimeout(0);
    async.addListener(new EndsQuietly());
    try {
      readers.execute(() -> talk(async, response, projection, asked, lastId));
    } catch (RejectedExecutionException e) {
      async.complete();
    }
  }

  private void talk(
      AsyncContext async,
      HttpServletResponse response,
      LedgerProjection projection,
      Asked asked,
      @Nullable String lastId) {
    try {
      new EventStream(
              projection,
              asked.words(),
              response.getOutputStream(),
              HEARTBEAT,
              () -> closing,
              () -> looking.projections().used(projection.namespace()))
          .run(lastId);
    } catch (IOException e) {
      LOG.debug("a reader of {} has gone: {}", projection.namespace().name(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("a stream of {} failed", projection.namespace().name(), e);
    } finally {
      try {
        async.complete();
      } catch (IllegalStateException e) {
        LOG.debug("the stream had ended already: {}", e.toString());
      }
    }
  }

  /** A reader that has gone is no error: without this the container writes it an error page. */
  private static final class EndsQuietly implements AsyncListener {
    @Override
    public void onError(AsyncEvent event) {
      try {
        event.getAsyncContext().complete();
      } catch (IllegalStateException e) {
        LOG.debug("the stream had ended already: {}", e.toString());
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      onError(event);
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  /** Readers that are connected now. */
  int openStreams() {
    return readers.getActiveCount();
  }

  /** Lets every stream end, so that stopping does not wait for readers. */
  @EventListener
  void closing(ContextClosedEvent event) {
    closing = true;
    readers.shutdownNow();
  }
}
