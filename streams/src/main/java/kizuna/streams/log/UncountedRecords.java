package kizuna.streams.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records of append-only topics that do not count any more: a repair replaced or removed them.
 *
 * <p>The repair marks them in one record on {@code match-decisions}, before what it writes: without
 * a value, and with one header {@value #HEADER} for each range, {@code topic:partition:from:to}
 * ({@code to} excluded). A reader leaves these records out wherever they are.
 */
public final class UncountedRecords {

  static final String HEADER = "kizuna-uncounted";
  private static final byte[] KEY = "repair".getBytes(StandardCharsets.UTF_8);

  /**
   * A range of records of one partition.
   *
   * @param to offset behind the last of them
   */
  public record Range(String topic, int partition, long from, long to) {
    private static Range of(String text) {
      String[] parts = text.split(":", -1);
      return new Range(
          parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
    }

    private String text() {
      return topic + ":" + partition + ":" + from + ":" + to;
    }
  }

  private final List<Range> ranges = new ArrayList<>();

  /** The ranges that the repairs of one partition have marked so far. */
  public static UncountedRecords of(KafkaCluster cluster, Topics topics, int partition) {
    return of((topic, p) -> new CommittedLog(cluster, topic, p), topics, partition);
  }

  /** The same, from logs of any source. */
  public static UncountedRecords of(RecordLog.Source logs, Topics topics, int partition) {
    UncountedRecords found = new UncountedRecords();
    try (RecordLog log = logs.open(topics.matchDecisions.name(), partition)) {
      log.forEachRemaining(record -> found.add(of(record)));
    }
    return found;
  }

  /** The ranges in a record of {@code match-decisions}; none if it is a decision. */
  public static List<Range> of(ConsumerRecord<byte[], byte[]> record) {
    List<Range> ranges = new ArrayList<>();
    if (record.value() == null) {
      for (Header header : record.headers().headers(HEADER)) {
        ranges.add(Range.of(new String(header.value(), StandardCharsets.UTF_8)));
      }
    }
    return ranges;
  }

  /** A record with ranges. */
  public static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, List<Range> ranges) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, KEY, null);
    ranges.forEach(r -> record.headers().add(HEADER, r.text().getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  /** Adds ranges; returns whether any of them was new. */
  public boolean add(List<Range> more) {
    boolean isNew = false;
    for (Range range : more) {
      if (!ranges.contains(range)) {
        ranges.add(range);
        isNew = true;
      }
    }
    return isNew;
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  public boolean contains(String topic, int partition, long offset) {
    return range(topic, partition, offset).isPresent();
  }

  private Optional<Range> range(String topic, int partition, long offset) {
    for (Range r : ranges) {
      if (r.from() <= offset
          && offset < r.to()
          && r.partition() == partition
          && r.topic().equals(topic)) {
        return Optional.of(r);
      }
    }
    return Optional.empty();
  }

  /** Whether a record counts. */
  public boolean counts(ConsumerRecord<byte[], byte @Nullable []> record) {
    return record.value() != null && !contains(record.topic(), record.partition(), record.offset());
  }
}
