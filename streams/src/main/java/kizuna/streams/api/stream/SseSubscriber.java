package kizuna.streams.api.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of a stream: a position in the frames of the {@link EventStreamPublisher}, without a
 * thread. Writes one piece at a time, and the next one when the container accepts data again. A
 * slow reader delays no other and holds one piece; the container closes it after a time-out.
 */
final class SseSubscriber implements WriteListener {

  private static final Logger LOG = LoggerFactory.getLogger(SseSubscriber.class);
  private static final int PIECE = 8 << 10;

  private final EventStreamPublisher publisher;
  private final AsyncContext async;
  private final ServletOutputStream out;
  private final Runnable gone;
  private @Nullable String lastId;
  private EventStreamPublisher.@Nullable Start after;
  private byte[] frame = KeptFrames.NOTHING;
  private int written;
  private long next;
  private boolean open;
  private boolean begun;
  private boolean unflushed;
  private boolean held;
  private boolean ended;

  /**
   * @param lastId id of the last event that the reader has; null if it is new
   * @param gone called once when it unsubscribes
   */
  SseSubscriber(
      EventStreamPublisher publisher,
      AsyncContext async,
      ServletOutputStream out,
      @Nullable String lastId,
      Runnable gone) {
    this.publisher = publisher;
    this.async = async;
    this.out = out;
    this.lastId = lastId;
    this.gone = gone;
  }

  synchronized @Nullable String lastId() {
    return lastId;
  }

  /** Drops the position; the reader starts from a snapshot again. */
  synchronized void forgetPosition() {
    lastId = null;
    begun = false;
  }

  /** Sends a snapshot next, after the frame that is being written. */
  void begin(EventStreamPublisher.Start start) {
    synchronized (this) {
      lastId = null;
      after = start;
      begun = true;
    }
    write();
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      open = true;
      held = false;
    }
    write();
  }

  @Override
  public void onError(Throwable t) {
    // The container notifies the async listener, which ends the answer.
    LOG.debug("a reader has gone: {}", t.toString());
    unsubscribe();
  }

  /** Writes what can be written now. Any thread may call it. */
  void write() {
    try {
      if (writePieces()) {
        publisher.requestSnapshot(this);
      }
    } catch (IOException | IllegalStateException e) {
      onError(e);
    }
  }

  /** Writes while the container accepts data; true if the position is no longer kept. */
  private synchronized boolean writePieces() throws IOException {
    while (open && !ended && !held) {
      if (!out.isReady()) {
        // The container calls onWritePossible; no thread writes until then.
        held = true;
        return false;
      }
      if (written == frame.length && !take()) {
        if (frame == KeptFrames.EVICTED) {
          frame = KeptFrames.NOTHING;
          begun = false;
          return true;
        }
        if (!unflushed) {
          return false;
        }
        out.flush();
        unflushed = false;
        continue;
      }
      int length = Math.min(PIECE, frame.length - written);
      out.write(frame, written, length);
      written += length;
      unflushed = true;
    }
    return false;
  }

  /** Loads the next frame; false if none. */
  private boolean take() {
    written = 0;
    EventStreamPublisher.Start start = after;
    if (start != null) {
      after = null;
      next = start.next();
      frame = start.bytes();
    } else if (begun) {
      frame = publisher.frame(next);
      if (frame.length > 0) {
        next++;
      }
    } else {
      frame = KeptFrames.NOTHING;
    }
    return frame.length > 0 || start != null && take();
  }

  /** Unsubscribes and ends the answer. */
  void end() {
    unsubscribe();
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.debug("the stream had ended already: {}", e.toString());
    }
  }

  /** Further calls do nothing. */
  void unsubscribe() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      frame = KeptFrames.NOTHING;
      after = null;
    }
    publisher.unsubscribe(this);
    gone.run();
  }
}
