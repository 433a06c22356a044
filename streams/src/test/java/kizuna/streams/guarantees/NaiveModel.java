package kizuna.streams.guarantees;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kizuna.codes.CounterpartRole;
import kizuna.codes.DispatchAct;
import kizuna.codes.DispatchReport;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.OfferState;
import kizuna.codes.Outcome;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import kizuna.codes.RefusalReason;
import kizuna.codes.RequestState;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequested;
import kizuna.facts.DailyCount;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimit;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
import kizuna.facts.NetworkTermsChanged;
import kizuna.facts.OverrideMade;
import kizuna.facts.ReportRetracted;
import kizuna.facts.StaffOffered;
import kizuna.states.DispatchStep;
import org.jspecify.annotations.Nullable;

/**
 * One network once more, as simply as it can be said: lists, no indexes, every question answered by
 * looking at everything. It judges each fact by itself and says what follows from it; what is
 * proposed then is told to it. Knows nothing of the code that it checks.
 */
final class NaiveModel {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  static final class Request {
    AidRequested asked;
    Instant askedAt;
    Map<LocalDate, Integer> needs = new TreeMap<>();
    LocalDate first;
    LocalDate last;
    Priority priority;
    @Nullable Priority overridden;
    @Nullable String document;
    @Nullable RequestState ended;
    @Nullable String mergedInto;
    @Nullable String escalatedTo;
    List<DailyCount> elsewhere = List.of();
    @Nullable Instant firstProposedAt;
    long amendedAt;
    @Nullable LocalDate cancelledOn;
    final List<Dispatch> dispatches = new ArrayList<>();

    Request(AidRequested asked, Instant at, long sequence) {
      this.asked = asked;
      this.askedAt = at;
      this.first = asked.getFirstDay();
      this.last = asked.getLastDay();
      this.priority = asked.getPriority();
      this.amendedAt = sequence;
      needs.putAll(
          asked.getNeeds().isEmpty()
              ? each(first, last, asked.getHeadCount())
              : byDay(asked.getNeeds()));
    }

    String id() {
      return asked.getRequestId();
    }

    Priority servedAs() {
      return overridden == null ? priority : overridden;
    }

    int most() {
      return needs.values().stream().mapToInt(n -> n).max().orElse(0);
    }

    List<LocalDate> days() {
      return new Days(first, last).each();
    }
  }

  static final class Offer {
    StaffOffered terms;
    final List<Dispatch> dispatches = new ArrayList<>();
    @Nullable OfferState ended;

    Offer(StaffOffered terms) {
      this.terms = terms;
    }

    String id() {
      return terms.getOfferId();
    }

    boolean has(LocalDate day) {
      return !day.isBefore(terms.getFirstDay()) && !day.isAfter(terms.getLastDay());
    }
  }

  static final class Dispatch {
    final String id;
    final Request request;
    Offer offer;
    final Signed agreement;
    final int version;
    final int head;
    LocalDate first;
    LocalDate last;
    LocalDate planned;
    TaskType task;
    String disaster;
    DispatchState state = DispatchState.PROPOSED;
    int wave;
    int travel;
    int overlap;
    int rest;
    boolean released;
    @Nullable LocalDate askedTo;
    @Nullable String override;
    @Nullable String replaces;
    Instant proposedAt = Instant.EPOCH;
    Instant holdUntil = Instant.EPOCH;
    @Nullable Instant confirmedAt;
    @Nullable Instant departedAt;
    @Nullable Instant arrivedAt;
    @Nullable Instant endedAt;
    @Nullable Instant returnedAt;
    @Nullable RefusalReason reason;
    Set<DispatchReport> implied = Set.of();
    @Nullable LocalDate releasedUntil;
    List<DispatchStep> steps = List.of();
    long changedBy;
    Instant changedAt = Instant.EPOCH;

    Dispatch(Request request, Offer offer, Signed agreement, int head, Days days) {
      this.id = request.id() + "-" + (request.dispatches.size() + 1);
      this.request = request;
      this.offer = offer;
      this.agreement = agreement;
      this.version = agreement.terms.getVersion();
      this.head = head;
      this.first = days.first;
      this.last = days.last;
      this.planned = days.last;
      this.task = request.asked.getTaskType();
      this.disaster = request.asked.getDisasterId();
    }

    String lender() {
      return offer.terms.getLender();
    }

    boolean isVoid() {
      return is(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);
    }

    boolean isLive() {
      return !isVoid() && state != DispatchState.RETURNED;
    }

    boolean is(DispatchState... states) {
      for (DispatchState s : states) {
        if (s == state) {
          return true;
        }
      }
      return false;
    }

    boolean worksOn(LocalDate day) {
      return !isVoid() && new Days(first, last).has(day);
    }

    /** On the road or at work; until they are home, as planned. */
    boolean awayOn(LocalDate day) {
      LocalDate until = state == DispatchState.RETURNED ? last : planned;
      return !isVoid()
          && !until.isBefore(first)
          && new Days(first.minusDays(travel), until.plusDays(travel)).has(day);
    }

    boolean restsOn(LocalDate day) {
      LocalDate until = state == DispatchState.RETURNED ? last : planned;
      LocalDate home = until.plusDays(travel);
      return !isVoid()
          && !until.isBefore(first)
          && new Days(home.plusDays(1), home.plusDays(rest)).has(day);
    }

    /** Released before this day, which they were to work. */
    boolean goneOn(LocalDate day) {
      return released
          && day.isAfter(releasedUntil == null ? last : releasedUntil)
          && new Days(first, planned).has(day);
    }

    /** The day on which they leave at the earliest, or did. */
    LocalDate leaves() {
      LocalDate leave = first.minusDays(travel).minusDays(overlap);
      LocalDate left = departedAt == null ? leave : LocalDate.ofInstant(departedAt, JAPAN);
      return left.isBefore(leave) ? left : leave;
    }

    /** How it is before something is done to it that may come to nothing. */
    Runnable kept() {
      DispatchState stateThen = state;
      LocalDate firstThen = first;
      LocalDate lastThen = last;
      int overlapThen = overlap;
      boolean releasedThen = released;
      LocalDate untilThen = releasedUntil;
      RefusalReason reasonThen = reason;
      Set<DispatchReport> impliedThen = implied;
      List<DispatchStep> stepsThen = steps;
      Instant confirmedThen = confirmedAt;
      Instant departedThen = departedAt;
      Instant arrivedThen = arrivedAt;
      Instant endedThen = endedAt;
      Instant returnedThen = returnedAt;
      long byThen = changedBy;
      Instant atThen = changedAt;
      return () -> {
        state = stateThen;
        first = firstThen;
        last = lastThen;
        overlap = overlapThen;
        released = releasedThen;
        releasedUntil = untilThen;
        reason = reasonThen;
        implied = impliedThen;
        steps = stepsThen;
        confirmedAt = confirmedThen;
        departedAt = departedThen;
        arrivedAt = arrivedThen;
        endedAt = endedThen;
        returnedAt = returnedThen;
        changedBy = byThen;
        changedAt = atThen;
      };
    }

    long personDaysFrom(LocalDate from) {
      return new Days(first, last)
              .each().stream().filter(day -> worksOn(day) && !day.isBefore(from)).count()
          * head;
    }
  }

  record Days(LocalDate first, LocalDate last) {
    boolean has(LocalDate day) {
      return !day.isBefore(first) && !day.isAfter(last);
    }

    List<LocalDate> each() {
      List<LocalDate> days = new ArrayList<>();
      for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
        days.add(day);
      }
      return days;
    }

    boolean meets(Days other) {
      return !last.isBefore(other.first) && !other.last.isBefore(first);
    }

    int count() {
      return (int) (last.toEpochDay() - first.toEpochDay()) + 1;
    }
  }

  static final class Signed {
    final AgreementSigned terms;
    final Map<String, LocalDate> confirmed = new HashMap<>();
    boolean suspended;
    @Nullable LocalDate until;

    Signed(AgreementSigned terms) {
      this.terms = terms;
      this.until = terms.getValidTo();
    }

    boolean inForceOn(LocalDate day) {
      return !day.isBefore(terms.getValidFrom()) && (until == null || !day.isAfter(until));
    }

    boolean covers(TaskType task) {
      return terms.getTaskTypes().isEmpty() || terms.getTaskTypes().contains(task);
    }
  }

  final String networkId;
  final Map<String, Request> requests = new LinkedHashMap<>();
  final Map<String, Offer> offers = new LinkedHashMap<>();

  /** In the order in which they were proposed. */
  private final List<Dispatch> dispatches = new ArrayList<>();

  final Map<String, Signed> agreements = new HashMap<>();
  final Map<String, DisasterDeclared> disasters = new HashMap<>();

  /** What a disaster goes on as. */
  private final Map<String, String> joined = new HashMap<>();

  private final Map<String, String> declaredBy = new HashMap<>();
  private final Map<String, LocalDate> endedOn = new HashMap<>();

  /** Ids of what left, and what it was to the load of its lenders. */
  private final Set<String> left = new HashSet<>();

  private final List<Dispatch> leftDispatches = new ArrayList<>();

  final Map<String, LenderLimitsSet> limits = new HashMap<>();

  /** In the order in which they were made. */
  final Map<String, OverrideMade> overrides = new LinkedHashMap<>();

  private final Map<List<String>, CounterpartRole> counterparts = new HashMap<>();
  private final Map<String, List<String>> associations = new HashMap<>();
  private final Map<String, Municipality> places = new HashMap<>();
  private final Set<UUID> answered = new HashSet<>();
  @Nullable NetworkFormed formed;
  Instant clock = Instant.EPOCH;
  long sequence;

  NaiveModel(String networkId) {
    this.networkId = networkId;
  }

  LocalDate today() {
    return LocalDate.ofInstant(clock, JAPAN);
  }

  List<String> lenders() {
    return formed == null ? List.of() : formed.getLenders().stream().sorted().toList();
  }

  Stream<Dispatch> dispatches() {
    return dispatches.stream();
  }

  Request request(String id) {
    return Objects.requireNonNull(requests.get(id), "request " + id);
  }

  Dispatch dispatch(String id) {
    return dispatches().filter(d -> d.id.equals(id)).findAny().orElseThrow();
  }

  static Map<LocalDate, Integer> each(LocalDate first, LocalDate last, int head) {
    Map<LocalDate, Integer> days = new TreeMap<>();
    new Days(first, last).each().forEach(day -> days.put(day, head));
    return days;
  }

  static Map<LocalDate, Integer> byDay(List<DailyCount> counts) {
    Map<LocalDate, Integer> days = new TreeMap<>();
    counts.forEach(c -> days.putAll(each(c.getFirstDay(), c.getLastDay(), c.getHeadCount())));
    return days;
  }

  // What a fact is answered, and what follows from it but for proposals.

  Outcome put(Fact fact) {
    sequence++;
    timeTold = false;
    if (!answered.add(fact.getEventId())) {
      return Outcome.DUPLICATE;
    }
    Instant before = clock;
    List<Runnable> undo = new ArrayList<>();
    if (formed != null || fact.getKind() == FactKind.NETWORK_FORMED) {
      clock = latest(clock, fact.getRecordedAt());
      daysAreOver(undo);
      if (accept(fact)) {
        callOffWhatRestsOnNothing(fact);
        LocalDate was = LocalDate.ofInstant(before, JAPAN);
        newDay = today().isAfter(was) && !today().isAfter(was.plusDays(31));
        return Outcome.ACCEPTED;
      }
    }
    clock = before;
    undo.forEach(Runnable::run);
    return Outcome.REJECTED;
  }

  private boolean newDay;
  private boolean timeTold;

  boolean hasLeft(String id) {
    return left.contains(id);
  }

  /** What is over for long leaves at the end of the first decision of a day. */
  void leave() {
    if (!newDay) {
      return;
    }
    newDay = false;
    Set<String> over = new HashSet<>();
    endedOn.forEach(
        (id, day) -> {
          if (!today().isBefore(day.plusDays(7))) {
            over.add(id);
          }
        });
    for (Request r : List.copyOf(requests.values())) {
      boolean longAgo = r.last.isBefore(today().minusDays(366));
      if ((longAgo || over.contains(r.asked.getDisasterId()))
          && isOver(r)
          && r.dispatches.stream().allMatch(this::isHistory)) {
        requests.remove(r.id());
        left.add(r.id());
        dispatches.removeAll(r.dispatches);
        leftDispatches.addAll(r.dispatches);
        r.dispatches.forEach(d -> left.add(d.id));
        overrides
            .values()
            .removeIf(o -> o.getRequestId().equals(r.id()) && left.add(o.getOverrideId()));
      }
    }
    for (Offer o : List.copyOf(offers.values())) {
      boolean longAgo = o.terms.getLastDay().isBefore(today().minusDays(30));
      if ((longAgo || over.contains(String.valueOf(o.terms.getDisasterId())))
          && drawnOn(o).isEmpty()) {
        offers.remove(o.id());
        left.add(o.id());
      }
    }
    for (String id : over) {
      if (requests.values().stream().noneMatch(r -> r.asked.getDisasterId().equals(id))
          && offers.values().stream().noneMatch(o -> id.equals(o.terms.getDisasterId()))) {
        disasters.remove(id);
        endedOn.remove(id);
        left.add(id);
        joined.forEach((former, now) -> left.addAll(now.equals(id) ? Set.of(former) : Set.of()));
        joined.values().removeIf(id::equals);
        counterparts.keySet().removeIf(key -> key.get(0).equals(id));
      }
    }
  }

  private boolean isOver(Request r) {
    return List.of(
            RequestState.CLOSED, RequestState.CANCELLED, RequestState.EXPIRED, RequestState.MERGED)
        .contains(state(r));
  }

  private boolean isHistory(Dispatch d) {
    if (d.isVoid()) {
      return true;
    }
    LocalDate home = (d.is(DispatchState.RETURNED) ? d.last : d.planned).plusDays(d.travel);
    return !d.isLive()
        && (home.isBefore(d.first) || home.plusDays(d.rest).isBefore(today()))
        && (d.offer.ended != null || d.offer.terms.getLastDay().isBefore(today()));
  }

  boolean isEnded(@Nullable String disasterId) {
    return disasterId != null && endedOn.containsKey(known(disasterId));
  }

  private boolean speaksOf(Fact f, String id) {
    String by = declaredBy.get(id);
    return keepsRegister(f)
        || (by != null && (is(f, Role.DESK, by) || is(f, Role.WARD, by)) && by.matches("[0-9]+"));
  }

  private boolean ended(Fact f, DisasterEnded e) {
    String id = known(e.getDisasterId());
    if (!disasters.containsKey(id) || isEnded(id) || !speaksOf(f, id)) {
      return false;
    }
    List<Request> goingOn =
        requests.values().stream()
            .filter(r -> r.asked.getDisasterId().equals(id) && !isOver(r))
            .toList();
    boolean away = dispatches().anyMatch(d -> d.disaster.equals(id) && d.isLive());
    boolean passedOn = f.getReporter().getRole() == Role.SYSTEM;
    if (((away && !passedOn) || !goingOn.isEmpty()) && !e.getConfirmedUnusual()) {
      return false;
    }
    for (Request r : goingOn) {
      r.ended = RequestState.CANCELLED;
      r.cancelledOn = today();
      cancel(r.dispatches, RefusalReason.NEED_ENDED);
    }
    for (Offer o : offers.values()) {
      if (id.equals(o.terms.getDisasterId()) && o.ended == null) {
        o.ended = OfferState.EXPIRED;
      }
    }
    endedOn.put(id, today());
    return true;
  }

  private boolean reopened(Fact f, String id) {
    if (!disasters.containsKey(id) || !isEnded(id) || !speaksOf(f, id)) {
      return false;
    }
    goesOn(id);
    return true;
  }

  private void goesOn(String id) {
    endedOn.remove(id);
    for (Offer o : offers.values()) {
      if (id.equals(o.terms.getDisasterId()) && o.ended == OfferState.EXPIRED) {
        o.ended = null;
      }
    }
  }

  private boolean disasterCorrected(Fact f, DisasterCorrected c) {
    String id = known(c.getDisasterId());
    DisasterDeclared was = disasters.get(id);
    if (was == null || isEnded(id) || !places.keySet().containsAll(c.getAlsoStruck())) {
      return false;
    }
    Set<String> said = new java.util.TreeSet<>(c.getAlsoStruck());
    said.removeAll(was.getStruck());
    Set<String> off = new java.util.TreeSet<>(c.getNotStruck());
    off.retainAll(was.getStruck());
    said.addAll(off);
    String who = f.getReporter().getBody();
    boolean onlyItself =
        said.equals(Set.of(who))
            && c.getName() == null
            && c.getHazard() == null
            && c.getStruckAt() == null
            && (is(f, Role.DESK, who) || is(f, Role.WARD, who));
    boolean others =
        said.stream()
            .filter(code -> !code.equals(who))
            .anyMatch(code -> lenders().contains(code) || !samePrefecture(code, who));
    if (!(onlyItself || speaksOf(f, id)) || (!keepsRegister(f) && others)) {
      return false;
    }
    Set<String> struck = new java.util.TreeSet<>(was.getStruck());
    struck.addAll(c.getAlsoStruck());
    struck.removeAll(c.getNotStruck());
    if (struck.isEmpty()) {
      return false;
    }
    DisasterDeclared.Builder is = DisasterDeclared.newBuilder(was).setStruck(List.copyOf(struck));
    Optional.ofNullable(c.getName()).ifPresent(is::setName);
    Optional.ofNullable(c.getHazard()).ifPresent(is::setHazard);
    Optional.ofNullable(c.getStruckAt()).ifPresent(is::setStruckAt);
    disasters.put(id, is.build());
    return true;
  }

  private boolean lenderJoined(Fact f, String lender) {
    if (!keepsRegister(f) || lenders().contains(lender) || !places.containsKey(lender)) {
      return false;
    }
    List<String> all = new ArrayList<>(lenders());
    all.add(lender);
    formed = NetworkFormed.newBuilder(formed).setLenders(all).build();
    return true;
  }

  private boolean lenderLeft(Fact f, String lender) {
    if (!keepsRegister(f) || !lenders().contains(lender) || lenders().size() == 1) {
      return false;
    }
    List<String> all = new ArrayList<>(lenders());
    all.remove(lender);
    formed = NetworkFormed.newBuilder(formed).setLenders(all).build();
    counterparts.keySet().removeIf(key -> key.get(2).equals(lender));
    for (Offer o : offers.values()) {
      if (o.terms.getLender().equals(lender) && o.ended == null) {
        o.ended = OfferState.WITHDRAWN;
      }
    }
    return true;
  }

  private boolean termsChanged(Fact f, NetworkTermsChanged t) {
    if (!keepsRegister(f)) {
      return false;
    }
    NetworkFormed.Builder b = NetworkFormed.newBuilder(formed);
    Optional.ofNullable(t.getHoldMinutes()).ifPresent(b::setHoldMinutes);
    Optional.ofNullable(t.getLifeSafetyHoldMinutes()).ifPresent(b::setLifeSafetyHoldMinutes);
    Optional.ofNullable(t.getPriorityClassHours()).ifPresent(b::setPriorityClassHours);
    Optional.ofNullable(t.getEscalatesTo())
        .ifPresent(next -> b.setEscalatesTo(next.isEmpty() ? null : next));
    Optional.ofNullable(t.getEscalateAfterMinutes()).ifPresent(b::setEscalateAfterMinutes);
    Optional.ofNullable(t.getLifeSafetyEscalateAfterMinutes())
        .ifPresent(b::setLifeSafetyEscalateAfterMinutes);
    formed = b.build();
    return true;
  }

  /** Nobody is proposed for a day that is over. */
  private void daysAreOver(List<Runnable> undo) {
    for (Dispatch d : dispatches) {
      if (d.is(DispatchState.PROPOSED) && d.first.isBefore(today())) {
        undo.add(d.kept());
        if (d.last.isBefore(today())) {
          to(d, DispatchState.LAPSED, RefusalReason.DAYS_OVER);
        } else {
          d.first = today();
          d.overlap = 0;
          changed(d);
        }
      }
    }
  }

  private void callOffWhatRestsOnNothing(Fact fact) {
    switch (fact.getKind()) {
      case AGREEMENT_SIGNED,
          AGREEMENT_SUSPENDED,
          AGREEMENT_RESUMED,
          AGREEMENT_ENDED,
          ASSOCIATION_LISTED,
          DISASTER_DECLARED,
          DISASTER_REOPENED,
          DISASTER_CORRECTED,
          LENDER_LEFT,
          OVERRIDE_REVOKED ->
          dispatches()
              .filter(d -> d.is(DispatchState.PROPOSED) && restsOnNothing(d))
              .forEach(d -> to(d, DispatchState.CANCELLED, RefusalReason.NOT_IN_FORCE));
      default -> {}
    }
  }

  /** What a proposal was made by does not hold any more. */
  private boolean restsOnNothing(Dispatch d) {
    Request r = d.request;
    String lender = d.lender();
    Signed a = agreements.get(d.agreement.terms.getAgreementId());
    if (a == null
        || !lenders().contains(lender)
        || (d.override != null && !overrides.containsKey(d.override))
        || (isStruck(lender) && !waives(r, lender, MatchRule.LENDER_NOT_STRUCK))
        || !bindsLender(a, lender)
        || !coversReceiver(a, r.asked.getReceiver())) {
      return true;
    }
    boolean inForce = a.inForceOn(d.first) && a.inForceOn(d.last);
    Integer longest = a.terms.getLongestTourDays();
    return (!inForce && !waives(r, lender, MatchRule.AGREEMENT_IN_FORCE))
        || (a.suspended && !waives(r, lender, MatchRule.AGREEMENT_NOT_SUSPENDED))
        || (!coversHazard(a, r) && !waives(r, lender, MatchRule.AGREEMENT_COVERS_HAZARD))
        || (!a.covers(d.task) && !waives(r, lender, MatchRule.AGREEMENT_COVERS_TASK))
        || (longest != null && new Days(d.first, d.last).count() + 2 * d.travel > longest);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private boolean accept(Fact f) {
    return switch (f.getKind()) {
      case NETWORK_FORMED -> {
        boolean yes = formed == null && keepsRegister(f);
        formed = yes ? f.getNetworkFormed() : formed;
        yield yes;
      }
      case MUNICIPALITIES_LISTED -> {
        if (!keepsRegister(f)) {
          yield false;
        }
        f.getMunicipalitiesListed().getMunicipalities().forEach(m -> places.put(m.getCode(), m));
        yield true;
      }
      case ASSOCIATION_LISTED -> {
        if (!keepsRegister(f)) {
          yield false;
        }
        associations.put(
            f.getAssociationListed().getAssociationId(), f.getAssociationListed().getMembers());
        yield true;
      }
      case AGREEMENT_SIGNED -> signed(f, f.getAgreementSigned());
      case PLAN_CONFIRMED -> {
        Signed a = agreements.get(f.getPlanConfirmed().getAgreementId());
        String side = f.getPlanConfirmed().getConfirmedBy();
        if (a == null
            || isOver(a)
            || !(keepsRegister(f) || is(f, Role.WARD, side) || is(f, Role.DESK, side))) {
          yield false;
        }
        a.confirmed.put(side, f.getPlanConfirmed().getValidTo());
        yield true;
      }
      case AGREEMENT_SUSPENDED -> {
        Signed a = agreements.get(f.getAgreementSuspended().getAgreementId());
        if (a == null || isOver(a) || a.suspended || !keepsRegister(f)) {
          yield false;
        }
        a.suspended = true;
        yield true;
      }
      case AGREEMENT_RESUMED -> {
        Signed a = agreements.get(f.getAgreementResumed().getAgreementId());
        if (a == null || isOver(a) || !a.suspended || !keepsRegister(f)) {
          yield false;
        }
        a.suspended = false;
        yield true;
      }
      case AGREEMENT_ENDED -> {
        Signed a = agreements.get(f.getAgreementEnded().getAgreementId());
        LocalDate last = f.getAgreementEnded().getLastDay();
        if (a == null || last.isBefore(a.terms.getValidFrom()) || !keepsRegister(f)) {
          yield false;
        }
        a.until = last;
        yield true;
      }
      case LENDER_LIMITS_SET -> {
        String lender = f.getLenderLimitsSet().getLender();
        if (!lenders().contains(lender) || !actsForLender(f, lender)) {
          yield false;
        }
        limits.put(lender, f.getLenderLimitsSet());
        yield true;
      }
      case DUTY_DESK_PUBLISHED -> {
        String body = f.getDutyDeskPublished().getBody();
        yield body.equals(f.getNetworkId())
            ? coordinates(f)
            : (places.containsKey(body) || lenders().contains(body))
                && (actsForLender(f, body) || actsForReceiver(f, body));
      }
      case DISASTER_DECLARED -> declared(f, f.getDisasterDeclared());
      case DISASTERS_JOINED ->
          keepsRegister(f)
              && joined(
                  known(f.getDisastersJoined().getDisasterId()),
                  known(f.getDisastersJoined().getInto()));
      case DISASTER_ENDED -> ended(f, f.getDisasterEnded());
      case DISASTER_REOPENED -> reopened(f, known(f.getDisasterReopened().getDisasterId()));
      case DISASTER_CORRECTED -> disasterCorrected(f, f.getDisasterCorrected());
      case LENDER_JOINED -> lenderJoined(f, f.getLenderJoined().getLender());
      case LENDER_LEFT -> lenderLeft(f, f.getLenderLeft().getLender());
      case NETWORK_TERMS_CHANGED -> termsChanged(f, f.getNetworkTermsChanged());
      case AID_REQUESTED -> {
        AidRequested a = f.getAidRequested();
        if (left.contains(a.getRequestId()) || isEnded(a.getDisasterId())) {
          yield false;
        }
        if (requests.containsKey(a.getRequestId())
            || !disasters.containsKey(known(a.getDisasterId()))
            || !places.containsKey(a.getReceiver())
            || a.getLastDay().isBefore(today())
            || !asksForReceiver(f, a.getReceiver())) {
          yield false;
        }
        Request r =
            new Request(
                AidRequested.newBuilder(a).setDisasterId(known(a.getDisasterId())).build(),
                clock,
                sequence);
        r.needs.keySet().removeIf(day -> day.isBefore(today()));
        if (r.most() == 0 && f.getReporter().getRole() != Role.SYSTEM) {
          yield false;
        }
        requests.put(r.id(), r);
        yield true;
      }
      case AID_REQUEST_DOCUMENTED -> {
        Request r = requests.get(f.getAidRequestDocumented().getRequestId());
        if (r == null || r.ended != null || r.document != null || !actsFor(f, r)) {
          yield false;
        }
        r.document = f.getAidRequestDocumented().getDocumentNumber();
        yield true;
      }
      case AID_REQUEST_AMENDED -> amended(f, f.getAidRequestAmended());
      case AID_REQUEST_MERGED -> {
        Request r = requests.get(f.getAidRequestMerged().getRequestId());
        Request into = requests.get(f.getAidRequestMerged().getInto());
        if (r == null
            || into == null
            || r == into
            || !isOpenToCoordination(r)
            || into.ended != null
            || !asksForReceiver(f, r.asked.getReceiver())
            || !need(r).equals(need(into))
            || r.dispatches.stream().anyMatch(d -> d.isLive() && !d.is(DispatchState.PROPOSED))
            || !takesOver(into, r)) {
          if (r == null
              || r == into
              || r.ended != null
              || f.getReporter().getRole() != Role.SYSTEM) {
            yield false;
          }
          r.ended = RequestState.CANCELLED;
          r.cancelledOn = today();
          cancel(r.dispatches, RefusalReason.DUPLICATE_NEED);
          yield true;
        }
        r.ended = RequestState.MERGED;
        r.mergedInto = into.id();
        cancel(r.dispatches, RefusalReason.DUPLICATE_NEED);
        yield true;
      }
      case AID_REQUEST_CANCELLED -> {
        Request r = requests.get(f.getAidRequestCancelled().getRequestId());
        if (r == null || r.ended != null || !asksForReceiver(f, r.asked.getReceiver())) {
          yield false;
        }
        r.ended = RequestState.CANCELLED;
        r.cancelledOn = today();
        cancel(r.dispatches, f.getAidRequestCancelled().getReason());
        yield true;
      }
      case ESCALATION_ANSWERED -> {
        Request r = requests.get(f.getEscalationAnswered().getRequestId());
        if (r == null
            || !f.getEscalationAnswered().getBy().equals(r.escalatedTo)
            || f.getReporter().getRole() != Role.SYSTEM) {
          yield false;
        }
        r.elsewhere = f.getEscalationAnswered().getCover();
        yield true;
      }
      case ACCESS_DENIED, RULES_ADOPTED -> f.getReporter().getRole() == Role.SYSTEM;
      case STAFF_OFFERED -> {
        StaffOffered o = f.getStaffOffered();
        if (offers.containsKey(o.getOfferId())
            || left.contains(o.getOfferId())
            || isEnded(o.getDisasterId())
            || !lenders().contains(o.getLender())
            || (o.getDisasterId() != null && !disasters.containsKey(known(o.getDisasterId())))
            || (o.getAnswersRequestId() != null && !requests.containsKey(o.getAnswersRequestId()))
            || o.getLastDay().isBefore(today())
            || offeredTwice(o)
            || !actsForLender(f, o.getLender())) {
          yield false;
        }
        offers.put(
            o.getOfferId(),
            new Offer(
                o.getDisasterId() == null
                    ? o
                    : StaffOffered.newBuilder(o).setDisasterId(known(o.getDisasterId())).build()));
        yield true;
      }
      case OFFER_WITHDRAWN -> {
        Offer o = offers.get(f.getOfferWithdrawn().getOfferId());
        if (o == null || o.ended != null || !actsForLender(f, o.terms.getLender())) {
          yield false;
        }
        o.ended = OfferState.WITHDRAWN;
        drawOnTwins(o);
        cancel(drawnOn(o), f.getOfferWithdrawn().getReason());
        yield true;
      }
      case OFFER_REJECTED -> {
        Offer o = offers.get(f.getOfferRejected().getOfferId());
        if (o == null
            || !List.of(OfferState.AVAILABLE, OfferState.HELD).contains(state(o))
            || !turnsAway(f, o)) {
          yield false;
        }
        o.ended = OfferState.REJECTED;
        cancel(drawnOn(o), f.getOfferRejected().getReason());
        yield true;
      }
      case COUNTERPART_APPOINTED -> {
        var c = f.getCounterpartAppointed();
        if (!disasters.containsKey(known(c.getDisasterId()))
            || isEnded(c.getDisasterId())
            || !places.containsKey(c.getReceiver())
            || !lenders().contains(c.getLender())
            || !actsForReceiver(f, c.getReceiver())) {
          yield false;
        }
        counterparts.put(
            List.of(known(c.getDisasterId()), c.getReceiver(), c.getLender()), c.getRole());
        yield true;
      }
      case COUNTERPART_RELIEVED -> {
        var c = f.getCounterpartRelieved();
        List<String> key = List.of(known(c.getDisasterId()), c.getReceiver(), c.getLender());
        CounterpartRole role = counterparts.get(key);
        String next = c.getHandsOverTo();
        if (role == null
            || (next != null && !lenders().contains(next))
            || !actsForReceiver(f, c.getReceiver())) {
          yield false;
        }
        counterparts.remove(key);
        if (next != null) {
          counterparts.put(List.of(known(c.getDisasterId()), c.getReceiver(), next), role);
        }
        yield true;
      }
      case OVERRIDE_MADE -> overridden(f, f.getOverrideMade());
      case OVERRIDE_REVOKED -> {
        OverrideMade o = overrides.get(f.getOverrideRevoked().getOverrideId());
        if (o == null || !coordinates(f)) {
          yield false;
        }
        overrides.remove(o.getOverrideId());
        if (o.getKind() == OverrideKind.REPRIORITISE) {
          Request r = request(o.getRequestId());
          r.overridden = null;
          overrides.values().stream()
              .filter(other -> other.getRequestId().equals(r.id()))
              .filter(other -> other.getKind() == OverrideKind.REPRIORITISE)
              .forEach(other -> r.overridden = other.getPriority());
        }
        yield true;
      }
      case DISPATCH_CONFIRMED ->
          acted(
              f,
              f.getDispatchConfirmed().getDispatch(),
              DispatchState.CONFIRMED,
              null,
              null,
              false);
      case DISPATCH_DECLINED ->
          acted(
              f,
              f.getDispatchDeclined().getDispatch(),
              DispatchState.DECLINED,
              null,
              f.getDispatchDeclined().getReason(),
              false);
      case DISPATCH_CANCELLED ->
          acted(
              f,
              f.getDispatchCancelled().getDispatch(),
              DispatchState.CANCELLED,
              null,
              f.getDispatchCancelled().getReason(),
              false);
      case STAFF_DEPARTED ->
          acted(
              f,
              f.getStaffDeparted().getDispatch(),
              DispatchState.DEPARTED,
              null,
              null,
              f.getStaffDeparted().getConfirmedUnusual());
      case STAFF_ARRIVED ->
          acted(
              f,
              f.getStaffArrived().getDispatch(),
              DispatchState.ON_SITE,
              null,
              null,
              f.getStaffArrived().getConfirmedUnusual());
      case HANDOVER_STARTED ->
          acted(
              f,
              f.getHandoverStarted().getDispatch(),
              DispatchState.HANDING_OVER,
              null,
              null,
              f.getHandoverStarted().getConfirmedUnusual());
      case STAFF_RECALLED ->
          acted(
              f,
              f.getStaffRecalled().getDispatch(),
              DispatchState.RECALLED,
              f.getStaffRecalled().getLastDay(),
              f.getStaffRecalled().getReason(),
              f.getStaffRecalled().getConfirmedUnusual());
      case STAFF_RELEASED ->
          acted(
              f,
              f.getStaffReleased().getDispatch(),
              DispatchState.RELEASED,
              f.getStaffReleased().getLastDay(),
              null,
              f.getStaffReleased().getConfirmedUnusual());
      case STAFF_RETURNED ->
          acted(
              f,
              f.getStaffReturned().getDispatch(),
              DispatchState.RETURNED,
              null,
              null,
              f.getStaffReturned().getConfirmedUnusual());
      case REPORT_RETRACTED -> retracted(f, f.getReportRetracted());
      case EXTENSION_REQUESTED -> {
        LocalDate until = f.getExtensionRequested().getLastDay();
        Dispatch d =
            named(f.getExtensionRequested().getDispatch(), NaiveModel::mayStayLonger).orElse(null);
        if (d == null
            || !actsFor(f, d.request)
            || !until.isAfter(d.last)
            || beyondAgreement(d, until)) {
          yield false;
        }
        d.askedTo = until;
        d.steps = List.of();
        changed(d);
        yield true;
      }
      case EXTENSION_ANSWERED -> {
        Dispatch d =
            named(
                    f.getExtensionAnswered().getDispatch(),
                    x -> mayStayLonger(x) && x.askedTo != null)
                .orElse(null);
        if (d == null || !actsForLender(f, d.lender())) {
          yield false;
        }
        yield f.getExtensionAnswered().getGranted() ? extended(d) : notExtended(d);
      }
      case STAFF_RETASKED -> {
        TaskType task = f.getStaffRetasked().getTaskType();
        Dispatch d =
            named(
                    f.getStaffRetasked().getDispatch(),
                    x -> x.is(DispatchState.ON_SITE, DispatchState.HANDING_OVER))
                .orElse(null);
        if (d == null
            || !actsFor(f, d.request)
            || !(current(d.agreement).covers(task)
                || waives(d.request, d.lender(), MatchRule.AGREEMENT_COVERS_TASK))) {
          yield false;
        }
        d.task = task;
        d.steps = List.of();
        changed(d);
        yield true;
      }
      case TIME_PASSED -> {
        if (f.getReporter().getRole() != Role.SYSTEM) {
          yield false;
        }
        timeIs(latest(clock, f.getTimePassed().getTo()));
        yield true;
      }
      case CLOCK_SET -> {
        if (!coordinates(f)) {
          yield false;
        }
        if (f.getClockSet().getTo().isBefore(clock)) {
          setBack(f.getClockSet().getTo());
        } else {
          timeIs(f.getClockSet().getTo());
        }
        yield true;
      }
      case UNKNOWN -> throw new IllegalStateException("expected a known kind of fact");
    };
  }

  private void timeIs(Instant to) {
    clock = to;
    timeTold = true;
    dispatches()
        .filter(d -> d.is(DispatchState.PROPOSED) && !d.holdUntil.isAfter(clock))
        .forEach(d -> to(d, DispatchState.LAPSED, null));
    daysAreOver(new ArrayList<>());
  }

  /** What lapsed stays lapsed; nothing waits for a time that was never reached. */
  private void setBack(Instant to) {
    LocalDate was = today();
    clock = to;
    for (Request r : requests.values()) {
      if (!r.last.isBefore(today()) && (r.askedAt.isAfter(to) || r.last.isBefore(was))) {
        r.askedAt = r.askedAt.isAfter(to) ? to : r.askedAt;
      }
    }
    NetworkFormed terms = Objects.requireNonNull(formed);
    for (Dispatch d : dispatches) {
      Instant longest =
          to.plusSeconds(
              60L
                  * (d.request.servedAs() == Priority.LIFE_SAFETY
                      ? terms.getLifeSafetyHoldMinutes()
                      : terms.getHoldMinutes()));
      if (d.is(DispatchState.PROPOSED) && d.holdUntil.isAfter(longest)) {
        d.holdUntil = longest;
        changed(d);
      }
    }
  }

  /** Whether the fact told the time, so that what is due is passed on. */
  boolean timeTold() {
    return timeTold;
  }

  /** What becomes due after everything that could be found was found. */
  void escalateWhatIsDue() {
    NetworkFormed terms = Objects.requireNonNull(formed);
    if (terms.getEscalatesTo() == null) {
      return;
    }
    for (Request r : requests.values()) {
      int minutes =
          r.servedAs() == Priority.LIFE_SAFETY
              ? terms.getLifeSafetyEscalateAfterMinutes()
              : terms.getEscalateAfterMinutes();
      if (r.escalatedTo == null
          && !r.askedAt.plusSeconds(60L * minutes).isAfter(clock)
          && r.days().stream().anyMatch(day -> !day.isBefore(today()) && open(r, day) > 0)) {
        r.escalatedTo = terms.getEscalatesTo();
      }
    }
  }

  // Who may.

  private static boolean is(Fact f, Role role, String body) {
    return f.getReporter().getRole() == role && f.getReporter().getBody().equals(body);
  }

  private boolean coordinates(Fact f) {
    return is(f, Role.COORDINATOR, networkId);
  }

  private boolean keepsRegister(Fact f) {
    return f.getReporter().getRole() == Role.SYSTEM || coordinates(f);
  }

  private boolean actsForLender(Fact f, String lender) {
    return coordinates(f) || is(f, Role.WARD, lender);
  }

  private boolean actsForReceiver(Fact f, String receiver) {
    return coordinates(f) || is(f, Role.DESK, receiver);
  }

  /** Another network asks, amends and cancels what it passes on; it does nothing else. */
  private boolean asksForReceiver(Fact f, String receiver) {
    return f.getReporter().getRole() == Role.SYSTEM || actsForReceiver(f, receiver);
  }

  private boolean actsFor(Fact f, Request r) {
    return actsForReceiver(f, r.asked.getReceiver());
  }

  private boolean turnsAway(Fact f, Offer o) {
    Request answered =
        o.terms.getAnswersRequestId() == null ? null : requests.get(o.terms.getAnswersRequestId());
    return answered == null ? coordinates(f) : actsFor(f, answered);
  }

  // The register.

  private boolean isOver(Signed a) {
    return a.until != null && today().isAfter(a.until);
  }

  private boolean signed(Fact f, AgreementSigned a) {
    Signed old = agreements.get(a.getAgreementId());
    boolean known =
        lenders().containsAll(a.getLenders())
            && places.keySet().containsAll(a.getReceivers())
            && associations.keySet().containsAll(a.getAssociations())
            && associations.keySet().containsAll(a.getLenderAssociations());
    if (!keepsRegister(f) || !known || (old != null && old.terms.getVersion() >= a.getVersion())) {
      return false;
    }
    Signed signed = new Signed(a);
    signed.suspended = old != null && old.suspended;
    agreements.put(a.getAgreementId(), signed);
    return true;
  }

  /** What is in force now under the id of an agreement. */
  Signed current(Signed a) {
    return Objects.requireNonNull(agreements.get(a.terms.getAgreementId()));
  }

  private boolean declared(Fact f, DisasterDeclared d) {
    boolean struck =
        (f.getReporter().getRole() == Role.DESK || f.getReporter().getRole() == Role.WARD)
            && d.getStruck().contains(f.getReporter().getBody());
    String prefecture = f.getReporter().getBody();
    boolean ofPrefecture =
        f.getReporter().getRole() == Role.DESK
            && prefecture.substring(2, 5).equals("000")
            && d.getStruck().stream().allMatch(code -> samePrefecture(code, prefecture));
    if (!places.keySet().containsAll(d.getStruck())
        || !(keepsRegister(f) || struck || ofPrefecture)) {
      return false;
    }
    String id = known(d.getDisasterId());
    boolean sure = f.getReporter().getRole() == Role.SYSTEM;
    if ((isEnded(id) && !sure) || left.contains(id)) {
      return false;
    }
    DisasterDeclared before = disasters.get(id);
    if ((!keepsRegister(f) && strikesOthers(prefecture, d, before))
        || (before == null && !sure && !d.getConfirmedNew() && isAlike(d))
        || (!sure && !d.getConfirmedUnusual() && d.getStruckAt().isBefore(yearBefore(clock)))) {
      return false;
    }
    Set<String> all = new java.util.TreeSet<>(d.getStruck());
    if (before != null) {
      all.addAll(before.getStruck());
    }
    // Declared again, it is only widened.
    DisasterDeclared terms = before == null ? d : before;
    declaredBy.putIfAbsent(id, f.getReporter().getBody());
    if (isEnded(id)) {
      goesOn(id);
    }
    disasters.put(id, DisasterDeclared.newBuilder(terms).setStruck(List.copyOf(all)).build());
    return true;
  }

  private static Instant yearBefore(Instant at) {
    return at.minusSeconds(366L * 24 * 3600);
  }

  private static boolean samePrefecture(String code, String other) {
    return code.substring(0, 2).equals(other.substring(0, 2));
  }

  /** Somebody else who was not struck before, and lends or lies elsewhere. */
  private boolean strikesOthers(String who, DisasterDeclared d, @Nullable DisasterDeclared before) {
    return d.getStruck().stream()
        .filter(code -> !code.equals(who))
        .filter(code -> before == null || !before.getStruck().contains(code))
        .anyMatch(code -> lenders().contains(code) || !samePrefecture(code, who));
  }

  /** Person-days within a year, today the last day of it, and what is still to come. */
  private long load(String lender) {
    LocalDate from = today().minusDays(364);
    return Stream.concat(dispatches(), leftDispatches.stream())
        .filter(d -> d.lender().equals(lender))
        .mapToLong(d -> d.personDaysFrom(from))
        .sum();
  }

  private boolean isAlike(DisasterDeclared d) {
    long days = 3L * 24 * 3600 * 1000;
    return disasters.values().stream()
        .filter(x -> !isEnded(x.getDisasterId()))
        .anyMatch(
            x ->
                x.getName().equals(d.getName())
                    || (x.getHazard() == d.getHazard()
                        && Math.abs(x.getStruckAt().toEpochMilli() - d.getStruckAt().toEpochMilli())
                            <= days));
  }

  /** The id by which a disaster goes on. */
  String known(String disasterId) {
    return joined.getOrDefault(disasterId, disasterId);
  }

  private boolean joined(String from, String into) {
    DisasterDeclared ends = disasters.get(from);
    DisasterDeclared goesOn = disasters.get(into);
    if (ends == null || goesOn == null || from.equals(into) || isEnded(from) || isEnded(into)) {
      return false;
    }
    Set<String> struck = new java.util.TreeSet<>(ends.getStruck());
    struck.addAll(goesOn.getStruck());
    disasters.remove(from);
    disasters.put(into, DisasterDeclared.newBuilder(goesOn).setStruck(List.copyOf(struck)).build());
    joined.replaceAll((former, now) -> now.equals(from) ? into : now);
    joined.put(from, into);
    for (List<String> key : List.copyOf(counterparts.keySet())) {
      if (key.get(0).equals(from)) {
        counterparts.putIfAbsent(
            List.of(into, key.get(1), key.get(2)),
            Objects.requireNonNull(counterparts.remove(key)));
      }
    }
    for (Dispatch d : dispatches) {
      // A no that an amendment made forgotten is not said again.
      if (d.disaster.equals(from)
          && !d.isVoid()
          && !(saysNo(d) && d.changedBy <= d.request.amendedAt)) {
        d.disaster = into;
        changed(d);
      }
    }
    for (Request r : requests.values()) {
      if (r.asked.getDisasterId().equals(from)) {
        r.asked = AidRequested.newBuilder(r.asked).setDisasterId(into).build();
      }
    }
    for (Offer o : offers.values()) {
      if (from.equals(o.terms.getDisasterId())) {
        o.terms = StaffOffered.newBuilder(o.terms).setDisasterId(into).build();
      }
    }
    return true;
  }

  boolean isStruck(String code) {
    return disasters.values().stream()
        .anyMatch(d -> !isEnded(d.getDisasterId()) && d.getStruck().contains(code));
  }

  @Nullable Integer limit(String lender, @Nullable TaskType task) {
    LenderLimitsSet set = limits.get(lender);
    if (set != null) {
      for (LenderLimit limit : set.getLimits()) {
        if (limit.getTaskType() == task) {
          return limit.getHeadCount();
        }
      }
    }
    return null;
  }

  int restDays(String lender) {
    LenderLimitsSet set = limits.get(lender);
    return set == null ? 0 : set.getRestDays();
  }

  private boolean offeredTwice(StaffOffered o) {
    Integer limit = limit(o.getLender(), null);
    return limit != null
        && new Days(o.getFirstDay(), o.getLastDay())
            .each().stream()
                .anyMatch(
                    day ->
                        offers.values().stream()
                                    .filter(x -> x.terms.getLender().equals(o.getLender()))
                                    .filter(x -> x.ended == null && x.has(day))
                                    .mapToInt(x -> x.terms.getHeadCount())
                                    .sum()
                                + o.getHeadCount()
                            > limit);
  }

  // Requests.

  private static String need(Request r) {
    return r.asked.getReceiver()
        + r.asked.getDisasterId()
        + r.asked.getTaskType()
        + r.asked.getQualifications().stream().sorted().distinct().toList();
  }

  /** From today on the greater need of both, the earlier turn, the higher class, any document. */
  private boolean takesOver(Request r, Request other) {
    LocalDate first = r.first;
    LocalDate last = r.last;
    for (Map.Entry<LocalDate, Integer> need : other.needs.entrySet()) {
      LocalDate day = need.getKey();
      if (need.getValue() > 0 && !day.isBefore(today())) {
        first = day.isBefore(first) ? day : first;
        last = day.isAfter(last) ? day : last;
      }
    }
    if (last.isAfter(first.plusDays(366))) {
      return false;
    }
    Map<LocalDate, Integer> needs = new TreeMap<>();
    for (LocalDate day : new Days(first, last).each()) {
      int asked = r.needs.getOrDefault(day, 0);
      needs.put(
          day,
          day.isBefore(today())
              ? asked
              : Math.max(asked, needed(other, day) + asked - needed(r, day)));
    }
    r.needs = needs;
    r.first = first;
    r.last = last;
    r.askedAt = other.askedAt.isBefore(r.askedAt) ? other.askedAt : r.askedAt;
    r.priority = other.servedAs().compareTo(r.priority) < 0 ? other.servedAs() : r.priority;
    r.document = r.document == null ? other.document : r.document;
    return true;
  }

  private boolean isOpenToCoordination(Request r) {
    RequestState state = state(r);
    return r.ended == null && state != RequestState.CLOSED && state != RequestState.EXPIRED;
  }

  private boolean amended(Fact f, AidRequestAmended a) {
    Request r = requests.get(a.getRequestId());
    if (r == null || r.ended == RequestState.MERGED || !asksForReceiver(f, r.asked.getReceiver())) {
      return false;
    }
    String other = a.getDisasterId();
    if (other != null && (!disasters.containsKey(known(other)) || isEnded(other))) {
      return false;
    }
    AidRequested corrected = corrected(r.asked, a);
    if (other != null) {
      corrected = AidRequested.newBuilder(corrected).setDisasterId(known(other)).build();
    }
    boolean otherWork =
        corrected.getTaskType() != r.asked.getTaskType()
            || !Set.copyOf(corrected.getQualifications())
                .equals(Set.copyOf(r.asked.getQualifications()));
    boolean otherNeed =
        a.getHeadCount() != null
            || a.getNeeds() != null
            || a.getFirstDay() != null
            || a.getLastDay() != null
            || a.getPriority() != null;
    if ((otherNeed || otherWork) && isEnded(corrected.getDisasterId())) {
      return false;
    }
    if ((!otherWork || r.ended != null) && !otherNeed) {
      answersAnother(r, corrected);
      r.asked = corrected;
      return true;
    }
    LocalDate first = a.getFirstDay() == null ? r.first : a.getFirstDay();
    LocalDate last = a.getLastDay() == null ? r.last : a.getLastDay();
    if (last.isBefore(first) || last.isAfter(first.plusDays(366)) || last.isBefore(today())) {
      return false;
    }
    Map<LocalDate, Integer> needs = new TreeMap<>(r.needs);
    if (a.getHeadCount() != null) {
      needs = each(first, last, a.getHeadCount());
    } else if (a.getNeeds() != null) {
      needs = a.getNeeds().isEmpty() ? each(first, last, r.most()) : byDay(a.getNeeds());
    } else {
      needs.putAll(each(first, r.first.minusDays(1), r.needs.getOrDefault(r.first, 0)));
      needs.putAll(each(r.last.plusDays(1), last, r.needs.getOrDefault(r.last, 0)));
    }
    needs.keySet().removeIf(day -> !new Days(first, last).has(day));
    // Nobody can be needed anew on a day that is over.
    needs.replaceAll((day, n) -> day.isBefore(today()) ? Math.min(n, wasNeeded(r, day)) : n);
    List<Dispatch> unfit = unfit(r, corrected);
    unfit.forEach(d -> d.state = DispatchState.CANCELLED);
    List<Dispatch> given = new ArrayList<>();
    for (Dispatch d : proposals(r)) {
      if (otherWork
          || new Days(d.first, d.last).each().stream().anyMatch(tooMuch(r, needs)::test)) {
        d.state = DispatchState.CANCELLED;
        given.add(d);
      }
    }
    boolean stillTooMuch = r.days().stream().anyMatch(tooMuch(r, needs)::test);
    given.forEach(d -> d.state = DispatchState.PROPOSED);
    unfit.forEach(d -> d.state = DispatchState.PROPOSED);
    if (stillTooMuch) {
      return false;
    }
    answersAnother(r, corrected);
    cancel(given, RefusalReason.NEED_ENDED);
    r.asked = corrected;
    r.ended = null;
    r.cancelledOn = null;
    r.needs = needs;
    r.first = first;
    r.last = last;
    r.priority = a.getPriority() == null ? r.priority : a.getPriority();
    r.amendedAt = sequence;
    return true;
  }

  /** Proposals that do not fit the disaster to which a request really answers. */
  private List<Dispatch> unfit(Request r, AidRequested corrected) {
    String into = corrected.getDisasterId();
    AidRequested was = r.asked;
    if (was.getDisasterId().equals(into)) {
      return List.of();
    }
    // Only its disaster is another as yet.
    r.asked = AidRequested.newBuilder(was).setDisasterId(into).build();
    List<Dispatch> unfit =
        r.dispatches.stream()
            .filter(d -> d.is(DispatchState.PROPOSED))
            .filter(d -> restsOnNothing(d) || !isFor(d.offer, into))
            .toList();
    r.asked = was;
    return unfit;
  }

  private static boolean isFor(Offer o, String disaster) {
    return o.terms.getDisasterId() == null || o.terms.getDisasterId().equals(disaster);
  }

  private void answersAnother(Request r, AidRequested corrected) {
    String into = corrected.getDisasterId();
    if (r.asked.getDisasterId().equals(into)) {
      return;
    }
    List<Dispatch> unfit = unfit(r, corrected);
    for (Dispatch d : r.dispatches) {
      if (unfit.contains(d)) {
        to(d, DispatchState.CANCELLED, RefusalReason.NOT_IN_FORCE);
      } else if (!d.isVoid() && !(saysNo(d) && d.changedBy <= r.amendedAt)) {
        d.disaster = into;
        changed(d);
      }
    }
  }

  private static AidRequested corrected(AidRequested asked, AidRequestAmended a) {
    AidRequested.Builder b = AidRequested.newBuilder(asked);
    Optional.ofNullable(a.getPlace()).ifPresent(b::setPlace);
    Optional.ofNullable(a.getRoute()).ifPresent(b::setRoute);
    Optional.ofNullable(a.getDamage()).ifPresent(b::setDamage);
    Optional.ofNullable(a.getTaskType()).ifPresent(b::setTaskType);
    Optional.ofNullable(a.getQualifications()).ifPresent(b::setQualifications);
    return b.build();
  }

  /** As asked; while it was cancelled, only who was there. */
  private int wasNeeded(Request r, LocalDate day) {
    int asked = r.needs.getOrDefault(day, 0);
    return wasOver(r, day) ? Math.min(asked, covered(r, day) + asked - needed(r, day)) : asked;
  }

  private static boolean wasOver(Request r, LocalDate day) {
    return r.ended != null && (r.cancelledOn == null || !day.isBefore(r.cancelledOn));
  }

  private Predicate<LocalDate> tooMuch(Request r, Map<LocalDate, Integer> needs) {
    return day -> covered(r, day) > Math.max(0, needs.getOrDefault(day, 0) - gone(r, day));
  }

  /** What may still be taken back, newest first. */
  private static List<Dispatch> proposals(Request r) {
    List<Dispatch> some =
        new ArrayList<>(r.dispatches.stream().filter(d -> d.is(DispatchState.PROPOSED)).toList());
    Collections.reverse(some);
    return some;
  }

  private int gone(Request r, LocalDate day) {
    return sum(r.dispatches, d -> d.goneOn(day));
  }

  int needed(Request r, LocalDate day) {
    return Math.max(0, r.needs.getOrDefault(day, 0) - gone(r, day));
  }

  int covered(Request r, LocalDate day) {
    return sum(r.dispatches, d -> d.worksOn(day));
  }

  int missingHere(Request r, LocalDate day) {
    return Math.max(0, needed(r, day) - covered(r, day));
  }

  /** For days that are over nobody can be found: of them only what was found counts. */
  int missingForNextTier(int missingHere, int elsewhere, LocalDate day) {
    return day.isBefore(today()) ? Math.min(missingHere, elsewhere) : missingHere;
  }

  int elsewhere(Request r, LocalDate day) {
    int there = 0;
    for (DailyCount c : r.elsewhere) {
      there += new Days(c.getFirstDay(), c.getLastDay()).has(day) ? c.getHeadCount() : 0;
    }
    return Math.min(missingHere(r, day), there);
  }

  /** What is missing of the need; whether anybody still wants it is another question. */
  int missing(Request r, LocalDate day) {
    return missingHere(r, day) - elsewhere(r, day);
  }

  int open(Request r, LocalDate day) {
    return r.ended != null ? 0 : missing(r, day);
  }

  /** What can still be filled. */
  int open(Request r) {
    return r.days().stream()
        .filter(day -> !day.isBefore(today()))
        .mapToInt(day -> open(r, day))
        .sum();
  }

  /** What nobody was found for while it could be filled. */
  int unmet(Request r, LocalDate day) {
    return day.isBefore(today()) && !wasOver(r, day) ? Math.max(0, missing(r, day)) : 0;
  }

  int unmet(Request r) {
    return r.days().stream().mapToInt(day -> unmet(r, day)).sum();
  }

  RequestState state(Request r) {
    if (r.ended != null) {
      return r.ended;
    }
    List<Dispatch> some = r.dispatches.stream().filter(d -> !d.isVoid()).toList();
    boolean over = today().isAfter(r.last);
    boolean elsewhere = r.days().stream().anyMatch(day -> elsewhere(r, day) > 0);
    int open = open(r);
    if (some.stream().noneMatch(Dispatch::isLive)
        && (over || (!elsewhere && open == 0 && (!some.isEmpty() || unmet(r) > 0)))) {
      return some.isEmpty() && !elsewhere ? RequestState.EXPIRED : RequestState.CLOSED;
    }
    if (open > 0) {
      return r.escalatedTo != null
          ? RequestState.ESCALATED
          : some.isEmpty() ? RequestState.OPEN : RequestState.PARTIALLY_MATCHED;
    }
    Predicate<Dispatch> arrived =
        d ->
            d.is(
                DispatchState.ON_SITE,
                DispatchState.HANDING_OVER,
                DispatchState.RELEASED,
                DispatchState.RETURNED);
    // Whether those of the next tier have arrived is not known here.
    if (!elsewhere && some.stream().allMatch(arrived.or(d -> d.is(DispatchState.RECALLED)))) {
      return RequestState.FULFILLED;
    }
    return some.stream().anyMatch(arrived) ? RequestState.PARTIALLY_DEPLOYED : RequestState.MATCHED;
  }

  /** The first served first. */
  Comparator<Request> servedFirst() {
    long hours = Objects.requireNonNull(formed).getPriorityClassHours();
    return Comparator.comparing((Request r) -> r.servedAs() != Priority.LIFE_SAFETY)
        .thenComparing(r -> r.askedAt.plusSeconds(3600 * hours * r.servedAs().ordinal()))
        .thenComparing(Request::id);
  }

  // Offers.

  List<Dispatch> drawnOn(Offer o) {
    return List.copyOf(o.dispatches);
  }

  OfferState state(Offer o) {
    List<Dispatch> drawn = drawnOn(o);
    if (o.ended != null) {
      return o.ended;
    } else if (drawn.stream().anyMatch(d -> d.isLive() && !d.is(DispatchState.PROPOSED))) {
      return OfferState.COMMITTED;
    } else if (drawn.stream().anyMatch(d -> d.is(DispatchState.PROPOSED))) {
      return OfferState.HELD;
    } else if (drawn.stream().anyMatch(d -> d.is(DispatchState.RETURNED)) && !anyFree(o)) {
      return OfferState.CONSUMED;
    }
    return today().isAfter(o.terms.getLastDay()) ? OfferState.EXPIRED : OfferState.AVAILABLE;
  }

  private boolean anyFree(Offer o) {
    return new Days(o.terms.getFirstDay(), o.terms.getLastDay())
        .each().stream().anyMatch(day -> !day.isBefore(today()) && free(o, day) > 0);
  }

  /** Whether those who rest may go is for the rule to say. */
  private boolean anyFreeOrResting(Offer o) {
    return new Days(o.terms.getFirstDay(), o.terms.getLastDay())
        .each().stream()
            .anyMatch(day -> !day.isBefore(today()) && o.terms.getHeadCount() > away(o, day));
  }

  /** Persons of some. */
  private static int sum(List<Dispatch> some, Predicate<Dispatch> which) {
    int persons = 0;
    for (Dispatch d : some) {
      persons += which.test(d) ? d.head : 0;
    }
    return persons;
  }

  int away(Offer o, LocalDate day) {
    return sum(o.dispatches, d -> d.awayOn(day));
  }

  int resting(Offer o, LocalDate day) {
    return sum(o.dispatches, d -> d.restsOn(day));
  }

  int free(Offer o, LocalDate day) {
    return o.ended != null || !o.has(day)
        ? 0
        : Math.max(0, o.terms.getHeadCount() - away(o, day) - resting(o, day));
  }

  /** The same people offered twice: the other offer carries what was promised of this one. */
  private void drawOnTwins(Offer o) {
    List<Dispatch> live = new ArrayList<>(inOrder(drawnOn(o)));
    live.removeIf(d -> !d.isLive());
    live.sort(Comparator.comparing(d -> d.is(DispatchState.PROPOSED)));
    for (Dispatch d : live) {
      offers.values().stream()
          .filter(twin -> looksLike(twin, o) && suits(twin, d))
          .sorted(Comparator.comparing(Offer::id))
          .filter(
              twin -> {
                makeWay(twin, d);
                return tooFew(twin, d).isEmpty();
              })
          .findFirst()
          .ifPresent(
              twin -> {
                o.dispatches.remove(d);
                twin.dispatches.add(d);
                d.offer = twin;
                changed(d);
              });
    }
  }

  private static List<Dispatch> inOrder(List<Dispatch> some) {
    return some.stream()
        .sorted(
            Comparator.comparing((Dispatch d) -> d.request.id())
                .thenComparing(d -> d.request.dispatches.indexOf(d)))
        .toList();
  }

  private static boolean looksLike(Offer twin, Offer o) {
    String one = twin.terms.getDisasterId();
    String other = o.terms.getDisasterId();
    return twin != o
        && twin.ended == null
        && twin.terms.getLender().equals(o.terms.getLender())
        && twin.terms.getHeadCount() == o.terms.getHeadCount()
        && new Days(twin.terms.getFirstDay(), twin.terms.getLastDay())
            .meets(new Days(o.terms.getFirstDay(), o.terms.getLastDay()))
        && !java.util.Collections.disjoint(twin.terms.getTaskTypes(), o.terms.getTaskTypes())
        && (one == null || other == null || one.equals(other));
  }

  private static boolean suits(Offer twin, Dispatch d) {
    Set<LocalDate> away = days(d, d::awayOn);
    return !away.isEmpty()
        && away.stream().allMatch(twin::has)
        && twin.terms.getTaskTypes().contains(d.task)
        && twin.terms.getQualifications().containsAll(d.request.asked.getQualifications())
        && (twin.terms.getDisasterId() == null || twin.terms.getDisasterId().equals(d.disaster))
        && (!saysNo(d) || d.changedBy > d.request.amendedAt);
  }

  private void makeWay(Offer twin, Dispatch d) {
    List<Dispatch> proposals = new ArrayList<>(inOrder(drawnOn(twin)));
    proposals.removeIf(other -> !other.is(DispatchState.PROPOSED));
    boolean inVain =
        tooFew(twin, d).stream()
            .anyMatch(
                day ->
                    free(twin, day) + sum(proposals, p -> p.awayOn(day) || p.restsOn(day))
                        < d.head);
    if (d.is(DispatchState.PROPOSED) || inVain) {
      return;
    }
    for (Dispatch other : proposals) {
      if (tooFew(twin, d).stream().anyMatch(day -> other.awayOn(day) || other.restsOn(day))) {
        to(other, DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
      }
    }
  }

  private List<LocalDate> tooFew(Offer twin, Dispatch d) {
    return days(d, day -> d.awayOn(day) || d.restsOn(day)).stream()
        .filter(day -> twin.has(day) && free(twin, day) < d.head)
        .toList();
  }

  // Dispatches.

  private void changed(Dispatch d) {
    d.changedBy = sequence;
    d.changedAt = clock;
  }

  void to(Dispatch d, DispatchState state, @Nullable RefusalReason reason) {
    d.state = state;
    d.reason = reason == null ? d.reason : reason;
    d.steps = List.of();
    changed(d);
  }

  private void cancel(List<Dispatch> some, RefusalReason reason) {
    some.stream()
        .filter(d -> d.is(DispatchState.PROPOSED, DispatchState.CONFIRMED))
        .forEach(d -> to(d, DispatchState.CANCELLED, reason));
  }

  /** By its id; or the earliest of this lender for that request to which it can have happened. */
  private Optional<Dispatch> named(DispatchReference name, Predicate<Dispatch> legal) {
    return dispatches()
        .filter(
            d ->
                name.getDispatchId() != null
                    ? d.id.equals(name.getDispatchId())
                    : d.request.id().equals(name.getRequestId())
                        && d.lender().equals(name.getLender()))
        .filter(legal)
        .findFirst();
  }

  private static DispatchState[] before(DispatchState to) {
    return switch (to) {
      case CONFIRMED, DECLINED -> new DispatchState[] {DispatchState.PROPOSED};
      case CANCELLED -> new DispatchState[] {DispatchState.PROPOSED, DispatchState.CONFIRMED};
      case DEPARTED -> new DispatchState[] {DispatchState.CONFIRMED};
      case ON_SITE -> new DispatchState[] {DispatchState.CONFIRMED, DispatchState.DEPARTED};
      case HANDING_OVER ->
          new DispatchState[] {
            DispatchState.CONFIRMED, DispatchState.DEPARTED, DispatchState.ON_SITE
          };
      case RELEASED, RECALLED ->
          new DispatchState[] {
            DispatchState.CONFIRMED,
            DispatchState.DEPARTED,
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER
          };
      case RETURNED ->
          new DispatchState[] {
            DispatchState.CONFIRMED,
            DispatchState.DEPARTED,
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER,
            DispatchState.RELEASED,
            DispatchState.RECALLED
          };
      default -> new DispatchState[] {};
    };
  }

  /** A report that was only implied so far, and comes after all. */
  private static boolean isLate(Dispatch d, DispatchState to) {
    return switch (to) {
      case DEPARTED -> d.implied.contains(DispatchReport.DEPARTURE);
      case ON_SITE -> d.implied.contains(DispatchReport.ARRIVAL);
      case RELEASED -> d.implied.contains(DispatchReport.RELEASE);
      default -> false;
    };
  }

  private boolean isUsual(Dispatch d, DispatchState to) {
    if (isLate(d, to)) {
      return true;
    }
    LocalDate early = d.leaves().minusDays(1);
    LocalDate end = d.last.isBefore(early) ? early : d.last;
    return switch (to) {
      case DEPARTED, ON_SITE, HANDING_OVER -> new Days(early, end).has(today());
      case RELEASED, RECALLED, RETURNED ->
          !d.is(DispatchState.CONFIRMED) || !today().isBefore(early);
      default -> true;
    };
  }

  /** What must have happened, and nobody said. */
  private static Set<DispatchReport> unsaid(Dispatch d, DispatchState to, LocalDate last) {
    Set<DispatchReport> unsaid = new TreeSet<>();
    if (List.of(
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER,
            DispatchState.RELEASED,
            DispatchState.RECALLED,
            DispatchState.RETURNED)
        .contains(to)) {
      boolean cameBack = to == DispatchState.RETURNED && last.isBefore(d.first);
      if (d.departedAt == null) {
        unsaid.add(DispatchReport.DEPARTURE);
      }
      if (d.arrivedAt == null
          && !cameBack
          && to != DispatchState.ON_SITE
          && to != DispatchState.RECALLED) {
        unsaid.add(DispatchReport.ARRIVAL);
      }
      if (d.endedAt == null && to == DispatchState.RETURNED) {
        unsaid.add(DispatchReport.RELEASE);
      }
    }
    return unsaid;
  }

  /** Of several it is the one that waits for it; then the one of which something is left unsaid. */
  private Optional<Dispatch> meant(DispatchReference name, DispatchState to) {
    Predicate<Dispatch> next = d -> d.is(before(to));
    Predicate<Dispatch> said = d -> unsaid(d, to, d.last).isEmpty();
    Predicate<Dispatch> usual = d -> isUsual(d, to);
    Predicate<Dispatch> late = d -> isLate(d, to);
    return named(name, next.and(usual).and(late.negate()).and(said))
        .or(() -> named(name, next.and(usual).and(late.negate())))
        .or(() -> named(name, late))
        .or(() -> named(name, next));
  }

  private boolean acted(
      Fact f,
      DispatchReference name,
      DispatchState to,
      @Nullable LocalDate lastDay,
      @Nullable RefusalReason reason,
      boolean meantSo) {
    Dispatch d = meant(name, to).orElse(null);
    if (d == null
        || !mayAct(f, d, to)
        || (to == DispatchState.CONFIRMED && restsOnNothing(d))
        || !(meantSo || isUsual(d, to))) {
      return false;
    }
    LocalDate begins = d.leaves().isBefore(today()) ? d.leaves() : today();
    if (lastDay != null
        && (lastDay.isBefore(begins.minusDays(1))
            || lastDay.isAfter(d.planned)
            || (to == DispatchState.RECALLED && tooSoon(d, lastDay, reason)))) {
      return false;
    }
    LocalDate last = lastDay == null ? d.last : lastDay;
    Instant home = f.getOccurredAt().isBefore(clock) ? f.getOccurredAt() : clock;
    for (Instant seen : Arrays.asList(d.departedAt, d.arrivedAt)) {
      home = seen != null && seen.isAfter(home) ? seen : home;
    }
    LocalDate atHome = LocalDate.ofInstant(home, JAPAN).minusDays(d.travel);
    if (to == DispatchState.RETURNED && atHome.isBefore(last)) {
      last = atHome;
    }
    if (last.isBefore(d.first)) {
      last = d.first.minusDays(1);
    }
    reported(f, d, to, last, reason);
    return true;
  }

  private void reported(
      Fact f, Dispatch d, DispatchState to, LocalDate last, @Nullable RefusalReason reason) {
    boolean late = isLate(d, to);
    List<DispatchStep> steps = new ArrayList<>(d.steps);
    steps.add(
        new DispatchStep(
            act(to),
            f.getReporter().getRole(),
            f.getReporter().getBody(),
            d.state,
            d.last,
            d.released,
            d.releasedUntil,
            d.reason,
            d.endedAt,
            List.copyOf(new TreeSet<>(d.implied))));
    Set<DispatchReport> implied = new TreeSet<>(d.implied);
    switch (to) {
      case DEPARTED -> implied.remove(DispatchReport.DEPARTURE);
      case ON_SITE -> implied.remove(DispatchReport.ARRIVAL);
      case RELEASED, RECALLED -> implied.remove(DispatchReport.RELEASE);
      default -> {}
    }
    if (!late) {
      implied.addAll(unsaid(d, to, last));
      d.state = to;
      d.last = last;
      d.reason = reason == null ? d.reason : reason;
      if (to == DispatchState.RELEASED) {
        d.released = true;
        d.releasedUntil = last;
      }
    }
    switch (to) {
      case CONFIRMED -> d.confirmedAt = clock;
      case DEPARTED -> d.departedAt = clock;
      case ON_SITE -> d.arrivedAt = clock;
      case RELEASED, RECALLED -> d.endedAt = clock;
      case RETURNED -> d.returnedAt = clock;
      default -> {}
    }
    d.implied = implied;
    d.steps = steps;
    changed(d);
  }

  private static DispatchAct act(DispatchState to) {
    return switch (to) {
      case CONFIRMED -> DispatchAct.CONFIRM;
      case DECLINED -> DispatchAct.DECLINE;
      case CANCELLED -> DispatchAct.CANCEL;
      case DEPARTED -> DispatchAct.DEPART;
      case ON_SITE -> DispatchAct.ARRIVE;
      case HANDING_OVER -> DispatchAct.HAND_OVER;
      case RELEASED -> DispatchAct.RELEASE;
      case RECALLED -> DispatchAct.RECALL;
      case RETURNED -> DispatchAct.RETURN;
      default -> DispatchAct.UNKNOWN;
    };
  }

  // What is taken back.

  private static @Nullable DispatchStep last(Dispatch d) {
    return d.steps.isEmpty() ? null : d.steps.get(d.steps.size() - 1);
  }

  private boolean retracted(Fact f, ReportRetracted b) {
    Predicate<Dispatch> fits =
        d -> {
          DispatchStep step = last(d);
          return step != null && (b.getAct() == null || b.getAct() == step.getAct());
        };
    Dispatch d =
        dispatches()
            .filter(
                x ->
                    b.getDispatch().getDispatchId() != null
                        ? x.id.equals(b.getDispatch().getDispatchId())
                        : x.request.id().equals(b.getDispatch().getRequestId())
                            && x.lender().equals(b.getDispatch().getLender()))
            .filter(fits)
            .reduce((some, other) -> other.changedBy > some.changedBy ? other : some)
            .orElse(null);
    DispatchStep step = d == null ? null : last(d);
    if (d == null || step == null || !(coordinates(f) || is(f, step.getRole(), step.getBody()))) {
      return false;
    }
    List<Runnable> undo = new ArrayList<>();
    undo.add(d.kept());
    Set<LocalDate> workedNow = days(d, d::worksOn);
    Set<LocalDate> awayNow = days(d, d::awayOn);
    Set<LocalDate> overdrawnNow = overdrawn(d);
    takeBack(d, step);
    boolean proposed = d.is(DispatchState.PROPOSED);
    if (proposed && d.first.isBefore(today()) && !d.last.isBefore(today())) {
      d.first = today(); // Nobody is proposed for a day that is over.
      d.overlap = 0;
      changed(d);
    }
    boolean promise = d.is(DispatchState.PROPOSED, DispatchState.CONFIRMED);
    boolean stands =
        !(d.is(DispatchState.PROPOSED) && !d.holdUntil.isAfter(clock))
            && !(promise && (d.request.ended != null || d.offer.ended != null || restsOnNothing(d)))
            && days(d, d::worksOn).stream()
                .allMatch(day -> (!proposed && workedNow.contains(day)) || !day.isBefore(today()))
            && madeRoom(d, workedNow, awayNow, overdrawnNow, undo);
    if (!stands) {
      Collections.reverse(undo);
      undo.forEach(Runnable::run);
    }
    return stands;
  }

  private void takeBack(Dispatch d, DispatchStep step) {
    d.state = step.getState();
    d.last = step.getLastDay();
    d.released = step.getReleased();
    d.releasedUntil = step.getReleasedLastDay();
    d.reason = step.getReason();
    d.endedAt = step.getEndedAt();
    d.implied = new TreeSet<>(step.getImpliedReports());
    d.steps = d.steps.subList(0, d.steps.size() - 1);
    switch (step.getAct()) {
      case CONFIRM -> d.confirmedAt = null;
      case DEPART -> d.departedAt = null;
      case ARRIVE -> d.arrivedAt = null;
      case RETURN -> d.returnedAt = null;
      default -> {}
    }
    changed(d);
  }

  private static Set<LocalDate> days(Dispatch d, Predicate<LocalDate> which) {
    Set<LocalDate> days = new TreeSet<>();
    new Days(d.first.minusDays(d.travel), d.planned.plusDays(d.travel + d.rest))
        .each().stream().filter(which).forEach(days::add);
    return days;
  }

  /** Days on which more of its offer are away or rest than it has. */
  private Set<LocalDate> overdrawn(Dispatch d) {
    return days(
        d,
        day ->
            d.offer.has(day)
                && away(d.offer, day) + resting(d.offer, day) > d.offer.terms.getHeadCount());
  }

  /** What is only proposed gives way to those who are there after all. */
  private boolean madeRoom(
      Dispatch d,
      Set<LocalDate> workedNow,
      Set<LocalDate> awayNow,
      Set<LocalDate> overdrawnBefore,
      List<Runnable> undo) {
    Predicate<LocalDate> overfilled =
        day -> d.worksOn(day) && covered(d.request, day) > needed(d.request, day);
    for (Dispatch other : proposals(d.request)) {
      if (other != d && !days(other, day -> other.worksOn(day) && overfilled.test(day)).isEmpty()) {
        undo.add(other.kept());
        to(other, DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
      }
    }
    Predicate<LocalDate> overdrawn =
        day ->
            (d.awayOn(day) || d.restsOn(day))
                && overdrawn(d).contains(day)
                && !overdrawnBefore.contains(day);
    List<Dispatch> others =
        drawnOn(d.offer).stream()
            .filter(other -> other != d && other.is(DispatchState.PROPOSED))
            .sorted(
                Comparator.comparing((Dispatch other) -> other.request.id())
                    .thenComparing(other -> other.request.dispatches.indexOf(other)))
            .toList();
    for (Dispatch other : others) {
      if (!days(other, day -> (other.awayOn(day) || other.restsOn(day)) && overdrawn.test(day))
          .isEmpty()) {
        undo.add(other.kept());
        to(other, DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
      }
    }
    Integer most = current(d.agreement).terms.getHeadCountLimit();
    String receiver = d.request.asked.getReceiver();
    return days(d, overfilled).isEmpty()
        && days(d, overdrawn).isEmpty()
        && days(d, d::worksOn).stream()
            .filter(day -> !workedNow.contains(day))
            .allMatch(
                day ->
                    most == null || underAgreement(d.agreement, d.lender(), receiver, day) <= most)
        && days(d, d::awayOn).stream()
            .filter(day -> !awayNow.contains(day))
            .allMatch(day -> limitLeft(d.lender(), d.task, day) >= 0);
  }

  private boolean mayAct(Fact f, Dispatch d, DispatchState to) {
    return switch (to) {
      case RELEASED -> actsFor(f, d.request);
      case CANCELLED, ON_SITE, HANDING_OVER ->
          actsForLender(f, d.lender()) || is(f, Role.DESK, d.request.asked.getReceiver());
      default -> actsForLender(f, d.lender());
    };
  }

  private boolean tooSoon(Dispatch d, LocalDate last, @Nullable RefusalReason reason) {
    int notice = current(d.agreement).terms.getRecallNoticeDays();
    return notice > 0
        && last.isBefore(today().plusDays(notice))
        && last.isBefore(d.last)
        && reason != RefusalReason.OWN_DISASTER
        && !isStruck(d.lender());
  }

  private static boolean mayStayLonger(Dispatch d) {
    return d.is(
        DispatchState.CONFIRMED,
        DispatchState.DEPARTED,
        DispatchState.ON_SITE,
        DispatchState.HANDING_OVER);
  }

  private boolean beyondAgreement(Dispatch d, LocalDate until) {
    Signed agreement = current(d.agreement);
    Integer longest = agreement.terms.getLongestTourDays();
    return d.last.plusDays(1).isBefore(today())
        || (agreement.suspended
            && !waives(d.request, d.lender(), MatchRule.AGREEMENT_NOT_SUSPENDED))
        || (agreement.until != null
            && until.isAfter(agreement.until)
            && !waives(d.request, d.lender(), MatchRule.AGREEMENT_IN_FORCE))
        || (longest != null && new Days(d.first, until).count() + 2 * d.travel > longest);
  }

  private boolean notExtended(Dispatch d) {
    d.askedTo = null;
    d.steps = List.of();
    changed(d);
    return true;
  }

  /** They stay if nobody else was confirmed for the days, and nobody else has them. */
  private boolean extended(Dispatch d) {
    Request r = d.request;
    LocalDate until = Objects.requireNonNull(d.askedTo);
    if (beyondAgreement(d, until)) {
      return false;
    }
    Map<LocalDate, Integer> needsBefore = new TreeMap<>(r.needs);
    LocalDate lastBefore = r.last;
    Days more = new Days(d.last.plusDays(1), until);
    for (LocalDate day : more.each()) {
      if (day.isAfter(lastBefore)) {
        r.needs.put(day, d.head);
        r.last = day;
      }
    }
    List<Dispatch> given = new ArrayList<>();
    for (Dispatch other : proposals(r)) {
      if (anyShort(d, more) && new Days(other.first, other.last).meets(more)) {
        other.state = DispatchState.CANCELLED;
        other.reason = RefusalReason.STAFF_STAY;
        given.add(other);
      }
    }
    boolean fits = !anyShort(d, more);
    if (fits) {
      List<Dispatch> others =
          drawnOn(d.offer).stream()
              .filter(other -> other != d && other.is(DispatchState.PROPOSED))
              .sorted(
                  Comparator.comparing((Dispatch other) -> other.request.id())
                      .thenComparing(other -> other.request.dispatches.indexOf(other)))
              .toList();
      for (Dispatch other : others) {
        if (anyTaken(d, until) && !other.planned.plusDays(other.travel).isBefore(more.first)) {
          other.state = DispatchState.CANCELLED;
          other.reason = RefusalReason.STAFF_STAY;
          given.add(other);
        }
      }
      fits = !anyTaken(d, until) && !overLimits(d, until);
    }
    if (!fits) {
      r.needs = needsBefore;
      r.last = lastBefore;
      given.forEach(
          other -> {
            other.state = DispatchState.PROPOSED;
            other.reason = null;
          });
      return false;
    }
    given.forEach(
        other -> {
          other.steps = List.of();
          changed(other);
        });
    d.last = until;
    d.planned = until;
    return notExtended(d);
  }

  /** What agreement and lender can bear, on the days that come to those that are theirs. */
  private boolean overLimits(Dispatch d, LocalDate until) {
    Signed agreement = current(d.agreement);
    Days work = new Days(d.last.plusDays(1), until);
    Days away = new Days(work.first.plusDays(d.travel), until.plusDays(d.travel));
    return work.each().stream()
            .anyMatch(day -> agreementLeft(d.request, agreement, d.lender(), day) < d.head)
        || away.each().stream()
            .anyMatch(day -> lenderLeft(d.request, d.lender(), d.task, day) < d.head);
  }

  private boolean anyShort(Dispatch d, Days more) {
    return more.each().stream().anyMatch(day -> open(d.request, day) < d.head);
  }

  /** Whether they could not be away, and rest, so long: their own rest would begin later. */
  private boolean anyTaken(Dispatch d, LocalDate until) {
    LocalDate home = until.plusDays(d.travel);
    return home.isAfter(d.offer.terms.getLastDay())
        || new Days(d.last.plusDays(d.travel + 1L), home.plusDays(d.rest))
            .each().stream()
                .filter(d.offer::has)
                .anyMatch(
                    day ->
                        d.offer.ended != null
                            || d.offer.terms.getHeadCount()
                                    - away(d.offer, day)
                                    - resting(d.offer, day)
                                    + (d.restsOn(day) ? d.head : 0)
                                < d.head);
  }

  // What coordinators decide.

  private static final Set<MatchRule> WAIVABLE =
      Set.of(
          MatchRule.LENDER_NOT_STRUCK,
          MatchRule.AGREEMENT_IN_FORCE,
          MatchRule.AGREEMENT_NOT_SUSPENDED,
          MatchRule.AGREEMENT_COVERS_HAZARD,
          MatchRule.AGREEMENT_COVERS_TASK,
          MatchRule.AGREEMENT_HEAD_COUNT_LEFT,
          MatchRule.OFFER_COVERS_TASK,
          MatchRule.OFFER_HAS_QUALIFICATIONS,
          MatchRule.NOT_REFUSED_BEFORE,
          MatchRule.LENDER_LIMIT_LEFT,
          MatchRule.STAFF_RESTED);

  private boolean overridden(Fact f, OverrideMade o) {
    Request r = requests.get(o.getRequestId());
    String lender = o.getLender();
    if (!coordinates(f)
        || r == null
        || !isOpenToCoordination(r)
        || overrides.containsKey(o.getOverrideId())
        || (lender != null && !lenders().contains(lender))
        || (o.getKind() == OverrideKind.WAIVE && !WAIVABLE.contains(o.getRule()))) {
      return false;
    }
    overrides.put(o.getOverrideId(), o);
    switch (o.getKind()) {
      case REPRIORITISE -> r.overridden = o.getPriority();
      case FORBID ->
          cancel(
              proposals(r).stream().filter(d -> d.lender().equals(lender)).toList(),
              RefusalReason.COORDINATION);
      case PIN -> {
        List<Dispatch> others =
            proposals(r).stream().filter(d -> !d.lender().equals(lender)).toList();
        others.forEach(d -> d.state = DispatchState.CANCELLED);
        boolean canGo = look(r, Objects.requireNonNull(lender), false).fits();
        others.forEach(d -> d.state = DispatchState.PROPOSED);
        if (canGo) {
          cancel(others, RefusalReason.COORDINATION);
        }
      }
      default -> {}
    }
    return true;
  }

  private boolean overrides(OverrideKind kind, Request r, String lender) {
    return overrides.values().stream()
        .anyMatch(
            o ->
                o.getKind() == kind
                    && o.getRequestId().equals(r.id())
                    && lender.equals(o.getLender()));
  }

  boolean pins(Request r, String lender) {
    return overrides(OverrideKind.PIN, r, lender);
  }

  boolean forbids(Request r, String lender) {
    return overrides(OverrideKind.FORBID, r, lender);
  }

  boolean waives(Request r, String lender, MatchRule rule) {
    return overrides.values().stream()
        .anyMatch(
            o ->
                o.getRule() == rule
                    && o.getRequestId().equals(r.id())
                    && lender.equals(o.getLender()));
  }

  // Who fits.

  boolean bindsLender(Signed a, String lender) {
    AgreementSigned t = a.terms;
    return (t.getLenders().isEmpty() && t.getLenderAssociations().isEmpty())
        || t.getLenders().contains(lender)
        || isMember(t.getLenderAssociations(), lender);
  }

  boolean coversReceiver(Signed a, String receiver) {
    return a.terms.getReceivers().contains(receiver)
        || isMember(a.terms.getAssociations(), receiver);
  }

  private boolean isMember(List<String> ids, String code) {
    return ids.stream().anyMatch(id -> associations.getOrDefault(id, List.of()).contains(code));
  }

  boolean coversHazard(Signed a, Request r) {
    return a.terms.getHazards().isEmpty()
        || a.terms
            .getHazards()
            .contains(Objects.requireNonNull(disasters.get(r.asked.getDisasterId())).getHazard());
  }

  int longestWork(Signed a, Request r) {
    Integer longest = a.terms.getLongestTourDays();
    int tour = longest == null ? r.asked.getTourDays() : Math.min(longest, r.asked.getTourDays());
    return tour - 2 * a.terms.getTravelDays();
  }

  /** Reasons for which nobody said no. */
  private static final Set<String> NOBODYS =
      Set.of("REARRANGED", "COORDINATION", "STAFF_STAY", "NOT_IN_FORCE", "DAYS_OVER");

  /** Somebody said no: it is not asked again, unless the request was amended since. */
  boolean refused(Request r, Offer o) {
    return r.dispatches.stream()
        .anyMatch(d -> d.offer == o && d.changedBy > r.amendedAt && saysNo(d));
  }

  private static boolean saysNo(Dispatch d) {
    return !NOBODYS.contains(String.valueOf(d.reason))
        && (d.isVoid()
            || d.is(DispatchState.RECALLED)
            || (d.is(DispatchState.RETURNED)
                && !d.released
                && (d.reason != null || d.last.isBefore(d.planned))));
  }

  int underAgreement(Signed a, String lender, String receiver, LocalDate day) {
    return sum(
        dispatches,
        d ->
            d.worksOn(day)
                && d.agreement.terms.getAgreementId().equals(a.terms.getAgreementId())
                && d.lender().equals(lender)
                && d.request.asked.getReceiver().equals(receiver));
  }

  int agreementLeft(Request r, Signed a, String lender, LocalDate day) {
    Integer limit = a.terms.getHeadCountLimit();
    return limit == null || waives(r, lender, MatchRule.AGREEMENT_HEAD_COUNT_LEFT)
        ? Integer.MAX_VALUE
        : limit - underAgreement(a, lender, r.asked.getReceiver(), day);
  }

  int lenderLeft(Request r, String lender, LocalDate day) {
    return lenderLeft(r, lender, r.asked.getTaskType(), day);
  }

  private int lenderLeft(Request r, String lender, TaskType work, LocalDate day) {
    return waives(r, lender, MatchRule.LENDER_LIMIT_LEFT)
        ? Integer.MAX_VALUE
        : limitLeft(lender, work, day);
  }

  /** By what the lender said, whatever is waived. */
  int limitLeft(String lender, TaskType work, LocalDate day) {
    int left = Integer.MAX_VALUE;
    for (TaskType task : new TaskType[] {null, work}) {
      Integer limit = limit(lender, task);
      if (limit != null) {
        int away =
            sum(
                dispatches,
                d ->
                    d.lender().equals(lender) && (task == null || d.task == task) && d.awayOn(day));
        left = Math.min(left, limit - away);
      }
    }
    return left;
  }

  private boolean isInForceFor(Signed a, Request r) {
    return r.days().stream().anyMatch(a::inForceOn)
        && (today().isAfter(r.last)
            || r.days().stream().anyMatch(day -> !day.isBefore(today()) && a.inForceOn(day)));
  }

  /** A coordinator lets a lender go though no agreement is in force. */
  private boolean isOnNone(Request r, String lender) {
    return waives(r, lender, MatchRule.AGREEMENT_IN_FORCE)
        && agreements.values().stream()
            .filter(a -> bindsLender(a, lender) && coversReceiver(a, r.asked.getReceiver()))
            .noneMatch(a -> isInForceFor(a, r));
  }

  /** How many may go on exactly these days, by all that is used up. */
  int room(Request r, Signed a, Offer o, Days days) {
    int travel = a.terms.getTravelDays();
    String lender = o.terms.getLender();
    LocalDate leave = days.first.minusDays(travel);
    LocalDate home = days.last.plusDays(travel);
    if (leave.isBefore(today())
        || !o.has(leave)
        || !o.has(home)
        || o.ended != null
        || days.first.isBefore(r.first)
        || days.last.isAfter(r.last)
        || !(isOnNone(r, lender) || (a.inForceOn(days.first) && a.inForceOn(days.last)))
        || days.count() > longestWork(a, r)) {
      return 0;
    }
    int room = Integer.MAX_VALUE;
    for (LocalDate day : days.each()) {
      room = Math.min(room, open(r, day));
      room = room <= 0 ? 0 : Math.min(room, agreementLeft(r, a, lender, day));
    }
    if (room <= 0) {
      return 0;
    }
    boolean rest = !waives(r, lender, MatchRule.STAFF_RESTED);
    for (LocalDate day : new Days(leave, home).each()) {
      room = Math.min(room, lenderLeft(r, lender, day));
      room = Math.min(room, o.terms.getHeadCount() - away(o, day) - (rest ? resting(o, day) : 0));
    }
    if (rest) {
      for (LocalDate day : new Days(home.plusDays(1), home.plusDays(restDays(lender))).each()) {
        room = o.has(day) ? Math.min(room, free(o, day)) : room;
      }
    }
    return Math.max(0, room);
  }

  /** A lender looked at for a request: its agreements and offers that fit, in their order. */
  record Look(
      NaiveModel model,
      Request request,
      String lender,
      List<Signed> agreements,
      List<Offer> offers) {

    boolean fits() {
      return agreements.stream()
          .anyMatch(
              a ->
                  offers.stream()
                      .anyMatch(
                          o ->
                              request.days().stream()
                                  .filter(day -> model.open(request, day) > 0)
                                  .anyMatch(
                                      day -> model.room(request, a, o, new Days(day, day)) > 0)));
    }
  }

  /** Keeps what fits; all, where a coordinator said that the rule does not count. */
  private <T> List<T> narrow(
      List<T> some, Request r, String lender, MatchRule rule, Predicate<T> fits) {
    List<T> left = some.stream().filter(fits).toList();
    return left.isEmpty() && waives(r, lender, rule) ? some : left;
  }

  /**
   * What is left of a lender.
   *
   * @param movable also what is only held, whatever is used up
   */
  Look look(Request r, String lender, boolean movable) {
    if (forbids(r, lender)
        || (isStruck(lender) && !waives(r, lender, MatchRule.LENDER_NOT_STRUCK))) {
      return new Look(this, r, lender, List.of(), List.of());
    }
    List<Signed> as =
        agreements.values().stream()
            .filter(a -> bindsLender(a, lender) && coversReceiver(a, r.asked.getReceiver()))
            .toList();
    as = narrow(as, r, lender, MatchRule.AGREEMENT_IN_FORCE, a -> isInForceFor(a, r));
    as = narrow(as, r, lender, MatchRule.AGREEMENT_NOT_SUSPENDED, a -> !a.suspended);
    as = narrow(as, r, lender, MatchRule.AGREEMENT_COVERS_HAZARD, a -> coversHazard(a, r));
    as =
        narrow(
            as, r, lender, MatchRule.AGREEMENT_COVERS_TASK, a -> a.covers(r.asked.getTaskType()));
    as = as.stream().filter(a -> longestWork(a, r) > 0).toList();
    if (!movable) {
      as =
          as.stream()
              .filter(
                  a ->
                      a.terms.getHeadCountLimit() == null
                          || openDays(r).isEmpty()
                          || openDays(r).stream()
                              .anyMatch(day -> agreementLeft(r, a, lender, day) > 0))
              .toList();
    }
    List<Offer> os =
        offers.values().stream()
            .filter(o -> o.terms.getLender().equals(lender))
            .filter(
                o ->
                    (o.ended == null && (movable ? anyFree(o) : anyFreeOrResting(o)))
                        || (movable
                            && drawnOn(o).stream().anyMatch(d -> d.is(DispatchState.PROPOSED))))
            .filter(
                o ->
                    o.terms.getDisasterId() == null
                        || o.terms.getDisasterId().equals(r.asked.getDisasterId()))
            .toList();
    os =
        narrow(
            os,
            r,
            lender,
            MatchRule.OFFER_COVERS_TASK,
            o -> o.terms.getTaskTypes().contains(r.asked.getTaskType()));
    os =
        narrow(
            os,
            r,
            lender,
            MatchRule.OFFER_HAS_QUALIFICATIONS,
            o -> o.terms.getQualifications().containsAll(r.asked.getQualifications()));
    os =
        os.stream()
            .filter(o -> r.days().stream().anyMatch(o::has))
            .filter(o -> !o.terms.getLastDay().isBefore(today()))
            .toList();
    os = narrow(os, r, lender, MatchRule.NOT_REFUSED_BEFORE, o -> !refused(r, o));
    return new Look(this, r, lender, inOrder(as, r, lender), drawnFirst(os, r));
  }

  List<LocalDate> openDays(Request r) {
    return r.days().stream().filter(day -> !day.isBefore(today()) && open(r, day) > 0).toList();
  }

  private List<Signed> inOrder(List<Signed> some, Request r, String lender) {
    return some.stream()
        .sorted(
            Comparator.comparing((Signed a) -> !confirmed(a, lender, r))
                .thenComparing(a -> !a.terms.getReceivers().contains(r.asked.getReceiver()))
                .thenComparing(a -> a.terms.getValidFrom(), Comparator.reverseOrder())
                .thenComparing(a -> a.terms.getAgreementId()))
        .toList();
  }

  private boolean confirmed(Signed a, String lender, Request r) {
    return Stream.of(lender, r.asked.getReceiver())
        .allMatch(code -> !today().isAfter(a.confirmed.getOrDefault(code, LocalDate.MIN)));
  }

  private static List<Offer> drawnFirst(List<Offer> some, Request r) {
    return some.stream()
        .sorted(
            Comparator.comparing(
                    (Offer o) ->
                        o.terms.getAnswersRequestId() == null
                            ? 1
                            : o.terms.getAnswersRequestId().equals(r.id()) ? 0 : 2)
                .thenComparing(o -> o.terms.getDisasterId() == null)
                .thenComparing(o -> o.terms.getQualifications().size())
                .thenComparing(o -> o.terms.getTaskTypes().size())
                .thenComparing(o -> o.terms.getLastDay())
                .thenComparing(Offer::id))
        .toList();
  }

  /** Who fits, the first asked first. */
  List<Look> ranked(Request r) {
    Map<Look, List<Comparable<?>>> terms = new HashMap<>();
    List<Look> fitting = new ArrayList<>();
    for (String lender : lenders()) {
      Look look = look(r, lender, false);
      if (look.fits()) {
        Signed best = look.agreements.get(0);
        Optional<CounterpartRole> role =
            Optional.ofNullable(
                counterparts.get(List.of(r.asked.getDisasterId(), r.asked.getReceiver(), lender)));
        boolean there =
            dispatches()
                .anyMatch(
                    d ->
                        !d.isVoid()
                            && d.lender().equals(lender)
                            && d.request.asked.getReceiver().equals(r.asked.getReceiver())
                            && d.disaster.equals(r.asked.getDisasterId()));
        fitting.add(look);
        terms.put(
            look,
            List.of(
                !pins(r, lender),
                !confirmed(best, lender, r),
                !best.terms.getReceivers().contains(r.asked.getReceiver()),
                !role.equals(Optional.of(CounterpartRole.LEAD)),
                !(role.isPresent() || there),
                load(lender),
                km(lender, r.asked.getReceiver()),
                lender));
      }
    }
    fitting.sort((a, b) -> compare(terms.get(a), terms.get(b)));
    return fitting;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static int compare(
      @Nullable List<Comparable<?>> some, @Nullable List<Comparable<?>> others) {
    for (int i = 0; i < Objects.requireNonNull(some).size(); i++) {
      int order = ((Comparable) some.get(i)).compareTo(Objects.requireNonNull(others).get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private long km(String from, String to) {
    Municipality a = places.get(from);
    Municipality b = places.get(to);
    if (a == null || b == null) {
      return 99_999;
    }
    double dLat = Math.toRadians(b.getLatitude() - a.getLatitude());
    double dLon = Math.toRadians(b.getLongitude() - a.getLongitude());
    double h =
        Math.pow(Math.sin(dLat / 2), 2)
            + Math.cos(Math.toRadians(a.getLatitude()))
                * Math.cos(Math.toRadians(b.getLatitude()))
                * Math.pow(Math.sin(dLon / 2), 2);
    return Math.round(2 * 6371 * Math.asin(Math.sqrt(h)));
  }

  // What is proposed.

  /** A tour that could be proposed. */
  record Tour(Signed agreement, Offer offer, int head, Days days) {}

  /**
   * The next tour of a lender: the agreement and offer first in order, the earliest day, then the
   * longest tour that there is for anybody, and as many as can go on it. It is cut shorter where
   * the stay goes on and others can take over.
   *
   * @param all the lenders that fit
   * @param shortest days of work; fewer only where stay or longest tour have fewer
   */
  Optional<Tour> nextTour(Look look, List<Look> all, int shortest) {
    Request r = look.request;
    for (Signed a : look.agreements) {
      for (Offer o : look.offers) {
        for (LocalDate day : openDays(r)) {
          int longest = longestWork(a, r);
          int days = longest;
          while (days > 0 && room(r, a, o, daysFrom(day, days)) == 0) {
            days--;
          }
          Days stay = stay(r, day);
          if (days == 0 || days < Math.min(shortest, Math.min(longest, stay.count()))) {
            continue;
          }
          Days left = new Days(day, stay.last);
          if (days == longest && left.count() > longest) {
            days = evenly(r, a, o, left, longest, all);
          }
          Days tour = daysFrom(day, days);
          return Optional.of(new Tour(a, o, room(r, a, o, tour), tour));
        }
      }
    }
    return Optional.empty();
  }

  private static Days daysFrom(LocalDate day, int count) {
    return new Days(day, day.plusDays(count - 1L));
  }

  /** Open days on end, around a day. */
  private Days stay(Request r, LocalDate day) {
    Set<LocalDate> open = new HashSet<>(openDays(r));
    LocalDate first = day;
    LocalDate last = day;
    while (open.contains(first.minusDays(1))) {
      first = first.minusDays(1);
    }
    while (open.contains(last.plusDays(1))) {
      last = last.plusDays(1);
    }
    return new Days(first, last);
  }

  /** Days of the first of so few waves as there must be: as even as others can take over. */
  private int evenly(Request r, Signed a, Offer o, Days stay, int longest, List<Look> all) {
    int waves = (int) Math.ceil(stay.count() / (double) longest);
    int even = (int) Math.ceil(stay.count() / (double) waves);
    for (int days = even; days < longest; days++) {
      Days first = daysFrom(stay.first, days);
      Days next =
          daysFrom(first.last.plusDays(1), (int) Math.ceil((stay.count() - days) / (waves - 1.0)));
      int head = room(r, a, o, first);
      int heads =
          Math.min(head, next.each().stream().mapToInt(day -> open(r, day)).min().orElseThrow());
      Dispatch tried = propose(r, new Tour(a, o, head, first), null, null);
      boolean relieved = all.stream().anyMatch(other -> canSend(other, next, heads));
      undo(List.of(tried));
      if (relieved) {
        return days;
      }
    }
    return longest;
  }

  private boolean canSend(Look look, Days days, int heads) {
    return look.agreements.stream()
        .anyMatch(a -> look.offers.stream().anyMatch(o -> room(look.request, a, o, days) >= heads));
  }

  /** A proposal with everything that follows from where and when it is made. */
  Dispatch propose(Request r, Tour tour, @Nullable String override, @Nullable Dispatch instead) {
    Dispatch d = new Dispatch(r, tour.offer, tour.agreement, tour.head, tour.days);
    NetworkFormed terms = Objects.requireNonNull(formed);
    String lender = tour.offer.terms.getLender();
    d.wave = nextWave(r, lender);
    d.travel = tour.agreement.terms.getTravelDays();
    d.rest = restDays(lender);
    d.overlap = overlap(r, tour.offer, tour.days.first, d.travel);
    d.override = override;
    d.replaces = instead == null ? null : instead.id;
    d.proposedAt = clock;
    d.holdUntil =
        instead != null && instead.lender().equals(lender)
            ? instead.holdUntil
            : clock.plusSeconds(
                60L
                    * (r.servedAs() == Priority.LIFE_SAFETY
                        ? terms.getLifeSafetyHoldMinutes()
                        : terms.getHoldMinutes()));
    r.firstProposedAt = r.firstProposedAt == null ? clock : r.firstProposedAt;
    return add(d);
  }

  private static int nextWave(Request r, String lender) {
    return 1
        + (int) r.dispatches.stream().filter(x -> !x.isVoid() && x.lender().equals(lender)).count();
  }

  /** The same promise for fewer, or for fewer days: held no longer than it was. */
  Dispatch keep(Dispatch of, int head, Days days) {
    Dispatch d = new Dispatch(of.request, of.offer, of.agreement, head, days);
    d.wave = nextWave(of.request, of.lender());
    d.travel = of.travel;
    d.rest = of.rest;
    d.overlap = overlap(of.request, of.offer, days.first, of.travel);
    d.override = of.override;
    d.replaces = of.id;
    d.proposedAt = clock;
    d.holdUntil = of.holdUntil;
    return add(d);
  }

  /** As if these, the newest, had never been proposed. */
  void undo(List<Dispatch> newest) {
    for (Dispatch d : newest) {
      dispatches.remove(d);
      d.offer.dispatches.remove(d);
      d.request.dispatches.remove(d);
      if (d.request.dispatches.isEmpty()) {
        d.request.firstProposedAt = null;
      }
    }
  }

  private Dispatch add(Dispatch d) {
    changed(d);
    d.request.dispatches.add(d);
    d.offer.dispatches.add(d);
    dispatches.add(d);
    return d;
  }

  /**
   * As many days as asked, and fewer than a tour has, where somebody is relieved, and they can be
   * there so early.
   */
  private int overlap(Request r, Offer offer, LocalDate first, int travel) {
    boolean relieves =
        r.dispatches.stream()
            .anyMatch(d -> d.last.equals(first.minusDays(1)) && d.worksOn(first.minusDays(1)));
    int days = 0;
    LocalDate leave = first.minusDays(travel);
    while (relieves
        && days < r.asked.getOverlapDays()
        && days + 1 < r.asked.getTourDays()
        && offer.has(leave.minusDays(days + 1L))
        && !leave.minusDays(days + 1L).isBefore(today())) {
      days++;
    }
    return days;
  }
}
