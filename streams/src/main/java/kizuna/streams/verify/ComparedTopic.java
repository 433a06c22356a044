package kizuna.streams.verify;

import java.util.Arrays;
import java.util.Optional;
import kizuna.schemas.Topic;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.log.UncountedRecords.Range;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One append-only topic beside what the log gives. */
final class ComparedTopic implements AutoCloseable {

  private final Topic<?> topic;
  private final CommittedLog log;
  private final CountedRecords counted;
  private long differsFrom = -1;
  private long replaced;
  private long written;

  ComparedTopic(Topic<?> topic, CommittedLog log, UncountedRecords uncounted) {
    this.topic = topic;
    this.log = log;
    this.counted = new CountedRecords(log, uncounted);
  }

  /** Compares the next record that the log gives; true if it must be written. */
  boolean next(byte[] expected) {
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

  /** What lies behind the last that the log gives does not follow from it. */
  void end() {
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

  /** Where the first difference lies; -1: none. */
  long differsFrom() {
    return differsFrom;
  }

  /** Records that count no more. */
  long replaced() {
    return replaced;
  }

  /** Records to be written in their place. */
  long written() {
    return written;
  }
}
