package kizuna.streams.drills;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import kizuna.codes.DeadLetterCause;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.RecordLog;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A partition whose records other threads decode ahead of the one that reads them, in the order of
 * the log. Decoding takes most of the time to read a large run. One thread reads.
 */
final class DecodedLog<V extends SpecificRecordBase> implements AutoCloseable {

  /** Limits of decoding ahead: batches, and records or bytes of a batch, whichever is less. */
  private static final int BATCHES = 6;

  private static final int BATCH_RECORDS = 200;
  private static final int BATCH_BYTES = 256 << 10;

  /**
   * A record.
   *
   * @param value null: none, or not readable
   * @param failure reason of an unreadable record
   */
  record Entry<V>(long offset, @Nullable V value, @Nullable UnreadableRecord failure) {

    V readable() throws UnreadableRecord {
      if (value == null) {
        throw failure == null
            ? new UnreadableRecord(DeadLetterCause.NO_VALUE, "expected a value, but null")
            : failure;
      }
      return value;
    }
  }

  private final RecordLog log;
  private final WireFormat<V> format;
  private final Executor decoders;
  private final Queue<CompletableFuture<List<Entry<V>>>> ahead = new ArrayDeque<>();
  private final Queue<Entry<V>> ready = new ArrayDeque<>();

  DecodedLog(RecordLog log, WireFormat<V> format, Executor decoders) {
    this.log = log;
    this.format = format;
    this.decoders = decoders;
  }

  boolean hasNext() {
    while (ready.isEmpty()) {
      while (ahead.size() < BATCHES && log.hasNext()) {
        List<ConsumerRecord<byte[], byte[]>> batch = batch();
        ahead.add(CompletableFuture.supplyAsync(() -> decode(batch), decoders));
      }
      CompletableFuture<List<Entry<V>>> first = ahead.poll();
      if (first == null) {
        return false;
      }
      ready.addAll(first.join());
    }
    return true;
  }

  private List<ConsumerRecord<byte[], byte[]>> batch() {
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(BATCH_RECORDS);
    long bytes = 0;
    while (batch.size() < BATCH_RECORDS && bytes < BATCH_BYTES && log.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = log.next();
      batch.add(record);
      bytes += record.value() == null ? 0 : record.value().length;
    }
    return batch;
  }

  private List<Entry<V>> decode(List<ConsumerRecord<byte[], byte[]>> batch) {
    List<Entry<V>> decoded = new ArrayList<>(batch.size());
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      V value = null;
      UnreadableRecord failure = null;
      if (record.value() != null) {
        try {
          value = format.decode(record.value());
        } catch (UnreadableRecord e) {
          failure = e;
        }
      }
      decoded.add(new Entry<>(record.offset(), value, failure));
    }
    return decoded;
  }

  /** Returns the next one without removing it. */
  Entry<V> peek() {
    if (!hasNext()) {
      throw new NoSuchElementException("the end of the log");
    }
    return ready.element();
  }

  Entry<V> next() {
    Entry<V> next = peek();
    ready.remove();
    return next;
  }

  @Override
  public void close() {
    log.close();
  }
}
