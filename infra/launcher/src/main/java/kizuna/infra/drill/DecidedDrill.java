package kizuna.infra.drill;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.Priority;
import kizuna.codes.TaskType;
import kizuna.codes.Verdict;
import kizuna.decisions.Days;
import kizuna.decisions.Explanation;
import kizuna.decisions.Finding;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.facts.AidRequested;
import kizuna.facts.Fact;
import kizuna.facts.StaffOffered;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.drill.History;
import kizuna.schemas.form.FactDescriptor.Owner;
import kizuna.schemas.form.FactKinds;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillNetwork;
import kizuna.states.LedgerEntry;
import kizuna.streams.replay.InMemoryEngine;
import kizuna.streams.state.NetworkView;

/** A drill decided from its first fact to its last, with queries on the result. */
final class DecidedDrill {

  /** A lender at a receiver in a disaster. */
  record Pairing(String disaster, String receiver, String lender) {

    static Pairing of(LedgerEntry e) {
      return new Pairing(e.getDisasterId(), e.getReceiver(), e.getLender());
    }

    static Pairing of(History.Pairing h) {
      return new Pairing(h.disaster(), h.receiver(), h.lender());
    }

    boolean isAt(String disaster, String receiver) {
      return this.disaster.equals(disaster) && this.receiver.equals(receiver);
    }
  }

  /** The matcher's findings about one lender for one request. */
  record Look(MatchDecision decision, Explanation explanation, LenderVerdict verdict) {

    /** The day (JST) on which it was decided. */
    LocalDate day() {
      return LocalDate.ofInstant(decision.getDecidedAt(), NetworkView.JAPAN);
    }
  }

  private static final Set<DispatchState> VOID_STATES =
      EnumSet.of(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);

  /** Facts by which people decide about pairings and dispatches, except requests and offers. */
  private static final Set<FactKind> DECIDED_BY_PEOPLE =
      FactKinds.where(
          fact ->
              fact.subject().owner() == Owner.DISPATCH
                  || fact.kind() == FactKind.AGREEMENT_SIGNED
                  || fact.kind() == FactKind.COUNTERPART_APPOINTED);

  private final InMemoryEngine decided;
  private final Map<String, AidRequested> requests = new LinkedHashMap<>();
  private final Map<String, Instant> askedAt = new LinkedHashMap<>();
  private final List<StaffOffered> offers = new ArrayList<>();

  /** Lenders by network. */
  private final Map<String, Set<String>> lenders = new HashMap<>();

  /** Position of the decision that last changed a dispatch, by network and id. */
  private final Map<String, Long> changed = new HashMap<>();

  private DecidedDrill(Drill drill) {
    this.decided = new InMemoryEngine(Topics.of(Namespace.drill(drill.id()), 1));
    for (Fact fact : drill.log()) {
      AidRequested asked = fact.getAidRequested();
      if (asked != null) {
        requests.put(asked.getRequestId(), asked);
        askedAt.put(asked.getRequestId(), fact.getRecordedAt());
      }
      Optional.ofNullable(fact.getStaffOffered()).ifPresent(offers::add);
    }
  }

  /** Decides the log, unchanged. */
  static DecidedDrill ofLog(Drill drill) {
    DecidedDrill replay = new DecidedDrill(drill);
    drill.facts().forEach(replay::decide);
    return replay;
  }

  /**
   * Requests and offers from the log, without the decisions of people: one agreement binds all
   * lenders of a network to all its receivers, there are no appointments, and proposals are
   * confirmed at once.
   */
  static DecidedDrill ofRulesAlone(Drill drill) {
    DecidedDrill replay = new DecidedDrill(drill);
    Set<UUID> log = new HashSet<>();
    drill.log().forEach(f -> log.add(f.getEventId()));
    List<Fact> facts = new ArrayList<>(drill.facts());
    int first = (int) facts.stream().filter(f -> !log.contains(f.getEventId())).count();
    for (DrillNetwork network : drill.networks()) {
      facts.add(first, SimulatedConsent.allLendersForAllReceivers(drill, network));
    }
    for (Fact fact : facts) {
      boolean decidedByPeople =
          log.contains(fact.getEventId()) && DECIDED_BY_PEOPLE.contains(fact.getKind());
      for (LedgerEntry e : decidedByPeople ? List.<LedgerEntry>of() : replay.decide(fact)) {
        if (e.getState() == DispatchState.PROPOSED) {
          replay.decide(SimulatedConsent.confirmed(drill, e, fact.getRecordedAt()));
        }
      }
    }
    return replay;
  }

  private List<LedgerEntry> decide(Fact fact) {
    List<LedgerEntry> rows = decided.decide(fact);
    Optional.ofNullable(fact.getNetworkFormed())
        .ifPresent(formed -> lenders.put(fact.getNetworkId(), Set.copyOf(formed.getLenders())));
    for (LedgerEntry e : rows) {
      // A row that only marks a missing report is no change of the dispatch.
      if (e.getMissingReport() == null) {
        changed.put(key(e), e.getSequence());
      }
    }
    return rows;
  }

  private static String key(LedgerEntry e) {
    return e.getNetworkId() + "/" + e.getDispatchId();
  }

  /** Whether a dispatch was last changed before a decision. */
  boolean isBefore(LedgerEntry e, long sequence) {
    return changed.getOrDefault(key(e), e.getSequence()) < sequence;
  }

  Map<String, AidRequested> requests() {
    return requests;
  }

  /** Time of a request. */
  Instant askedAt(String requestId) {
    return Objects.requireNonNull(askedAt.get(requestId), requestId);
  }

  /** Whether one request is served before another, by class, time of asking and id. */
  boolean isServedBefore(AidRequested first, AidRequested second) {
    Comparator<AidRequested> order =
        Comparator.comparing((AidRequested r) -> r.getPriority() != Priority.LIFE_SAFETY)
            .thenComparing(
                r ->
                    askedAt(r.getRequestId())
                        .plus(
                            Duration.ofHours(
                                r.getPriority() == Priority.NORMAL
                                    ? ReferenceData.PRIORITY_CLASS_HOURS
                                    : 0)))
            .thenComparing(AidRequested::getRequestId);
    return order.compare(first, second) < 0;
  }

  /** An offer by its id. */
  Optional<StaffOffered> offer(String offerId) {
    return offers.stream().filter(o -> o.getOfferId().equals(offerId)).findFirst();
  }

  Stream<LedgerEntry> ledger() {
    return decided.ledger().values().stream();
  }

  /** Those that were not declined, called off or lapsed. */
  Stream<LedgerEntry> served() {
    return ledger().filter(e -> !VOID_STATES.contains(e.getState()));
  }

  Stream<LedgerEntry> ledger(Pairing p) {
    return ledger().filter(e -> Pairing.of(e).equals(p));
  }

  Stream<LedgerEntry> served(Pairing p) {
    return served().filter(e -> Pairing.of(e).equals(p));
  }

  Stream<LedgerEntry> served(Pairing p, String requestId) {
    return served(p).filter(e -> e.getRequestId().equals(requestId));
  }

  /** Those of the work that a source speaks of. */
  Stream<LedgerEntry> served(History.Pairing h) {
    return served(Pairing.of(h)).filter(e -> h.task() == null || asked(e) == h.task());
  }

  /** Person-days of a pairing on the days that its source speaks of. */
  long confirmed(History.Pairing h) {
    LocalDate first = h.firstDay();
    LocalDate last = h.lastDay();
    return served(h)
        .mapToLong(
            e -> {
              LocalDate from =
                  first == null || first.isBefore(e.getFirstDay()) ? e.getFirstDay() : first;
              LocalDate to = last == null || last.isAfter(e.getLastDay()) ? e.getLastDay() : last;
              return Math.max(0, to.toEpochDay() - from.toEpochDay() + 1) * e.getHeadCount();
            })
        .sum();
  }

  /** Person-days of every served pairing. */
  Map<Pairing, Long> personDays() {
    Map<Pairing, Long> sums = new LinkedHashMap<>();
    served().forEach(e -> sums.merge(Pairing.of(e), personDays(e), Long::sum));
    return sums;
  }

  static long personDays(LedgerEntry e) {
    return (e.getLastDay().toEpochDay() - e.getFirstDay().toEpochDay() + 1) * e.getHeadCount();
  }

  /** The requested work of a pairing, before any reassignment. */
  TaskType asked(LedgerEntry e) {
    return Optional.ofNullable(requests.get(e.getRequestId()))
        .map(AidRequested::getTaskType)
        .orElse(e.getTaskType());
  }

  /** The last day for which a lender has offered staff for a disaster, if it has at all. */
  Optional<LocalDate> offeredUntil(Pairing p) {
    return offers.stream()
        .filter(o -> o.getLender().equals(p.lender()))
        .filter(o -> o.getDisasterId() == null || o.getDisasterId().equals(p.disaster()))
        .map(StaffOffered::getLastDay)
        .max(LocalDate::compareTo);
  }

  /** Every look at a lender for requests, in the order of the decisions. */
  List<Look> looks(String lender, Predicate<Explanation> at) {
    List<Look> looks = new ArrayList<>();
    for (MatchDecision d : decided.decisions()) {
      for (Explanation e : d.getExplanations()) {
        if (at.test(e)) {
          e.getVerdicts().stream()
              .filter(v -> v.getLender().equals(lender))
              .findFirst()
              .map(v -> new Look(d, e, v))
              .or(() -> unbound(d, e, lender))
              .ifPresent(looks::add);
        }
      }
    }
    return looks;
  }

  /** A lender that no agreement binds to the receiver is counted in a decision, not listed. */
  private Optional<Look> unbound(MatchDecision d, Explanation e, String lender) {
    AidRequested asked = requests.get(e.getRequestId());
    LocalDate today = LocalDate.ofInstant(d.getDecidedAt(), NetworkView.JAPAN);
    if (asked == null
        || e.getVerdicts().isEmpty()
        || asked.getLastDay().isBefore(today)
        || !lenders.getOrDefault(d.getNetworkId(), Set.of()).contains(lender)) {
      return Optional.empty();
    }
    LocalDate first = asked.getFirstDay().isBefore(today) ? today : asked.getFirstDay();
    LenderVerdict ruledOut =
        LenderVerdict.newBuilder()
            .setLender(lender)
            .setVerdict(Verdict.RULED_OUT)
            .setFindings(
                List.of(
                    Finding.newBuilder()
                        .setRule(MatchRule.AGREEMENT_IN_FORCE)
                        .setWantedDays(new Days(first, asked.getLastDay()))
                        .build()))
            .setProposals(List.of())
            .build();
    List<LenderVerdict> all = new ArrayList<>(e.getVerdicts());
    all.add(ruledOut);
    return Optional.of(new Look(d, Explanation.newBuilder(e).setVerdicts(all).build(), ruledOut));
  }

  /** Persons of a request that were missing on a day. */
  long open(String requestId, LocalDate day) {
    AidRequested r = requests.get(requestId);
    if (r == null || day.isBefore(r.getFirstDay()) || day.isAfter(r.getLastDay())) {
      return 0;
    }
    return r.getHeadCount()
        - served()
            .filter(e -> e.getRequestId().equals(requestId))
            .filter(e -> isOnSite(e, day))
            .mapToLong(LedgerEntry::getHeadCount)
            .sum();
  }

  static boolean isOnSite(LedgerEntry e, LocalDate day) {
    return !day.isBefore(e.getFirstDay()) && !day.isAfter(e.getLastDay());
  }

  /** Whether a request was open on a day of an offer before a decision; for the rules alone. */
  boolean isOpen(String requestId, StaffOffered offer, long sequence) {
    AidRequested r = Objects.requireNonNull(requests.get(requestId));
    LocalDate from =
        offer.getFirstDay().isBefore(r.getFirstDay()) ? r.getFirstDay() : offer.getFirstDay();
    LocalDate to = offer.getLastDay().isAfter(r.getLastDay()) ? r.getLastDay() : offer.getLastDay();
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      LocalDate on = day;
      int there =
          served()
              .filter(e -> e.getRequestId().equals(requestId) && isBefore(e, sequence))
              .filter(e -> isOnSite(e, on))
              .mapToInt(LedgerEntry::getHeadCount)
              .sum();
      if (there < r.getHeadCount()) {
        return true;
      }
    }
    return false;
  }
}
