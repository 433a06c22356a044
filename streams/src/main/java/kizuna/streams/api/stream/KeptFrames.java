package kizuna.streams.api.stream;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The newest frames of an {@link EventStreamPublisher}: at most 256, of 8 MiB together unless one
 * alone is larger. One thread adds them, and subscribers read them on container threads.
 */
final class KeptFrames {

  private static final int MOST = 256;
  private static final int MAX_BYTES = 8 << 20;

  /** The frame is not sent yet. */
  static final byte[] NOTHING = {};

  /** The frame was sent, but is no longer kept. */
  static final byte[] EVICTED = {};

  /** Bytes sent to every subscriber; numbers count from 0. */
  private record Frame(long number, byte[] bytes) {}

  private final Deque<Frame> frames = new ArrayDeque<>();
  private long next;
  private int bytesKept;

  synchronized void add(byte[] bytes) {
    frames.addLast(new Frame(next++, bytes));
    bytesKept += bytes.length;
    while (frames.size() > MOST || bytesKept > MAX_BYTES && frames.size() > 1) {
      bytesKept -= frames.removeFirst().bytes().length;
    }
  }

  /** The number of the frame that is added next. */
  synchronized long next() {
    return next;
  }

  /** The bytes of a frame, {@link #NOTHING} or {@link #EVICTED}. */
  synchronized byte[] get(long number) {
    Frame oldest = frames.peekFirst();
    if (oldest == null || number >= next) {
      return NOTHING;
    }
    if (number < oldest.number()) {
      return EVICTED;
    }
    // Nearly always one of the newest.
    var fromNewest = frames.descendingIterator();
    while (fromNewest.hasNext()) {
      Frame frame = fromNewest.next();
      if (frame.number() == number) {
        return frame.bytes();
      }
    }
    return EVICTED;
  }
}
