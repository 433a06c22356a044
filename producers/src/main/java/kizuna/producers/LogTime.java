package kizuna.producers;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import kizuna.schemas.LogClock;
import kizuna.schemas.Topic;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What time a log has. */
public final class LogTime {

  /** How much later than a machine's clock a log may be: machines differ a little. */
  public static final Duration MOST_AHEAD = LogClock.MOST_BEHIND;

  private LogTime() {}

  /** The latest time of a record in a topic; empty if it has none, or nobody can say now. */
  public static Optional<Instant> newest(Admin admin, Topic<?> topic) {
    Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
    for (int partition = 0; partition < topic.partitions(); partition++) {
      newest.put(new TopicPartition(topic.name(), partition), OffsetSpec.maxTimestamp());
    }
    try {
      return admin.listOffsets(newest).all().get().values().stream()
          .filter(found -> found.timestamp() >= 0)
          .map(found -> Instant.ofEpochMilli(found.timestamp()))
          .max(Comparator.naturalOrder());
    } catch (ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
