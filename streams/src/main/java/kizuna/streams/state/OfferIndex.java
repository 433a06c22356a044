package kizuna.streams.state;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Offers by lender: all, those with free persons, those that can be moved, those in force. */
final class OfferIndex {

  private record LenderTask(String lender, TaskType taskType) {}

  private final Map<String, NavigableSet<String>> byLender = new HashMap<>();
  private final Map<String, OffersById> free = new HashMap<>();
  private final Map<LenderTask, OffersById> movable = new HashMap<>();

  /** Number of a lender's offers with free persons, by day. */
  private final Map<String, DayTally> freeDays = new HashMap<>();

  /** Ids of each lender's offers that are neither withdrawn nor over. */
  private final Map<String, NavigableSet<String>> current = new HashMap<>();

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
      removeCurrent(before.offer());
    } else {
      ends.add(offer.period().last(), offer.id());
    }
    byLender.computeIfAbsent(offer.lender(), l -> new TreeSet<>()).add(offer.id());
    addCurrent(use, today);
    addUse(use, today);
  }

  void remove(OfferUse use) {
    Offer offer = use.offer();
    removeUse(use);
    removeCurrent(offer);
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
      for (TaskType task : offer.taskTypes()) {
        movable
            .computeIfAbsent(new LenderTask(offer.lender(), task), l -> new OffersById())
            .put(use);
      }
    }
  }

  /** Call before its dispatches change. */
  void removeUse(OfferUse use) {
    Offer offer = use.offer();
    countFreeDays(use, -1);
    remove(free, offer.lender(), offer.id());
    for (TaskType task : offer.taskTypes()) {
      remove(movable, new LenderTask(offer.lender(), task), offer.id());
    }
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
      removeCurrent(offer);
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
      current.computeIfAbsent(offer.lender(), l -> new TreeSet<>()).add(offer.id());
    }
  }

  private void removeCurrent(Offer offer) {
    Set<String> ids = current.get(offer.lender());
    if (ids != null && ids.remove(offer.id()) && ids.isEmpty()) {
      current.remove(offer.lender());
    }
  }

  Set<String> of(String lender) {
    return byLender.getOrDefault(lender, Collections.emptyNavigableSet());
  }

  /** Offers with persons free or at rest, by id. */
  List<OfferUse> freeOf(String lender) {
    return free.getOrDefault(lender, OffersById.NONE).all();
  }

  /** Offers for a task with persons free or only proposed, by id. */
  List<OfferUse> movableOf(String lender, TaskType taskType) {
    return movable.getOrDefault(new LenderTask(lender, taskType), OffersById.NONE).all();
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

  /** Ids of offers that are neither withdrawn nor over, in order. */
  Set<String> currentOf(String lender) {
    return current.getOrDefault(lender, Collections.emptyNavigableSet());
  }

  /** Ids by last day. */
  DayIndex ends() {
    return ends;
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
