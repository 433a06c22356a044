package kizuna.streams.processing;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The event ids of a network's newest facts, in the order in which they were decided: nearly every
 * fact is new, and need not be looked up in the store. About 70 bytes each.
 *
 * <p>An id is remembered for 92 days by the log's time, and as long as it is among the newest
 * 250,000: whichever ends first. A repeat comes within hours; a file that is imported again, within
 * weeks. What was recorded before the ids that are forgotten is refused, see {@link Deduplicator}.
 */
final class EventIdFilter {

  /** How many are remembered at most. */
  static final int CAPACITY = 250_000;

  /** How long one is remembered at most, by the log's time. */
  static final Duration MAX_AGE = Duration.ofDays(92);

  /**
   * An id that is forgotten.
   *
   * @param atMillis the log's time at which it was seen; 0: not known
   * @param old whether for its age; else because there are too many
   */
  record Forgotten(UUID id, long atMillis, boolean old) {}

  private static final int SMALLEST = 1024;

  private final int capacity;

  // The ids in a ring, the oldest at `first`.
  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];

  /** When each was seen; 0: not known, for ids that rules before version 6 kept. */
  private long[] at = new long[SMALLEST];

  /** When the first was seen of which that is known: those before it were seen by then. */
  private long firstKnown = Long.MAX_VALUE;

  private int first;
  private int size;

  /** Hashes of the ids, and of some that are forgotten; 0 is free. */
  private long[] slots = new long[SMALLEST * 2];

  private int used;
  private boolean zero;

  EventIdFilter() {
    this(CAPACITY);
  }

  /**
   * @param capacity ids that are remembered at most
   */
  EventIdFilter(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return size;
  }

  /**
   * Remembers the newest id.
   *
   * @param atMillis the log's time; 0: not known
   */
  void add(UUID id, long atMillis) {
    if (firstKnown == Long.MAX_VALUE && atMillis > 0) {
      firstKnown = atMillis;
    }
    if (size == high.length) {
      long[] oldHigh = high;
      long[] oldLow = low;
      long[] oldAt = at;
      high = new long[size * 2];
      low = new long[size * 2];
      at = new long[size * 2];
      for (int i = 0; i < size; i++) {
        high[i] = oldHigh[(first + i) % size];
        low[i] = oldLow[(first + i) % size];
        at[i] = oldAt[(first + i) % size];
      }
      first = 0;
    }
    int place = (first + size++) % high.length;
    high[place] = id.getMostSignificantBits();
    low[place] = id.getLeastSignificantBits();
    at[place] = atMillis;
    if ((used + 1) * 2 >= slots.length) {
      rehash();
    } else {
      insert(hash(id));
    }
  }

  /**
   * Forgets the oldest id, if there are more than are remembered or it was seen too long ago.
   *
   * @param nowMillis the log's time
   */
  Optional<Forgotten> forgetOldest(long nowMillis) {
    if (size == 0) {
      return Optional.empty();
    }
    long seen = at[first] == 0 ? firstKnown : at[first];
    boolean old = seen < nowMillis - MAX_AGE.toMillis();
    if (size <= capacity && !old) {
      return Optional.empty();
    }
    Forgotten oldest = new Forgotten(new UUID(high[first], low[first]), at[first], old);
    first = (first + 1) % high.length;
    size--;
    return Optional.of(oldest);
  }

  /** Makes the hashes anew, of those that are remembered. */
  private void rehash() {
    int needed = SMALLEST * 2;
    while (needed < size * 4) {
      needed *= 2;
    }
    slots = new long[needed];
    used = 0;
    zero = false;
    for (int i = 0; i < size; i++) {
      int place = (first + i) % high.length;
      insert(hash(new UUID(high[place], low[place])));
    }
  }

  private void insert(long hash) {
    if (hash == 0) {
      zero = true;
      return;
    }
    int i = slot(hash);
    while (slots[i] != 0) {
      if (slots[i] == hash) {
        return;
      }
      i = (i + 1) & (slots.length - 1);
    }
    slots[i] = hash;
    used++;
  }

  /** False only for an id that was never added, or is forgotten. */
  boolean mayContain(UUID id) {
    long hash = hash(id);
    if (hash == 0) {
      return zero;
    }
    int i = slot(hash);
    while (slots[i] != 0) {
      if (slots[i] == hash) {
        return true;
      }
      i = (i + 1) & (slots.length - 1);
    }
    return false;
  }

  private int slot(long hash) {
    return (int) (hash >>> 32) & (slots.length - 1);
  }

  private static long hash(UUID id) {
    long h = id.getMostSignificantBits() * 0x9E3779B97F4A7C15L ^ id.getLeastSignificantBits();
    h ^= h >>> 32;
    return h * 0xD6E8FEB86659FD93L;
  }
}
