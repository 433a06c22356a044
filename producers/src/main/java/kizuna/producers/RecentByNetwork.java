package kizuna.producers;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The newest entries, for a while and up to a number. At the limit, the network with the most
 * entries loses its oldest ones: it does not affect networks with fewer entries.
 */
final class RecentByNetwork<K, V> {

  private record Entry<V>(V value, long sinceNanos) {}

  private final int most;
  private final Duration keptFor;
  private final LongSupplier nanos;
  private final Map<String, LinkedHashMap<K, Entry<V>>> networks = new HashMap<>();
  private int size;

  /**
   * @param most entries of all networks
   * @param keptFor how long each is kept
   * @param nanos the time, as {@link System#nanoTime}
   */
  RecentByNetwork(int most, Duration keptFor, LongSupplier nanos) {
    this.most = most;
    this.keptFor = keptFor;
    this.nanos = nanos;
  }

  /** Adds an entry unless there is one: the first of two is the one that the log takes. */
  synchronized void putIfAbsent(String network, K key, V value) {
    long now = nanos.getAsLong();
    LinkedHashMap<K, Entry<V>> its = networks.computeIfAbsent(network, n -> new LinkedHashMap<>());
    while (!its.isEmpty() && isOver(its.values().iterator().next(), now)) {
      removeOldest(its);
    }
    if (its.putIfAbsent(key, new Entry<>(value, now)) == null && ++size > most) {
      removeOldest(largest());
      networks.values().removeIf(LinkedHashMap::isEmpty);
    }
  }

  synchronized Optional<V> find(String network, K key) {
    Map<K, Entry<V>> its = networks.getOrDefault(network, new LinkedHashMap<>());
    Entry<V> entry = its.get(key);
    return entry == null || isOver(entry, nanos.getAsLong())
        ? Optional.empty()
        : Optional.of(entry.value());
  }

  synchronized int size() {
    return size;
  }

  private boolean isOver(Entry<V> entry, long now) {
    return now - entry.sinceNanos() >= keptFor.toNanos();
  }

  private LinkedHashMap<K, Entry<V>> largest() {
    LinkedHashMap<K, Entry<V>> largest = new LinkedHashMap<>();
    for (LinkedHashMap<K, Entry<V>> its : networks.values()) {
      largest = its.size() > largest.size() ? its : largest;
    }
    return largest;
  }

  private void removeOldest(LinkedHashMap<K, Entry<V>> its) {
    Iterator<Entry<V>> oldest = its.values().iterator();
    oldest.next();
    oldest.remove();
    size--;
  }
}
