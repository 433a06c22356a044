package kizuna.streams.processing;

import java.nio.ByteBuffer;

/**
 * The position of the saved state of one partition. Saved with every record of the intake, dead
 * letters too, in the store of the chain heads.
 *
 * @param offset of the last record of the intake that was answered
 * @param networks number of networks with a chain head
 * @param decisions sum of the sequences of all chain heads
 * @param heads all hashes of the chain heads folded into one number, independent of their order
 */
record StateCursor(long offset, int networks, long decisions, long heads) {

  static String key(int partition) {
    return StateKeys.CURSORS + partition;
  }

  byte[] bytes() {
    return ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES)
        .putLong(offset)
        .putInt(networks)
        .putLong(decisions)
        .putLong(heads)
        .array();
  }

  static StateCursor of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new StateCursor(buffer.getLong(), buffer.getInt(), buffer.getLong(), buffer.getLong());
  }

  /** Sums over the chain heads of a partition, updated as heads move. */
  static final class Sums {
    private int networks;
    private long decisions;
    private long heads;

    /** One head replaces another; the first of a network replaces {@code START}. */
    void moved(HashChain.Head from, HashChain.Head to) {
      if (from.sequence() == 0) {
        networks++;
      } else {
        heads ^= folded(from);
      }
      heads ^= folded(to);
      decisions += to.sequence() - from.sequence();
    }

    StateCursor at(long offset) {
      return new StateCursor(offset, networks, decisions, heads);
    }

    private static long folded(HashChain.Head head) {
      return ByteBuffer.wrap(head.hash()).getLong();
    }
  }
}
