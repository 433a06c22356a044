package kizuna.streams.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

/**
 * Requests commits between the intervals of one stream thread. A single fact is committed at once,
 * because a person waits for its answer. Under load, facts that arrive while others are decided or
 * committed share the next commit: commits take at most a fifth of the thread's time. An urgent
 * fact does not wait until others are decided. Facts that this misses are committed at the end of
 * the commit interval.
 *
 * <p>Used on the stream thread only, except that tests may use it anywhere.
 */
final class GroupCommit {

  /** The rest after a commit, as a multiple of its duration. */
  static final int REST = 4;

  private record Deferred(int partition, Runnable commit) {}

  private final LongSupplier nanoTime;

  /** The last polled record of each partition with undecided records. */
  private final Map<Integer, Long> waiting = new HashMap<>();

  private boolean behind;
  private boolean urgentWaits;
  private long restUntil;
  private @Nullable Long flushing;
  private @Nullable Deferred deferred;

  GroupCommit() {
    this(System::nanoTime);
  }

  /**
   * @param nanoTime a clock that only moves forward, in nanoseconds
   */
  GroupCommit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.restUntil = nanoTime.getAsLong();
  }

  /**
   * Records were polled, maybe none.
   *
   * @param more whether the log has more records, as far as known
   */
  void polled(ConsumerRecords<?, ?> records, boolean more) {
    behind = more;
    records
        .partitions()
        .forEach(
            partition -> {
              var of = records.records(partition);
              ConsumerRecord<?, ?> last = of.get(of.size() - 1);
              waiting.put(partition.partition(), last.offset());
            });
    if (deferred != null && isDue()) {
      commit(deferred.commit());
    }
  }

  /**
   * A record was decided, or skipped.
   *
   * @param urgent a life may depend on it: it is committed even if others wait, but not sooner
   *     after the last commit than any other, so that many of them do not stop each other
   * @param commit requests a commit of the task from Kafka Streams
   */
  void processed(int partition, long offset, boolean urgent, Runnable commit) {
    waiting.computeIfPresent(partition, (p, last) -> offset >= last ? null : last);
    urgentWaits |= urgent;
    if (isDue()) {
      commit(commit);
    } else {
      deferred = new Deferred(partition, commit);
    }
  }

  private boolean isDue() {
    return (urgentWaits || nothingWaits()) && nanoTime.getAsLong() - restUntil >= 0;
  }

  private boolean nothingWaits() {
    return waiting.isEmpty() && !behind;
  }

  private void commit(Runnable commit) {
    deferred = null;
    urgentWaits = false;
    commit.run();
  }

  /** The longest that the thread may wait for records: until a deferred commit is due. */
  Duration pollFor(Duration timeout) {
    if (deferred == null || !(urgentWaits || nothingWaits())) {
      return timeout;
    }
    Duration rest = Duration.ofNanos(Math.max(0, restUntil - nanoTime.getAsLong()));
    return rest.compareTo(timeout) < 0 ? rest : timeout;
  }

  /** A commit begins: Streams flushes once for each task first. */
  void flushing() {
    if (flushing == null) {
      flushing = nanoTime.getAsLong();
    }
  }

  /** Called after each commit of the thread's tasks. */
  void committed() {
    long ended = nanoTime.getAsLong();
    restUntil = ended + REST * (ended - (flushing == null ? ended : flushing));
    flushing = null;
    deferred = null;
    urgentWaits = false;
  }

  /** A task leaves this thread: its polled records are decided elsewhere. */
  void closed(int partition) {
    waiting.remove(partition);
    if (deferred != null && deferred.partition() == partition) {
      deferred = null;
    }
  }
}
