package kizuna.streams.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import kizuna.streams.processing.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * A state store in the heap, for deciding a log again from its start. Entries are written for every
 * decision and rarely listed, so they are sorted when listed.
 */
public final class InMemoryStateStore implements StateStore {

  private final Map<String, byte[]> values = new HashMap<>();

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

  /** All current entries in the order of the keys. */
  public NavigableMap<String, byte[]> entries() {
    return new TreeMap<>(values);
  }

  @Override
  public void scan(String prefix, BiConsumer<String, byte[]> reader) {
    NavigableMap<String, byte[]> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key, value);
          }
        });
    found.forEach(reader);
  }
}
