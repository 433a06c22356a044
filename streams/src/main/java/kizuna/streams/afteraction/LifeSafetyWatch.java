package kizuna.streams.afteraction;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.codes.DispatchState;
import kizuna.codes.Outcome;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.TaskType;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.Explanation;
import kizuna.decisions.MatchDecision;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequested;
import kizuna.facts.DailyCount;
import kizuna.facts.Fact;
import kizuna.facts.OverrideMade;
import kizuna.facts.StaffOffered;
import kizuna.schemas.JapanTime;
import org.jspecify.annotations.Nullable;

/**
 * Watches for life-safety requests that are open while an offer of the same network that fits their
 * work, their qualifications and their days has people free. Agreements and limits of lenders do
 * not count: a drill must detect missing ones.
 *
 * <p>It checks a request after a decision that matched it or moved its people; one that is open
 * beside a free offer also when that offer changes, and on each new day.
 */
final class LifeSafetyWatch {

  /** Most offers that are checked for one request after one decision. */
  private static final int MAX_OFFERS = 2_000;

  /** Most listed facts for one request. */
  private static final int MAX_FACTS = 10;

  private static final Set<DispatchState> VOID_STATES =
      EnumSet.of(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);

  private static final class Need {
    final String id;
    final String receiver;
    final String disaster;
    Priority priority;
    TaskType task;
    Set<Qualification> qualifications;
    DayPersons asked;
    final Map<String, PromisedPersons> covered = new HashMap<>(4);

    /** A free offer while the request is open, and the start of that time. */
    @Nullable Offer free;

    @Nullable Instant besideSince;
    final Set<String> lenders = new TreeSet<>();
    final List<FactReference> facts = new ArrayList<>(0);
    Duration beside = Duration.ZERO;
    boolean over;

    Need(AidRequested r) {
      this.id = r.getRequestId();
      this.receiver = r.getReceiver();
      this.disaster = r.getDisasterId();
      this.priority = r.getPriority();
      this.task = r.getTaskType();
      this.qualifications = Set.copyOf(r.getQualifications());
      this.asked = DayPersons.of(r.getFirstDay(), r.getLastDay(), r.getHeadCount(), r.getNeeds());
    }
  }

  private static final class Offer {
    final String lender;
    final Set<TaskType> tasks;
    final Set<Qualification> qualifications;
    final @Nullable String disaster;
    final DayPersons offered;
    final FactReference fact;
    final Map<String, PromisedPersons> promised = new HashMap<>(4);

    /** Open requests for which this is the free offer. */
    final Set<Need> beside = new LinkedHashSet<>(0);

    private @Nullable DayPersons left;

    Offer(StaffOffered o, FactReference fact) {
      this.lender = o.getLender();
      this.tasks = Set.copyOf(o.getTaskTypes());
      this.qualifications = Set.copyOf(o.getQualifications());
      this.disaster = o.getDisasterId();
      this.offered = DayPersons.of(o.getFirstDay(), o.getLastDay(), o.getHeadCount(), List.of());
      this.fact = fact;
    }

    /** Free persons by day; cached until the promises change. */
    DayPersons left() {
      DayPersons known = left;
      if (known == null) {
        known = offered.without(promised.values(), offered.firstDay());
        left = known;
      }
      return known;
    }

    boolean fits(Need need) {
      return qualifications.containsAll(need.qualifications)
          && (disaster == null || disaster.equals(need.disaster))
          && !lender.equals(need.receiver);
    }
  }

  /** State of one network. */
  private static final class Network {
    final Map<String, Need> needs = new HashMap<>();
    final Map<String, Offer> offers = new HashMap<>();

    /** Offers for a work by lender, the earliest first, without those that have ended. */
    final Map<TaskType, TreeMap<String, List<Offer>>> byTask = new EnumMap<>(TaskType.class);

    /** Open requests with a fitting free offer now. */
    final Set<Need> beside = new LinkedHashSet<>();

    LocalDate today = LocalDate.MIN;

    void offered(String id, Offer offer) {
      offers.put(id, offer);
      for (TaskType task : offer.tasks) {
        byTask
            .computeIfAbsent(task, t -> new TreeMap<>())
            .computeIfAbsent(offer.lender, l -> new ArrayList<>(1))
            .add(offer);
      }
    }

    void gone(String id) {
      Offer offer = offers.remove(id);
      if (offer != null) {
        byTask.values().forEach(lenders -> leave(lenders, offer));
      }
    }

    private static void leave(TreeMap<String, List<Offer>> lenders, Offer offer) {
      List<Offer> of = lenders.get(offer.lender);
      if (of != null && of.remove(offer) && of.isEmpty()) {
        lenders.remove(offer.lender);
      }
    }

    /** Starts a new day and removes ended offers. */
    void begin(LocalDate day) {
      today = day;
      List<String> over = new ArrayList<>();
      offers.forEach(
          (id, o) -> {
            if (o.offered.lastDay().isBefore(day)) {
              over.add(id);
            }
          });
      over.forEach(this::gone);
    }
  }

  private final Objective objective;
  private final Map<String, Network> networks = new TreeMap<>();

  LifeSafetyWatch(Objective objective) {
    this.objective = objective;
  }

  void add(Fact fact, MatchDecision decision, List<DispatchEvent> events) {
    Network network = networks.computeIfAbsent(decision.getNetworkId(), n -> new Network());
    FactReference here = new FactReference(decision.getNetworkId(), decision.getSequence());
    Set<Need> look = new LinkedHashSet<>();
    LocalDate today = JapanTime.dayOf(decision.getDecidedAt());
    if (!today.equals(network.today)) {
      network.begin(today);
      look.addAll(network.beside);
    }
    if (decision.getOutcome() == Outcome.ACCEPTED) {
      accepted(network, fact, here, look);
    }
    for (DispatchEvent e : events) {
      moved(network, e, look);
    }
    for (Explanation e : decision.getExplanations()) {
      need(network, e.getRequestId()).ifPresent(look::add);
    }
    for (Need need : look) {
      look(network, need, decision.getDecidedAt(), here);
    }
  }

  private void accepted(Network network, Fact fact, FactReference here, Set<Need> look) {
    switch (fact.getKind()) {
      case AID_REQUESTED -> {
        AidRequested r = fact.getAidRequested();
        network.needs.put(r.getRequestId(), new Need(r));
      }
      case AID_REQUEST_AMENDED ->
          changed(network, fact.getAidRequestAmended().getRequestId(), look)
              .ifPresent(n -> amend(n, fact.getAidRequestAmended()));
      case AID_REQUEST_CANCELLED ->
          changed(network, fact.getAidRequestCancelled().getRequestId(), look)
              .ifPresent(n -> n.over = true);
      case AID_REQUEST_MERGED ->
          changed(network, fact.getAidRequestMerged().getRequestId(), look)
              .ifPresent(n -> n.over = true);
      case OVERRIDE_MADE -> {
        OverrideMade made = fact.getOverrideMade();
        if (made.getKind() == OverrideKind.REPRIORITISE && made.getPriority() != null) {
          Priority to = made.getPriority();
          changed(network, made.getRequestId(), look).ifPresent(n -> n.priority = to);
        }
      }
      case STAFF_OFFERED -> {
        StaffOffered o = fact.getStaffOffered();
        network.offered(o.getOfferId(), new Offer(o, here));
      }
      case OFFER_WITHDRAWN -> gone(network, fact.getOfferWithdrawn().getOfferId(), look);
      case OFFER_REJECTED -> gone(network, fact.getOfferRejected().getOfferId(), look);
      default -> {}
    }
  }

  private static void gone(Network network, String offer, Set<Need> look) {
    Optional.ofNullable(network.offers.get(offer)).ifPresent(o -> look.addAll(o.beside));
    network.gone(offer);
  }

  private static Optional<Need> need(Network network, @Nullable String request) {
    return Optional.ofNullable(network.needs.get(request));
  }

  private static Optional<Need> changed(Network network, @Nullable String request, Set<Need> look) {
    Optional<Need> need = need(network, request);
    need.ifPresent(look::add);
    return need;
  }

  private static void amend(Need need, AidRequestAmended a) {
    need.over = false;
    need.priority = a.getPriority() == null ? need.priority : a.getPriority();
    need.task = a.getTaskType() == null ? need.task : a.getTaskType();
    need.qualifications =
        a.getQualifications() == null ? need.qualifications : Set.copyOf(a.getQualifications());
    LocalDate first = a.getFirstDay() == null ? need.asked.firstDay() : a.getFirstDay();
    LocalDate last = a.getLastDay() == null ? need.asked.lastDay() : a.getLastDay();
    int heads = a.getHeadCount() == null ? need.asked.most() : a.getHeadCount();
    List<DailyCount> needs = a.getNeeds() == null ? List.of() : a.getNeeds();
    need.asked = DayPersons.of(first, last, heads, needs);
  }

  private static void moved(Network network, DispatchEvent e, Set<Need> look) {
    Offer offer = network.offers.get(e.getOfferId());
    if (offer != null) {
      put(offer.promised, e);
      offer.left = null;
      look.addAll(offer.beside);
    }
    need(network, e.getRequestId())
        .ifPresent(
            n -> {
              put(n.covered, e);
              look.add(n);
            });
  }

  private static void put(Map<String, PromisedPersons> of, DispatchEvent e) {
    if (VOID_STATES.contains(e.getState())) {
      of.remove(e.getDispatchId());
    } else {
      of.put(e.getDispatchId(), PromisedPersons.of(e));
    }
  }

  private void look(Network network, Need need, Instant at, FactReference here) {
    Offer free =
        need.over
                || need.priority != Priority.LIFE_SAFETY
                || !objective.concerns(need.receiver, need.task)
            ? null
            : free(network, need);
    if (need.free != null) {
      need.free.beside.remove(need);
    }
    need.free = free;
    if (free == null) {
      close(network, need, at);
      return;
    }
    free.beside.add(need);
    need.lenders.add(free.lender);
    if (need.besideSince == null) {
      need.besideSince = at;
      network.beside.add(need);
      if (need.facts.size() < MAX_FACTS) {
        need.facts.add(here);
        need.facts.add(free.fact);
      }
    }
  }

  private static void close(Network network, Need need, Instant at) {
    if (need.besideSince != null) {
      network.beside.remove(need);
      need.beside = need.beside.plus(Duration.between(need.besideSince, at));
      need.besideSince = null;
    }
  }

  /** The first fitting offer with free persons on a day on which persons are missing. */
  private static @Nullable Offer free(Network network, Need need) {
    DayPersons open = need.asked.without(need.covered.values(), network.today);
    if (open.most() == 0) {
      return null;
    }
    int looked = 0;
    for (List<Offer> of : network.byTask.getOrDefault(need.task, new TreeMap<>()).values()) {
      for (Offer offer : of) {
        if (!offer.fits(need)) {
          continue;
        }
        if (offer.left().meets(open)) {
          return offer;
        }
        if (++looked == MAX_OFFERS) {
          return null;
        }
      }
    }
    return null;
  }

  /** Closes what is open at the end of the log; each life-safety request is a case. */
  void end(CaseCollector cases, Instant to) {
    networks.values().forEach(n -> n.needs.values().forEach(need -> end(n, need, cases, to)));
  }

  private void end(Network network, Need need, CaseCollector cases, Instant to) {
    close(network, need, to);
    if (need.priority == Priority.LIFE_SAFETY && objective.concerns(need.receiver, need.task)) {
      long minutes = need.beside.toMinutes();
      boolean missed = !need.lenders.isEmpty() && !need.beside.isZero();
      cases.add(
          need.receiver,
          need.id + (missed ? " / " + String.join(", ", need.lenders) : ""),
          minutes,
          missed ? Math.max(1, minutes) : 0,
          need.facts);
    }
  }
}
