package kizuna.streams.simulation;

import java.util.TreeMap;

/** The state of one task as it is in an instance's folder. */
final class StateCopy {

  /** What becomes of it when its task ends without a commit. */
  enum Fate {
    /** As Kafka Streams does it: deleted, and restored from the changelog. */
    WIPED,
    /** As it was at the last commit. */
    AS_COMMITTED,
    /** Handed out empty, as if it were restored. */
    EMPTY_AS_IF_RESTORED,
    /** Handed out with what was never committed, as if it were restored. */
    DIRTY_AS_IF_RESTORED,
    /** An older copy, handed out as if it were restored. */
    OLD_AS_IF_RESTORED
  }

  final TreeMap<String, byte[]> values = new TreeMap<>();
  private int position;

  /** Whether the next task that opens it takes it as it is. */
  private boolean asIfRestored;

  /** Applies the changelog up to this offset. */
  void restore(SimulatedPartition<String> changelog, int upTo) {
    for (; position < upTo; position++) {
      SimulatedPartition.Entry<String> entry = changelog.get(position);
      if (entry.isCommitted()) {
        byte[] value = entry.value();
        if (value == null) {
          values.remove(entry.key());
        } else {
          values.put(entry.key(), value);
        }
      }
    }
  }

  /** Restores it unless it is handed out as if it were; says whether it was. */
  void open(SimulatedPartition<String> changelog) {
    if (asIfRestored) {
      asIfRestored = false;
    } else {
      restore(changelog, changelog.stableEnd());
    }
  }

  /** A standby reads on: at most so many records. */
  void follow(SimulatedPartition<String> changelog, int most) {
    if (!asIfRestored) {
      restore(changelog, Math.min(changelog.stableEnd(), position + most));
    }
  }

  /** Everything that was written is committed. */
  void committed(SimulatedPartition<String> changelog) {
    position = changelog.stableEnd();
  }

  void wipe() {
    values.clear();
    position = 0;
    asIfRestored = false;
  }

  /**
   * Its task ended without a commit.
   *
   * @param boundary a committed end of the changelog, for the older copy
   */
  void ended(Fate fate, SimulatedPartition<String> changelog, int boundary) {
    int committedUpTo = position;
    if (fate == Fate.DIRTY_AS_IF_RESTORED) {
      asIfRestored = true;
      return;
    }
    wipe();
    switch (fate) {
      case AS_COMMITTED -> restore(changelog, Math.min(committedUpTo, changelog.stableEnd()));
      case OLD_AS_IF_RESTORED -> {
        restore(changelog, boundary);
        asIfRestored = true;
      }
      case EMPTY_AS_IF_RESTORED -> asIfRestored = true;
      default -> {}
    }
  }
}
