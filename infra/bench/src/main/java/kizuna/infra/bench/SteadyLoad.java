package kizuna.infra.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kizuna.facts.Fact;
import org.jspecify.annotations.Nullable;

/** Facts that are written to a platform's live log at a steady rate, or as fast as it decides. */
final class SteadyLoad {

  private static final int FACTS_OF_TEN = 10;
  private static final int DISPATCHES_OF_TEN = 2;

  private final LiveLog log;
  private final Workload workload;
  private int dispatches;
  private volatile boolean stopped;
  private @Nullable Thread thread;

  SteadyLoad(LiveLog log, Workload workload) {
    this.log = log;
    this.workload = workload;
  }

  /**
   * Measures the maximum rate of facts that the platform decides and has on its ledger, a second.
   *
   * @param facts measured facts, after as many to warm up
   * @param viewer reads the ledger, which contains nothing else
   */
  double fullSpeed(int facts, FloodBrowser viewer) throws IOException, InterruptedException {
    double perSecond = 0;
    for (int run = 0; run < 2; run++) {
      workload.tens(facts / FACTS_OF_TEN);
      dispatches += facts / FACTS_OF_TEN * DISPATCHES_OF_TEN;
      List<Fact> made = workload.take();
      long began = System.nanoTime();
      made.forEach(log::send);
      log.flush();
      viewer.awaitLedger(dispatches);
      perSecond = made.size() / ((System.nanoTime() - began) / 1e9);
    }
    return perSecond;
  }

  /** Writes until {@link #stop}; on a thread of its own. */
  void start(double perSecond) {
    stopped = false;
    Thread sending = new Thread(() -> send(perSecond), "bench-load");
    sending.setDaemon(true);
    sending.start();
    thread = sending;
  }

  private void send(double perSecond) {
    SteadyRate pace = new SteadyRate(perSecond);
    while (!stopped) {
      workload.tens(FACTS_OF_TEN);
      for (Fact fact : workload.take()) {
        pace.await();
        log.send(fact);
      }
    }
  }

  void stop() throws InterruptedException {
    stopped = true;
    if (thread != null) {
      thread.join();
      thread = null;
    }
  }

  /** Delays calls to a steady rate; a call that is late is not delayed. */
  static final class SteadyRate {
    private final double perSecond;
    private final long start = System.nanoTime();
    private long passed;

    SteadyRate(double perSecond) {
      this.perSecond = perSecond;
    }

    /** Waits until the next may pass; returns when that was due. */
    long await() {
      long due = start + (long) (passed++ / perSecond * 1e9);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      return due;
    }
  }
}
