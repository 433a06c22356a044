package kizuna.streams.state;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Persons of each lender by day, and their sum from a day on. */
final class LenderLoads {

  private final Map<String, NavigableMap<Long, Integer>> byLender = new HashMap<>();
  private final Map<String, Long> sums = new HashMap<>();

  /** Forgets a lender's days before a day. */
  void forgetBefore(String lender, long epochDay) {
    NavigableMap<Long, Integer> byDay = byLender.get(lender);
    if (byDay != null) {
      NavigableMap<Long, Integer> old = byDay.headMap(epochDay, false);
      long gone = old.values().stream().mapToLong(Integer::longValue).sum();
      old.clear();
      sums.merge(lender, -gone, Long::sum);
    }
  }

  void add(String lender, Period days, int persons) {
    long first = days.first().toEpochDay();
    long last = days.last().toEpochDay();
    if (first > last || persons == 0) {
      return;
    }
    NavigableMap<Long, Integer> byDay = byLender.computeIfAbsent(lender, l -> new TreeMap<>());
    for (long day = first; day <= last; day++) {
      byDay.merge(day, persons, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
    }
    sums.merge(lender, (last - first + 1) * persons, Long::sum);
  }

  /**
   * Moves the load of a dispatch to another index, which drops days before the window.
   *
   * @param from epoch day on which the window begins
   */
  void move(Dispatch dispatch, LenderLoads to, long from) {
    dispatch
        .covers()
        .ifPresent(
            days -> {
              add(dispatch.lender(), days, -dispatch.headCount());
              to.add(dispatch.lender(), days, dispatch.headCount());
              to.forgetBefore(dispatch.lender(), from);
            });
  }

  /** Person-days from a day on. */
  long from(String lender, long epochDay) {
    long sum = sums.getOrDefault(lender, 0L);
    NavigableMap<Long, Integer> byDay = byLender.get(lender);
    if (byDay != null) {
      for (int persons : byDay.headMap(epochDay, false).values()) {
        sum -= persons;
      }
    }
    return sum;
  }

  /** Persons of a lender by day; read-only. */
  NavigableMap<Long, Integer> of(String lender) {
    return Collections.unmodifiableNavigableMap(
        byLender.getOrDefault(lender, Collections.emptyNavigableMap()));
  }
}
