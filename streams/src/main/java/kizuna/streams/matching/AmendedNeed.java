package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Period;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;

/**
 * The persons that a request needs by day after an amendment. A head-count and a period apply from
 * today on: days that are over stay as they were. Needs by day may correct them, but to no more
 * than was needed and to no fewer than were there.
 *
 * <p>Persons are those needed in all: releases before the amendment end none of them. From another
 * network only if it changes them.
 */
final class AmendedNeed {

  private final Fact.AidRequestAmended amendment;
  private final RequestCoverage book;
  private final Request before;
  private final LocalDate today;
  private final boolean stated;
  private final LocalDate first;
  private final LocalDate last;

  AmendedNeed(
      Fact.AidRequestAmended amendment, RequestCoverage book, boolean byPeople, LocalDate today) {
    this.amendment = amendment;
    this.book = book;
    this.before = book.request();
    this.today = today;
    this.first = amendment.firstDay() == null ? before.period().first() : amendment.firstDay();
    this.last = amendment.lastDay() == null ? before.period().last() : amendment.lastDay();
    // Another network repeats its need with each correction.
    this.stated =
        (amendment.headCount() != null || amendment.needs() != null)
            && !last.isBefore(first)
            && (byPeople || differsFromToday());
  }

  private boolean differsFromToday() {
    List<DailyCount> asked = asked();
    LocalDate end = last.isAfter(before.period().last()) ? last : before.period().last();
    return !today.isAfter(end)
        && today.datesUntil(end.plusDays(1)).anyMatch(d -> on(asked, d) != before.neededOn(d));
  }

  /** Why the period cannot be; empty if it can. */
  Optional<Reason> invalid() {
    LocalDate from = last.isBefore(first) ? first : period().first();
    LocalDate latest = from.plusDays(Request.LONGEST_PERIOD_DAYS);
    return last.isBefore(first) || last.isAfter(latest)
        ? Optional.of(Reason.day(RejectionCode.PERIOD_INVALID, before.id(), from, latest, last))
        : Optional.empty();
  }

  /** The period, with its days that are over. */
  Period period() {
    LocalDate was = before.period().first();
    return new Period(was.isBefore(today) && was.isBefore(first) ? was : first, last);
  }

  /** Whether it states the need anew, so that earlier releases end none of it. */
  boolean isStated() {
    return stated;
  }

  /** The needs of the period, as runs of days. */
  List<DailyCount> byDay() {
    Period period = period();
    List<DailyCount> asked = asked();
    if (!period.first().isBefore(today)) {
      return asked;
    }
    boolean corrects = amendment.needs() != null && !amendment.needs().isEmpty();
    return NeedsByDay.runs(
        period,
        day ->
            day.isBefore(today)
                ? past(day, on(corrects ? asked : before.needs(), day))
                : on(asked, day));
  }

  /** While a request was cancelled, only the persons present were needed. */
  private int past(LocalDate day, int wanted) {
    int gone = before.neededOn(day) - book.neededOn(day);
    int asked = stated ? book.neededOn(day) : before.neededOn(day);
    int there = Math.min(asked, book.coveredOn(day) + (stated ? 0 : gone));
    LocalDate cancelled = before.cancelledOn();
    boolean wasOver = before.ended() && (cancelled == null || !day.isBefore(cancelled));
    return Math.max(there, Math.min(wanted, wasOver ? there : asked));
  }

  private static int on(List<DailyCount> needs, LocalDate day) {
    return needs.stream()
        .filter(n -> n.days().contains(day))
        .mapToInt(DailyCount::headCount)
        .findFirst()
        .orElse(0);
  }

  /**
   * The amended needs. Days added by a longer period have the need of the nearest day; without
   * needs by day, each day has the head-count.
   */
  private List<DailyCount> asked() {
    Period period = new Period(first, last);
    if (amendment.headCount() != null) {
      return List.of(new DailyCount(period, amendment.headCount()));
    }
    if (amendment.needs() != null) {
      return amendment.needs().isEmpty()
          ? List.of(new DailyCount(period, before.headCount()))
          : NeedsByDay.within(amendment.needs(), period);
    }
    List<DailyCount> needs = new ArrayList<>();
    Period was = before.period();
    if (period.first().isBefore(was.first())) {
      needs.add(
          new DailyCount(
              new Period(period.first(), was.first().minusDays(1)), before.neededOn(was.first())));
    }
    needs.addAll(before.needs());
    if (period.last().isAfter(was.last())) {
      needs.add(
          new DailyCount(
              new Period(was.last().plusDays(1), period.last()), before.neededOn(was.last())));
    }
    return NeedsByDay.within(needs, period);
  }
}
