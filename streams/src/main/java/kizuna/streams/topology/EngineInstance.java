package kizuna.streams.topology;

import java.util.Optional;
import kizuna.schemas.Topic;

/**
 * One of several engines that decide the same log.
 *
 * @param name the same at each of its starts, and another for each instance, or one fences the
 *     other
 * @param threads stream threads; one decides all partitions of a small machine well
 * @param standbys copies of each task's state that other instances keep; none with one instance
 * @param address host:port for preview requests of other instances; empty: none
 */
public record EngineInstance(String name, int threads, int standbys, Optional<String> address) {

  /** A single instance. */
  static final EngineInstance SINGLE = new EngineInstance("decisions-1", 1, 0, Optional.empty());

  /**
   * Requires a partition for each stream thread.
   *
   * @throws IllegalArgumentException if there are more threads than partitions
   */
  void requireWorkFor(Topic<?> intake) {
    if (threads > intake.partitions()) {
      throw new IllegalArgumentException(
          "expected at most "
              + intake.partitions()
              + " stream threads (KIZUNA_THREADS), for "
              + intake.name()
              + " has "
              + intake.partitions()
              + " partitions and one thread decides each, but "
              + threads);
    }
  }
}
