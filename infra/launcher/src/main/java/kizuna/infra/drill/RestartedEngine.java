package kizuna.infra.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kizuna.infra.command.CommandCluster;
import kizuna.schemas.Topics;
import kizuna.streams.topology.DecisionEngine;

/**
 * Decides a run in this process. A check stops it in between and starts it again, in turn with the
 * state that it left and without: then that is restored from its changelog.
 */
final class RestartedEngine implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final CommandCluster cluster;
  private final Topics topics;
  private final List<Integer> restartsAfter;
  private Path folder;
  private DecisionEngine engine;
  private int restarts;

  /**
   * @param restartsAfter decided facts after which it is stopped and started again, ascending
   */
  RestartedEngine(CommandCluster cluster, Topics topics, List<Integer> restartsAfter)
      throws IOException {
    this.cluster = cluster;
    this.topics = topics;
    this.restartsAfter = restartsAfter;
    this.folder = RunFolders.create();
    this.engine = made();
  }

  private DecisionEngine made() {
    return new DecisionEngine(
        topics, cluster.registry(), DecisionEngine.Settings.of(cluster.kafka(), folder));
  }

  /**
   * Starts it, and returns when it decides: the clock of a run starts then, and its first facts do
   * not wait. It also returns after a minute; the reader of the decisions then reports that there
   * are none.
   */
  void start() {
    engine.start();
    long until = System.nanoTime() + LONGEST_START.toNanos();
    while (engine.state() == DecisionEngine.State.STARTING
        && System.nanoTime() < until
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  DecisionEngine.State state() {
    return engine.state();
  }

  /** The number of restarts. */
  int restarts() {
    return restarts;
  }

  /** So many facts are decided. */
  void decided(int facts) {
    if (restarts == restartsAfter.size() || facts < restartsAfter.get(restarts)) {
      return;
    }
    engine.close();
    if (restarts++ % 2 == 1) {
      try {
        RunFolders.delete(folder);
        folder = RunFolders.create();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    engine = made();
    engine.start();
  }

  @Override
  public void close() throws IOException {
    engine.close();
    RunFolders.delete(folder);
  }
}
