package kizuna.infra.bench;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import kizuna.facts.Fact;

/** Facts that are written to a platform's live log at a steady rate, or as fast as it decides. */
final class SteadyLoad {

  private final LiveLog log;
  private final Workload workload;
  private volatile boolean stopped;

  SteadyLoad(LiveLog log, Workload workload) {
    this.log = log;
    this.workload = workload;
  }

  /**
   * How many facts a second the platform decides at most, its read model and its log included.
   *
   * @param facts measured, after as many to warm up
   */
  double fullSpeed(int facts) throws ExecutionException, InterruptedException {
    double perSecond = 0;
    for (int run = 0; run < 2; run++) {
      workload.tens(facts / 10);
      List<Fact> made = workload.take();
      long began = System.nanoTime();
      made.forEach(log::send);
      log.awaitDecided();
      perSecond = made.size() / ((System.nanoTime() - began) / 1e9);
    }
    return perSecond;
  }

  /** Writes until {@link #stop}; on a thread of its own. */
  void start(double perSecond) {
    stopped = false;
    Thread thread =
        new Thread(
            () -> {
              Pace pace = new Pace(perSecond);
              while (!stopped) {
                workload.tens(10);
                for (Fact fact : workload.take()) {
                  pace.await();
                  log.send(fact);
                }
              }
            },
            "bench-load");
    thread.setDaemon(true);
    thread.start();
  }

  void stop() {
    stopped = true;
  }

  /** Lets so many through in a second; one that comes late is not held up. */
  static final class Pace {
    private final double perSecond;
    private final long start = System.nanoTime();
    private long passed;

    Pace(double perSecond) {
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
