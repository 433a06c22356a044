package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import kizuna.codes.DispatchState;
import kizuna.codes.Priority;
import kizuna.codes.RequestState;
import kizuna.facts.DailyCount;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Request;

/** I2: on each day, covered here and elsewhere + open = needed. */
final class NaiveCoverage {

  private final NaiveBooks books;

  NaiveCoverage(NaiveModel model) {
    this.books = model.books;
  }

  boolean wasOver(Request r, LocalDate day) {
    return r.ended != null && (r.cancelledOn == null || !day.isBefore(r.cancelledOn));
  }

  int gone(Request r, LocalDate day) {
    return books.sum(r.dispatches, d -> d.goneOn(day));
  }

  int needed(Request r, LocalDate day) {
    return Math.max(0, r.needs.getOrDefault(day, 0) - gone(r, day));
  }

  int covered(Request r, LocalDate day) {
    return books.sum(r.dispatches, d -> d.worksOn(day));
  }

  int missingHere(Request r, LocalDate day) {
    return Math.max(0, needed(r, day) - covered(r, day));
  }

  /** For days that are over nobody can be found: of them only what was found counts. */
  int missingForNextTier(int missingHere, int elsewhere, LocalDate day) {
    return day.isBefore(books.today()) ? Math.min(missingHere, elsewhere) : missingHere;
  }

  int elsewhere(Request r, LocalDate day) {
    int there = 0;
    for (DailyCount c : r.elsewhere) {
      there += new Days(c.getFirstDay(), c.getLastDay()).has(day) ? c.getHeadCount() : 0;
    }
    return Math.min(missingHere(r, day), there);
  }

  /** What is missing of the need; whether anybody still wants it is another question. */
  int missing(Request r, LocalDate day) {
    return missingHere(r, day) - elsewhere(r, day);
  }

  int open(Request r, LocalDate day) {
    return r.ended != null ? 0 : missing(r, day);
  }

  /** What can still be filled. */
  int open(Request r) {
    return r.days().stream()
        .filter(day -> !day.isBefore(books.today()))
        .mapToInt(day -> open(r, day))
        .sum();
  }

  /** What nobody was found for while it could be filled. */
  int unmet(Request r, LocalDate day) {
    return day.isBefore(books.today()) && !wasOver(r, day) ? Math.max(0, missing(r, day)) : 0;
  }

  int unmet(Request r) {
    return r.days().stream().mapToInt(day -> unmet(r, day)).sum();
  }

  RequestState state(Request r) {
    if (r.ended != null) {
      return r.ended;
    }
    List<Dispatch> some = r.dispatches.stream().filter(d -> !d.isVoid()).toList();
    // Who turned back before the first day was never there.
    List<Dispatch> were = some.stream().filter(d -> !d.last.isBefore(d.first)).toList();
    boolean over = books.today().isAfter(r.last);
    boolean elsewhere = r.days().stream().anyMatch(day -> elsewhere(r, day) > 0);
    int open = open(r);
    if (some.stream().noneMatch(Dispatch::isLive)
        && (over || (!elsewhere && open == 0 && (!some.isEmpty() || unmet(r) > 0)))) {
      return some.isEmpty() && !elsewhere ? RequestState.EXPIRED : RequestState.CLOSED;
    }
    if (open > 0) {
      return r.escalatedTo != null
          ? RequestState.ESCALATED
          : were.isEmpty() ? RequestState.OPEN : RequestState.PARTIALLY_MATCHED;
    }
    Predicate<Dispatch> arrived =
        d ->
            d.is(
                DispatchState.ON_SITE,
                DispatchState.HANDING_OVER,
                DispatchState.RELEASED,
                DispatchState.RETURNED);
    // Whether those of the next tier have arrived is not known here.
    if (!elsewhere && were.stream().allMatch(arrived.or(d -> d.is(DispatchState.RECALLED)))) {
      return RequestState.FULFILLED;
    }
    return were.stream().anyMatch(arrived) ? RequestState.PARTIALLY_DEPLOYED : RequestState.MATCHED;
  }

  /** The first served first. */
  Comparator<Request> servedFirst() {
    long hours = Objects.requireNonNull(books.formed).getPriorityClassHours();
    return Comparator.comparing((Request r) -> r.servedAs() != Priority.LIFE_SAFETY)
        .thenComparing(r -> r.askedAt.plusSeconds(3600 * hours * r.servedAs().ordinal()))
        .thenComparing(Request::id);
  }

  List<LocalDate> openDays(Request r) {
    return r.days().stream()
        .filter(day -> !day.isBefore(books.today()) && open(r, day) > 0)
        .toList();
  }
}
