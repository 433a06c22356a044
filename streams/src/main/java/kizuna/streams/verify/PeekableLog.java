package kizuna.streams.verify;

import java.util.Iterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A log with a look-ahead: the next record can be read without consuming it. */
final class PeekableLog {

  private final Iterator<ConsumerRecord<byte[], byte[]>> log;
  private @Nullable ConsumerRecord<byte[], byte[]> next;

  PeekableLog(Iterator<ConsumerRecord<byte[], byte[]>> log) {
    this.log = log;
  }

  @Nullable ConsumerRecord<byte[], byte[]> peek() {
    if (next == null && log.hasNext()) {
      next = log.next();
    }
    return next;
  }

  void take() {
    next = null;
  }
}
