package kizuna.streams.afteraction;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import kizuna.facts.DailyCount;

/**
 * Persons on each day from one day to another.
 *
 * @param persons by day, the first for {@code firstDay}
 */
record DayPersons(LocalDate firstDay, int[] persons) {

  /** From a request or an offer; without {@code needs} the same on each day. */
  static DayPersons of(LocalDate first, LocalDate last, int headCount, List<DailyCount> needs) {
    int[] persons = new int[(int) Math.max(0, last.toEpochDay() - first.toEpochDay() + 1)];
    if (needs.isEmpty()) {
      Arrays.fill(persons, headCount);
    }
    DayPersons days = new DayPersons(first, persons);
    for (DailyCount n : needs) {
      days.add(n.getFirstDay(), n.getLastDay(), n.getHeadCount());
    }
    return days;
  }

  private void add(LocalDate first, LocalDate last, int more) {
    long from = Math.max(0, first.toEpochDay() - firstDay.toEpochDay());
    long to = Math.min(persons.length - 1L, last.toEpochDay() - firstDay.toEpochDay());
    for (long i = from; i <= to; i++) {
      persons[(int) i] += more;
    }
  }

  LocalDate lastDay() {
    return firstDay.plusDays(persons.length - 1L);
  }

  int most() {
    return Arrays.stream(persons).max().orElse(0);
  }

  /** The rest after dispatches from a day on; zero on the days before. */
  DayPersons without(Collection<PromisedPersons> dispatches, LocalDate from) {
    DayPersons left = new DayPersons(firstDay, persons.clone());
    for (PromisedPersons p : dispatches) {
      left.add(p.firstDay(), p.lastDay(), -p.headCount());
    }
    long over = Math.min(persons.length, from.toEpochDay() - firstDay.toEpochDay());
    for (int i = 0; i < over; i++) {
      left.persons[i] = 0;
    }
    return left;
  }

  /** Whether both have persons on the same day. */
  boolean meets(DayPersons other) {
    for (int i = 0; i < persons.length; i++) {
      long j = firstDay.toEpochDay() + i - other.firstDay.toEpochDay();
      if (persons[i] > 0 && j >= 0 && j < other.persons.length && other.persons[(int) j] > 0) {
        return true;
      }
    }
    return false;
  }
}
