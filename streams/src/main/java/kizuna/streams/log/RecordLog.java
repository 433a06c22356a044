package kizuna.streams.log;

import java.util.Iterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One partition of a topic from its start to an end that is fixed, record by record. */
public interface RecordLog extends Iterator<ConsumerRecord<byte[], byte[]>>, AutoCloseable {

  /** Offset behind the last record that this gives. */
  long end();

  @Override
  void close();

  /** Opens partitions. */
  @FunctionalInterface
  interface Source {
    RecordLog open(String topic, int partition);
  }
}
