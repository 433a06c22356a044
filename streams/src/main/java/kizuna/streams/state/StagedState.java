package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The state after further changes: they are applied here, the network itself stays as it is. Lists
 * the changes in order. An attempt stages further changes that can be dropped.
 */
public final class StagedState extends NetworkView {

  private final NetworkState network;
  private final @Nullable StagedState parent;
  private final NetworkView base;
  private final List<Change> changes = new ArrayList<>();

  private @Nullable ReferenceState register;
  private @Nullable Instant clock;
  private @Nullable LocalDate today;
  private final Map<String, RequestCoverage> requests = new HashMap<>();
  private final Map<String, OfferUse> offers = new HashMap<>();

  /** Lenders of these offers. */
  private final Set<String> touchedLenders = new HashSet<>();

  private final Map<String, Dispatch> dispatches = new HashMap<>();
  private final LenderLoads loads = new LenderLoads();
  private final Set<String> removed = new HashSet<>();
  private final Map<Counterpart, Integer> counterparts = new HashMap<>();
  private final DailyLimitUse.Counts uses = new DailyLimitUse.Counts();

  public StagedState(NetworkState network) {
    this.network = network;
    this.parent = null;
    this.base = network;
  }

  private StagedState(StagedState parent) {
    this.network = parent.network;
    this.parent = parent;
    this.base = parent;
  }

  /** Stages further changes on top of these. */
  public StagedState attempt() {
    return new StagedState(this);
  }

  /** Adds the changes of an attempt to the staged state that it began from. */
  public void keep() {
    if (parent == null) {
      throw new IllegalStateException("expected an attempt, but this is the decision's own draft");
    }
    changes.forEach(parent::apply);
  }

  /** The network itself, with its indexes before the changes. */
  public NetworkState network() {
    return network;
  }

  /** All changes so far, in order. */
  public List<Change> changes() {
    return changes;
  }

  /**
   * A lender's offers with persons free or at rest; the rules decide whether rest counts. Those of
   * the network's index and those that staged changes touched; by id.
   */
  public List<OfferUse> freeOffers(String lender) {
    List<OfferUse> free = current(lender, network.offerIndex().freeOf(lender));
    free.removeIf(use -> !use.hasFreeOrRestingFrom(today()));
    return free;
  }

  /** A lender's offers for some work with persons free or only proposed; by id. */
  public List<OfferUse> movableOffers(String lender, TaskType taskType) {
    List<OfferUse> movable = current(lender, network.offerIndex().movableOf(lender, taskType));
    if (touchesOffersOf(lender)) {
      movable.removeIf(use -> !use.offer().taskTypes().contains(taskType));
    }
    LocalDate today = today();
    movable.removeIf(use -> !use.hasHeld() && !use.hasFreeFrom(today));
    return movable;
  }

  /** Days from today on with free persons in any offer of the network; today is 0. */
  public BitSet daysWithFreePersons() {
    BitSet days = new BitSet();
    for (String lender : register().lenders()) {
      if (touchesOffersOf(lender)) {
        freeOffers(lender).forEach(use -> use.addFreeDays(today(), days));
      } else {
        network.offerIndex().addFreeDays(lender, today(), days);
      }
    }
    return days;
  }

  private List<OfferUse> current(String lender, List<OfferUse> indexed) {
    if (!touchesOffersOf(lender)) {
      return new ArrayList<>(indexed);
    }
    Map<String, OfferUse> touched = touchedOffers();
    List<OfferUse> uses = new ArrayList<>(indexed.size());
    for (OfferUse use : indexed) {
      if (!touched.containsKey(use.offer().id())) {
        uses.add(use);
      }
    }
    int untouched = uses.size();
    for (OfferUse use : touched.values()) {
      if (use.offer().lender().equals(lender)) {
        uses.add(use);
      }
    }
    if (uses.size() > untouched) {
      uses.sort(Comparator.comparing(use -> use.offer().id()));
    }
    return uses;
  }

  private boolean touchesOffersOf(String lender) {
    return touchedLenders.contains(lender) || (parent != null && parent.touchesOffersOf(lender));
  }

  private Map<String, OfferUse> touchedOffers() {
    if (parent == null) {
      return offers;
    }
    if (offers.isEmpty()) {
      return parent.touchedOffers();
    }
    Map<String, OfferUse> all = new HashMap<>(parent.touchedOffers());
    all.putAll(offers);
    return all;
  }

  /** Ids of the requests that staged changes touched. */
  public Set<String> touchedRequestIds() {
    Set<String> all = parent == null ? new TreeSet<>() : parent.touchedRequestIds();
    all.addAll(requests.keySet());
    return all;
  }

  /** A request of the network in its staged state. */
  public RequestCoverage current(RequestCoverage ofNetwork) {
    String id = ofNetwork.request().id();
    // A decision reads thousands and changes few.
    return touches(id) ? requestOf(id) : ofNetwork;
  }

  private boolean touches(String requestId) {
    return requests.containsKey(requestId)
        || removed.contains(requestId)
        || (parent != null && parent.touches(requestId));
  }

  /**
   * The dispatches that use an offer, request by request: an order that does not change at a
   * restart.
   */
  public List<Dispatch> dispatchesOfOffer(String offerId) {
    return offerOf(offerId).dispatches().stream()
        .sorted(Comparator.comparing(Dispatch::requestId).thenComparing(Dispatch::number))
        .toList();
  }

  /** Whether a lender has any offer that is neither withdrawn nor over. */
  public boolean hasCurrentOffer(String lender) {
    return network.hasCurrentOffer(lender)
        || touchedOffers().values().stream()
            .anyMatch(b -> b.offer().lender().equals(lender) && !b.offer().ended());
  }

  @Override
  public void apply(Change change) {
    super.apply(change);
    changes.add(change);
  }

  @Override
  public ReferenceState register() {
    return register == null ? base.register() : register;
  }

  @Override
  public Instant clock() {
    return clock == null ? base.clock() : clock;
  }

  @Override
  public @Nullable RequestCoverage request(String id) {
    RequestCoverage coverage = requests.get(id);
    return removed.contains(id) ? null : coverage == null ? base.request(id) : coverage;
  }

  @Override
  public @Nullable OfferUse offer(String id) {
    OfferUse use = offers.get(id);
    return removed.contains(id) ? null : use == null ? base.offer(id) : use;
  }

  @Override
  public @Nullable Dispatch dispatch(String id) {
    Dispatch dispatch = dispatches.get(id);
    return dispatch == null ? base.dispatch(id) : dispatch;
  }

  @Override
  long personDaysFrom(String lender, long epochDay) {
    return base.personDaysFrom(lender, epochDay) + loads.from(lender, epochDay);
  }

  @Override
  boolean hasLeftAs(String id) {
    return removed.contains(id) || base.hasLeftAs(id);
  }

  @Override
  int dispatchCount(Counterpart counterpart) {
    return base.dispatchCount(counterpart) + counterparts.getOrDefault(counterpart, 0);
  }

  @Override
  public int used(DailyLimitUse use, long epochDay) {
    return base.used(use, epochDay) + uses.on(use, epochDay);
  }

  @Override
  void setRegister(ReferenceState after) {
    ReferenceState before = register();
    register = after;
    uses.addNewlyLimited(before, after, network.dispatches());
  }

  @Override
  void setClock(Instant to) {
    clock = to;
    today = null;
  }

  @Override
  public LocalDate today() {
    LocalDate known = today;
    if (known == null) {
      known = super.today();
      today = known;
    }
    return known;
  }

  @Override
  void putRequest(RequestCoverage coverage) {
    requests.put(coverage.request().id(), coverage);
  }

  @Override
  void putOffer(OfferUse use) {
    offers.put(use.offer().id(), use);
    touchedLenders.add(use.offer().lender());
  }

  @Override
  void putDispatch(Dispatch dispatch) {
    dispatches.put(dispatch.id(), dispatch);
  }

  @Override
  RequestCoverage requestForChange(String id) {
    RequestCoverage coverage = requests.get(id);
    if (coverage == null) {
      coverage = base.requestOf(id).copy();
      requests.put(id, coverage);
    }
    return coverage;
  }

  @Override
  OfferUse offerForChange(String id) {
    OfferUse use = offers.get(id);
    if (use == null) {
      use = base.offerOf(id).copy();
      putOffer(use);
    }
    return use;
  }

  @Override
  void addLoad(String lender, Period days, int persons) {
    loads.add(lender, days, persons);
  }

  @Override
  void removeRequest(String id) {
    removed.add(id);
    requests.remove(id);
  }

  @Override
  void removeOffer(String id) {
    removed.add(id);
    offers.remove(id);
  }

  @Override
  void addCounterpart(Counterpart counterpart, int count) {
    counterparts.merge(counterpart, count, Integer::sum);
  }

  @Override
  DailyLimitUse.Counts uses() {
    return uses;
  }
}
