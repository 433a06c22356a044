package kizuna.streams.processing;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Event ids of the facts that were decided in one network, each with its decision and the
 * fingerprint of its content. {@link EventIdFilter} says how many are kept, and how long.
 */
final class EventIds {

  /** The decision on a fact, and the fingerprint of the fact. */
  record Decided(long sequence, byte[] fingerprint) {}

  private record Loaded(long sequence, UUID id, long atMillis) {}

  /** A report may come this late, and counts as new though newer ids had to be forgotten. */
  private static final Duration LATE_LIMIT = Duration.ofDays(1);

  /** Most ids that one decision forgets: after a long pause many are too old at once. */
  private static final int MAX_FORGOTTEN_AT_ONCE = 1_000;

  private final String networkId;
  private final StateStore store;
  private final EventIdFilter filter;
  private long lastSequence;

  /** Facts recorded up to then (epoch ms) may have ids that are forgotten; 0: none is. */
  private long forgottenUntil;

  /**
   * @param capacity ids that are kept at most
   */
  EventIds(String networkId, StateStore store, int capacity) {
    this.networkId = networkId;
    this.store = store;
    this.filter = new EventIdFilter(capacity);
  }

  void load() {
    String prefix = StateKeys.prefix(StateKeys.EVENT_IDS, networkId);
    List<Loaded> loaded = new ArrayList<>();
    store.scan(
        prefix,
        (key, value) ->
            loaded.add(
                new Loaded(
                    ByteBuffer.wrap(value).getLong(),
                    UUID.fromString(key.substring(prefix.length())),
                    decidedAt(value))));
    loaded.sort(Comparator.comparingLong(Loaded::sequence));
    for (Loaded id : loaded) {
      filter.add(id.id(), id.atMillis());
      lastSequence = id.sequence();
    }
    byte[] forgotten = store.get(forgottenKey());
    forgottenUntil = forgotten == null ? 0 : ByteBuffer.wrap(forgotten).getLong();
  }

  /** Milliseconds; 0: rules before version 6 did not store it. */
  private static long decidedAt(byte[] value) {
    int at = Long.BYTES + Fingerprint.BYTES;
    return value.length < at + Long.BYTES ? 0 : ByteBuffer.wrap(value).getLong(at);
  }

  /** The decision on a fact with this id; empty: there is none, or it is forgotten. */
  Optional<Decided> find(UUID id) {
    byte[] value = filter.mayContain(id) ? store.get(StateKeys.eventId(networkId, id)) : null;
    if (value == null) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    long sequence = buffer.getLong();
    byte[] fingerprint = new byte[Fingerprint.BYTES];
    buffer.get(fingerprint);
    return Optional.of(new Decided(sequence, fingerprint));
  }

  /**
   * Saves an id, and forgets ids that are too many or too old.
   *
   * @param now the log's time
   */
  void save(UUID id, long sequence, byte[] fingerprint, Instant now) {
    long millis = now.toEpochMilli();
    store.put(
        StateKeys.eventId(networkId, id),
        ByteBuffer.allocate(2 * Long.BYTES + fingerprint.length)
            .putLong(sequence)
            .put(fingerprint)
            .putLong(millis)
            .array());
    filter.add(id, millis);
    lastSequence = sequence;
    forgetOldest(millis);
  }

  private void forgetOldest(long now) {
    long until = forgottenUntil;
    for (int i = 0; i < MAX_FORGOTTEN_AT_ONCE; i++) {
      Optional<EventIdFilter.Forgotten> oldest = filter.forgetOldest(now);
      if (oldest.isEmpty()) {
        break;
      }
      EventIdFilter.Forgotten id = oldest.get();
      store.delete(StateKeys.eventId(networkId, id.id()));
      // Of the newest there may be many: doors' clocks differ, and reports wait for the broker.
      until = Math.max(until, id.atMillis() - (id.old() ? 0 : LATE_LIMIT.toMillis()));
    }
    if (until > forgottenUntil) {
      forgottenUntil = until;
      store.put(forgottenKey(), ByteBuffer.allocate(Long.BYTES).putLong(until).array());
    }
  }

  /**
   * Facts recorded up to then may have ids that are forgotten.
   *
   * @param clock the log's time, which is the latest answer: where it was set back, what is
   *     recorded now is new
   */
  Instant forgottenUntil(Instant clock) {
    return Instant.ofEpochMilli(Math.min(forgottenUntil, clock.toEpochMilli()));
  }

  boolean anyForgotten() {
    return forgottenUntil != 0;
  }

  int size() {
    return filter.size();
  }

  /** Sequence of the decision that saved the newest id; 0: none. */
  long lastSequence() {
    return lastSequence;
  }

  private String forgottenKey() {
    return StateKeys.prefix(StateKeys.FORGOTTEN, networkId);
  }
}
