package kizuna.streams.processing;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Storage of state between restarts: small values under sorted string keys ({@link StateKeys}). */
public interface StateStore {

  byte @Nullable [] get(String key);

  void put(String key, byte[] value);

  /** Deletes a value, if there is one. */
  void delete(String key);

  /** Reads every value with a key that starts with {@code prefix}, in the order of the keys. */
  void scan(String prefix, BiConsumer<String, byte[]> reader);
}
