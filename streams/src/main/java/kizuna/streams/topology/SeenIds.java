package kizuna.streams.topology;

import java.util.Arrays;
import java.util.UUID;

/**
 * Which event ids may have been seen, in eight bytes each: nearly every fact is new, and need not
 * be looked up on the shelf.
 */
final class SeenIds {

  private static final int SMALLEST = 1024;

  private long[] slots = new long[SMALLEST];
  private int size;
  private boolean zero;

  void add(UUID id) {
    long hash = hash(id);
    if (hash == 0) {
      zero = true;
      return;
    }
    if (size * 2 >= slots.length) {
      long[] old = slots;
      slots = new long[old.length * 2];
      size = 0;
      Arrays.stream(old).filter(h -> h != 0).forEach(this::insert);
    }
    insert(hash);
  }

  private void insert(long hash) {
    int i = slot(hash);
    while (slots[i] != 0) {
      if (slots[i] == hash) {
        return;
      }
      i = (i + 1) & (slots.length - 1);
    }
    slots[i] = hash;
    size++;
  }

  /** False only for an id that was never added. */
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
