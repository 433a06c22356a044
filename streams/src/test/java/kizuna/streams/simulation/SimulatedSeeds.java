package kizuna.streams.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import org.jspecify.annotations.Nullable;

/** Simulated histories by their seeds. Not thread-safe: each thread has its own. */
public final class SimulatedSeeds implements LongFunction<String> {

  private static final int MAX_SHRINKING_RUNS = 3_000;

  private final Map<Integer, TopicSerdes> serdes = new HashMap<>();
  private final SimulatedHistory.Facts facts = new SimulatedHistory.Facts();

  private TopicSerdes serdes(long seed) {
    return serdes.computeIfAbsent(
        SimulatedHistory.partitions(seed),
        p -> TopicSerdes.of(Topics.of(Namespace.LIVE, p), new InMemoryRegistry()));
  }

  /** What is wrong with the history of a seed; empty: every promise holds. */
  @Override
  public String apply(long seed) {
    String failure = failure(SimulatedHistory.of(seed, facts, serdes(seed)), serdes(seed));
    return failure == null ? "" : failure;
  }

  private static @Nullable String failure(SimulatedHistory history, TopicSerdes serdes) {
    try {
      Simulation.run(history, serdes);
      return null;
    } catch (AssertionError | RuntimeException e) {
      return e instanceof AssertionError ? String.valueOf(e.getMessage()) : e.toString();
    }
  }

  /** The same failure in fewer steps and records, in words. */
  public String shrunk(long seed) {
    TopicSerdes formats = serdes(seed);
    SimulatedHistory small = SimulatedHistory.of(seed, facts, formats);
    String failure = failure(small, formats);
    int runs = 0;
    // Halves first, then smaller and smaller parts, at last one at a time until none can go.
    int part = Math.max(1, (small.steps().size() + small.arrivals().size()) / 2);
    boolean smaller = true;
    while ((smaller || part > 1) && runs < MAX_SHRINKING_RUNS) {
      part = smaller ? part : Math.max(1, part / 2);
      smaller = false;
      int size = small.steps().size() + small.arrivals().size();
      for (int from = Math.max(0, size - part); runs < MAX_SHRINKING_RUNS; from -= part, runs++) {
        SimulatedHistory tried = without(small, Math.max(0, from), from + part);
        String still = failure(tried, formats);
        if (still != null) {
          small = tried;
          failure = still;
          smaller = true;
        }
        if (from <= 0) {
          break;
        }
      }
    }
    StringBuilder told = new StringBuilder(String.valueOf(failure));
    told.append("\n  partitions ").append(small.partitions());
    told.append(", instances ").append(small.instances());
    small.arrivals().forEach(a -> told.append("\n  ").append(a.at()).append(' ').append(a.name()));
    small.steps().forEach(s -> told.append("\n  ").append(s));
    return told.toString();
  }

  /** Without some of what happens: steps come first, then records. */
  private static SimulatedHistory without(SimulatedHistory history, int from, int to) {
    int steps = history.steps().size();
    return history.with(
        outside(history.arrivals(), from - steps, to - steps), outside(history.steps(), from, to));
  }

  private static <T> List<T> outside(List<T> all, int from, int to) {
    int first = Math.max(0, Math.min(from, all.size()));
    List<T> left = new ArrayList<>(all.subList(0, first));
    left.addAll(all.subList(Math.min(Math.max(first, to), all.size()), all.size()));
    return left;
  }
}
