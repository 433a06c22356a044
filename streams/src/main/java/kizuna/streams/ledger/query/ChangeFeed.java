package kizuna.streams.ledger.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest changes of a namespace's views in a ring of fixed size. A reader keeps only its
 * position: one that falls behind the ring restarts from a snapshot, so that slow readers cost no
 * memory.
 */
public final class ChangeFeed {

  /** The kind of the changed row. */
  public enum Kind {
    LEDGER,
    REQUEST,
    OFFER,
    DISASTER,
    FLOW,
    COUNTS,
    /**
     * No row: the changes before it contain a decision of a trace; the trace context is the end of
     * the key. Not sent to readers; the span of the frame is part of that trace.
     */
    TRACE
  }

  /**
   * One changed row.
   *
   * @param position counts from 1 within the feed
   * @param key identifies a row of a kind
   * @param row its current value; null: deleted
   */
  public record Change(long position, Kind kind, String key, @Nullable Object row) {

    /** The feed's key of an item of a network. */
    public static String keyOf(String network, String id) {
      return network + "/" + id;
    }

    /** The key without its network. */
    public String id() {
      return key.substring(key.indexOf('/') + 1);
    }

    /**
     * Whether it is of a network: keys start with the network, and a key without one is for all.
     */
    public boolean isAbout(String network) {
      return key.isEmpty() || key.equals(network) || key.startsWith(network + "/");
    }
  }

  private final String epoch;
  private final @Nullable Change[] ring;
  private long last;
  private long first = 1;

  /**
   * @param epoch unique id of this feed: positions of another feed are not valid here
   */
  public ChangeFeed(String epoch, int capacity) {
    this.epoch = epoch;
    this.ring = new Change[capacity];
  }

  public synchronized void append(Kind kind, String key, @Nullable Object row) {
    last++;
    ring[(int) (last % ring.length)] = new Change(last, kind, key, row);
    if (last - first + 1 > ring.length) {
      first = last - ring.length + 1;
    }
  }

  /** Makes all readers restart from a snapshot: earlier changes were not recorded here. */
  public synchronized void restart() {
    last++;
    first = last + 1;
    notifyAll();
  }

  /** Wakes waiting readers. Called once per batch, not per change. */
  public synchronized void signal() {
    notifyAll();
  }

  /** The position of the newest change. */
  public synchronized long last() {
    return last;
  }

  /** Changes after a position, up to a limit, oldest first; null if some were evicted. */
  public synchronized @Nullable List<Change> after(long position, int limit) {
    if (position + 1 < first || position > last) {
      return null;
    }
    List<Change> changes = new ArrayList<>();
    for (long p = position + 1; p <= last && changes.size() < limit; p++) {
      Change change = ring[(int) (p % ring.length)];
      if (change != null) {
        changes.add(change);
      }
    }
    return changes;
  }

  /** Waits for a change after a position, the position's eviction, or the time limit. */
  public void await(long position, Duration longest) throws InterruptedException {
    await(position, longest, () -> false);
  }

  /** The same, or until another condition, which {@link #wake} signals. */
  public synchronized void await(long position, Duration longest, BooleanSupplier orWhen)
      throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (last <= position && !orWhen.getAsBoolean()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /** Makes waiting threads check their other condition. */
  public synchronized void wake() {
    notifyAll();
  }

  /** The event id for this position. */
  public String id(long position) {
    return epoch + "-" + position;
  }

  /** The position of such an id; empty if it is of another feed or no id at all. */
  public OptionalLong position(String id) {
    if (!id.startsWith(epoch + "-")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(id.substring(epoch.length() + 1)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
