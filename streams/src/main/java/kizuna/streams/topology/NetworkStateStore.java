package kizuna.streams.topology;

import static kizuna.streams.topology.EnumMapping.to;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import kizuna.codes.Outcome;
import kizuna.facts.Fact;
import kizuna.schemas.OwnerKey.Thing;
import kizuna.schemas.UnreadableRecord;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.NetworkSummary;
import kizuna.states.RequestStatus;
import kizuna.streams.matching.Decision;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.MissingReport;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.RemovedIds;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.StagedState;
import kizuna.streams.topology.ProcessingResult.Out;
import org.jspecify.annotations.Nullable;

/**
 * One network's books at work: applies changes, saves what a restart needs, and says which states
 * others see differently now.
 *
 * <p>Keys on the shelf: {@code f|network|sequence} facts of the register, {@code r|…} requests,
 * {@code o|…} offers, {@code d|…} dispatches, {@code a|…} agreements as they were last published,
 * {@code e|…} event ids, {@code c|network} the head of the chain, {@code x|…} ids of what left the
 * books (never scanned), {@code l|…} what that was to the load of each lender, {@code w|…} up to
 * when event ids are forgotten, {@code z|…} days on which disasters ended, {@code v|network} the
 * version of the rules, {@code s|network} what was told of {@link OwnerRecords owners}.
 */
final class NetworkStateStore {

  /** What the keys of chain heads start with. */
  static final String HEADS = "c|";

  /** What the keys of event ids start with. */
  static final String EVENT_IDS = "e|";

  /** What the keys start with that say up to when recorded facts have ids that are forgotten. */
  private static final String FORGOTTEN = "w|";

  /** So late a report is taken as new, though ids of then are forgotten because of their number. */
  private static final Duration MOST_LATE = Duration.ofDays(1);

  /** Of one decision: after a long rest many ids are too old at once. */
  private static final int MOST_FORGOTTEN_AT_ONCE = 1_000;

  private static final int UUID_LENGTH = 36;

  /** What the keys of a network's entries start with, but that of its head, in their order. */
  private static final List<String> ENTRIES =
      List.of("a|", "d|", EVENT_IDS, "f|", "l|", "o|", "r|", FORGOTTEN, "x|", "z|");

  /** What of a request others see change. */
  private record SeenRequest(RequestState state, int needed, int covered, int open, int unmet) {}

  /** What of an offer others see change. */
  private record SeenOffer(OfferState state, int promised) {}

  /** An event id and the decision that kept it. */
  private record SeenId(long sequence, UUID eventId, long atMillis) {}

  private final NetworkState network;
  private final StateStore shelf;
  private final TopicSerdes formats;
  private final Map<String, SeenRequest> seenRequests = new HashMap<>();
  private final Map<String, SeenOffer> seenOffers = new HashMap<>();
  private final Map<String, AgreementStatus> seenAgreements = new HashMap<>();
  private final AgreementDetails papers = new AgreementDetails();
  private final Set<String> unpublishedLate = new TreeSet<>();
  private final EventIdFilter seenIds;
  private final ReferenceStateKeys registerKeys = new ReferenceStateKeys();
  private final Map<String, Long> endedDays = new HashMap<>();
  private final Set<String> lendersOfLeft = new HashSet<>();
  private final OwnerRecords owners;

  private String name = "";
  private @Nullable String rulesVersion;
  private HashChain.Head head = HashChain.Head.START;
  private long lastEventId;

  /** What was recorded by then (epoch ms) may be a repeat whose id is forgotten; 0: nothing. */
  private long forgottenUntil;

  private long factCount;
  private long requestCount;
  private long offerCount;
  private long dispatchCount;
  private boolean summaryChanged;

  NetworkStateStore(String networkId, StateStore shelf, TopicSerdes formats) {
    this(networkId, shelf, formats, EventIdFilter.REMEMBERED);
  }

  /**
   * @param remembered event ids; tests remember fewer
   */
  NetworkStateStore(String networkId, StateStore shelf, TopicSerdes formats, int remembered) {
    this.seenIds = new EventIdFilter(remembered);
    this.network = new NetworkState(networkId, new LeftOnShelf(networkId, shelf));
    this.shelf = shelf;
    this.formats = formats;
    this.owners = new OwnerRecords(network, shelf, formats.owners());
  }

  static String eventKey(String networkId, UUID eventId) {
    return EVENT_IDS + networkId + "|" + eventId;
  }

  /** Prefixes of all keys of a network, but its head's, in their order. */
  static List<String> keysOf(String networkId) {
    return ENTRIES.stream().map(kind -> kind + networkId + "|").toList();
  }

  /** The network of an event id's key. */
  static String networkOf(String eventKey) {
    return eventKey.substring(EVENT_IDS.length(), eventKey.length() - UUID_LENGTH - 1);
  }

  /** Every network that the shelf knows, as it was left. */
  static List<NetworkStateStore> rebuild(
      StateStore shelf, TopicSerdes formats, FactTranslator facts) {
    Map<String, NetworkStateStore> desks = new LinkedHashMap<>();
    shelf.scan(
        HEADS,
        (key, value) -> {
          NetworkStateStore desk =
              new NetworkStateStore(key.substring(HEADS.length()), shelf, formats);
          desk.head = HashChain.Head.of(value);
          desk.network.restore(
              Instant.ofEpochMilli(desk.head.clockMillis()), desk.head.timesSetBack());
          desk.summaryChanged = true;
          desks.put(desk.network.id(), desk);
        });
    for (NetworkStateStore desk : desks.values()) {
      desk.rebuild(facts);
    }
    return new ArrayList<>(desks.values());
  }

  private void rebuild(FactTranslator translator) {
    String id = network.id();
    int eventIdAt = eventKey(id, new UUID(0, 0)).length() - UUID_LENGTH;
    List<SeenId> seen = new ArrayList<>();
    shelf.scan(
        EVENT_IDS + id + "|",
        (key, value) ->
            seen.add(
                new SeenId(
                    ByteBuffer.wrap(value).getLong(),
                    UUID.fromString(key.substring(eventIdAt)),
                    seenAt(value))));
    seen.sort(java.util.Comparator.comparingLong(SeenId::sequence));
    for (SeenId one : seen) {
      seenIds.add(one.eventId(), one.atMillis());
      lastEventId = one.sequence();
    }
    byte[] forgotten = shelf.get(forgottenKey());
    forgottenUntil = forgotten == null ? 0 : ByteBuffer.wrap(forgotten).getLong();
    byte[] version = shelf.get(StateSeals.VERSIONS + id);
    rulesVersion = version == null ? null : new String(version, StandardCharsets.UTF_8);
    shelf.scan(
        "z|" + id + "|",
        (key, value) ->
            endedDays.put(
                key.substring(("z|" + id + "|").length()), ByteBuffer.wrap(value).getLong()));
    shelf.scan(
        "f|" + id + "|",
        (key, value) -> {
          factCount++;
          note(key, read(key, value, formats.facts()), translator);
        });
    shelf.scan(
        "l|" + id + "|",
        (key, value) -> readLeftLoad(key.substring(("l|" + id + "|").length()), value));
    scan(
        "r|" + id + "|",
        formats.requests(),
        s -> {
          requestCount++;
          network.apply(new Change.RequestPut(StateTranslator.request(s)));
        });
    scan(
        "o|" + id + "|",
        formats.offers(),
        s -> {
          offerCount++;
          network.apply(new Change.OfferPut(StateTranslator.offer(s)));
        });
    List<Dispatch> found = new ArrayList<>();
    scan(
        "d|" + id + "|",
        formats.ledger(),
        e -> {
          Dispatch dispatch = StateTranslator.dispatch(e);
          found.add(dispatch);
          if (e.getMissingReport() == null
              && MissingReport.of(dispatch, network.today()).isPresent()) {
            // Rows of before rules version 4 say nothing of missing reports.
            unpublishedLate.add(dispatch.id());
          }
        });
    dispatchCount = found.size();
    // A request lists its dispatches in the order in which they were proposed.
    found.sort(java.util.Comparator.comparingInt(Dispatch::number));
    found.forEach(d -> network.apply(new Change.DispatchPut(d)));
    network.requests().forEach(b -> seenRequests.put(b.request().id(), seen(b)));
    network.offers().forEach(b -> seenOffers.put(b.offer().id(), seen(b)));
    scan("a|" + id + "|", formats.agreements(), a -> seenAgreements.put(a.getAgreementId(), a));
    owners.rebuild(head.sequence());
  }

  /** What the books hold that does not agree with the head; empty if all is well. */
  Optional<String> fault() {
    HashChain.Census now = census();
    if (lastEventId > head.sequence()) {
      return Optional.of(
          "network "
              + network.id()
              + " stands at decision "
              + head.sequence()
              + ", but its books hold decision "
              + lastEventId
              + ": the chain is forked");
    }
    boolean known = head.census().eventIds() >= 0;
    if (known ? now.equals(head.census()) : now.eventIds() > 0) {
      return Optional.empty();
    }
    return Optional.of(
        "expected the books of network "
            + network.id()
            + " at decision "
            + head.sequence()
            + " to hold "
            + (known ? head.census() : "event ids")
            + ", but "
            + now);
  }

  private HashChain.Census census() {
    return new HashChain.Census(
        seenIds.size(),
        lastEventId,
        factCount
            + requestCount
            + offerCount
            + dispatchCount
            + seenAgreements.size()
            + endedDays.size()
            + lendersOfLeft.size()
            + (rulesVersion == null ? 0 : 1)
            + (forgottenUntil == 0 ? 0 : 1));
  }

  private String forgottenKey() {
    return FORGOTTEN + network.id() + "|";
  }

  /** When an id was seen; 0 where earlier rules kept it. */
  private static long seenAt(byte[] value) {
    int before = Long.BYTES + Fingerprint.BYTES;
    return value.length < before + Long.BYTES ? 0 : ByteBuffer.wrap(value).getLong(before);
  }

  private void note(String key, Fact fact, FactTranslator translator) {
    called(fact);
    papers.note(fact);
    kizuna.streams.state.Fact noted = translator.report(fact).fact();
    if (noted instanceof kizuna.streams.state.Fact.DisasterEnded ended) {
      Long day = endedDays.get(network.register().disasterId(ended.disasterId()));
      noted = day == null ? ended : ended.on(LocalDate.ofEpochDay(day));
    }
    network.apply(new Change.Noted(noted));
    registerKeys.add(key, fact, network.register());
  }

  private void called(Fact fact) {
    if (fact.getNetworkFormed() != null) {
      name = fact.getNetworkFormed().getName();
    } else if (fact.getNetworkTermsChanged() != null
        && fact.getNetworkTermsChanged().getName() != null) {
      name = fact.getNetworkTermsChanged().getName();
    }
  }

  private void readLeftLoad(String lender, byte[] value) {
    lendersOfLeft.add(lender);
    for (ByteBuffer days = ByteBuffer.wrap(value); days.hasRemaining(); ) {
      network.addLoadOfLeft(lender, days.getLong(), days.getInt());
    }
  }

  private <V extends org.apache.avro.specific.SpecificRecordBase> void scan(
      String prefix, kizuna.schemas.WireFormat<V> format, java.util.function.Consumer<V> reader) {
    shelf.scan(prefix, (key, value) -> reader.accept(read(key, value, format)));
  }

  private static <V extends org.apache.avro.specific.SpecificRecordBase> V read(
      String key, byte[] value, kizuna.schemas.WireFormat<V> format) {
    try {
      return format.decode(value);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected a readable state under " + key, e);
    }
  }

  NetworkState network() {
    return network;
  }

  OwnerRecords owners() {
    return owners;
  }

  HashChain.Head head() {
    return head;
  }

  /** Which version of the rules decided last; null: none yet, or 5 or before. */
  @Nullable String rulesVersion() {
    return rulesVersion;
  }

  /** Keeps which version of the rules decides from now on. */
  void decidedBy(String version) {
    rulesVersion = version;
    shelf.put(StateSeals.VERSIONS + network.id(), version.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the shelf need be asked about an event id; a no is sure. */
  boolean mayHaveSeen(UUID eventId) {
    return seenIds.mayContain(eventId);
  }

  /**
   * What was recorded by then may be a repeat of a fact whose id is forgotten. Not after the log's
   * time: where that was set back, what is recorded now is new.
   */
  Instant idsForgottenUntil() {
    return Instant.ofEpochMilli(Math.min(forgottenUntil, network.clock().toEpochMilli()));
  }

  /**
   * Keeps the event id of a fact that is decided, and forgets those that are too many or too old.
   */
  void see(UUID eventId, long sequence, byte[] fingerprint) {
    long now = network.clock().toEpochMilli();
    shelf.put(
        eventKey(network.id(), eventId),
        ByteBuffer.allocate(2 * Long.BYTES + fingerprint.length)
            .putLong(sequence)
            .put(fingerprint)
            .putLong(now)
            .array());
    seenIds.add(eventId, now);
    lastEventId = sequence;
    long until = forgottenUntil;
    for (int i = 0; i < MOST_FORGOTTEN_AT_ONCE; i++) {
      Optional<EventIdFilter.Forgotten> old = seenIds.forgetOldest(now);
      if (old.isEmpty()) {
        break;
      }
      shelf.delete(eventKey(network.id(), old.get().id()));
      // Of the newest there may be many: doors' clocks differ, and reports wait for the broker.
      until = Math.max(until, old.get().atMillis() - (old.get().old() ? 0 : MOST_LATE.toMillis()));
    }
    if (until > forgottenUntil) {
      forgottenUntil = until;
      shelf.put(forgottenKey(), ByteBuffer.allocate(Long.BYTES).putLong(until).array());
    }
  }

  void advance(long sequence, byte[] hash) {
    head =
        new HashChain.Head(
            sequence, hash, network.clock().toEpochMilli(), census(), network.timesSetBack());
    shelf.put(HEADS + network.id(), head.bytes());
    summaryChanged = true;
  }

  /**
   * Applies and saves the changes of one decision; adds the states that others now see differently.
   */
  void apply(List<Change> changes, long sequence, byte[] factWire, List<Out> outs) {
    Set<String> requests = new LinkedHashSet<>();
    Set<String> offers = new LinkedHashSet<>();
    Set<String> putRequests = new LinkedHashSet<>();
    Set<String> putOffers = new LinkedHashSet<>();
    Set<String> otherDays = new LinkedHashSet<>();
    Set<String> agreements = new TreeSet<>();
    Set<String> dispatches = new HashSet<>();
    Set<String> late = new TreeSet<>();
    Set<String> noLongerLate = new TreeSet<>();
    factCount += changes.stream().anyMatch(Change.Noted.class::isInstance) ? 1 : 0;
    for (Change change : changes) {
      if (isLeaving(change)) {
        continue; // Once what else it brings is published.
      }
      java.time.LocalDate before = network.today();
      if (change instanceof Change.DispatchPut put) {
        Dispatch seen = network.dispatch(put.dispatch().id());
        if (seen != null) {
          offers.add(seen.offerId());
        }
        if (coversOtherDays(put.dispatch())) {
          otherDays.add(put.dispatch().requestId());
        }
      }
      count(change);
      owners.tell(change, outs);
      network.apply(change);
      if (change instanceof Change.Noted noted) {
        String key = String.format("f|%s|%019d", network.id(), sequence);
        shelf.put(key, factWire);
        agreements.addAll(noted(key, factWire));
        keepDayOfEnd(noted.fact());
      } else if (change instanceof Change.RequestPut put) {
        putRequests.add(put.request().id());
      } else if (change instanceof Change.OfferPut put) {
        putOffers.add(put.offer().id());
      } else if (change instanceof Change.DispatchPut put) {
        requests.add(put.dispatch().requestId());
        offers.add(put.dispatch().offerId());
        dispatches.add(put.dispatch().id());
        byte[] entry =
            formats
                .ledger()
                .encode(StateTranslator.entry(network.id(), put.dispatch(), network.today()));
        shelf.put("d|" + network.id() + "|" + put.dispatch().id(), entry);
        outs.add(new Out(DecisionTopology.DISPATCH_LEDGER, stateKey(put.dispatch().id()), entry));
      } else if (change instanceof Change.ClockSet) {
        java.time.LocalDate after = network.today();
        if (!after.equals(before)) {
          // What was open of yesterday is unmet today; and the other way round if it is set back.
          requests.addAll(network.requestsNotOverBefore(after.isBefore(before) ? after : before));
          offers.addAll(offersSeenOtherwise());
          late.addAll(network.dispatchesWithReportDue(before, after));
          noLongerLate.addAll(network.dispatchesWithReportDue(after, before));
          // One begins, another ends; one that was never published may lie here from before.
          network.register().agreements().stream()
              .filter(a -> a.state(before) != a.state(after) || !seenAgreements.containsKey(a.id()))
              .forEach(a -> agreements.add(a.id()));
        }
      }
    }
    late.addAll(unpublishedLate);
    unpublishedLate.clear();
    late.removeAll(dispatches);
    late.forEach(id -> publishLate(network.dispatchOf(id), false, sequence, outs));
    noLongerLate.removeAll(dispatches);
    // What became due and not due again within this decision was never seen as missing.
    noLongerLate.removeIf(id -> !isPublishedLate(id));
    noLongerLate.forEach(id -> publishLate(network.dispatchOf(id), true, sequence, outs));
    requests.addAll(putRequests);
    offers.addAll(putOffers);
    for (String id : requests) {
      RequestCoverage book = network.requestOf(id);
      SeenRequest seen = seen(book);
      boolean isNew = !seen.equals(seenRequests.put(id, seen));
      if (isNew || otherDays.contains(id) || putRequests.contains(id)) {
        RequestStatus status = StateTranslator.status(network.id(), network, book, sequence);
        byte[] wire = formats.requests().encode(status);
        outs.add(new Out(DecisionTopology.REQUEST_STATUS, stateKey(id), wire));
        if (putRequests.contains(id)) {
          shelf.put("r|" + network.id() + "|" + id, wire);
        }
      }
    }
    for (String id : offers) {
      OfferUse book = network.offerOf(id);
      SeenOffer seen = seen(book);
      boolean isNew = !seen.equals(seenOffers.put(id, seen));
      if (isNew || putOffers.contains(id)) {
        byte[] wire =
            formats.offers().encode(StateTranslator.status(network.id(), network, book, sequence));
        outs.add(new Out(DecisionTopology.OFFER_STATUS, stateKey(id), wire));
        if (putOffers.contains(id)) {
          shelf.put("o|" + network.id() + "|" + id, wire);
        }
      }
    }
    for (String id : agreements) {
      Agreement agreement = network.register().agreement(id);
      if (agreement != null) {
        tell(agreement, sequence, outs);
      }
    }
    changes.stream().filter(NetworkStateStore::isLeaving).forEach(change -> leave(change, outs));
    owners.decided(sequence, outs);
  }

  private static boolean isLeaving(Change change) {
    return change instanceof Change.RequestLeft
        || change instanceof Change.OfferLeft
        || change instanceof Change.DisasterLeft;
  }

  /** Nobody sees a change: what leaves stays where it was published. */
  private void leave(Change change, List<Out> outs) {
    if (change instanceof Change.RequestLeft left) {
      leave(left.requestId(), outs);
      return;
    }
    network.apply(change);
    if (change instanceof Change.OfferLeft left) {
      seenOffers.remove(left.offerId());
      offerCount--;
      owners.left(Thing.OFFER, left.offerId(), outs);
      shelf.delete("o|" + network.id() + "|" + left.offerId());
    } else if (change instanceof Change.DisasterLeft left) {
      forget(registerKeys.ofDisaster(left.disasterId()));
      endedDays.remove(left.disasterId());
      shelf.delete("z|" + network.id() + "|" + left.disasterId());
    }
  }

  /** The log's time of an end is not in its fact. */
  private void keepDayOfEnd(kizuna.streams.state.Fact fact) {
    if (fact instanceof kizuna.streams.state.Fact.DisasterEnded f) {
      String id = network.register().disasterId(f.disasterId());
      endedDays.put(id, f.on().toEpochDay());
      shelf.put(
          "z|" + network.id() + "|" + id,
          ByteBuffer.allocate(Long.BYTES).putLong(f.on().toEpochDay()).array());
    } else if (fact instanceof kizuna.streams.state.Fact.DisasterReopened f) {
      forgetDayOfEnd(network.register().disasterId(f.disasterId()));
    } else if (fact instanceof kizuna.streams.state.Fact.DisasterDeclared f && f.passedOn()) {
      forgetDayOfEnd(network.register().disasterId(f.disaster().id()));
    }
  }

  private void forgetDayOfEnd(String disasterId) {
    if (endedDays.remove(disasterId) != null) {
      shelf.delete("z|" + network.id() + "|" + disasterId);
    }
  }

  /** A request leaves with its dispatches; what they were to their lenders' load stays. */
  private void leave(String requestId, List<Out> outs) {
    List<Dispatch> gone =
        network.requestOf(requestId).dispatchIds().stream().map(network::dispatchOf).toList();
    network.apply(new Change.RequestLeft(requestId));
    seenRequests.remove(requestId);
    requestCount--;
    owners.left(Thing.REQUEST, requestId, outs);
    shelf.delete("r|" + network.id() + "|" + requestId);
    Set<String> lenders = new TreeSet<>();
    for (Dispatch d : gone) {
      dispatchCount--;
      unpublishedLate.remove(d.id());
      owners.left(Thing.DISPATCH, d.id(), outs);
      shelf.delete("d|" + network.id() + "|" + d.id());
      // Nobody sees a change: what its offer promised is over.
      seenOffers.put(d.offerId(), seen(network.offerOf(d.offerId())));
      lenders.add(d.lender());
    }
    lenders.forEach(this::keepLeftLoad);
    forget(registerKeys.ofRequest(requestId));
  }

  private void keepLeftLoad(String lender) {
    NavigableMap<Long, Integer> byDay = network.leftLoad(lender);
    if (byDay.isEmpty()) {
      lendersOfLeft.remove(lender);
      shelf.delete("l|" + network.id() + "|" + lender);
      return;
    }
    ByteBuffer days = ByteBuffer.allocate(byDay.size() * (Long.BYTES + Integer.BYTES));
    byDay.forEach((day, persons) -> days.putLong(day).putInt(persons));
    lendersOfLeft.add(lender);
    shelf.put("l|" + network.id() + "|" + lender, days.array());
  }

  /** Facts of the register that say nothing any more. */
  private void forget(List<String> keys) {
    keys.forEach(shelf::delete);
    factCount -= keys.size();
  }

  /**
   * Publishes a dispatch of which a report became missing, or is not missing any more because the
   * time was set back. The dispatch itself did not change, so the store keeps the position of its
   * last change.
   */
  private void publishLate(
      Dispatch dispatch, boolean evenIfNotMissing, long sequence, List<Out> outs) {
    LedgerEntry entry = StateTranslator.entry(network.id(), dispatch, network.today());
    if (evenIfNotMissing || entry.getMissingReport() != null) {
      shelf.put("d|" + network.id() + "|" + dispatch.id(), formats.ledger().encode(entry));
      LedgerEntry published =
          LedgerEntry.newBuilder(entry).setSequence(sequence).setChangedAt(network.clock()).build();
      outs.add(
          new Out(
              DecisionTopology.DISPATCH_LEDGER,
              stateKey(dispatch.id()),
              formats.ledger().encode(published)));
    }
  }

  private boolean isPublishedLate(String dispatchId) {
    String key = "d|" + network.id() + "|" + dispatchId;
    byte[] published = shelf.get(key);
    return published != null && read(key, published, formats.ledger()).getMissingReport() != null;
  }

  /** Counts what the books do not hold yet. */
  private void count(Change change) {
    if (change instanceof Change.RequestPut put) {
      requestCount += network.request(put.request().id()) == null ? 1 : 0;
    } else if (change instanceof Change.OfferPut put) {
      offerCount += network.offer(put.offer().id()) == null ? 1 : 0;
    } else if (change instanceof Change.DispatchPut put) {
      dispatchCount += network.dispatch(put.dispatch().id()) == null ? 1 : 0;
    }
  }

  /** Publishes an agreement if others see it otherwise now. */
  private void tell(Agreement agreement, long sequence, List<Out> outs) {
    String id = agreement.id();
    AgreementStatus status = papers.status(network.id(), network, agreement, sequence);
    AgreementStatus seen = seenAgreements.put(id, status);
    if (seen == null || !AgreementDetails.same(seen, status)) {
      byte[] wire = formats.agreements().encode(status);
      shelf.put("a|" + network.id() + "|" + id, wire);
      outs.add(new Out(DecisionTopology.AGREEMENT_STATUS, stateKey(id), wire));
    }
  }

  /** Once a day: an offer's last free day, or its last day at all, may have passed. */
  private Set<String> offersSeenOtherwise() {
    Set<String> ids = new TreeSet<>();
    for (OfferUse book : network.offers()) {
      if (!seen(book).equals(seenOffers.get(book.offer().id()))) {
        ids.add(book.offer().id());
      }
    }
    return ids;
  }

  /** The same sum may lie on other days. */
  private boolean coversOtherDays(Dispatch after) {
    Dispatch before = network.dispatch(after.id());
    return before == null
        || !before.covers().equals(after.covers())
        || !before.endsNeedOf().equals(after.endsNeedOf());
  }

  /** Keeps what the rules do not need; says which agreements the fact is about. */
  private List<String> noted(String key, byte[] factWire) {
    Fact fact = read(key, factWire, formats.facts());
    called(fact);
    forget(registerKeys.add(key, fact, network.register()));
    return papers.note(fact);
  }

  private String stateKey(String id) {
    return network.id() + "/" + id;
  }

  private SeenRequest seen(RequestCoverage book) {
    return new SeenRequest(
        network.state(book),
        book.neededPersonDays(),
        book.coveredPersonDays(),
        book.openPersonDaysFrom(network.today()),
        book.unmetPersonDays(network.today()));
  }

  private SeenOffer seen(OfferUse book) {
    return new SeenOffer(book.state(network.today()), book.promisedPersonDays());
  }

  /** What a decision would do to the request that it is about; the books stay as they are. */
  Preview preview(Decision decision) {
    String id = decision.subject();
    long sequence = head.sequence() + 1;
    StagedState after = new StagedState(network);
    Map<String, Dispatch> proposed = new LinkedHashMap<>();
    for (Change change : decision.changes()) {
      after.apply(change);
      if (change instanceof Change.DispatchPut put && put.dispatch().requestId().equals(id)) {
        // A proposal of this decision may be moved by it, too: what it comes to in the end counts.
        proposed.put(put.dispatch().id(), put.dispatch());
      }
    }
    proposed.values().removeIf(d -> d.state() != DispatchState.PROPOSED);
    RequestCoverage book = after.request(id);
    return new Preview.Decided(
        head.sequence(),
        network.clock(),
        to(Outcome.class, decision.outcome()),
        DecisionTranslator.reasons(decision),
        DecisionTranslator.explanations(decision).stream()
            .filter(e -> e.getRequestId().equals(id))
            .reduce((earlier, later) -> later),
        proposed.values().stream()
            .map(d -> StateTranslator.entry(network.id(), d, after.today()))
            .toList(),
        book == null || decision.outcome() != kizuna.streams.matching.Outcome.ACCEPTED
            ? Optional.empty()
            : Optional.of(StateTranslator.status(network.id(), after, book, sequence)),
        network.register().lenders().size());
  }

  /** Ids of what left the books, on the shelf: one line each, and none in the heap. */
  private record LeftOnShelf(String networkId, StateStore shelf) implements RemovedIds {

    private String key(String id) {
      return "x|" + networkId + "|" + id;
    }

    @Override
    public boolean contains(String id) {
      return shelf.get(key(id)) != null;
    }

    @Override
    public void add(String id, String disasterId) {
      shelf.put(key(id), disasterId.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The summary, if anything was decided since it was last taken. */
  Optional<NetworkSummary> takeChangedSummary() {
    if (!summaryChanged || !network.register().isFormed()) {
      return Optional.empty();
    }
    summaryChanged = false;
    return Optional.of(StateTranslator.summary(network, name, head.sequence(), network.clock()));
  }
}
