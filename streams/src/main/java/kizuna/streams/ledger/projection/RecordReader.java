package kizuna.streams.ledger.projection;

import java.util.Optional;

/** Reads single committed records by position. */
interface RecordReader extends AutoCloseable {

  /**
   * The value of a record; empty after a time limit. Threads take turns.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker refuses
   */
  Optional<byte[]> value(String topic, int partition, long offset);

  @Override
  void close();
}
