package kizuna.streams;

import java.time.Duration;
import kizuna.streams.topology.DecisionEngine;
import org.springframework.context.SmartLifecycle;

/** Starts the decisions with the application, after everything that reads, and stops them first. */
final class LiveDecisions implements SmartLifecycle {

  private final DecisionEngine engine;
  private final Duration longestStop;

  LiveDecisions(DecisionEngine engine, Duration longestStop) {
    this.engine = engine;
    this.longestStop = longestStop;
  }

  DecisionEngine.State state() {
    return engine.state();
  }

  DecisionEngine engine() {
    return engine;
  }

  @Override
  public void start() {
    engine.start();
  }

  @Override
  public void stop() {
    engine.close(longestStop);
  }

  @Override
  public boolean isRunning() {
    DecisionEngine.State state = engine.state();
    return state == DecisionEngine.State.RUNNING || state == DecisionEngine.State.FAILED;
  }
}
