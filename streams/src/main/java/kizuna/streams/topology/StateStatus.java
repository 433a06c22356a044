package kizuna.streams.topology;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Partitions of one engine with state that does not match the log, and the attempts to restore it.
 * Shared by the stream threads and the health check.
 */
final class StateStatus {

  /** State that does not match the log after a restoration from the changelog. */
  static final class StateLostException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    final int partition;

    StateLostException(int partition, String why) {
      super(
          "expected the state of partition "
              + partition
              + " to stand where the log stands after they were restored, but "
              + why);
      this.partition = partition;
    }
  }

  private final Map<Integer, String> faults = new TreeMap<>();

  /**
   * Records that the state of a partition is wrong.
   *
   * @throws StateLostException if it was restored before and still is
   */
  synchronized void restoring(int partition, String why) {
    if (faults.put(partition, why) != null) {
      throw new StateLostException(partition, why);
    }
  }

  /** Records that the state of a partition is right. */
  synchronized void right(int partition) {
    faults.remove(partition);
  }

  /** The fault of state that is being restored; empty if there is none. */
  synchronized Optional<String> fault() {
    return faults.values().stream().findFirst();
  }
}
