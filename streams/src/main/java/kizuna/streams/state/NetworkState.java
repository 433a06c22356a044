package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of one lending network, with indexes by subject that decisions need, so that the cost
 * of one report does not grow with the number of open requests. Written by one thread only.
 */
public final class NetworkState extends NetworkView {

  private final String id;
  private ReferenceState register = ReferenceState.EMPTY;
  private Instant clock = Instant.EPOCH;
  private int timesSetBack;

  private final Map<String, RequestCoverage> requests = new HashMap<>();
  private final Map<String, OfferUse> offers = new HashMap<>();
  private final Map<String, Dispatch> dispatches = new HashMap<>();
  private final LenderLoads loads = new LenderLoads();

  /** Load by dispatches that are removed. */
  private final LenderLoads removedLoads = new LenderLoads();

  private final RemovedIds removedIds;
  private final Map<Counterpart, Integer> counterparts = new HashMap<>();
  private final DailyLimitUse.Counts uses = new DailyLimitUse.Counts();

  private final OpenRequestIndex openIndex = new OpenRequestIndex();
  private final OfferIndex offerIndex = new OfferIndex();
  private final DispatchIndex dispatchIndex = new DispatchIndex();
  private final DayIndex requestEnds = new DayIndex();

  public NetworkState(String id) {
    this(id, RemovedIds.inHeap());
  }

  /** A network that keeps the ids of removed items there. */
  public NetworkState(String id, RemovedIds removedIds) {
    this.id = id;
    this.removedIds = removedIds;
  }

  public String id() {
    return id;
  }

  @Override
  public ReferenceState register() {
    return register;
  }

  @Override
  public Instant clock() {
    return clock;
  }

  @Override
  public @Nullable RequestCoverage request(String requestId) {
    return requests.get(requestId);
  }

  @Override
  public @Nullable OfferUse offer(String offerId) {
    return offers.get(offerId);
  }

  @Override
  public @Nullable Dispatch dispatch(String dispatchId) {
    return dispatches.get(dispatchId);
  }

  @Override
  long personDaysFrom(String lender, long epochDay) {
    return loads.from(lender, epochDay) + removedLoads.from(lender, epochDay);
  }

  @Override
  boolean hasLeftAs(String id) {
    return removedIds.contains(id);
  }

  @Override
  int dispatchCount(Counterpart counterpart) {
    return counterparts.getOrDefault(counterpart, 0);
  }

  @Override
  public int used(DailyLimitUse use, long epochDay) {
    return uses.on(use, epochDay);
  }

  /** Receivers that have open requests, in order. */
  public Set<String> receiversWithOpenRequests() {
    return openIndex.receivers();
  }

  /** Every open request, in serving order. */
  public Collection<RequestCoverage> openRequests() {
    return openIndex.all();
  }

  /** Open requests of a receiver for a task, in serving order. */
  public NavigableSet<OpenRequest> openRequests(String receiver, TaskType taskType) {
    return openIndex.of(receiver, taskType);
  }

  /** Offers by the keys that decisions search. */
  OfferIndex offerIndex() {
    return offerIndex;
  }

  /** Whether there is any proposal. */
  public boolean hasHeld() {
    return !dispatchIndex.holds().isEmpty();
  }

  /** Whether a lender has any offer that is neither withdrawn nor over. */
  public boolean hasCurrentOffer(String lender) {
    return offerIndex.hasCurrent(lender);
  }

  /** Every proposal that is held, the first to lapse first. */
  public List<Dispatch> held() {
    return dispatchIndex.holds().all().stream().map(this::dispatchOf).toList();
  }

  /** Ids of requests that end on or after a day: no later day changes the others. */
  public Set<String> requestsNotOverBefore(LocalDate day) {
    return requestEnds.from(day);
  }

  /** Proposals with a hold that has ended at a time, the longest ended first. */
  public List<Dispatch> lapsedAt(Instant time) {
    return dispatchIndex.holds().endedAt(time).stream().map(this::dispatchOf).toList();
  }

  /** When the first hold ends; empty if there is none. */
  public Optional<Instant> firstHoldEnd() {
    return dispatchIndex.holds().firstEnd();
  }

  /** When the first open request is to go to the next tier; empty: none is. */
  public Optional<Instant> firstEscalation() {
    return openIndex.escalations().first();
  }

  /** How often the log's time was set back. */
  public int timesSetBack() {
    return timesSetBack;
  }

  /** Continues from saved state. */
  public void restore(Instant clock, int timesSetBack) {
    this.clock = clock;
    this.timesSetBack = timesSetBack;
  }

  /** Ids of open requests that are to go to the next tier by then, the longest due first. */
  public List<String> escalationsDue(Instant time) {
    return openIndex.escalations().dueBy(time);
  }

  /** Ids of all offers of a lender, in order. */
  public Set<String> offersOf(String lender) {
    return offerIndex.of(lender);
  }

  /** A lender's offers for a task that are neither withdrawn nor over, by id. */
  public List<OfferUse> currentOffersOf(String lender, TaskType taskType) {
    return offerIndex.currentOf(lender, taskType);
  }

  /** Every request, in no order. */
  public Iterable<RequestCoverage> requests() {
    return requests.values();
  }

  /** Every offer, in no order. */
  public Iterable<OfferUse> offers() {
    return offers.values();
  }

  /** Every dispatch, in no order. */
  public Iterable<Dispatch> dispatches() {
    return dispatches.values();
  }

  /** Ids of offers with the last day in [from, to). */
  public Set<String> offersEnding(LocalDate from, LocalDate to) {
    return offerIndex.ends().within(from, to);
  }

  /** Ids of dispatches with a report due on a day in [from, to), in order. */
  public Set<String> dispatchesWithReportDue(LocalDate from, LocalDate to) {
    return dispatchIndex.reportsDue().within(from, to);
  }

  /** Number of requests with open person-days. */
  public int openRequestCount() {
    return openIndex.openRequests();
  }

  public long openPersonDays() {
    return openIndex.openPersonDays();
  }

  /** Person-days of days that are over and were not met. */
  public long unmetPersonDays() {
    return openIndex.unmetPersonDays();
  }

  /** Persons in dispatches of a state. */
  public int persons(DispatchState state) {
    return dispatchIndex.persons(state);
  }

  /** A lender's load by dispatches that are removed: persons by epoch day. */
  public NavigableMap<Long, Integer> removedLoad(String lender) {
    return removedLoads.of(lender);
  }

  /** Adds persons on an epoch day to a lender's load by dispatches that are removed. */
  public void addRemovedLoad(String lender, long epochDay, int persons) {
    LocalDate day = LocalDate.ofEpochDay(epochDay);
    removedLoads.add(lender, new Period(day, day), persons);
  }

  /** Ids of requests with the last day before a day, in order. */
  public Set<String> requestsOverBefore(LocalDate day) {
    return requestEnds.before(day);
  }

  /** Ids of offers with the last day before a day, in order. */
  public Set<String> offersOverBefore(LocalDate day) {
    return offerIndex.ends().before(day);
  }

  @Override
  public void apply(Change change) {
    if (change instanceof Change.DispatchPut put) {
      applyDispatch(put);
    } else if (change instanceof Change.RequestLeft removed) {
      Set<OfferUse> touched = new LinkedHashSet<>();
      requestOf(removed.requestId()).dispatches().forEach(d -> touched.add(offerOf(d.offerId())));
      register.overridesFor(removed.requestId()).forEach(o -> removedIds.add(o.id(), ""));
      touched.forEach(offerIndex::removeUse);
      super.apply(change);
      touched.forEach(use -> offerIndex.addUse(use, today()));
    } else if (change instanceof Change.DisasterLeft removed) {
      String id = removed.disasterId();
      removedIds.add(id, id);
      register.formerIds(id).forEach(former -> removedIds.add(former, id));
      super.apply(change);
    } else {
      super.apply(change);
    }
  }

  private void applyDispatch(Change.DispatchPut put) {
    Dispatch after = put.dispatch();
    Dispatch before = dispatches.get(after.id());
    RequestCoverage request = requestOf(after.requestId());
    List<OfferUse> touched =
        before == null || before.offerId().equals(after.offerId())
            ? List.of(offerOf(after.offerId()))
            : List.of(offerOf(after.offerId()), offerOf(before.offerId()));
    openIndex.remove(request, register);
    touched.forEach(offerIndex::removeUse);
    super.apply(put);
    openIndex.add(request, today(), register);
    touched.forEach(use -> offerIndex.addUse(use, today()));
    dispatchIndex.put(before, after);
  }

  @Override
  void setRegister(ReferenceState register) {
    ReferenceState before = this.register;
    // The order of serving and the deadlines depend on the terms: both are indexed again.
    List<RequestCoverage> indexed =
        before.hasTermsOf(register)
            ? List.of()
            : openIndex.ids().stream().map(this::requestOf).toList();
    indexed.forEach(request -> openIndex.remove(request, before));
    this.register = register;
    indexed.forEach(request -> openIndex.add(request, today(), register));
    uses.addNewlyLimited(before, register, dispatches.values());
  }

  @Override
  void setClock(Instant to) {
    if (to.isBefore(clock)) {
      setBack(to);
      return;
    }
    LocalDate before = today();
    clock = to;
    LocalDate today = today();
    if (today.isAfter(before)) {
      // Need that was open until yesterday is unmet today. A request with its last day before that
      // can no longer be filled: it does not change.
      List<RequestCoverage> counted =
          requestsNotOverBefore(before).stream().map(this::requestOf).toList();
      counted.forEach(request -> openIndex.remove(request, register));
      counted.forEach(request -> openIndex.add(request, today, register));
      offerIndex.daysPassed(before, today, this::offerOf);
    }
  }

  /** Every index that depends on the day is built again: items that were over may be current. */
  private void setBack(Instant to) {
    requests.values().forEach(request -> openIndex.remove(request, register));
    clock = to;
    timesSetBack++;
    requests.values().forEach(request -> openIndex.add(request, today(), register));
    offerIndex.rebuild(offers.values(), today());
  }

  @Override
  void putRequest(RequestCoverage coverage) {
    Request request = coverage.request();
    RequestCoverage before = requests.put(request.id(), coverage);
    if (before != null) {
      openIndex.remove(before, register);
      requestEnds.remove(before.request().period().last(), request.id());
    }
    requestEnds.add(request.period().last(), request.id());
    openIndex.add(coverage, today(), register);
  }

  @Override
  void putOffer(OfferUse use) {
    OfferUse before = offers.put(use.offer().id(), use);
    offerIndex.put(before, use, today());
  }

  @Override
  void putDispatch(Dispatch dispatch) {
    dispatches.put(dispatch.id(), dispatch);
  }

  @Override
  RequestCoverage requestForChange(String requestId) {
    return requestOf(requestId);
  }

  @Override
  OfferUse offerForChange(String offerId) {
    return offerOf(offerId);
  }

  @Override
  void addLoad(String lender, Period days, int persons) {
    loads.add(lender, days, persons);
  }

  @Override
  void removeRequest(String requestId) {
    RequestCoverage coverage = requestOf(requestId);
    openIndex.remove(coverage, register);
    requestEnds.remove(coverage.request().period().last(), requestId);
    requests.remove(requestId);
    removedIds.add(requestId, coverage.request().disasterId());
    for (Dispatch d : coverage.dispatches()) {
      dispatchIndex.remove(d);
      loads.move(d, removedLoads, loadsFrom());
      dispatches.remove(d.id());
    }
  }

  @Override
  void removeOffer(String offerId) {
    OfferUse use = offerOf(offerId);
    offerIndex.remove(use);
    offers.remove(offerId);
    String disasterId = use.offer().disasterId();
    removedIds.add(offerId, disasterId == null ? "" : disasterId);
  }

  @Override
  void addCounterpart(Counterpart counterpart, int count) {
    counterparts.merge(counterpart, count, (a, b) -> a + b == 0 ? null : a + b);
  }

  @Override
  DailyLimitUse.Counts uses() {
    return uses;
  }
}
