package kizuna.streams;

import java.time.Duration;
import java.util.function.Consumer;
import kizuna.schemas.KafkaCluster;
import kizuna.streams.topology.DecisionEngine;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Starts the engine after all readers, and stops it first. */
final class DecisionLifecycle implements SmartLifecycle {

  private final DecisionEngine engine;
  private final KafkaCluster cluster;
  private final Duration stopLimit;
  private final DecisionProgress progress = new DecisionProgress();
  private volatile @Nullable DecisionMonitor monitor;
  private volatile boolean running;

  DecisionLifecycle(DecisionEngine engine, KafkaCluster cluster, Duration stopLimit) {
    this.engine = engine;
    this.cluster = cluster;
    this.stopLimit = stopLimit;
  }

  /** The present state of deciding. */
  DecisionProgress.Progress progress() {
    return progress.progress(engine.state(), System.nanoTime());
  }

  DecisionEngine engine() {
    return engine;
  }

  /** Calls a listener once when deciding has failed permanently. */
  void whenFailed(Consumer<String> listener) {
    engine.whenFailed(listener);
  }

  @Override
  public void start() {
    running = true;
    engine.start();
    monitor = new DecisionMonitor(engine, cluster, progress);
  }

  @Override
  public void stop() {
    running = false;
    DecisionMonitor started = monitor;
    if (started != null) {
      started.close();
    }
    engine.close(stopLimit);
  }

  /** True also while it starts or has failed: a started engine must be stopped. */
  @Override
  public boolean isRunning() {
    return running;
  }
}
