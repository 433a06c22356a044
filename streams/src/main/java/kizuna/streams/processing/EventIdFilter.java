package kizuna.streams.processing;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The event ids of a network's newest facts, in the order in which they were decided: nearly every
 * fact is new, and needs no look-up in the store. About 60 bytes each.
 *
 * <p>An id is remembered for 92 days by the log's time, and while it is among the newest 250,000:
 * the shorter of both. A repeat arrives within hours; a file that is imported again, within weeks.
 * A fact recorded before the forgotten ids is refused, see {@link Deduplicator}.
 */
final class EventIdFilter {

  /** Most ids that are remembered. */
  static final int CAPACITY = 250_000;

  /** Longest time for which an id is remembered, by the log's time. */
  static final Duration MAX_AGE = Duration.ofDays(92);

  /**
   * An id that is forgotten.
   *
   * @param sequence of the decision on its fact
   * @param atMillis the log's time at which it was seen; 0: not known
   * @param old whether for its age; else because there are too many
   */
  record EvictedId(UUID id, long sequence, long atMillis, boolean old) {}

  private static final int SMALLEST = 1024;

  private final int capacity;

  // The ids in a ring, the oldest at `first`.
  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];

  private long[] sequence = new long[SMALLEST];

  /** When each was seen; 0: not known, for ids that rules before version 6 kept. */
  private long[] at = new long[SMALLEST];

  /** The first known time of an id: the ids before it were seen by then. */
  private long firstKnown = Long.MAX_VALUE;

  private int first;
  private int size;

  /** Number of forgotten ids: an id's number less this is its place behind the first. */
  private int forgotten;

  /**
   * Numbers of the ids, counted from 1 and by their hashes, and of some that are forgotten; 0 is
   * free.
   */
  private int[] slots = new int[SMALLEST * 2];

  private int used;

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
   * @param decision sequence of the decision on its fact
   * @param atMillis the log's time; 0: not known
   */
  void add(UUID id, long decision, long atMillis) {
    if (firstKnown == Long.MAX_VALUE && atMillis > 0) {
      firstKnown = atMillis;
    }
    if (size == high.length) {
      high = doubled(high);
      low = doubled(low);
      sequence = doubled(sequence);
      at = doubled(at);
      first = 0;
    }
    int place = place(size++);
    high[place] = id.getMostSignificantBits();
    low[place] = id.getLeastSignificantBits();
    sequence[place] = decision;
    at[place] = atMillis;
    if ((used + 1) * 2 >= slots.length || forgotten + size == Integer.MAX_VALUE) {
      rehash();
    } else {
      insert(id, forgotten + size);
    }
  }

  /** The ring with twice the places, the oldest first. */
  private long[] doubled(long[] ring) {
    long[] longer = new long[size * 2];
    System.arraycopy(ring, first, longer, 0, size - first);
    System.arraycopy(ring, 0, longer, size - first, first);
    return longer;
  }

  /** The place in the ring of the id this many behind the oldest. */
  private int place(int behind) {
    return (first + behind) % high.length;
  }

  /**
   * Forgets the oldest id, if there are more than are remembered or it was seen too long ago.
   *
   * @param nowMillis the log's time
   */
  Optional<EvictedId> forgetOldest(long nowMillis) {
    if (size == 0) {
      return Optional.empty();
    }
    long seen = at[first] == 0 ? firstKnown : at[first];
    boolean old = seen < nowMillis - MAX_AGE.toMillis();
    if (size <= capacity && !old) {
      return Optional.empty();
    }
    EvictedId oldest =
        new EvictedId(new UUID(high[first], low[first]), sequence[first], at[first], old);
    first = place(1);
    size--;
    forgotten++;
    return Optional.of(oldest);
  }

  /** Builds the slots again from the remembered ids. */
  private void rehash() {
    int needed = SMALLEST * 2;
    while (needed < size * 4) {
      needed *= 2;
    }
    slots = new int[needed];
    used = 0;
    forgotten = 0;
    for (int i = 0; i < size; i++) {
      int place = place(i);
      insert(new UUID(high[place], low[place]), i + 1);
    }
  }

  private void insert(UUID id, int number) {
    int i = slot(hash(id));
    while (slots[i] != 0) {
      i = (i + 1) & (slots.length - 1);
    }
    slots[i] = number;
    used++;
  }

  /** The decision on the fact with an id; empty: it was never added, or is forgotten. */
  OptionalLong find(UUID id) {
    for (int i = slot(hash(id)); slots[i] != 0; i = (i + 1) & (slots.length - 1)) {
      if (slots[i] > forgotten) {
        int place = place(slots[i] - forgotten - 1);
        if (high[place] == id.getMostSignificantBits()
            && low[place] == id.getLeastSignificantBits()) {
          return OptionalLong.of(sequence[place]);
        }
      }
    }
    return OptionalLong.empty();
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
