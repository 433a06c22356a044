package kizuna.streams.afteraction;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * work, their qualifications and their days has people free. It looks after each decision that
 * looked at such a request or moved people; agreements and limits of lenders do not count: that one
 * was missing is what a drill has to find.
 */
final class LifeSafetyWatch {

  /** Most offers that are looked at for one request after one decision. */
  private static final int MOST_OFFERS = 2_000;

  private static final Set<DispatchState> CAME_TO_NOTHING =
      EnumSet.of(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);

  private static final class Need {
    final String network;
    final String id;
    final String receiver;
    Priority priority;
    TaskType task;
    Set<Qualification> qualifications;
    DayPersons asked;
    final Map<String, DispatchEvent> covered = new HashMap<>();
    @Nullable Instant besideSince;
    final Set<String> lenders = new TreeSet<>();
    final List<FactReference> facts = new ArrayList<>();
    Duration beside = Duration.ZERO;
    boolean over;

    String key() {
      return RunFigures.key(network, id);
    }

    Need(String network, AidRequested r) {
      this.network = network;
      this.id = r.getRequestId();
      this.receiver = r.getReceiver();
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
    final Map<String, DispatchEvent> promised = new HashMap<>();

    Offer(StaffOffered o, FactReference fact) {
      this.lender = o.getLender();
      this.tasks = Set.copyOf(o.getTaskTypes());
      this.qualifications = Set.copyOf(o.getQualifications());
      this.disaster = o.getDisasterId();
      this.offered = DayPersons.of(o.getFirstDay(), o.getLastDay(), o.getHeadCount(), List.of());
      this.fact = fact;
    }
  }

  private final Objective objective;
  private final Map<String, Need> needs = new LinkedHashMap<>();
  private final Map<String, String> disasters = new HashMap<>();

  /** Keys of needs that are open beside a free offer now, by network. */
  private final Map<String, Set<String>> beside = new HashMap<>();

  private final Map<String, Map<String, Offer>> offers = new HashMap<>();

  LifeSafetyWatch(Objective objective) {
    this.objective = objective;
  }

  void add(Fact fact, MatchDecision decision, List<DispatchEvent> events) {
    String network = decision.getNetworkId();
    FactReference here = new FactReference(network, decision.getSequence());
    if (decision.getOutcome() == Outcome.ACCEPTED) {
      accepted(network, fact, here);
    }
    for (DispatchEvent e : events) {
      moved(network, e);
    }
    Set<String> look = new TreeSet<>();
    for (Explanation e : decision.getExplanations()) {
      look.add(RunFigures.key(network, e.getRequestId()));
    }
    look.addAll(beside.getOrDefault(network, Set.of()));
    for (String key : look) {
      Need need = needs.get(key);
      if (need != null) {
        look(need, decision.getDecidedAt(), here);
      }
    }
  }

  private void accepted(String network, Fact fact, FactReference here) {
    switch (fact.getKind()) {
      case AID_REQUESTED -> {
        AidRequested r = fact.getAidRequested();
        needs.put(RunFigures.key(network, r.getRequestId()), new Need(network, r));
        disasters.put(RunFigures.key(network, r.getRequestId()), r.getDisasterId());
      }
      case AID_REQUEST_AMENDED ->
          need(network, fact.getAidRequestAmended().getRequestId())
              .ifPresent(n -> amend(n, fact.getAidRequestAmended()));
      case AID_REQUEST_CANCELLED ->
          need(network, fact.getAidRequestCancelled().getRequestId()).ifPresent(n -> n.over = true);
      case AID_REQUEST_MERGED ->
          need(network, fact.getAidRequestMerged().getRequestId()).ifPresent(n -> n.over = true);
      case OVERRIDE_MADE -> {
        OverrideMade made = fact.getOverrideMade();
        if (made.getKind() == OverrideKind.REPRIORITISE && made.getPriority() != null) {
          Priority to = made.getPriority();
          need(network, made.getRequestId()).ifPresent(n -> n.priority = to);
        }
      }
      case STAFF_OFFERED -> {
        StaffOffered o = fact.getStaffOffered();
        offers
            .computeIfAbsent(network, n -> new LinkedHashMap<>())
            .put(o.getOfferId(), new Offer(o, here));
      }
      case OFFER_WITHDRAWN ->
          offers
              .getOrDefault(network, new HashMap<>())
              .remove(fact.getOfferWithdrawn().getOfferId());
      case OFFER_REJECTED ->
          offers
              .getOrDefault(network, new HashMap<>())
              .remove(fact.getOfferRejected().getOfferId());
      default -> {}
    }
  }

  private Optional<Need> need(String network, String request) {
    return Optional.ofNullable(needs.get(RunFigures.key(network, request)));
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

  private void moved(String network, DispatchEvent e) {
    boolean holds = !CAME_TO_NOTHING.contains(e.getState());
    Optional.ofNullable(offers.getOrDefault(network, Map.of()).get(e.getOfferId()))
        .ifPresent(o -> put(o.promised, e, holds));
    need(network, e.getRequestId()).ifPresent(n -> put(n.covered, e, holds));
  }

  private static void put(Map<String, DispatchEvent> of, DispatchEvent e, boolean holds) {
    if (holds) {
      of.put(e.getDispatchId(), e);
    } else {
      of.remove(e.getDispatchId());
    }
  }

  private void look(Need need, Instant at, FactReference here) {
    Optional<Offer> free =
        need.over
                || need.priority != Priority.LIFE_SAFETY
                || !objective.concerns(need.receiver, need.task)
            ? Optional.empty()
            : free(need, JapanTime.dayOf(at));
    if (free.isPresent()) {
      need.lenders.add(free.get().lender);
      if (need.besideSince == null) {
        need.besideSince = at;
        beside.computeIfAbsent(need.network, n -> new TreeSet<>()).add(need.key());
        if (need.facts.size() < 10) {
          need.facts.add(here);
          need.facts.add(free.get().fact);
        }
      }
    } else {
      close(need, at);
    }
  }

  private void close(Need need, Instant at) {
    if (need.besideSince != null) {
      beside.getOrDefault(need.network, new TreeSet<>()).remove(need.key());
      need.beside = need.beside.plus(Duration.between(need.besideSince, at));
      need.besideSince = null;
    }
  }

  /** An offer that fits and has somebody free on a day on which somebody is missing. */
  private Optional<Offer> free(Need need, LocalDate today) {
    DayPersons open = need.asked.without(need.covered.values(), today);
    if (open.most() == 0) {
      return Optional.empty();
    }
    String disaster = disasters.get(need.key());
    return offers.getOrDefault(need.network, Map.of()).values().stream()
        .filter(o -> o.tasks.contains(need.task))
        .filter(o -> o.qualifications.containsAll(need.qualifications))
        .filter(o -> o.disaster == null || o.disaster.equals(disaster))
        .filter(o -> !o.lender.equals(need.receiver))
        .limit(MOST_OFFERS)
        .filter(o -> o.offered.without(o.promised.values(), today).meets(open))
        .min(Comparator.comparing(o -> o.lender));
  }

  /** Closes what is open at the end of the log; each life-safety request is a case. */
  void end(CaseCollector cases, Instant to) {
    for (Need need : needs.values()) {
      close(need, to);
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
}
