package kizuna.streams.log;

import java.util.Iterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One partition of a topic from its start to a fixed end, record by record. */
public interface RecordLog extends Iterator<ConsumerRecord<byte[], byte[]>>, AutoCloseable {

  /** Offset behind the last record. */
  long end();

  @Override
  void close();

  /** Opens partitions. */
  @FunctionalInterface
  interface Source {
    RecordLog open(String topic, int partition);
  }
}
