package kizuna.streams.topology;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which partitions of one engine have books that do not stand where the log stands, and what was
 * tried. Shared by the stream threads and whoever asks about the engine's health.
 */
final class StateStatus {

  /** Books that a restoration from the changelog did not bring to where the log stands. */
  static final class BooksLost extends IllegalStateException {
    private static final long serialVersionUID = 1;

    final int partition;

    BooksLost(int partition, String why) {
      super(
          "expected the books of partition "
              + partition
              + " to stand where the log stands after they were restored, but "
              + why);
      this.partition = partition;
    }
  }

  private final Map<Integer, String> faults = new TreeMap<>();

  /**
   * Notes that books are wrong.
   *
   * @throws BooksLost if they were restored before and still are
   */
  synchronized void restoring(int partition, String why) {
    if (faults.put(partition, why) != null) {
      throw new BooksLost(partition, why);
    }
  }

  /** Notes that books are right. */
  synchronized void right(int partition) {
    faults.remove(partition);
  }

  /** What is wrong with books that are being restored; empty if all are right. */
  synchronized Optional<String> fault() {
    return faults.values().stream().findFirst();
  }
}
