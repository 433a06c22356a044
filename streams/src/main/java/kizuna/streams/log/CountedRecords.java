package kizuna.streams.log;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The records that count, from a log. */
public final class CountedRecords implements Iterator<ConsumerRecord<byte[], byte[]>> {

  private final Iterator<ConsumerRecord<byte[], byte[]>> records;
  private final UncountedRecords uncounted;
  private @Nullable ConsumerRecord<byte[], byte[]> next;

  public CountedRecords(
      Iterator<ConsumerRecord<byte[], byte[]>> records, UncountedRecords uncounted) {
    this.records = records;
    this.uncounted = uncounted;
  }

  @Override
  public boolean hasNext() {
    while (next == null && records.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = records.next();
      if (uncounted.counts(record)) {
        next = record;
      }
    }
    return next != null;
  }

  @Override
  public ConsumerRecord<byte[], byte[]> next() {
    ConsumerRecord<byte[], byte[]> record = hasNext() ? next : null;
    if (record == null) {
      throw new NoSuchElementException();
    }
    next = null;
    return record;
  }
}
