package kizuna.streams;

import java.time.Duration;
import java.util.function.Consumer;
import kizuna.schemas.KafkaCluster;
import kizuna.streams.topology.DecisionEngine;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Starts the decisions with the application, after everything that reads, and stops them first. */
final class DecisionLifecycle implements SmartLifecycle {

  private final DecisionEngine engine;
  private final KafkaCluster cluster;
  private final Duration longestStop;
  private final DecisionProgress progress = new DecisionProgress();
  private volatile @Nullable DecisionMonitor watch;
  private volatile boolean running;

  DecisionLifecycle(DecisionEngine engine, KafkaCluster cluster, Duration longestStop) {
    this.engine = engine;
    this.cluster = cluster;
    this.longestStop = longestStop;
  }

  /** Where deciding stands now. */
  DecisionProgress.Standing standing() {
    return progress.standing(engine.state(), System.nanoTime());
  }

  DecisionEngine engine() {
    return engine;
  }

  /** Who is told, once, that deciding has failed for good. */
  void whenFailed(Consumer<String> listener) {
    engine.whenFailed(listener);
  }

  @Override
  public void start() {
    running = true;
    engine.start();
    watch = new DecisionMonitor(engine, cluster, progress);
  }

  @Override
  public void stop() {
    running = false;
    DecisionMonitor watching = watch;
    if (watching != null) {
      watching.close();
    }
    engine.close(longestStop);
  }

  /** Also while it starts or has failed: whatever was started must be stopped. */
  @Override
  public boolean isRunning() {
    return running;
  }
}
