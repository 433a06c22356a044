package kizuna.streams.topology;

import java.util.Set;
import java.util.function.BiConsumer;
import kizuna.streams.processing.StateStore;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka Streams stores of one task as one state store. Entries that RocksDB cannot read are
 * restored from the changelog.
 */
record KeyValueStateStore(
    TaskId task, KeyValueStore<String, byte[]> entries, KeyValueStore<String, byte[]> heads)
    implements StateStore {

  private static final Logger LOG = LoggerFactory.getLogger(KeyValueStateStore.class);

  private KeyValueStore<String, byte[]> of(String key) {
    return DecisionTopology.storeOf(key).equals(DecisionTopology.CHAIN_HEADS) ? heads : entries;
  }

  @Override
  public byte @Nullable [] get(String key) {
    try {
      return of(key).get(key);
    } catch (ProcessorStateException e) {
      throw corrupted(e);
    }
  }

  @Override
  public void put(String key, byte[] value) {
    try {
      of(key).put(key, value);
    } catch (ProcessorStateException e) {
      throw corrupted(e);
    }
  }

  @Override
  public void delete(String key) {
    try {
      of(key).delete(key);
    } catch (ProcessorStateException e) {
      throw corrupted(e);
    }
  }

  @Override
  public void scan(String prefix, BiConsumer<String, byte[]> reader) {
    try (StringSerializer serializer = new StringSerializer();
        KeyValueIterator<String, byte[]> found = of(prefix).prefixScan(prefix, serializer)) {
      found.forEachRemaining(entry -> reader.accept(entry.key, entry.value));
    } catch (ProcessorStateException e) {
      throw corrupted(e);
    }
  }

  private TaskCorruptedException corrupted(ProcessorStateException e) {
    LOG.warn("the state of task {} cannot be read; it is restored from the changelog", task, e);
    return new TaskCorruptedException(Set.of(task), e);
  }
}
