package kizuna.streams.api.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of a stream: a place in what the {@link EventStreamPublisher} said, and no thread. It
 * is given a piece at a time, and the next one only when the last has gone out: one that does not
 * read holds up nobody and costs one piece, and the container cuts it off after a time.
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
  private byte[] frame = EventStreamPublisher.NOTHING;
  private int written;
  private long next;
  private boolean open;
  private boolean begun;
  private boolean unflushed;
  private boolean held;
  private boolean ended;

  /**
   * @param lastId the last id that it saw; null if it is new
   * @param gone told once, when it listens no more
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

  /** Its place means nothing any more: it begins with a snapshot again. */
  synchronized void forgetPosition() {
    lastId = null;
    begun = false;
  }

  /** What it hears first; what it is just being told is told to the end before. */
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
    // The container lets the listener of the whole answer know, which ends it.
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

  /** Says whether it fell behind what is kept. */
  private synchronized boolean writePieces() throws IOException {
    while (open && !ended && !held) {
      if (!out.isReady()) {
        // The container says when it may go on; until then nobody touches the line.
        held = true;
        return false;
      }
      if (written == frame.length && !take()) {
        if (frame == EventStreamPublisher.EVICTED) {
          frame = EventStreamPublisher.NOTHING;
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

  /** Takes what comes next, if there is anything. */
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
      frame = EventStreamPublisher.NOTHING;
    }
    return frame.length > 0 || start != null && take();
  }

  /** It listens no more, and its answer ends. */
  void end() {
    unsubscribe();
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.debug("the stream had ended already: {}", e.toString());
    }
  }

  /** It listens no more. */
  void unsubscribe() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      frame = EventStreamPublisher.NOTHING;
      after = null;
    }
    publisher.unsubscribe(this);
    gone.run();
  }
}
