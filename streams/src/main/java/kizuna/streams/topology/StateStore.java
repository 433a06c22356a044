package kizuna.streams.topology;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where the books are kept between restarts: small values under sorted string keys. */
public interface StateStore {

  byte @Nullable [] get(String key);

  void put(String key, byte[] value);

  /** Forgets a value, if there is one. */
  void delete(String key);

  /** Every value whose key starts with {@code prefix}, in the order of the keys. */
  void scan(String prefix, BiConsumer<String, byte[]> reader);
}
