package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import kizuna.facts.Fact;
import kizuna.schemas.Topics;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.Preview;

/**
 * Previews decisions on the state of the task that decides, between two of its records. Decides on
 * staged state that is dropped; writes nothing.
 *
 * <p>The caller takes a fair lock shared with the stream task and computes the preview on its own
 * thread. While records arrive, previews get at most a tenth of the time. A queue that the task
 * drains by a punctuation was rejected: each punctuation makes the task commit, ten empty
 * transactions a second without use.
 */
public final class Previewer {

  /** Most previews that wait or run at once; each may delay a record by as long as a decision. */
  private static final int MAX_AT_ONCE = 4;

  /** A task that saw no record for this long is idle: previews need not pause. */
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Records get this many times the time of previews. */
  private static final int RECORDS_TO_PREVIEWS = 9;

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The lock on the state of one task. */
  static final class TaskLock {
    // Fair, or a busy task would never admit a caller.
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Semaphore questions = new Semaphore(1, true);
    private final FactProcessor processor;
    private volatile long lastRecord = System.nanoTime() - IDLE_NANOS;
    private volatile long notBefore = lastRecord;

    private TaskLock(FactProcessor processor) {
      this.processor = processor;
    }

    /** The task takes the lock, until {@link #end}. */
    void begin() {
      lock.lock();
      lastRecord = System.nanoTime();
    }

    /** Nanoseconds for which the next preview must let records pass. */
    private long pause() {
      long now = System.nanoTime();
      return now - lastRecord > IDLE_NANOS ? 0 : Math.max(0, notBefore - now);
    }

    /** Records the duration of a preview. */
    private void previewed(long nanos) {
      notBefore = System.nanoTime() + Math.min(nanos * RECORDS_TO_PREVIEWS, LONGEST_PAUSE_NANOS);
    }

    void end() {
      lock.unlock();
    }

    boolean isOwn() {
      return lock.isHeldByCurrentThread();
    }
  }

  private final Topics topics;
  private final Map<Integer, TaskLock> byPartition = new ConcurrentHashMap<>();
  private final Semaphore asking = new Semaphore(MAX_AT_ONCE);

  public Previewer(Topics topics) {
    this.topics = topics;
  }

  /** Registers the pipeline of a task; replaces the one before. */
  TaskLock opened(int partition, FactProcessor processor) {
    TaskLock task = new TaskLock(processor);
    byPartition.put(partition, task);
    return task;
  }

  /** A task closes its state. */
  void closed(int partition, TaskLock task) {
    byPartition.remove(partition, task);
  }

  /** Previews that wait or run. */
  int waiting() {
    return MAX_AT_ONCE - asking.availablePermits();
  }

  /**
   * Previews the decision if this fact were next.
   *
   * @param fact of good form; at the log's time if its own is not later
   * @param longest longest wait for the lock
   */
  public Preview ask(Fact fact, Duration longest) throws InterruptedException {
    byte[] key = fact.getNetworkId().getBytes(StandardCharsets.UTF_8);
    TaskLock task = byPartition.get(topics.intake.partitionOf(key));
    if (task == null) {
      return Preview.Missing.NOT_DECIDED_HERE;
    }
    if (!asking.tryAcquire()) {
      return Preview.Missing.TOO_MANY;
    }
    try {
      long end = System.nanoTime() + longest.toNanos();
      if (!task.questions.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        return Preview.Missing.TOO_SLOW;
      }
      try {
        return ask(task, fact, end);
      } finally {
        task.questions.release();
      }
    } finally {
      asking.release();
    }
  }

  private static Preview ask(TaskLock task, Fact fact, long end) throws InterruptedException {
    for (long pause = task.pause(); pause > 0; pause = task.pause()) {
      if (pause > end - System.nanoTime()) {
        return Preview.Missing.TOO_SLOW;
      }
      TimeUnit.NANOSECONDS.sleep(pause);
    }
    if (!task.lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      return Preview.Missing.TOO_SLOW;
    }
    long begun = System.nanoTime();
    try {
      return task.processor.preview(fact);
    } finally {
      task.previewed(System.nanoTime() - begun);
      task.lock.unlock();
    }
  }
}
