package kizuna.streams.replay;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import kizuna.streams.processing.StateStore;
import org.jspecify.annotations.Nullable;

/** A state store in the heap, for deciding a log again from its start. */
public final class InMemoryStateStore implements StateStore {

  private final NavigableMap<String, byte[]> values = new TreeMap<>();

  @Override
  public byte @Nullable [] get(String key) {
    return values.get(key);
  }

  @Override
  public void put(String key, byte[] value) {
    values.put(key, value);
  }

  @Override
  public void delete(String key) {
    values.remove(key);
  }

  /** All entries in the order of the keys; only to be read. */
  public NavigableMap<String, byte[]> entries() {
    return Collections.unmodifiableNavigableMap(values);
  }

  @Override
  public void scan(String prefix, BiConsumer<String, byte[]> reader) {
    values.subMap(prefix, true, prefix + Character.MAX_VALUE, false).forEach(reader);
  }
}
