package kizuna.producers;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import kizuna.schemas.OwnerKey;
import kizuna.states.Owner;

/**
 * The ids in the state of one namespace with their owners, and nothing else. A hundred thousand ids
 * share a few hundred owners; each owner is stored once.
 */
final class OwnershipIndex {

  /** A report is sent again soon or never; only their number bounds how long one is found. */
  private static final Duration REPORTS_KEPT_FOR = Duration.ofDays(36_500);

  private final Map<String, Owner> things = new ConcurrentHashMap<>();

  /** Pairs of municipalities, so a bounded number. */
  private final Map<Owner, Owner> owners = new ConcurrentHashMap<>();

  private final Map<String, Instant> networks = new ConcurrentHashMap<>();
  private final Map<String, Duration> heldAhead = new ConcurrentHashMap<>();
  private final Set<String> completeNetworks = ConcurrentHashMap.newKeySet();

  private final RecentByNetwork<UUID, IntakePosition> reports;

  /** Position of a report in the intake log. */
  record IntakePosition(int partition, long offset) {}

  /**
   * @param mostReports limit of the newest reports with known positions, about 150 bytes each
   */
  OwnershipIndex(int mostReports) {
    reports = new RecentByNetwork<>(mostReports, REPORTS_KEPT_FOR, System::nanoTime);
  }

  /** A network was formed, and its log reached a time. */
  void formed(String network, Instant logTime) {
    networks.put(network, logTime);
  }

  /** The time that a network's log was known to have last. */
  Optional<Instant> logTime(String network) {
    return Optional.ofNullable(networks.get(network));
  }

  /** Sets how far a network's untrusted machine clock is ahead of the log; zero: it is trusted. */
  void clockHeld(String network, Duration ahead) {
    heldAhead.put(network, ahead);
  }

  /** Returns how far the untrusted machine clock is ahead of the log; zero: it is trusted. */
  Duration heldAhead(String network) {
    return heldAhead.getOrDefault(network, Duration.ZERO);
  }

  boolean knows(String network) {
    return networks.containsKey(network);
  }

  /**
   * Reads a record of the topic of owners.
   *
   * @param key as {@link OwnerKey} writes it
   */
  void put(String key, Owner owner) {
    if (key.indexOf('/') < 0) {
      completeNetworks.add(key);
    } else {
      things.put(key, shared(owner));
    }
  }

  private Owner shared(Owner owner) {
    if (owner.getAnswersRequestId() != null) {
      return owner; // No other record equals it.
    }
    Owner known = owners.putIfAbsent(owner, owner);
    return known == null ? owner : known;
  }

  /** Removes a key that left the state. */
  void remove(String key) {
    things.remove(key);
    completeNetworks.remove(key);
  }

  Optional<Owner> find(OwnerKey key) {
    return Optional.ofNullable(things.get(key.text()));
  }

  /** Whether everything is here that is in the state of a network. */
  boolean hasAllOwners(String network) {
    return completeNetworks.contains(OwnerKey.complete(network));
  }

  /** The first of several with one id is the one that counts. */
  void putReport(String network, UUID eventId, int partition, long offset) {
    reports.putIfAbsent(network, eventId, new IntakePosition(partition, offset));
  }

  Optional<IntakePosition> findReport(String network, UUID eventId) {
    return reports.find(network, eventId);
  }

  /** Entries that are kept. */
  int size() {
    return things.size() + owners.size() + reports.size();
  }
}
