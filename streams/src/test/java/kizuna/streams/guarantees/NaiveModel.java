package kizuna.streams.guarantees;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequested;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.Municipality;
import kizuna.facts.StaffOffered;
import kizuna.states.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * The whole of it once more, as simply as it can be said: lists, no indexes, every question
 * answered by looking at everything. Knows nothing of the code that it checks.
 */
final class NaiveModel {

  static final class Request {
    final AidRequested asked;
    final Instant askedAt;
    int head;
    LocalDate first;
    LocalDate last;
    Priority priority;
    boolean cancelled;
    int amendedAt;
    int made;

    Request(AidRequested asked, Instant at, int sequence) {
      this.asked = asked;
      this.askedAt = at;
      this.head = asked.getHeadCount();
      this.first = asked.getFirstDay();
      this.last = asked.getLastDay();
      this.priority = asked.getPriority();
      this.amendedAt = sequence;
    }
  }

  static final class Dispatch {
    String id = "";
    String request = "";
    String offer = "";
    String lender = "";
    String receiver = "";
    String disaster = "";
    String agreement = "";
    DispatchState state = DispatchState.PROPOSED;
    int head;
    LocalDate first = LocalDate.MIN;
    LocalDate last = LocalDate.MIN;
    LocalDate planned = LocalDate.MIN;
    boolean released;
    Instant holdUntil = Instant.EPOCH;
    int changedAt;

    boolean isVoid() {
      return state == DispatchState.DECLINED
          || state == DispatchState.LAPSED
          || state == DispatchState.CANCELLED;
    }

    boolean worksOn(LocalDate day) {
      return !isVoid() && !day.isBefore(first) && !day.isAfter(last);
    }

    boolean blocksOn(LocalDate day) {
      LocalDate until = state == DispatchState.RETURNED ? last : planned;
      return !isVoid() && !day.isBefore(first) && !day.isAfter(until);
    }

    long personDays() {
      return isVoid() || last.isBefore(first)
          ? 0
          : (last.toEpochDay() - first.toEpochDay() + 1) * head;
    }
  }

  private static final class Signed {
    final AgreementSigned terms;
    final Map<String, LocalDate> confirmed = new HashMap<>();

    Signed(AgreementSigned terms) {
      this.terms = terms;
    }
  }

  final Map<String, Request> requests = new LinkedHashMap<>();
  final Map<String, StaffOffered> offers = new LinkedHashMap<>();
  final Set<String> withdrawn = new HashSet<>();
  final Map<String, Dispatch> dispatches = new LinkedHashMap<>();
  private final Map<String, Signed> agreements = new HashMap<>();
  private final Map<String, Set<String>> disasters = new HashMap<>();
  private final Map<String, Municipality> places = new HashMap<>();
  private final Map<UUID, Boolean> answers = new HashMap<>();
  private List<String> lenders = List.of();
  private int holdMinutes;
  private int lifeSafetyHoldMinutes;
  private int classHours;
  private Instant clock = Instant.EPOCH;
  private int sequence;

  LocalDate today() {
    return LocalDate.ofInstant(clock, ZoneId.of("Asia/Tokyo"));
  }

  /** Whether it was accepted. */
  boolean put(Fact fact) {
    sequence++;
    if (answers.containsKey(fact.getEventId())) {
      return false;
    }
    Instant before = clock;
    if (fact.getRecordedAt().isAfter(clock)) {
      clock = fact.getRecordedAt();
    }
    boolean accepted = accept(fact);
    if (!accepted) {
      clock = before;
    }
    answers.put(fact.getEventId(), accepted);
    return accepted;
  }

  private boolean accept(Fact f) {
    if (lenders.isEmpty() && f.getKind() != FactKind.NETWORK_FORMED) {
      return false;
    }
    switch (f.getKind()) {
      case NETWORK_FORMED -> {
        if (!lenders.isEmpty()) {
          return false;
        }
        lenders = f.getNetworkFormed().getLenders().stream().sorted().toList();
        holdMinutes = f.getNetworkFormed().getHoldMinutes();
        lifeSafetyHoldMinutes = f.getNetworkFormed().getLifeSafetyHoldMinutes();
        classHours = f.getNetworkFormed().getPriorityClassHours();
      }
      case MUNICIPALITIES_LISTED ->
          f.getMunicipalitiesListed().getMunicipalities().forEach(m -> places.put(m.getCode(), m));
      case AGREEMENT_SIGNED -> {
        AgreementSigned a = f.getAgreementSigned();
        Signed old = agreements.get(a.getAgreementId());
        if (old != null && old.terms.getVersion() >= a.getVersion()) {
          return false;
        }
        agreements.put(a.getAgreementId(), new Signed(a));
        fillAll();
      }
      case PLAN_CONFIRMED -> {
        Signed a = agreements.get(f.getPlanConfirmed().getAgreementId());
        if (a == null) {
          return false;
        }
        a.confirmed.put(f.getPlanConfirmed().getConfirmedBy(), f.getPlanConfirmed().getValidTo());
      }
      case DISASTER_DECLARED -> {
        if (!f.getDisasterDeclared().getStruck().contains(f.getReporter().getBody())) {
          return false;
        }
        disasters
            .computeIfAbsent(f.getDisasterDeclared().getDisasterId(), d -> new HashSet<>())
            .addAll(f.getDisasterDeclared().getStruck());
      }
      case AID_REQUESTED -> {
        AidRequested a = f.getAidRequested();
        if (requests.containsKey(a.getRequestId())
            || !disasters.containsKey(a.getDisasterId())
            || a.getLastDay().isBefore(today())) {
          return false;
        }
        requests.put(a.getRequestId(), new Request(a, clock, sequence));
        fillAll();
      }
      case AID_REQUEST_AMENDED -> {
        return amend(f.getAidRequestAmended(), f.getReporter().getBody());
      }
      case AID_REQUEST_CANCELLED -> {
        Request r = requests.get(f.getAidRequestCancelled().getRequestId());
        if (r == null || r.cancelled || !f.getReporter().getBody().equals(r.asked.getReceiver())) {
          return false;
        }
        r.cancelled = true;
        cancelAll(of(r));
        fillAll();
      }
      case STAFF_OFFERED -> {
        StaffOffered o = f.getStaffOffered();
        if (offers.containsKey(o.getOfferId()) || o.getLastDay().isBefore(today())) {
          return false;
        }
        offers.put(o.getOfferId(), o);
        fillAll();
      }
      case OFFER_WITHDRAWN -> {
        StaffOffered o = offers.get(f.getOfferWithdrawn().getOfferId());
        if (o == null
            || withdrawn.contains(o.getOfferId())
            || !f.getReporter().getBody().equals(o.getLender())) {
          return false;
        }
        withdrawn.add(o.getOfferId());
        cancelAll(
            dispatches.values().stream().filter(d -> d.offer.equals(o.getOfferId())).toList());
        fillAll();
      }
      case DISPATCH_CONFIRMED -> {
        return move(
            f,
            f.getDispatchConfirmed().getDispatch(),
            DispatchState.CONFIRMED,
            null,
            DispatchState.PROPOSED);
      }
      case DISPATCH_DECLINED -> {
        return move(
            f,
            f.getDispatchDeclined().getDispatch(),
            DispatchState.DECLINED,
            null,
            DispatchState.PROPOSED);
      }
      case DISPATCH_CANCELLED -> {
        return move(
            f,
            f.getDispatchCancelled().getDispatch(),
            DispatchState.CANCELLED,
            null,
            DispatchState.PROPOSED,
            DispatchState.CONFIRMED);
      }
      case STAFF_DEPARTED -> {
        return move(
            f,
            f.getStaffDeparted().getDispatch(),
            DispatchState.DEPARTED,
            null,
            DispatchState.CONFIRMED);
      }
      case STAFF_ARRIVED -> {
        return move(
            f,
            f.getStaffArrived().getDispatch(),
            DispatchState.ON_SITE,
            null,
            DispatchState.DEPARTED);
      }
      case HANDOVER_STARTED -> {
        return move(
            f,
            f.getHandoverStarted().getDispatch(),
            DispatchState.HANDING_OVER,
            null,
            DispatchState.ON_SITE);
      }
      case STAFF_RECALLED -> {
        return move(
            f,
            f.getStaffRecalled().getDispatch(),
            DispatchState.RECALLED,
            f.getStaffRecalled().getLastDay(),
            DispatchState.DEPARTED,
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER);
      }
      case STAFF_RELEASED -> {
        return move(
            f,
            f.getStaffReleased().getDispatch(),
            DispatchState.RELEASED,
            f.getStaffReleased().getLastDay(),
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER);
      }
      case STAFF_RETURNED -> {
        return move(
            f,
            f.getStaffReturned().getDispatch(),
            DispatchState.RETURNED,
            null,
            DispatchState.RELEASED,
            DispatchState.RECALLED);
      }
      case TIME_PASSED -> {
        if (f.getTimePassed().getTo().isAfter(clock)) {
          clock = f.getTimePassed().getTo();
        }
        for (Dispatch d : dispatches.values()) {
          if (d.state == DispatchState.PROPOSED && !d.holdUntil.isAfter(clock)) {
            d.state = DispatchState.LAPSED;
            d.changedAt = sequence;
          }
        }
        fillAll();
      }
      default ->
          throw new IllegalStateException("expected a fact of the histories, but " + f.getKind());
    }
    return true;
  }

  private boolean move(
      Fact f,
      DispatchReference ref,
      DispatchState to,
      @Nullable LocalDate lastDay,
      DispatchState... from) {
    Dispatch d =
        dispatches.values().stream()
            .filter(x -> x.request.equals(ref.getRequestId()) && x.lender.equals(ref.getLender()))
            .filter(x -> List.of(from).contains(x.state))
            .min(
                Comparator.comparingInt(
                    x -> Integer.parseInt(x.id.substring(x.id.lastIndexOf('-') + 1))))
            .orElse(null);
    boolean coordinator = f.getReporter().getRole() == Role.COORDINATOR;
    if (d == null || (!coordinator && !f.getReporter().getBody().equals(d.lender))) {
      return false;
    }
    LocalDate last = lastDay == null ? d.last : lastDay;
    LocalDate earliest = to == DispatchState.RECALLED ? d.first.minusDays(1) : d.first;
    if (last.isBefore(earliest) || last.isAfter(d.planned)) {
      return false;
    }
    d.state = to;
    d.last = last;
    d.released |= to == DispatchState.RELEASED;
    d.changedAt = sequence;
    fillAll();
    return true;
  }

  private boolean amend(AidRequestAmended a, String by) {
    Request r = requests.get(a.getRequestId());
    if (r == null || r.cancelled || !by.equals(r.asked.getReceiver())) {
      return false;
    }
    LocalDate last = a.getLastDay() == null ? r.last : a.getLastDay();
    int head = a.getHeadCount() == null ? r.head : a.getHeadCount();
    if (last.isBefore(r.first) || last.isBefore(today())) {
      return false;
    }
    int oldHead = r.head;
    LocalDate oldLast = r.last;
    List<Dispatch> newestFirst = new ArrayList<>(of(r));
    java.util.Collections.reverse(newestFirst);
    List<Dispatch> given = new ArrayList<>();
    for (Dispatch d : newestFirst) {
      if (d.state == DispatchState.PROPOSED
          && d.first.datesUntil(d.last.plusDays(1)).anyMatch(day -> tooMuch(r, day, head, last))) {
        d.state = DispatchState.CANCELLED;
        given.add(d);
      }
    }
    LocalDate latest = oldLast.isAfter(last) ? oldLast : last;
    if (r.first.datesUntil(latest.plusDays(1)).anyMatch(day -> tooMuch(r, day, head, last))) {
      given.forEach(d -> d.state = DispatchState.PROPOSED);
      r.head = oldHead;
      return false;
    }
    given.forEach(d -> d.changedAt = sequence);
    r.head = head;
    r.last = last;
    r.amendedAt = sequence;
    fillAll();
    return true;
  }

  private boolean tooMuch(Request r, LocalDate day, int head, LocalDate last) {
    int need = day.isAfter(last) ? 0 : Math.max(0, head - gone(r, day));
    return covered(r, day) > need;
  }

  private void cancelAll(List<Dispatch> some) {
    for (Dispatch d : some) {
      if (d.state == DispatchState.PROPOSED || d.state == DispatchState.CONFIRMED) {
        d.state = DispatchState.CANCELLED;
        d.changedAt = sequence;
      }
    }
  }

  List<Dispatch> of(Request r) {
    return dispatches.values().stream()
        .filter(d -> d.request.equals(r.asked.getRequestId()))
        .toList();
  }

  private int gone(Request r, LocalDate day) {
    return of(r).stream()
        .filter(
            d ->
                d.released
                    && day.isAfter(d.last)
                    && !day.isAfter(d.planned)
                    && !day.isBefore(d.first))
        .mapToInt(d -> d.head)
        .sum();
  }

  int covered(Request r, LocalDate day) {
    return of(r).stream().filter(d -> d.worksOn(day)).mapToInt(d -> d.head).sum();
  }

  int open(Request r, LocalDate day) {
    if (r.cancelled || day.isBefore(r.first) || day.isAfter(r.last)) {
      return 0;
    }
    return r.head - gone(r, day) - covered(r, day);
  }

  int free(StaffOffered o, LocalDate day) {
    if (withdrawn.contains(o.getOfferId())
        || day.isBefore(o.getFirstDay())
        || day.isAfter(o.getLastDay())) {
      return 0;
    }
    return o.getHeadCount()
        - dispatches.values().stream()
            .filter(d -> d.offer.equals(o.getOfferId()) && d.blocksOn(day))
            .mapToInt(d -> d.head)
            .sum();
  }

  private long personDays(String lender) {
    return dispatches.values().stream()
        .filter(d -> d.lender.equals(lender))
        .mapToLong(Dispatch::personDays)
        .sum();
  }

  /**
   * How many may go on a day under an agreement, for a request from an offer; zero if anything
   * speaks against it.
   */
  int room(Request r, Signed a, StaffOffered o, LocalDate day) {
    AgreementSigned t = a.terms;
    boolean struck = disasters.values().stream().anyMatch(s -> s.contains(o.getLender()));
    boolean refused =
        of(r).stream()
            .anyMatch(
                d ->
                    d.offer.equals(o.getOfferId())
                        && d.changedAt > r.amendedAt
                        && (d.isVoid()
                            || d.state == DispatchState.RECALLED
                            || (d.state == DispatchState.RETURNED && !d.released)));
    if (struck
        || refused
        || day.isBefore(today())
        || !(t.getLenders().isEmpty() || t.getLenders().contains(o.getLender()))
        || !t.getReceivers().contains(r.asked.getReceiver())
        || !(t.getTaskTypes().isEmpty() || t.getTaskTypes().contains(r.asked.getTaskType()))
        || day.isBefore(t.getValidFrom())
        || (t.getValidTo() != null && day.isAfter(t.getValidTo()))
        || !o.getTaskTypes().contains(r.asked.getTaskType())) {
      return 0;
    }
    int room = Math.min(open(r, day), free(o, day));
    if (t.getHeadCountLimit() != null) {
      int used =
          dispatches.values().stream()
              .filter(
                  d ->
                      d.agreement.equals(t.getAgreementId())
                          && d.lender.equals(o.getLender())
                          && d.receiver.equals(r.asked.getReceiver())
                          && d.worksOn(day))
              .mapToInt(d -> d.head)
              .sum();
      room = Math.min(room, t.getHeadCountLimit() - used);
    }
    return Math.max(0, room);
  }

  private void fillAll() {
    requests.values().stream()
        .sorted(
            Comparator.comparing((Request r) -> r.priority != Priority.LIFE_SAFETY)
                .thenComparing(
                    r -> r.askedAt.plusSeconds(3600L * classHours * r.priority.ordinal()))
                .thenComparing(r -> r.asked.getRequestId()))
        .forEach(this::fill);
  }

  private record Ranked(String lender, boolean unconfirmed, boolean stranger, long load, long km) {}

  private void fill(Request r) {
    List<Ranked> ranked = new ArrayList<>();
    for (String lender : lenders) {
      List<Signed> mine = agreementsFor(r, lender);
      if (!mine.isEmpty() && anyRoom(r, lender)) {
        boolean counterpart =
            dispatches.values().stream()
                .anyMatch(
                    d ->
                        d.lender.equals(lender)
                            && d.receiver.equals(r.asked.getReceiver())
                            && d.disaster.equals(r.asked.getDisasterId())
                            && !d.isVoid());
        ranked.add(
            new Ranked(
                lender,
                !confirmed(mine.get(0), lender, r),
                !counterpart,
                personDays(lender),
                km(lender, r.asked.getReceiver())));
      }
    }
    ranked.sort(
        Comparator.comparing(Ranked::unconfirmed)
            .thenComparing(Ranked::stranger)
            .thenComparing(Ranked::load)
            .thenComparing(Ranked::km)
            .thenComparing(Ranked::lender));
    for (Ranked one : ranked) {
      while (propose(r, one.lender)) {
        // Tour after tour.
      }
    }
  }

  private boolean anyRoom(Request r, String lender) {
    return agreementsFor(r, lender).stream()
        .anyMatch(
            a ->
                offers.values().stream()
                    .filter(o -> o.getLender().equals(lender))
                    .anyMatch(
                        o ->
                            r.first
                                .datesUntil(r.last.plusDays(1))
                                .anyMatch(day -> room(r, a, o, day) > 0)));
  }

  /**
   * Agreements that speak for the pair at all, that which applies first. Those with no head-count
   * left are passed over.
   */
  private List<Signed> agreementsFor(Request r, String lender) {
    return agreements.values().stream()
        .filter(a -> a.terms.getLenders().isEmpty() || a.terms.getLenders().contains(lender))
        .filter(a -> a.terms.getReceivers().contains(r.asked.getReceiver()))
        .filter(
            a ->
                a.terms.getTaskTypes().isEmpty()
                    || a.terms.getTaskTypes().contains(r.asked.getTaskType()))
        .filter(a -> headsLeft(a, r, lender))
        .sorted(
            Comparator.comparing((Signed a) -> !confirmed(a, lender, r))
                .thenComparing(a -> a.terms.getValidFrom(), Comparator.reverseOrder())
                .thenComparing(a -> a.terms.getAgreementId()))
        .toList();
  }

  private boolean headsLeft(Signed a, Request r, String lender) {
    Integer limit = a.terms.getHeadCountLimit();
    return limit == null
        || r.first
            .datesUntil(r.last.plusDays(1))
            .filter(day -> !day.isBefore(today()) && open(r, day) > 0)
            .anyMatch(
                day ->
                    dispatches.values().stream()
                            .filter(
                                d ->
                                    d.agreement.equals(a.terms.getAgreementId())
                                        && d.lender.equals(lender)
                                        && d.receiver.equals(r.asked.getReceiver())
                                        && d.worksOn(day))
                            .mapToInt(d -> d.head)
                            .sum()
                        < limit);
  }

  private boolean confirmed(Signed a, String lender, Request r) {
    return List.of(lender, r.asked.getReceiver()).stream()
        .allMatch(
            code ->
                a.confirmed.containsKey(code)
                    && !today().isAfter(Objects.requireNonNull(a.confirmed.get(code))));
  }

  private boolean propose(Request r, String lender) {
    for (Signed a : agreementsFor(r, lender)) {
      List<StaffOffered> mine =
          offers.values().stream()
              .filter(o -> o.getLender().equals(lender))
              .sorted(
                  Comparator.comparing(StaffOffered::getFirstDay)
                      .thenComparing(StaffOffered::getOfferId))
              .toList();
      for (StaffOffered o : mine) {
        for (LocalDate day : r.first.datesUntil(r.last.plusDays(1)).toList()) {
          int head = room(r, a, o, day);
          if (head > 0) {
            int tour =
                a.terms.getLongestTourDays() == null
                    ? r.asked.getTourDays()
                    : Math.min(a.terms.getLongestTourDays(), r.asked.getTourDays());
            LocalDate end = day;
            while (end.isBefore(day.plusDays(tour - 1L))
                && room(r, a, o, end.plusDays(1)) >= head) {
              end = end.plusDays(1);
            }
            add(r, a, o, head, day, end);
            return true;
          }
        }
      }
    }
    return false;
  }

  private void add(Request r, Signed a, StaffOffered o, int head, LocalDate first, LocalDate last) {
    Dispatch d = new Dispatch();
    d.id = r.asked.getRequestId() + "-" + ++r.made;
    d.request = r.asked.getRequestId();
    d.offer = o.getOfferId();
    d.lender = o.getLender();
    d.receiver = r.asked.getReceiver();
    d.disaster = r.asked.getDisasterId();
    d.agreement = a.terms.getAgreementId();
    d.head = head;
    d.first = first;
    d.last = last;
    d.planned = last;
    d.holdUntil =
        clock.plusSeconds(
            60L * (r.priority == Priority.LIFE_SAFETY ? lifeSafetyHoldMinutes : holdMinutes));
    d.changedAt = sequence;
    dispatches.put(d.id, d);
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

  /** Takes the ledger's word for where every dispatch stands. */
  void take(Collection<LedgerEntry> ledger) {
    dispatches
        .keySet()
        .removeIf(id -> ledger.stream().noneMatch(e -> e.getDispatchId().equals(id)));
    for (LedgerEntry e : ledger) {
      Dispatch d = dispatches.computeIfAbsent(e.getDispatchId(), id -> new Dispatch());
      d.id = e.getDispatchId();
      d.request = e.getRequestId();
      d.offer = e.getOfferId();
      d.lender = e.getLender();
      d.receiver = e.getReceiver();
      d.disaster = e.getDisasterId();
      d.agreement = e.getAgreementId();
      d.state = e.getState();
      d.head = e.getHeadCount();
      d.first = e.getFirstDay();
      d.last = e.getLastDay();
      d.planned = e.getPlannedLastDay();
      d.released = e.getReleased();
      d.holdUntil = e.getHoldUntil();
      d.changedAt = (int) e.getSequence();
    }
  }

  /** Whether an open request stands beside a compatible free offer. */
  boolean somethingFits() {
    return requests.values().stream().anyMatch(r -> lenders.stream().anyMatch(l -> anyRoom(r, l)));
  }
}
