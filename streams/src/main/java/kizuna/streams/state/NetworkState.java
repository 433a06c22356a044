package kizuna.streams.state;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The books of one lending network with the indexes that decisions need, so that the cost of one
 * report does not grow with the number of open requests. Written by one thread only.
 */
public final class NetworkState extends NetworkView {

  /** A proposal and when its hold ends. */
  private record Hold(Instant until, String dispatchId) implements Comparable<Hold> {
    @Override
    public int compareTo(Hold other) {
      int byTime = until.compareTo(other.until);
      return byTime != 0 ? byTime : dispatchId.compareTo(other.dispatchId);
    }
  }

  /** An open request and when what is open of it goes to the next tier. */
  private record Deadline(Instant at, String requestId) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : requestId.compareTo(other.requestId);
    }
  }

  /** Person-days that a request lacks, from today on and before. */
  private record Missing(int open, int unmet) {}

  private record LenderTask(String lender, TaskType taskType) {}

  private final String id;
  private ReferenceState register = ReferenceState.EMPTY;
  private Instant clock = Instant.EPOCH;
  private int timesSetBack;

  private final Map<String, RequestCoverage> requests = new HashMap<>();
  private final Map<String, OfferUse> offers = new HashMap<>();
  private final Map<String, Dispatch> dispatches = new HashMap<>();
  private final LenderLoads loads = new LenderLoads();

  /** Of dispatches that left the books. */
  private final LenderLoads leftLoads = new LenderLoads();

  private final RemovedIds left;
  private final Map<Counterpart, Integer> counterparts = new HashMap<>();
  private final DailyLimitUse.Counts uses = new DailyLimitUse.Counts();

  private final NavigableMap<String, Map<TaskType, NavigableSet<OpenRequest>>> open =
      new TreeMap<>();
  private final Map<String, NavigableSet<String>> freeOffers = new HashMap<>();
  private final Map<LenderTask, NavigableSet<String>> movableOffers = new HashMap<>();
  private final Map<String, Integer> currentOffers = new HashMap<>();
  private final NavigableSet<Hold> holds = new TreeSet<>();
  private final NavigableSet<Deadline> deadlines = new TreeSet<>();
  private final Map<String, NavigableSet<String>> offersByLender = new HashMap<>();
  private final NavigableMap<LocalDate, Set<String>> requestEnds = new TreeMap<>();
  private final NavigableMap<LocalDate, Set<String>> offerEnds = new TreeMap<>();
  private final NavigableMap<LocalDate, Set<String>> reportsDue = new TreeMap<>();
  private final Map<DispatchState, Integer> persons = new EnumMap<>(DispatchState.class);

  /** What each request that lacks somebody is counted with. */
  private final Map<String, Missing> missing = new HashMap<>();

  private int openRequests;
  private long openPersonDays;
  private long unmetPersonDays;

  public NetworkState(String id) {
    this(id, RemovedIds.inHeap());
  }

  /**
   * @param left keeps the ids of what leaves the books
   */
  public NetworkState(String id, RemovedIds left) {
    this.id = id;
    this.left = left;
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
    return loads.from(lender, epochDay) + leftLoads.from(lender, epochDay);
  }

  @Override
  boolean hasLeftAs(String id) {
    return left.contains(id);
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
    return Collections.unmodifiableSet(open.keySet());
  }

  /** Open requests of a receiver for a task, in the order in which they are served. */
  public NavigableSet<OpenRequest> openRequests(String receiver, TaskType taskType) {
    return open.getOrDefault(receiver, Map.of())
        .getOrDefault(taskType, Collections.emptyNavigableSet());
  }

  /** Ids of a lender's offers that have somebody free, or who only rests, in order. */
  public Set<String> freeOffers(String lender) {
    return freeOffers.getOrDefault(lender, Collections.emptyNavigableSet());
  }

  /**
   * Ids of a lender's offers for some work that have somebody free, or of which something is only
   * proposed, in order.
   */
  public Set<String> movableOffers(String lender, TaskType taskType) {
    return movableOffers.getOrDefault(
        new LenderTask(lender, taskType), Collections.emptyNavigableSet());
  }

  /** Whether anything at all is only proposed. */
  public boolean hasHeld() {
    return !holds.isEmpty();
  }

  /** Whether a lender has an offer at all that is neither withdrawn nor over. */
  public boolean hasCurrentOffer(String lender) {
    return currentOffers.containsKey(lender);
  }

  /** Every proposal that is held, the first to lapse first. */
  public List<Dispatch> held() {
    return holds.stream().map(h -> dispatchOf(h.dispatchId())).toList();
  }

  /** Ids of requests whose last day is not before a day: the others see no day pass any more. */
  public Set<String> requestsNotOverBefore(LocalDate day) {
    Set<String> ids = new TreeSet<>();
    requestEnds.tailMap(day, true).values().forEach(ids::addAll);
    return ids;
  }

  /** Proposals whose hold has ended at a time, the longest ended first. */
  public List<Dispatch> lapsedAt(Instant time) {
    return holds.headSet(new Hold(time, "￿"), true).stream()
        .map(h -> dispatchOf(h.dispatchId()))
        .toList();
  }

  /** When the first hold ends; empty: nothing is held. */
  public Optional<Instant> firstHoldEnd() {
    return holds.isEmpty() ? Optional.empty() : Optional.of(holds.first().until());
  }

  /** When the first open request is to go to the next tier; empty: none is. */
  public Optional<Instant> firstEscalation() {
    return deadlines.isEmpty() ? Optional.empty() : Optional.of(deadlines.first().at());
  }

  /** How often the log's time was set back. */
  public int timesSetBack() {
    return timesSetBack;
  }

  /** Goes on from books that were kept. */
  public void restore(Instant clock, int timesSetBack) {
    this.clock = clock;
    this.timesSetBack = timesSetBack;
  }

  /** Ids of open requests that are to go to the next tier by then, the longest due first. */
  public List<String> escalationsDue(Instant time) {
    return deadlines.headSet(new Deadline(time, "\uffff"), true).stream()
        .map(Deadline::requestId)
        .toList();
  }

  /** Whether what is open of a request, if anything is, is to go to the next tier by then. */
  public boolean isEscalationDue(Request request, Instant time) {
    return deadline(request).filter(d -> !d.at().isAfter(time)).isPresent();
  }

  /** Ids of all offers of a lender, in order. */
  public Set<String> offersOf(String lender) {
    return offersByLender.getOrDefault(lender, Collections.emptyNavigableSet());
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

  /** Ids of offers whose last day lies in [from, to). */
  public Set<String> offersEnding(LocalDate from, LocalDate to) {
    return collect(offerEnds, from, to);
  }

  /** Ids of dispatches of which a report was due on a day in [from, to), in order. */
  public Set<String> dispatchesWithReportDue(LocalDate from, LocalDate to) {
    return collect(reportsDue, from, to);
  }

  /** Number of requests with open person-days. */
  public int openRequestCount() {
    return openRequests;
  }

  public long openPersonDays() {
    return openPersonDays;
  }

  /** Person-days of days that are over and were not met. */
  public long unmetPersonDays() {
    return unmetPersonDays;
  }

  /** Persons in dispatches of a state. */
  public int persons(DispatchState state) {
    return persons.getOrDefault(state, 0);
  }

  /** Person-days of each lender that has any within the window of its load, by code. */
  public Map<String, Long> loads() {
    Map<String, Long> all = new TreeMap<>();
    for (String lender : register.lenders()) {
      all.put(lender, personDays(lender));
    }
    return all;
  }

  /** What dispatches that left the books have been to a lender's load: persons by epoch day. */
  public NavigableMap<Long, Integer> leftLoad(String lender) {
    return leftLoads.of(lender);
  }

  /**
   * Adds to a lender's load what dispatches that left the books have been to it.
   *
   * @param epochDay a day
   */
  public void addLoadOfLeft(String lender, long epochDay, int persons) {
    LocalDate day = LocalDate.ofEpochDay(epochDay);
    leftLoads.add(lender, new Period(day, day), persons);
  }

  /** Ids of requests whose last day is before a day, in order. */
  public Set<String> requestsOverBefore(LocalDate day) {
    Set<String> ids = new TreeSet<>();
    requestEnds.headMap(day, false).values().forEach(ids::addAll);
    return ids;
  }

  /** Ids of offers whose last day is before a day, in order. */
  public Set<String> offersOverBefore(LocalDate day) {
    Set<String> ids = new TreeSet<>();
    offerEnds.headMap(day, false).values().forEach(ids::addAll);
    return ids;
  }

  @Override
  public void apply(Change change) {
    if (change instanceof Change.DispatchPut put) {
      Dispatch after = put.dispatch();
      Dispatch before = dispatches.get(after.id());
      RequestCoverage request = requestOf(after.requestId());
      Set<OfferUse> offers = new LinkedHashSet<>();
      offers.add(offerOf(after.offerId()));
      if (before != null) {
        offers.add(offerOf(before.offerId()));
      }
      forget(request);
      offers.forEach(this::forget);
      super.apply(change);
      remember(request);
      offers.forEach(this::remember);
      if (before != null) {
        persons.merge(before.state(), -before.headCount(), Integer::sum);
        holds.remove(new Hold(before.holdUntil(), before.id()));
        MissingReport.due(before).forEach(due -> drop(reportsDue, due.on(), before.id()));
      }
      for (MissingReport.Due due : MissingReport.due(after)) {
        reportsDue.computeIfAbsent(due.on(), d -> new LinkedHashSet<>()).add(after.id());
      }
      persons.merge(after.state(), after.headCount(), Integer::sum);
      if (after.state() == DispatchState.PROPOSED) {
        holds.add(new Hold(after.holdUntil(), after.id()));
      }
    } else if (change instanceof Change.RequestLeft gone) {
      Set<OfferUse> offers = new LinkedHashSet<>();
      requestOf(gone.requestId())
          .dispatchIds()
          .forEach(d -> offers.add(offerOf(dispatchOf(d).offerId())));
      register.overridesFor(gone.requestId()).forEach(o -> left.add(o.id(), ""));
      offers.forEach(this::forget);
      super.apply(change);
      offers.forEach(this::remember);
    } else if (change instanceof Change.DisasterLeft gone) {
      left.add(gone.disasterId(), gone.disasterId());
      register.formerIds(gone.disasterId()).forEach(f -> left.add(f, gone.disasterId()));
      super.apply(change);
    } else {
      super.apply(change);
    }
  }

  @Override
  void setRegister(ReferenceState register) {
    ReferenceState before = this.register;
    // Places in the order of serving and deadlines follow the terms: both are indexed anew.
    List<RequestCoverage> indexed = sameTerms(before, register) ? List.of() : requestsThatLack();
    indexed.forEach(this::forget);
    this.register = register;
    indexed.forEach(this::remember);
    uses.addNewlyLimited(before, register, dispatches.values());
  }

  private List<RequestCoverage> requestsThatLack() {
    return missing.keySet().stream().sorted().map(this::requestOf).toList();
  }

  private static boolean sameTerms(ReferenceState before, ReferenceState after) {
    return !before.isFormed()
        || before.network().lending(List.of()).equals(after.network().lending(List.of()));
  }

  @Override
  void setClock(Instant to) {
    if (to.isBefore(clock)) {
      setBack(to);
      return;
    }
    LocalDate before = today();
    // What was open until yesterday is unmet today. A request whose last day has passed can be
    // filled no more: nobody need look at it.
    List<RequestCoverage> counted =
        LocalDate.ofInstant(to, JAPAN).isAfter(before) ? requestsFrom(before) : List.of();
    counted.forEach(this::forget);
    clock = to;
    counted.forEach(this::remember);
    // An offer whose last day has passed has nobody free any more.
    for (String offerId : offersEnding(before, today())) {
      OfferUse book = offerOf(offerId);
      drop(freeOffers, book.offer().lender(), offerId);
      if (!book.offer().ended()) {
        currentOffers.computeIfPresent(book.offer().lender(), (l, n) -> n == 1 ? null : n - 1);
      }
    }
  }

  /** Every index that a day's passing changed is made anew: what was over may not be. */
  private void setBack(Instant to) {
    requests.values().forEach(this::forget);
    offers.values().forEach(this::forget);
    clock = to;
    timesSetBack++;
    requests.values().forEach(this::remember);
    currentOffers.clear();
    for (OfferUse book : offers.values()) {
      remember(book);
      if (isCurrent(book)) {
        currentOffers.merge(book.offer().lender(), 1, Integer::sum);
      }
    }
  }

  private List<RequestCoverage> requestsFrom(LocalDate day) {
    return requestsNotOverBefore(day).stream().map(this::requestOf).toList();
  }

  @Override
  void putRequest(RequestCoverage book) {
    RequestCoverage before = requests.get(book.request().id());
    if (before != null) {
      forget(before);
      drop(requestEnds, before.request().period().last(), before.request().id());
    }
    requests.put(book.request().id(), book);
    requestEnds
        .computeIfAbsent(book.request().period().last(), d -> new LinkedHashSet<>())
        .add(book.request().id());
    remember(book);
  }

  @Override
  void putOffer(OfferUse book) {
    OfferUse before = offers.get(book.offer().id());
    String lender = book.offer().lender();
    if (before != null) {
      forget(before);
      if (isCurrent(before)) {
        currentOffers.computeIfPresent(lender, (l, n) -> n == 1 ? null : n - 1);
      }
    } else {
      offerEnds
          .computeIfAbsent(book.offer().period().last(), d -> new LinkedHashSet<>())
          .add(book.offer().id());
    }
    offers.put(book.offer().id(), book);
    offersByLender.computeIfAbsent(lender, l -> new TreeSet<>()).add(book.offer().id());
    if (isCurrent(book)) {
      currentOffers.merge(lender, 1, Integer::sum);
    }
    remember(book);
  }

  private boolean isCurrent(OfferUse book) {
    return !book.offer().ended() && !today().isAfter(book.offer().period().last());
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
    RequestCoverage book = requestOf(requestId);
    forget(book);
    drop(requestEnds, book.request().period().last(), requestId);
    requests.remove(requestId);
    left.add(requestId, book.request().disasterId());
    for (String dispatchId : book.dispatchIds()) {
      Dispatch d = dispatchOf(dispatchId);
      MissingReport.due(d).forEach(due -> drop(reportsDue, due.on(), d.id()));
      persons.merge(d.state(), -d.headCount(), Integer::sum);
      d.covers()
          .ifPresent(
              days -> {
                loads.add(d.lender(), days, -d.headCount());
                leftLoads.add(d.lender(), days, d.headCount());
                leftLoads.forgetBefore(d.lender(), loadsFrom());
              });
      dispatches.remove(dispatchId);
    }
  }

  @Override
  void removeOffer(String offerId) {
    OfferUse book = offerOf(offerId);
    String lender = book.offer().lender();
    forget(book);
    if (isCurrent(book)) {
      currentOffers.computeIfPresent(lender, (l, n) -> n == 1 ? null : n - 1);
    }
    drop(offerEnds, book.offer().period().last(), offerId);
    drop(offersByLender, lender, offerId);
    offers.remove(offerId);
    left.add(offerId, book.offer().disasterId() == null ? "" : book.offer().disasterId());
  }

  @Override
  void addCounterpart(Counterpart counterpart, int count) {
    counterparts.merge(counterpart, count, (a, b) -> a + b == 0 ? null : a + b);
  }

  @Override
  DailyLimitUse.Counts uses() {
    return uses;
  }

  private void remember(RequestCoverage book) {
    Missing lacks = new Missing(book.openPersonDaysFrom(today()), book.unmetPersonDays(today()));
    if (lacks.open() > 0 || lacks.unmet() > 0) {
      missing.put(book.request().id(), lacks);
      unmetPersonDays += lacks.unmet();
    }
    if (lacks.open() > 0) {
      openRequests++;
      openPersonDays += lacks.open();
      open.computeIfAbsent(book.request().receiver(), r -> new EnumMap<>(TaskType.class))
          .computeIfAbsent(book.request().taskType(), t -> new TreeSet<>())
          .add(place(book));
      deadline(book.request()).ifPresent(deadlines::add);
    }
  }

  private Optional<Deadline> deadline(Request request) {
    Fact.NetworkFormed terms = register.network();
    if (terms.escalatesTo() == null || request.escalatedTo() != null) {
      return Optional.empty();
    }
    int minutes =
        request.priority() == Priority.LIFE_SAFETY
            ? terms.lifeSafetyEscalateAfterMinutes()
            : terms.escalateAfterMinutes();
    return Optional.of(
        new Deadline(request.askedAt().plus(Duration.ofMinutes(minutes)), request.id()));
  }

  private void forget(RequestCoverage book) {
    Missing lacks = missing.remove(book.request().id());
    if (lacks == null) {
      return;
    }
    unmetPersonDays -= lacks.unmet();
    if (lacks.open() > 0) {
      openRequests--;
      openPersonDays -= lacks.open();
      dropOpen(book);
    }
  }

  private void dropOpen(RequestCoverage book) {
    Map<TaskType, NavigableSet<OpenRequest>> tasks = open.get(book.request().receiver());
    NavigableSet<OpenRequest> places = tasks == null ? null : tasks.get(book.request().taskType());
    if (tasks == null || places == null) {
      return;
    }
    places.remove(place(book));
    deadline(book.request()).ifPresent(deadlines::remove);
    if (places.isEmpty()) {
      tasks.remove(book.request().taskType());
      if (tasks.isEmpty()) {
        open.remove(book.request().receiver());
      }
    }
  }

  private OpenRequest place(RequestCoverage book) {
    return OpenRequest.of(book.request(), register.network().priorityClassHours());
  }

  private void remember(OfferUse book) {
    if (book.hasFreeOrRestingFrom(today())) {
      freeOffers
          .computeIfAbsent(book.offer().lender(), l -> new TreeSet<>())
          .add(book.offer().id());
    }
    if (book.hasHeld() || book.hasFreeFrom(today())) {
      for (TaskType task : book.offer().taskTypes()) {
        movableOffers
            .computeIfAbsent(new LenderTask(book.offer().lender(), task), l -> new TreeSet<>())
            .add(book.offer().id());
      }
    }
  }

  private void forget(OfferUse book) {
    drop(freeOffers, book.offer().lender(), book.offer().id());
    for (TaskType task : book.offer().taskTypes()) {
      drop(movableOffers, new LenderTask(book.offer().lender(), task), book.offer().id());
    }
  }

  private static <K> void drop(Map<K, ? extends Set<String>> index, K key, String value) {
    Set<String> values = index.get(key);
    if (values != null && values.remove(value) && values.isEmpty()) {
      index.remove(key);
    }
  }

  private static Set<String> collect(
      NavigableMap<LocalDate, Set<String>> index, LocalDate from, LocalDate to) {
    Set<String> found = new TreeSet<>();
    if (from.isBefore(to)) {
      index.subMap(from, true, to, false).values().forEach(found::addAll);
    }
    return found;
  }
}
