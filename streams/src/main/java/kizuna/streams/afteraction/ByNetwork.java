package kizuna.streams.afteraction;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values by network and id. An id is kept once: hundreds of thousands of joined keys would take
 * more memory than the values.
 */
final class ByNetwork<V> {

  private final Map<String, Map<String, V>> networks = new TreeMap<>();
  private int size;

  @Nullable V get(String network, String id) {
    Map<String, V> of = networks.get(network);
    return of == null ? null : of.get(id);
  }

  V computeIfAbsent(String network, String id, Supplier<V> value) {
    V known = get(network, id);
    if (known != null) {
      return known;
    }
    V made = value.get();
    put(network, id, made);
    return made;
  }

  void put(String network, String id, V value) {
    if (networks.computeIfAbsent(network, n -> new LinkedHashMap<>()).put(id, value) == null) {
      size++;
    }
  }

  void remove(String network, String id) {
    Map<String, V> of = networks.get(network);
    if (of != null && of.remove(id) != null) {
      size--;
    }
  }

  int size() {
    return size;
  }

  /** By network, and within a network in order of arrival. */
  Stream<V> stream() {
    return networks.values().stream().flatMap(of -> of.values().stream());
  }

  /** The same one after the other. */
  void each(Consumer<V> consumer) {
    networks.values().forEach(of -> of.values().forEach(consumer));
  }
}
