package kizuna.streams.processing;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Event ids of the facts that were decided in one network, each with its decision and the
 * fingerprint of its content. {@link EventIdFilter} sets their number and time.
 */
final class EventIds {

  /** The decision on a fact, and the fingerprint of the fact. */
  record Decided(long sequence, byte[] fingerprint) {}

  /** A report up to this late counts as new, even if newer ids had to be forgotten. */
  private static final Duration LATE_LIMIT = Duration.ofDays(1);

  /** Most ids that one decision forgets: after a long pause many expire at once. */
  private static final int MAX_FORGOTTEN_AT_ONCE = 1_000;

  private final String networkId;
  private final StateStore store;
  private final EventIdFilter filter;

  /** The stored bytes of the last block, and its key. */
  private byte[] last = {};

  private String lastKey;

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
    this.lastKey = EventIdBlock.key(networkId, 0);
  }

  void load() {
    List<EventIdBlock.Slot> loaded = new ArrayList<>();
    List<String> single = new ArrayList<>();
    store.scan(
        StateKeys.prefix(StateKeys.EVENT_IDS, networkId),
        (key, value) -> {
          loaded.addAll(EventIdBlock.read(key, value));
          if (EventIdBlock.isSingle(key)) {
            single.add(key);
          }
        });
    loaded.sort(Comparator.comparingLong(EventIdBlock.Slot::sequence));
    for (EventIdBlock.Slot id : loaded) {
      filter.add(id.id(), id.sequence(), id.atMillis());
      if (!isOfLastBlock(id.sequence())) {
        pack(single);
        beginBlock(id.sequence());
      }
      last = EventIdBlock.with(last, id);
      lastSequence = id.sequence();
    }
    pack(single);
    single.forEach(store::delete);
    byte[] forgotten = store.get(forgottenKey());
    forgottenUntil = forgotten == null ? 0 : ByteBuffer.wrap(forgotten).getLong();
  }

  private boolean isOfLastBlock(long sequence) {
    return sequence / EventIdBlock.DECISIONS == lastSequence / EventIdBlock.DECISIONS;
  }

  /** Saves the last block if an earlier release saved an entry for each id. */
  private void pack(List<String> single) {
    if (!single.isEmpty() && last.length > 0) {
      store.put(lastKey, last);
    }
  }

  private void beginBlock(long sequence) {
    last = new byte[0];
    lastKey = EventIdBlock.key(networkId, sequence);
  }

  /** The decision on a fact with this id; empty: there is none, or it is forgotten. */
  Optional<Decided> find(UUID id) {
    OptionalLong sequence = filter.find(id);
    return sequence.isEmpty()
        ? Optional.empty()
        : block(EventIdBlock.key(networkId, sequence.getAsLong())).stream()
            .filter(slot -> slot.id().equals(id))
            .findFirst()
            .map(slot -> new Decided(slot.sequence(), slot.fingerprint()));
  }

  private List<EventIdBlock.Slot> block(String key) {
    byte[] value = store.get(key);
    return value == null ? List.of() : EventIdBlock.read(key, value);
  }

  /**
   * Saves an id, and forgets ids over the limit of number or age.
   *
   * @param now the log's time
   */
  void save(UUID id, long sequence, byte[] fingerprint, Instant now) {
    long millis = now.toEpochMilli();
    if (!isOfLastBlock(sequence)) {
      beginBlock(sequence);
    }
    last = EventIdBlock.with(last, new EventIdBlock.Slot(sequence, id, fingerprint, millis));
    lastSequence = sequence;
    store.put(lastKey, last);
    filter.add(id, sequence, millis);
    forgetOldest(millis);
  }

  /** Deletes an id from its block, and an empty block. */
  private void delete(EventIdFilter.EvictedId id) {
    String key = EventIdBlock.key(networkId, id.sequence());
    List<EventIdBlock.Slot> left =
        block(key).stream().filter(slot -> !slot.id().equals(id.id())).toList();
    byte[] value = EventIdBlock.write(left);
    if (isOfLastBlock(id.sequence())) {
      last = value;
    }
    if (left.isEmpty()) {
      store.delete(key);
    } else {
      store.put(key, value);
    }
  }

  private void forgetOldest(long now) {
    long until = forgottenUntil;
    for (int i = 0; i < MAX_FORGOTTEN_AT_ONCE; i++) {
      Optional<EventIdFilter.EvictedId> oldest = filter.forgetOldest(now);
      if (oldest.isEmpty()) {
        break;
      }
      EventIdFilter.EvictedId id = oldest.get();
      delete(id);
      // Many may be recent: the clocks of the sources differ, and reports wait for the broker.
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
   * @param clock the log's time, which is the latest answer: if it was set back, a fact recorded
   *     now is new
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
