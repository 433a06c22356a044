package kizuna.streams.guarantees;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kizuna.codes.CounterpartRole;
import kizuna.codes.DispatchState;
import kizuna.codes.RefusalReason;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.LessonRecorded;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
import kizuna.facts.OverrideMade;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import kizuna.streams.guarantees.NaiveRecords.Signed;
import org.jspecify.annotations.Nullable;

/** The lists of one network, and what is read off them without a rule. */
final class NaiveBooks {

  final String networkId;

  /** Each open lesson. */
  final Map<String, LessonRecorded> lessons = new TreeMap<>();

  /** The newest contact test of each body. */
  final Map<String, kizuna.facts.ContactTestSent> contactTests = new TreeMap<>();

  final Map<String, Request> requests = new LinkedHashMap<>();
  final Map<String, Offer> offers = new LinkedHashMap<>();

  /** In the order in which they were proposed. */
  final List<Dispatch> dispatches = new ArrayList<>();

  final Map<String, Signed> agreements = new HashMap<>();
  final Map<String, DisasterDeclared> disasters = new HashMap<>();

  /** What a disaster goes on as. */
  final Map<String, String> joined = new HashMap<>();

  final Map<String, String> declaredBy = new HashMap<>();
  final Map<String, LocalDate> endedOn = new HashMap<>();

  /** Ids of what left, and what it was to the load of its lenders. */
  final Set<String> left = new HashSet<>();

  final List<Dispatch> leftDispatches = new ArrayList<>();
  final Map<String, LenderLimitsSet> limits = new HashMap<>();

  /** In the order in which they were made. */
  final Map<String, OverrideMade> overrides = new LinkedHashMap<>();

  final Map<List<String>, CounterpartRole> counterparts = new HashMap<>();
  final Map<String, List<String>> associations = new HashMap<>();
  final Map<String, Municipality> places = new HashMap<>();
  final Set<UUID> answered = new HashSet<>();
  @Nullable NetworkFormed formed;
  Instant clock = Instant.EPOCH;
  long sequence;
  boolean newDay;
  boolean timeTold;

  NaiveBooks(String networkId) {
    this.networkId = networkId;
  }

  LocalDate today() {
    return LocalDate.ofInstant(clock, NaiveRecords.JAPAN);
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

  boolean hasLeft(String id) {
    return left.contains(id);
  }

  boolean isEnded(@Nullable String disasterId) {
    return disasterId != null && endedOn.containsKey(known(disasterId));
  }

  /** What is in force now under the id of an agreement. */
  Signed current(Signed a) {
    return Objects.requireNonNull(agreements.get(a.terms.getAgreementId()));
  }

  /** The id by which a disaster goes on. */
  String known(String disasterId) {
    return joined.getOrDefault(disasterId, disasterId);
  }

  boolean isStruck(String code) {
    return disasters.values().stream()
        .anyMatch(d -> !isEnded(d.getDisasterId()) && d.getStruck().contains(code));
  }

  /** What may still be taken back, newest first. */
  List<Dispatch> proposals(Request r) {
    List<Dispatch> some =
        new ArrayList<>(r.dispatches.stream().filter(d -> d.is(DispatchState.PROPOSED)).toList());
    Collections.reverse(some);
    return some;
  }

  List<Dispatch> drawnOn(Offer o) {
    return List.copyOf(o.dispatches);
  }

  /** Persons of some. */
  int sum(List<Dispatch> some, Predicate<Dispatch> which) {
    int persons = 0;
    for (Dispatch d : some) {
      persons += which.test(d) ? d.head : 0;
    }
    return persons;
  }

  void changed(Dispatch d) {
    d.changedBy = sequence;
    d.changedAt = clock;
  }

  void to(Dispatch d, DispatchState state, @Nullable RefusalReason reason) {
    d.state = state;
    d.reason = reason == null ? d.reason : reason;
    d.steps = List.of();
    changed(d);
  }

  void cancel(List<Dispatch> some, RefusalReason reason) {
    some.stream()
        .filter(d -> d.is(DispatchState.PROPOSED, DispatchState.CONFIRMED))
        .forEach(d -> to(d, DispatchState.CANCELLED, reason));
  }

  Set<LocalDate> days(Dispatch d, Predicate<LocalDate> which) {
    Set<LocalDate> days = new TreeSet<>();
    new Days(d.first.minusDays(d.travel), d.planned.plusDays(d.travel + d.rest))
        .each().stream().filter(which).forEach(days::add);
    return days;
  }
}
