package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;

/** Persons needed by day, as reports change them. Days that are over need no new persons. */
final class NeedsByDay {

  private NeedsByDay() {}

  /** The request without need on days that were over when it was made. */
  static Request fromToday(Request asked, LocalDate today) {
    Period period = asked.period();
    if (!period.first().isBefore(today) || period.last().isBefore(today)) {
      return asked;
    }
    return asked.needing(within(asked.needs(), new Period(today, period.last())), period);
  }

  /** The needs within a period. */
  static List<DailyCount> within(List<DailyCount> needs, Period period) {
    List<DailyCount> within = new ArrayList<>();
    for (DailyCount need : needs) {
      if (need.days().overlaps(period)) {
        LocalDate first = need.days().first();
        LocalDate last = need.days().last();
        within.add(
            new DailyCount(
                new Period(
                    first.isBefore(period.first()) ? period.first() : first,
                    last.isAfter(period.last()) ? period.last() : last),
                need.headCount()));
      }
    }
    return within;
  }

  /**
   * The request that remains when another of the same need is merged into it: for each day from
   * today on the greater of both needs, with the earlier turn, the higher class and the document of
   * either.
   */
  static Request greaterOfBoth(
      RequestCoverage endsBook, RequestCoverage goesOnBook, LocalDate today) {
    Request ends = endsBook.request();
    Request goesOn = goesOnBook.request();
    Period period = goesOn.period();
    for (DailyCount need : ends.needs()) {
      // Only days from today on with need make the period longer.
      if (need.headCount() > 0 && !need.days().last().isBefore(today)) {
        LocalDate first = need.days().first().isBefore(today) ? today : need.days().first();
        period =
            new Period(
                first.isBefore(period.first()) ? first : period.first(),
                need.days().last().isAfter(period.last()) ? need.days().last() : period.last());
      }
    }
    List<DailyCount> needs =
        runs(
            period,
            day -> {
              int asked = goesOn.neededOn(day);
              int gone = asked - goesOnBook.neededOn(day);
              return day.isBefore(today) ? asked : Math.max(asked, endsBook.neededOn(day) + gone);
            });
    Priority higher =
        ends.priority().compareTo(goesOn.askedPriority()) < 0
            ? ends.priority()
            : goesOn.askedPriority();
    Request both = goesOn.inTurnOf(ends.askedAt(), higher).needing(needs, period);
    String number = ends.documentNumber();
    return goesOn.documentation() != Documentation.DOCUMENTED && number != null
        ? both.documented(number)
        : both;
  }

  /** The counts of a period's days as runs. */
  static List<DailyCount> runs(Period period, ToIntFunction<LocalDate> counts) {
    List<DailyCount> days = new ArrayList<>();
    for (LocalDate day = period.first(); !day.isAfter(period.last()); day = day.plusDays(1)) {
      days.add(new DailyCount(new Period(day, day), counts.applyAsInt(day)));
    }
    return runs(days);
  }

  /** Joins adjacent days with the same count; omits days without need. */
  private static List<DailyCount> runs(List<DailyCount> days) {
    List<DailyCount> runs = new ArrayList<>();
    for (DailyCount day : days) {
      DailyCount last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (day.headCount() == 0) {
        continue;
      } else if (last != null
          && last.headCount() == day.headCount()
          && last.days().last().plusDays(1).equals(day.days().first())) {
        runs.set(
            runs.size() - 1,
            new DailyCount(new Period(last.days().first(), day.days().last()), day.headCount()));
      } else {
        runs.add(day);
      }
    }
    return runs;
  }
}
