package kizuna.streams.log;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The committed end of a partition, once the transactions that were open on it have ended. A commit
 * reaches the partitions of a transaction one after the other.
 */
public final class CommittedEnd {

  private static final Duration POLL = Duration.ofMillis(50);

  /** A decision's transaction ends within 10 s; a longer one belongs to no decision. */
  private static final Duration LONGEST_OPEN = Duration.ofSeconds(15);

  private CommittedEnd() {}

  /**
   * Waits at most 15 s for transactions that are open now.
   *
   * @param stopped whether to stop waiting
   * @return offset behind the last committed record
   * @throws KafkaException if the broker does not answer
   */
  public static long await(Admin admin, TopicPartition partition, BooleanSupplier stopped) {
    long written = end(admin, partition, IsolationLevel.READ_UNCOMMITTED);
    long until = System.nanoTime() + LONGEST_OPEN.toNanos();
    while (true) {
      long committed = end(admin, partition, IsolationLevel.READ_COMMITTED);
      if (committed >= written || System.nanoTime() > until || stopped.getAsBoolean()) {
        return committed;
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("interrupted", e);
      }
    }
  }

  private static long end(Admin admin, TopicPartition partition, IsolationLevel isolation) {
    try {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException known) {
        throw known;
      }
      throw new KafkaException("expected the end of " + partition, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
