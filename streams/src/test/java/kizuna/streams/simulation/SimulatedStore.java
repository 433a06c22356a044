package kizuna.streams.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store of a task: writes go into the state at once, and into the changelog with the transaction.
 */
final class SimulatedStore implements KeyValueStore<String, byte[]> {

  private final String name;
  private final NavigableMap<String, byte[]> values;
  private final BiConsumer<String, byte @Nullable []> changelog;

  /**
   * What a cache holds back until the commit, each key with its value of before; null: there is no
   * cache.
   */
  private final @Nullable Map<String, byte @Nullable []> held;

  SimulatedStore(
      String name,
      NavigableMap<String, byte[]> values,
      BiConsumer<String, byte @Nullable []> changelog,
      boolean cached) {
    this.name = name;
    this.values = values;
    this.changelog = changelog;
    this.held = cached ? new TreeMap<>() : null;
  }

  private void changed(String key, byte @Nullable [] before, byte @Nullable [] value) {
    if (held == null) {
      changelog.accept(key, value);
    } else if (!held.containsKey(key)) {
      held.put(key, before);
    }
  }

  /** Writes what the cache holds. */
  @Override
  public void flush() {
    if (held != null) {
      held.keySet().forEach(key -> changelog.accept(key, values.get(key)));
      held.clear();
    }
  }

  /** What the cache holds never reached the folder. */
  void drop() {
    if (held != null) {
      held.forEach(
          (key, before) -> {
            if (before == null) {
              values.remove(key);
            } else {
              values.put(key, before);
            }
          });
      held.clear();
    }
  }

  @Override
  public void put(String key, byte[] value) {
    changed(key, values.put(key, value), value);
  }

  @Override
  public byte @Nullable [] putIfAbsent(String key, byte[] value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(List<KeyValue<String, byte[]>> entries) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte @Nullable [] delete(String key) {
    byte[] before = values.remove(key);
    changed(key, before, null);
    return before;
  }

  @Override
  public byte @Nullable [] get(String key) {
    return values.get(key);
  }

  @Override
  public <S extends Serializer<P>, P> KeyValueIterator<String, byte[]> prefixScan(
      P prefix, S serializer) {
    String from = (String) prefix;
    return new Scan(
        new TreeMap<>(values.subMap(from, true, from + Character.MAX_VALUE, false))
            .entrySet()
            .iterator());
  }

  @Override
  public KeyValueIterator<String, byte[]> range(String from, String to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<String, byte[]> all() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long approximateNumEntries() {
    return values.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // Opened with its task.
  }

  @Override
  public void close() {
    // Its values stay in the folder.
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  private record Scan(Iterator<Map.Entry<String, byte[]>> entries)
      implements KeyValueIterator<String, byte[]> {
    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public KeyValue<String, byte[]> next() {
      Map.Entry<String, byte[]> entry = entries.next();
      return KeyValue.pair(entry.getKey(), entry.getValue());
    }

    @Override
    public String peekNextKey() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
