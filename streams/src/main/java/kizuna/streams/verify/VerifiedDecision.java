package kizuna.streams.verify;

import java.util.List;
import kizuna.streams.replay.InMemoryStateStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A fact with its verified decision.
 *
 * @param sealed parts of the state that was sealed before it, as they lie on the log
 * @param state after it; null if other rules decided
 */
record VerifiedDecision(
    ConsumerRecord<byte[], byte[]> fact,
    byte[] decision,
    List<byte[]> events,
    List<byte[]> sealed,
    @Nullable InMemoryStateStore store) {}
