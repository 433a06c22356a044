package kizuna.streams.verify;

import java.util.function.Function;
import kizuna.streams.replay.InMemoryStateStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Follows a verification record by record. */
interface VerificationListener {

  VerificationListener NONE =
      new VerificationListener() {
        @Override
        public void before(
            ConsumerRecord<byte[], byte[]> fact,
            Function<String, @Nullable InMemoryStateStore> stores) {}

        @Override
        public boolean after(VerifiedDecision verified) {
          return true;
        }
      };

  /**
   * Before a record is checked.
   *
   * @param stores state of a network by its id, before this record; null if other rules decided
   *     last
   */
  void before(
      ConsumerRecord<byte[], byte[]> fact, Function<String, @Nullable InMemoryStateStore> stores);

  /** After it is verified; false stops the verification. */
  boolean after(VerifiedDecision verified);
}
