package kizuna.streams.verify;

import java.util.Arrays;
import java.util.Optional;
import kizuna.schemas.Topic;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.RecordLog;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.log.UncountedRecords.Range;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares one append-only topic with the records that deciding the log again gives. */
final class ComparedTopic implements AutoCloseable {

  private final Topic<?> topic;
  private final RecordLog log;
  private final CountedRecords counted;
  private long differsFrom = -1;
  private long replaced;
  private long written;

  ComparedTopic(Topic<?> topic, RecordLog log, UncountedRecords uncounted) {
    this.topic = topic;
    this.log = log;
    this.counted = new CountedRecords(log, uncounted);
  }

  /** Compares the next record; returns whether it must be written. */
  boolean compareNext(byte[] expected) {
    if (differsFrom < 0 && counted.hasNext()) {
      ConsumerRecord<byte[], byte[]> actual = counted.next();
      if (Arrays.equals(WireFormat.payload(actual.value()), WireFormat.payload(expected))) {
        return false;
      }
      differs(actual);
    }
    written++;
    return true;
  }

  private void differs(ConsumerRecord<byte[], byte[]> actual) {
    differsFrom = actual.offset();
    replaced++;
  }

  /** Counts the rest of the topic as wrong: the log has no more records. */
  void compareEnd() {
    if (differsFrom < 0 && counted.hasNext()) {
      differs(counted.next());
    }
    while (counted.hasNext()) {
      counted.next();
      replaced++;
    }
  }

  Optional<Range> range(int partition) {
    return differsFrom < 0
        ? Optional.empty()
        : Optional.of(new Range(topic.name(), partition, differsFrom, log.end()));
  }

  @Override
  public void close() {
    log.close();
  }

  /** Offset of the first difference; -1 if there is none. */
  long differsFrom() {
    return differsFrom;
  }

  /** Records that no longer count. */
  long replaced() {
    return replaced;
  }

  /** Records to write in their place. */
  long written() {
    return written;
  }
}
