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

  private static final int MOST_SHRINKING_RUNS = 3_000;

  private final Map<Integer, TopicSerdes> serdes = new HashMap<>();

  private TopicSerdes serdes(long seed) {
    return serdes.computeIfAbsent(
        SimulatedHistory.partitions(seed),
        p -> TopicSerdes.of(Topics.of(Namespace.LIVE, p), new InMemoryRegistry()));
  }

  /** What is wrong with the history of a seed; empty: every promise holds. */
  @Override
  public String apply(long seed) {
    String failure = failure(SimulatedHistory.of(seed, serdes(seed)), serdes(seed));
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
    SimulatedHistory small = SimulatedHistory.of(seed, formats);
    String failure = failure(small, formats);
    int runs = 0;
    for (boolean smaller = true; smaller && runs < MOST_SHRINKING_RUNS; ) {
      smaller = false;
      int size = small.steps().size() + small.arrivals().size();
      for (int i = size - 1; i >= 0 && runs < MOST_SHRINKING_RUNS; i--, runs++) {
        List<SimulatedHistory.Step> steps = new ArrayList<>(small.steps());
        List<SimulatedHistory.Arrival> arrivals = new ArrayList<>(small.arrivals());
        if (i < steps.size()) {
          steps.remove(i);
        } else {
          arrivals.remove(i - steps.size());
        }
        SimulatedHistory tried = small.with(arrivals, steps);
        String still = failure(tried, formats);
        if (still != null) {
          small = tried;
          failure = still;
          smaller = true;
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
}
