package kizuna.streams.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.streams.ledger.LedgerProjection;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * What changes, as it changes: server-sent events. Each reader has a thread; their number is
 * bounded.
 */
@RestController
public final class StreamPages {

  /** So many readers at once; a browser opens one for each page. */
  static final int MOST_STREAMS = 100;

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Speech speech;
  private final Looking looking;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean closing;

  StreamPages(Speech speech, Looking looking) {
    this.speech = speech;
    this.looking = looking;
  }

  @GetMapping("/api/stream")
  ResponseEntity<StreamingResponseBody> stream(
      HttpServletRequest request,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
    Asked asked = new Asked(request, speech, "lastEventId");
    // For readers that cannot set headers on their first call.
    String lastId = lastEventId == null ? asked.textOrNull("lastEventId") : lastEventId;
    LedgerProjection projection = looking.anyway(asked);
    if (open.get() >= MOST_STREAMS) {
      throw Refused.tooMany(asked.words(), "error.streams", MOST_STREAMS);
    }
    StreamingResponseBody body =
        out -> {
          open.incrementAndGet();
          try {
            new EventStream(
                    projection,
                    asked.words(),
                    out,
                    HEARTBEAT,
                    () -> closing,
                    () -> looking.projections().used(projection.namespace()))
                .run(lastId);
          } catch (IOException e) {
            // The reader has gone, which is how every stream ends.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            open.decrementAndGet();
          }
        };
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .cacheControl(CacheControl.noStore())
        .header("X-Accel-Buffering", "no")
        .body(body);
  }

  /** Readers that are connected now. */
  public int openStreams() {
    return open.get();
  }

  /** Lets every stream end, so that stopping does not wait for readers. */
  @EventListener
  void closing(ContextClosedEvent event) {
    closing = true;
  }
}
