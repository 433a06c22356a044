package kizuna.streams.topology;

import java.util.Optional;
import java.util.UUID;

/**
 * The event ids of a network's newest facts, in the order in which they were decided: nearly every
 * fact is new, and need not be looked up on the shelf. About 60 bytes each.
 */
final class SeenIds {

  /**
   * How many are remembered. A repeat of one that is older is decided as a new fact; years of a
   * network at rest, months of a great disaster, where a repeat comes within hours.
   */
  static final int REMEMBERED = 250_000;

  private static final int SMALLEST = 1024;

  private final int most;

  // The ids in a ring, the oldest at `first`.
  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];
  private int first;
  private int size;

  /** Hashes of the ids, and of some that are forgotten; 0 is free. */
  private long[] slots = new long[SMALLEST * 2];

  private int used;
  private boolean zero;

  SeenIds() {
    this(REMEMBERED);
  }

  /**
   * @param most ids that are remembered
   */
  SeenIds(int most) {
    this.most = most;
  }

  int size() {
    return size;
  }

  /** Remembers the newest id. */
  void add(UUID id) {
    if (size == high.length) {
      long[] oldHigh = high;
      long[] oldLow = low;
      high = new long[size * 2];
      low = new long[size * 2];
      for (int i = 0; i < size; i++) {
        high[i] = oldHigh[(first + i) % size];
        low[i] = oldLow[(first + i) % size];
      }
      first = 0;
    }
    int at = (first + size++) % high.length;
    high[at] = id.getMostSignificantBits();
    low[at] = id.getLeastSignificantBits();
    if ((used + 1) * 2 >= slots.length) {
      rehash();
    } else {
      insert(hash(id));
    }
  }

  /** Forgets the oldest id, if there are more than are remembered. */
  Optional<UUID> forgetOldest() {
    if (size <= most) {
      return Optional.empty();
    }
    UUID oldest = new UUID(high[first], low[first]);
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
      int at = (first + i) % high.length;
      insert(hash(new UUID(high[at], low[at])));
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
