package kizuna.streams.books;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Persons of each lender by day, and their sum from a day on. Days before that day are forgotten,
 * so a lender has at most a window's days and those that are still to come.
 */
final class Loads {

  private final Map<String, NavigableMap<Long, Integer>> byLender = new TreeMap<>();
  private final Map<String, Long> sums = new TreeMap<>();
  private long from = Long.MIN_VALUE;

  /** Forgets days before a day. */
  void forgetBefore(long epochDay) {
    if (epochDay <= from) {
      return;
    }
    from = epochDay;
    for (Map.Entry<String, NavigableMap<Long, Integer>> e : byLender.entrySet()) {
      NavigableMap<Long, Integer> old = e.getValue().headMap(epochDay, false);
      int gone = old.values().stream().mapToInt(Integer::intValue).sum();
      old.clear();
      if (gone != 0) {
        sums.merge(e.getKey(), (long) -gone, (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
      }
    }
    byLender.values().removeIf(Map::isEmpty);
  }

  void add(String lender, Period days, int persons) {
    long first = Math.max(from, days.first().toEpochDay());
    long last = days.last().toEpochDay();
    if (first > last || persons == 0) {
      return;
    }
    NavigableMap<Long, Integer> byDay = byLender.computeIfAbsent(lender, l -> new TreeMap<>());
    for (long day = first; day <= last; day++) {
      byDay.merge(day, persons, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
    }
    sums.merge(
        lender, (last - first + 1) * persons, (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
  }

  /** Person-days from a day on. */
  long from(String lender, long epochDay) {
    long sum = sums.getOrDefault(lender, 0L);
    NavigableMap<Long, Integer> byDay = byLender.get(lender);
    if (epochDay > from && byDay != null) {
      for (int persons : byDay.headMap(epochDay, false).values()) {
        sum -= persons;
      }
    }
    return sum;
  }

  /** Person-days of each lender that has any, by code. */
  Map<String, Long> sums() {
    return Collections.unmodifiableMap(sums);
  }

  /** Persons of a lender by day; only to be read. */
  NavigableMap<Long, Integer> of(String lender) {
    return Collections.unmodifiableNavigableMap(
        byLender.getOrDefault(lender, Collections.emptyNavigableMap()));
  }
}
