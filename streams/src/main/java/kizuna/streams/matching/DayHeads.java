package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Period;

/** People of one offer for one request, by day. */
final class DayHeads {

  private final TreeMap<LocalDate, Integer> heads = new TreeMap<>();

  boolean isEmpty() {
    return heads.isEmpty();
  }

  void add(Dispatch stay) {
    add(stay.headCount(), stay.firstDay(), stay.lastDay());
  }

  void remove(Dispatch stay) {
    add(-stay.headCount(), stay.firstDay(), stay.lastDay());
  }

  void remove(DailyCount tour) {
    add(-tour.headCount(), tour.days().first(), tour.days().last());
  }

  /** Adds this many persons on each of these days; subtracts if negative. */
  void add(int persons, LocalDate first, LocalDate last) {
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      if (heads.merge(day, persons, Integer::sum) == 0) {
        heads.remove(day);
      }
    }
  }

  /** Whether there are as many as in a stay on each of its days. */
  boolean contains(Dispatch stay) {
    for (LocalDate day = stay.firstDay(); !day.isAfter(stay.lastDay()); day = day.plusDays(1)) {
      if (heads.getOrDefault(day, 0) < stay.headCount()) {
        return false;
      }
    }
    return true;
  }

  /** The part within a stay's days: at most its head count. */
  DayHeads within(Dispatch stay) {
    DayHeads within = new DayHeads();
    heads
        .subMap(stay.firstDay(), true, stay.lastDay(), true)
        .forEach((day, n) -> within.heads.put(day, Math.min(n, stay.headCount())));
    return within;
  }

  /**
   * The same people by day in long tours: first the number common to all days, then the rest.
   *
   * @param longest days in the longest tour
   */
  List<DailyCount> tours(int longest) {
    DayHeads left = new DayHeads();
    left.heads.putAll(heads);
    List<DailyCount> tours = new ArrayList<>();
    while (!left.isEmpty()) {
      LocalDate first = left.heads.firstKey();
      LocalDate last = first;
      int least = left.heads.getOrDefault(first, 0);
      while (left.heads.containsKey(last.plusDays(1))
          && new Period(first, last.plusDays(1)).days() <= longest) {
        last = last.plusDays(1);
        least = Math.min(least, left.heads.getOrDefault(last, 0));
      }
      DailyCount tour = new DailyCount(new Period(first, last), least);
      tours.add(tour);
      left.remove(tour);
    }
    return tours;
  }
}
