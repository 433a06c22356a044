package kizuna.streams.processing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.contract.StateTranslator;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Fact.DisasterDeclared;
import kizuna.streams.state.Fact.DisasterEnded;
import kizuna.streams.state.Fact.DisasterReopened;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.RemovedIds;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Loads and saves the state of one network. {@link StateKeys} lists the entries. The head of the
 * hash chain counts them, so that lost entries are detected.
 */
final class NetworkStore {

  /** Receives entries while they are loaded. */
  interface LoadListener {
    void fact(Fact fact);

    void dispatch(LedgerEntry published, Dispatch dispatch);

    void agreement(AgreementStatus published);
  }

  private final NetworkState state;
  private final StateStore store;
  private final TopicSerdes serdes;
  private final EventIds eventIds;
  private final ReferenceStateKeys referenceKeys = new ReferenceStateKeys();
  private final Map<String, Long> endedDays = new HashMap<>();
  private final Set<String> lendersWithRemovedLoad = new HashSet<>();
  private @Nullable String rulesVersion;
  private HashChain.Head head = HashChain.Head.START;
  private long factCount;
  private long lastFactSequence;
  private long requestCount;
  private long offerCount;
  private long dispatchCount;
  private long agreementCount;

  /**
   * @param eventIdCapacity event ids that are kept at most
   */
  NetworkStore(String networkId, StateStore store, TopicSerdes serdes, int eventIdCapacity) {
    this.store = store;
    this.serdes = serdes;
    this.state = new NetworkState(networkId, new StoredRemovedIds(networkId, store));
    this.eventIds = new EventIds(networkId, store, eventIdCapacity);
  }

  NetworkState state() {
    return state;
  }

  HashChain.Head head() {
    return head;
  }

  EventIds eventIds() {
    return eventIds;
  }

  /**
   * Loads the saved state.
   *
   * @param storedHead the network's entry under {@link StateKeys#HEADS}
   */
  void load(byte[] storedHead, FactTranslator translator, LoadListener listener) {
    head = HashChain.Head.of(storedHead);
    state.restore(Instant.ofEpochMilli(head.clockMillis()), head.timesSetBack());
    eventIds.load();
    byte[] version = store.get(StateKeys.VERSIONS + state.id());
    rulesVersion = version == null ? null : new String(version, StandardCharsets.UTF_8);
    scan(StateKeys.ENDED_DAYS, (id, value) -> endedDays.put(id, ByteBuffer.wrap(value).getLong()));
    loadFacts(translator, listener);
    scan(StateKeys.REMOVED_LOADS, this::loadRemovedLoad);
    scan(
        StateKeys.REQUESTS,
        serdes.requests(),
        s -> {
          requestCount++;
          state.apply(new Change.RequestPut(StateTranslator.request(s)));
        });
    scan(
        StateKeys.OFFERS,
        serdes.offers(),
        s -> {
          offerCount++;
          state.apply(new Change.OfferPut(StateTranslator.offer(s)));
        });
    loadDispatches(listener);
    scan(
        StateKeys.AGREEMENTS,
        serdes.agreements(),
        a -> {
          agreementCount++;
          listener.agreement(a);
        });
  }

  private void loadFacts(FactTranslator translator, LoadListener listener) {
    store.scan(
        StateKeys.prefix(StateKeys.FACTS, state.id()),
        (key, value) -> {
          factCount++;
          Fact fact = read(key, value, serdes.facts());
          listener.fact(fact);
          kizuna.streams.state.Fact noted = translator.report(fact).fact();
          if (noted instanceof DisasterEnded ended) {
            Long day = endedDays.get(state.register().disasterId(ended.disasterId()));
            noted = day == null ? ended : ended.on(LocalDate.ofEpochDay(day));
          }
          state.apply(new Change.Recorded(noted));
          referenceKeys.add(key, fact, state.register());
        });
  }

  /** A request lists its dispatches in the order in which they were proposed. */
  private void loadDispatches(LoadListener listener) {
    List<Dispatch> dispatches = new ArrayList<>();
    scan(
        StateKeys.DISPATCHES,
        serdes.ledger(),
        entry -> {
          Dispatch dispatch = StateTranslator.dispatch(entry);
          dispatches.add(dispatch);
          listener.dispatch(entry, dispatch);
        });
    dispatchCount = dispatches.size();
    dispatches.sort(Comparator.comparingInt(Dispatch::number));
    dispatches.forEach(d -> state.apply(new Change.DispatchPut(d)));
  }

  private void loadRemovedLoad(String lender, byte[] value) {
    lendersWithRemovedLoad.add(lender);
    for (ByteBuffer days = ByteBuffer.wrap(value); days.hasRemaining(); ) {
      state.addRemovedLoad(lender, days.getLong(), days.getInt());
    }
  }

  private void scan(String kind, BiConsumer<String, byte[]> reader) {
    String prefix = StateKeys.prefix(kind, state.id());
    store.scan(prefix, (key, value) -> reader.accept(key.substring(prefix.length()), value));
  }

  private <V extends SpecificRecordBase> void scan(
      String kind, WireFormat<V> format, Consumer<V> reader) {
    store.scan(
        StateKeys.prefix(kind, state.id()),
        (key, value) -> reader.accept(read(key, value, format)));
  }

  private static <V extends SpecificRecordBase> V read(
      String key, byte[] value, WireFormat<V> format) {
    try {
      return format.decode(value);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected a readable state under " + key, e);
    }
  }

  /** What differs from the head; empty if nothing does. */
  Optional<String> fault() {
    if (eventIds.lastSequence() > head.sequence()) {
      return Optional.of(
          "network "
              + state.id()
              + " stands at decision "
              + head.sequence()
              + ", but its state holds decision "
              + eventIds.lastSequence()
              + ": the chain is forked");
    }
    HashChain.Census now = census();
    boolean known = head.census().eventIds() >= 0;
    if (known ? now.equals(head.census()) : now.eventIds() > 0) {
      return Optional.empty();
    }
    return Optional.of(
        "expected the state of network "
            + state.id()
            + " at decision "
            + head.sequence()
            + " to hold "
            + (known ? head.census() : "event ids")
            + ", but "
            + now);
  }

  private HashChain.Census census() {
    return new HashChain.Census(
        eventIds.size(),
        eventIds.lastSequence(),
        factCount
            + requestCount
            + offerCount
            + dispatchCount
            + agreementCount
            + endedDays.size()
            + lendersWithRemovedLoad.size()
            + (rulesVersion == null ? 0 : 1)
            + (eventIds.anyForgotten() ? 1 : 0));
  }

  /** Applies a change, and counts its new entry. Call before the entry is saved. */
  void apply(Change change) {
    if (change instanceof Change.RequestPut put) {
      requestCount += state.request(put.request().id()) == null ? 1 : 0;
    } else if (change instanceof Change.OfferPut put) {
      offerCount += state.offer(put.offer().id()) == null ? 1 : 0;
    } else if (change instanceof Change.DispatchPut put) {
      dispatchCount += state.dispatch(put.dispatch().id()) == null ? 1 : 0;
    }
    state.apply(change);
  }

  /**
   * Saves a fact of the reference data after it was applied, and deletes facts that it replaces.
   *
   * @param noted the same fact as applied: the report does not contain the day of an end
   */
  void saveFact(Fact fact, byte[] wire, kizuna.streams.state.Fact noted, long sequence) {
    String key = StateKeys.fact(state.id(), sequence);
    factCount += sequence == lastFactSequence ? 0 : 1;
    lastFactSequence = sequence;
    store.put(key, wire);
    deleteFacts(referenceKeys.add(key, fact, state.register()));
    saveEndedDay(noted);
  }

  private void saveEndedDay(kizuna.streams.state.Fact fact) {
    if (fact instanceof DisasterEnded ended) {
      String id = state.register().disasterId(ended.disasterId());
      long day = ended.on().toEpochDay();
      endedDays.put(id, day);
      store.put(
          key(StateKeys.ENDED_DAYS, id), ByteBuffer.allocate(Long.BYTES).putLong(day).array());
    } else if (fact instanceof DisasterReopened reopened) {
      deleteEndedDay(state.register().disasterId(reopened.disasterId()));
    } else if (fact instanceof DisasterDeclared declared && declared.passedOn()) {
      deleteEndedDay(state.register().disasterId(declared.disaster().id()));
    }
  }

  private void deleteEndedDay(String disasterId) {
    if (endedDays.remove(disasterId) != null) {
      store.delete(key(StateKeys.ENDED_DAYS, disasterId));
    }
  }

  void saveRequest(String id, byte[] wire) {
    store.put(key(StateKeys.REQUESTS, id), wire);
  }

  void saveOffer(String id, byte[] wire) {
    store.put(key(StateKeys.OFFERS, id), wire);
  }

  void saveDispatch(String id, byte[] wire) {
    store.put(key(StateKeys.DISPATCHES, id), wire);
  }

  /** The entry of a dispatch as it was last saved. */
  Optional<LedgerEntry> savedDispatch(String id) {
    String key = key(StateKeys.DISPATCHES, id);
    byte[] saved = store.get(key);
    return saved == null ? Optional.empty() : Optional.of(read(key, saved, serdes.ledger()));
  }

  void saveAgreement(String id, byte[] wire, boolean isNew) {
    agreementCount += isNew ? 1 : 0;
    store.put(key(StateKeys.AGREEMENTS, id), wire);
  }

  /** Saves the event id of a fact that is decided. */
  void saveEventId(UUID eventId, long sequence, byte[] fingerprint) {
    eventIds.save(eventId, sequence, fingerprint, state.clock());
  }

  /** Facts recorded up to then may repeat facts with forgotten ids. */
  Instant idsForgottenUntil() {
    return eventIds.forgottenUntil(state.clock());
  }

  /** The version of the rules that decided last; null: none yet, or version 5 or before. */
  @Nullable String rulesVersion() {
    return rulesVersion;
  }

  void saveRulesVersion(String version) {
    rulesVersion = version;
    store.put(StateKeys.VERSIONS + state.id(), version.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the head after a decision. */
  void advance(long sequence, byte[] hash) {
    head =
        new HashChain.Head(
            sequence, hash, state.clock().toEpochMilli(), census(), state.timesSetBack());
  }

  void saveHead() {
    store.put(StateKeys.HEADS + state.id(), head.bytes());
  }

  void deleteRequest(String id) {
    requestCount--;
    store.delete(key(StateKeys.REQUESTS, id));
    deleteFacts(referenceKeys.ofRequest(id));
  }

  void deleteDispatch(String id) {
    dispatchCount--;
    store.delete(key(StateKeys.DISPATCHES, id));
  }

  void deleteOffer(String id) {
    offerCount--;
    store.delete(key(StateKeys.OFFERS, id));
  }

  void deleteDisaster(String id) {
    deleteFacts(referenceKeys.ofDisaster(id));
    endedDays.remove(id);
    store.delete(key(StateKeys.ENDED_DAYS, id));
  }

  /** Saves the part of removed dispatches in a lender's load. */
  void saveRemovedLoad(String lender) {
    String key = key(StateKeys.REMOVED_LOADS, lender);
    NavigableMap<Long, Integer> byDay = state.removedLoad(lender);
    if (byDay.isEmpty()) {
      lendersWithRemovedLoad.remove(lender);
      store.delete(key);
      return;
    }
    ByteBuffer days = ByteBuffer.allocate(byDay.size() * (Long.BYTES + Integer.BYTES));
    byDay.forEach((day, persons) -> days.putLong(day).putInt(persons));
    lendersWithRemovedLoad.add(lender);
    store.put(key, days.array());
  }

  private void deleteFacts(List<String> keys) {
    keys.forEach(store::delete);
    factCount -= keys.size();
  }

  private String key(String kind, String id) {
    return StateKeys.key(kind, state.id(), id);
  }

  /** Ids of removed items: one entry each in the store, and none in the heap. */
  private record StoredRemovedIds(String networkId, StateStore store) implements RemovedIds {

    @Override
    public boolean contains(String id) {
      return store.get(StateKeys.key(StateKeys.REMOVED_IDS, networkId, id)) != null;
    }

    @Override
    public void add(String id, String disasterId) {
      store.put(
          StateKeys.key(StateKeys.REMOVED_IDS, networkId, id),
          disasterId.getBytes(StandardCharsets.UTF_8));
    }
  }
}
