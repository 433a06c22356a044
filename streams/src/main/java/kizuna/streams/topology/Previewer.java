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
import org.apache.kafka.common.utils.Utils;

/**
 * Says what would be decided, on the books of the task that decides, between two of its records: a
 * draft is made and thrown away, nothing is written.
 *
 * <p>Who asks waits in line with the task for its books, one record or one question at a time, and
 * does the work itself. While records come, questions take at most a tenth of the time. A queue
 * that the task drained by a punctuation would mark the task for a commit each time that it looks,
 * ten empty transactions a second for nothing.
 */
public final class Previewer {

  /** A task may be kept from its next record by so many questions, each as long as a decision. */
  private static final int MOST_AT_ONCE = 4;

  /** A task that saw no record for so long is kept from nothing. */
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Records have so many times the time of questions. */
  private static final int RECORDS_TO_QUESTIONS = 9;

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The books of one task, and whose turn it is. */
  static final class Turn {
    // In the order of coming, or a busy task would never let anybody in.
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Semaphore questions = new Semaphore(1, true);
    private final FactProcessor log;
    private volatile long lastRecord = System.nanoTime() - IDLE_NANOS;
    private volatile long notBefore = lastRecord;

    private Turn(FactProcessor log) {
      this.log = log;
    }

    /** The task's turn: ends with {@link #end}. */
    void begin() {
      lock.lock();
      lastRecord = System.nanoTime();
    }

    /** Nanoseconds for which the next question must let records pass. */
    private long pause() {
      long now = System.nanoTime();
      return now - lastRecord > IDLE_NANOS ? 0 : Math.max(0, notBefore - now);
    }

    /** A question took so long. */
    private void asked(long nanos) {
      notBefore = System.nanoTime() + Math.min(nanos * RECORDS_TO_QUESTIONS, LONGEST_PAUSE_NANOS);
    }

    void end() {
      lock.unlock();
    }

    boolean isMine() {
      return lock.isHeldByCurrentThread();
    }
  }

  private final Topics topics;
  private final Map<Integer, Turn> byPartition = new ConcurrentHashMap<>();
  private final Semaphore asking = new Semaphore(MOST_AT_ONCE);

  public Previewer(Topics topics) {
    this.topics = topics;
  }

  /** A task has these books from now on, in the place of those that it had. */
  Turn opened(int partition, FactProcessor log) {
    Turn turn = new Turn(log);
    byPartition.put(partition, turn);
    return turn;
  }

  /** A task gives its books up. */
  void closed(int partition, Turn turn) {
    byPartition.remove(partition, turn);
  }

  /** Questions that are waiting or being answered. */
  int waiting() {
    return MOST_AT_ONCE - asking.availablePermits();
  }

  /**
   * What would be decided if this fact came next.
   *
   * @param fact of good form; at the log's time where its own is not later
   * @param longest how long to wait for the books
   */
  public Preview ask(Fact fact, Duration longest) throws InterruptedException {
    byte[] key = fact.getNetworkId().getBytes(StandardCharsets.UTF_8);
    Turn turn = byPartition.get(Utils.toPositive(Utils.murmur2(key)) % topics.intake.partitions());
    if (turn == null) {
      return Preview.Missing.NOT_DECIDED_HERE;
    }
    if (!asking.tryAcquire()) {
      return Preview.Missing.TOO_MANY;
    }
    try {
      long end = System.nanoTime() + longest.toNanos();
      if (!turn.questions.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        return Preview.Missing.TOO_SLOW;
      }
      try {
        return ask(turn, fact, end);
      } finally {
        turn.questions.release();
      }
    } finally {
      asking.release();
    }
  }

  private static Preview ask(Turn turn, Fact fact, long end) throws InterruptedException {
    for (long pause = turn.pause(); pause > 0; pause = turn.pause()) {
      if (pause > end - System.nanoTime()) {
        return Preview.Missing.TOO_SLOW;
      }
      TimeUnit.NANOSECONDS.sleep(pause);
    }
    if (!turn.lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      return Preview.Missing.TOO_SLOW;
    }
    long begun = System.nanoTime();
    try {
      return turn.log.preview(fact);
    } finally {
      turn.asked(System.nanoTime() - begun);
      turn.lock.unlock();
    }
  }
}
