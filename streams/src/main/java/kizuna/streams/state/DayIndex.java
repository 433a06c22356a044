package kizuna.streams.state;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Ids by day. Every answer lists ids in their own order. */
final class DayIndex {

  private final NavigableMap<LocalDate, Set<String>> byDay = new TreeMap<>();

  void add(LocalDate day, String id) {
    byDay.computeIfAbsent(day, d -> new HashSet<>()).add(id);
  }

  void remove(LocalDate day, String id) {
    Set<String> ids = byDay.get(day);
    if (ids != null && ids.remove(id) && ids.isEmpty()) {
      byDay.remove(day);
    }
  }

  /** Ids of days in [from, to). */
  Set<String> within(LocalDate from, LocalDate to) {
    return from.isBefore(to) ? ids(byDay.subMap(from, true, to, false)) : new TreeSet<>();
  }

  /** Ids of a day and those after it. */
  Set<String> from(LocalDate day) {
    return ids(byDay.tailMap(day, true));
  }

  Set<String> before(LocalDate day) {
    return ids(byDay.headMap(day, false));
  }

  private static Set<String> ids(NavigableMap<LocalDate, Set<String>> days) {
    Set<String> ids = new TreeSet<>();
    days.values().forEach(ids::addAll);
    return ids;
  }
}
