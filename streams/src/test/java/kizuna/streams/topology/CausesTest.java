package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

/** What ends a Kafka Streams client only, and what ends the engine. */
class CausesTest {

  /** Found by infra/kizuna chaos on an overloaded machine: the engine stopped for good. */
  @Test
  void aCommitAfterTheTransactionWasEndedByItsTimeoutEndsOnlyTheClient() {
    assertThat(
            Causes.endsOnlyTheClient(
                new StreamsException(
                    "Error encountered trying to commit a transaction",
                    new InvalidTxnStateException("invalid state"))))
        .isTrue();
  }

  @Test
  void corruptedStateEndsOnlyTheClient() {
    assertThat(
            Causes.endsOnlyTheClient(
                new StreamsException(new TaskCorruptedException(Set.of(new TaskId(0, 0))))))
        .isTrue();
  }

  @Test
  void whoIsFencedStops() {
    assertThat(Causes.endsOnlyTheClient(new StreamsException(new ProducerFencedException("id"))))
        .isFalse();
    assertThat(Causes.endsOnlyTheClient(null)).isFalse();
  }
}
