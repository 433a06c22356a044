package kizuna.streams.state;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Offers by lender: all, those with free persons, those that can be moved, those in force. */
final class OfferIndex {

  /** All offers; put in order where they are listed, which decisions seldom ask for. */
  private final Map<String, Set<String>> byLender = new HashMap<>();

  private final Map<String, OffersById> free = new HashMap<>();
  private final Map<String, Map<TaskType, OffersById>> movable = new HashMap<>();

  /** Number of a lender's offers with free persons, by day. */
  private final Map<String, DayTally> freeDays = new HashMap<>();

  /** Each lender's offers that are neither withdrawn nor over. */
  private final Map<String, Map<TaskType, OffersById>> current = new HashMap<>();

  private final DayIndex ends = new DayIndex();

  /**
   * Adds a new or changed offer.
   *
   * @param before the same offer before the change; null: it is new
   */
  void put(@Nullable OfferUse before, OfferUse use, LocalDate today) {
    Offer offer = use.offer();
    if (before != null) {
      removeUse(before);
      remove(current, before.offer());
    } else {
      ends.add(offer.period().last(), offer.id());
    }
    byLender.computeIfAbsent(offer.lender(), l -> new HashSet<>()).add(offer.id());
    addCurrent(use, today);
    addUse(use, today);
  }

  void remove(OfferUse use) {
    Offer offer = use.offer();
    removeUse(use);
    remove(current, offer);
    ends.remove(offer.period().last(), offer.id());
    Set<String> all = byLender.get(offer.lender());
    if (all != null && all.remove(offer.id()) && all.isEmpty()) {
      byLender.remove(offer.lender());
    }
  }

  /** Indexes the free and held persons of an offer. Call after its dispatches changed. */
  void addUse(OfferUse use, LocalDate today) {
    Offer offer = use.offer();
    if (use.hasFreeOrRestingFrom(today)) {
      free.computeIfAbsent(offer.lender(), l -> new OffersById()).put(use);
    }
    countFreeDays(use, 1);
    if (use.hasHeld() || use.hasFreeFrom(today)) {
      put(movable, use);
    }
  }

  /** Call before its dispatches change. */
  void removeUse(OfferUse use) {
    Offer offer = use.offer();
    countFreeDays(use, -1);
    remove(free, offer.lender(), offer.id());
    remove(movable, offer);
  }

  private void countFreeDays(OfferUse use, int sign) {
    Offer offer = use.offer();
    DayTally days = freeDays.computeIfAbsent(offer.lender(), l -> new DayTally());
    long last = offer.period().last().toEpochDay();
    for (long d = offer.period().first().toEpochDay(); d <= last; d++) {
      if (use.freeOn(d) > 0) {
        days.add(d, sign);
      }
    }
  }

  /** Days passed: an offer after its last day has no free persons any more. */
  void daysPassed(LocalDate before, LocalDate today, Function<String, OfferUse> offers) {
    for (String id : ends.within(before, today)) {
      Offer offer = offers.apply(id).offer();
      remove(free, offer.lender(), id);
      remove(current, offer);
    }
  }

  /** Indexes all offers again after the time was set back: offers that were over may be current. */
  void rebuild(Collection<OfferUse> offers, LocalDate today) {
    offers.forEach(this::removeUse);
    current.clear();
    for (OfferUse use : offers) {
      addUse(use, today);
      addCurrent(use, today);
    }
  }

  private void addCurrent(OfferUse use, LocalDate today) {
    Offer offer = use.offer();
    if (!offer.ended() && !today.isAfter(offer.period().last())) {
      put(current, use);
    }
  }

  /** Ids of all offers of a lender, in order. */
  Set<String> of(String lender) {
    return new TreeSet<>(byLender.getOrDefault(lender, Set.of()));
  }

  /** Offers with persons free or at rest, by id. */
  List<OfferUse> freeOf(String lender) {
    return free.getOrDefault(lender, OffersById.NONE).all();
  }

  /** Offers for a task with persons free or only proposed, by id. */
  List<OfferUse> movableOf(String lender, TaskType taskType) {
    return of(movable, lender, taskType);
  }

  /** Adds the days from today on with free persons in an offer of a lender; today is 0. */
  void addFreeDays(String lender, LocalDate today, BitSet to) {
    DayTally days = freeDays.get(lender);
    if (days != null) {
      days.addDaysFrom(today.toEpochDay(), to);
    }
  }

  boolean hasCurrent(String lender) {
    return current.containsKey(lender);
  }

  /** Offers for a task that are neither withdrawn nor over, by id. */
  List<OfferUse> currentOf(String lender, TaskType taskType) {
    return of(current, lender, taskType);
  }

  /** Ids by last day. */
  DayIndex ends() {
    return ends;
  }

  private static void put(Map<String, Map<TaskType, OffersById>> index, OfferUse use) {
    Map<TaskType, OffersById> byTask =
        index.computeIfAbsent(use.offer().lender(), l -> new EnumMap<>(TaskType.class));
    for (TaskType task : use.offer().taskTypes()) {
      byTask.computeIfAbsent(task, t -> new OffersById()).put(use);
    }
  }

  private static void remove(Map<String, Map<TaskType, OffersById>> index, Offer offer) {
    Map<TaskType, OffersById> byTask = index.get(offer.lender());
    if (byTask != null) {
      offer.taskTypes().forEach(task -> remove(byTask, task, offer.id()));
      if (byTask.isEmpty()) {
        index.remove(offer.lender());
      }
    }
  }

  private static List<OfferUse> of(
      Map<String, Map<TaskType, OffersById>> index, String lender, TaskType taskType) {
    return index.getOrDefault(lender, Map.of()).getOrDefault(taskType, OffersById.NONE).all();
  }

  private static <K> void remove(Map<K, OffersById> index, K key, String id) {
    OffersById offers = index.get(key);
    if (offers != null) {
      offers.remove(id);
      if (offers.isEmpty()) {
        index.remove(key);
      }
    }
  }
}
