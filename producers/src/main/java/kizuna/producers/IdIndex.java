package kizuna.producers;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ids of one namespace with whose they are: nothing else of what is behind them. A hundred
 * thousand ids share a few hundred owners, each of which is held once.
 */
final class IdIndex {

  private final Map<Owners.Thing, Map<String, Owner>> things = new EnumMap<>(Owners.Thing.class);
  private final Map<Owner, Owner> owners = new ConcurrentHashMap<>();
  private final Map<String, Instant> networks = new ConcurrentHashMap<>();
  private final Map<UUID, Place> reports;

  /** Where a report lies in the intake log. */
  record Place(int partition, long offset) {}

  /**
   * @param mostReports of the newest reports whose places are kept, about 150 bytes each
   */
  IdIndex(int mostReports) {
    reports =
        Collections.synchronizedMap(
            new LinkedHashMap<>() {
              private static final long serialVersionUID = 1;

              @Override
              protected boolean removeEldestEntry(Map.Entry<UUID, Place> eldest) {
                return size() > mostReports;
              }
            });
    for (Owners.Thing thing : Owners.Thing.values()) {
      things.put(thing, new ConcurrentHashMap<>());
    }
  }

  private Map<String, Owner> of(Owners.Thing thing) {
    return Objects.requireNonNull(things.get(thing), "every thing has its map");
  }

  /** A network was formed, and its log has come to a time. */
  void formed(String network, Instant logTime) {
    networks.put(network, logTime);
  }

  /** The time that a network's log was known to have last. */
  Optional<Instant> logTime(String network) {
    return Optional.ofNullable(networks.get(network));
  }

  void put(Owners.Thing thing, String network, String id, Owner owner) {
    of(thing).put(key(network, id), shared(owner));
  }

  private Owner shared(Owner owner) {
    Owner known = owners.putIfAbsent(owner, owner);
    return known == null ? owner : known;
  }

  /**
   * @param key network/id, the key of the record that is gone
   */
  void remove(Owners.Thing thing, String key) {
    of(thing).remove(key);
  }

  Optional<Owner> find(Owners.Thing thing, String network, String id) {
    return Optional.ofNullable(of(thing).get(key(network, id)));
  }

  boolean knows(String network) {
    return networks.containsKey(network);
  }

  /** The first of several with one id is the one that counts. */
  void putReport(UUID eventId, int partition, long offset) {
    reports.putIfAbsent(eventId, new Place(partition, offset));
  }

  Optional<Place> findReport(UUID eventId) {
    return Optional.ofNullable(reports.get(eventId));
  }

  int size() {
    return things.values().stream().mapToInt(Map::size).sum();
  }

  private static String key(String network, String id) {
    return network + "/" + id;
  }
}
