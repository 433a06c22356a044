package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.Priority;
import kizuna.facts.NetworkFormed;
import kizuna.streams.guarantees.NaiveEligibility.Look;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import kizuna.streams.guarantees.NaiveRecords.Signed;
import org.jspecify.annotations.Nullable;

/** I9: what is proposed where an open request stands beside a free offer. */
final class NaiveProposals {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveProposals(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  /** A tour that could be proposed. */
  record Tour(Signed agreement, Offer offer, int head, Days days) {}

  /**
   * The next tour of a lender: the agreement and offer first in order, the earliest day, then the
   * longest tour that there is for anybody, and as many as can go on it. It is cut shorter where
   * the stay goes on and others can take over.
   *
   * @param all the lenders that fit
   * @param shortest days of work; fewer only where stay or longest tour have fewer
   */
  Optional<Tour> nextTour(Look look, List<Look> all, int shortest) {
    Request r = look.request();
    for (Signed a : look.agreements()) {
      for (Offer o : look.offers()) {
        for (LocalDate day : model.coverage.openDays(r)) {
          int longest = model.eligibility.longestWork(a, r);
          int days = longest;
          while (days > 0 && model.eligibility.room(r, a, o, daysFrom(day, days)) == 0) {
            days--;
          }
          Days stay = stay(r, day);
          if (days == 0 || days < Math.min(shortest, Math.min(longest, stay.count()))) {
            continue;
          }
          Days remaining = new Days(day, stay.last());
          if (days == longest && remaining.count() > longest) {
            days = evenly(r, a, o, remaining, longest, all);
          }
          Days tour = daysFrom(day, days);
          return Optional.of(new Tour(a, o, model.eligibility.room(r, a, o, tour), tour));
        }
      }
    }
    return Optional.empty();
  }

  private static Days daysFrom(LocalDate day, int count) {
    return new Days(day, day.plusDays(count - 1L));
  }

  /** Open days on end, around a day. */
  private Days stay(Request r, LocalDate day) {
    Set<LocalDate> open = new HashSet<>(model.coverage.openDays(r));
    LocalDate first = day;
    LocalDate last = day;
    while (open.contains(first.minusDays(1))) {
      first = first.minusDays(1);
    }
    while (open.contains(last.plusDays(1))) {
      last = last.plusDays(1);
    }
    return new Days(first, last);
  }

  /** Days of the first of so few waves as there must be: as even as others can take over. */
  private int evenly(Request r, Signed a, Offer o, Days stay, int longest, List<Look> all) {
    int waves = (int) Math.ceil(stay.count() / (double) longest);
    int even = (int) Math.ceil(stay.count() / (double) waves);
    for (int days = even; days < longest; days++) {
      Days first = daysFrom(stay.first(), days);
      Days next =
          daysFrom(
              first.last().plusDays(1), (int) Math.ceil((stay.count() - days) / (waves - 1.0)));
      int head = model.eligibility.room(r, a, o, first);
      int heads =
          Math.min(
              head,
              next.each().stream()
                  .mapToInt(day -> model.coverage.open(r, day))
                  .min()
                  .orElseThrow());
      Dispatch tried = propose(r, new Tour(a, o, head, first), null, null);
      boolean relieved = all.stream().anyMatch(other -> canSend(other, next, heads));
      undo(List.of(tried));
      if (relieved) {
        return days;
      }
    }
    return longest;
  }

  private boolean canSend(Look look, Days days, int heads) {
    return look.agreements().stream()
        .anyMatch(
            a ->
                look.offers().stream()
                    .anyMatch(o -> model.eligibility.room(look.request(), a, o, days) >= heads));
  }

  /** A proposal with everything that follows from where and when it is made. */
  Dispatch propose(Request r, Tour tour, @Nullable String override, @Nullable Dispatch instead) {
    Dispatch d = new Dispatch(r, tour.offer, tour.agreement, tour.head, tour.days);
    NetworkFormed terms = Objects.requireNonNull(books.formed);
    String lender = tour.offer.terms.getLender();
    d.wave = nextWave(r, lender);
    d.travel = tour.agreement.terms.getTravelDays();
    d.rest = model.use.restDays(lender);
    d.overlap = overlap(r, tour.offer, tour.days.first(), d.travel);
    d.override = override;
    d.replaces = instead == null ? null : instead.id;
    d.proposedAt = books.clock;
    d.holdUntil =
        instead != null && instead.lender().equals(lender)
            ? instead.holdUntil
            : books.clock.plusSeconds(
                60L
                    * (r.servedAs() == Priority.LIFE_SAFETY
                        ? terms.getLifeSafetyHoldMinutes()
                        : terms.getHoldMinutes()));
    r.firstProposedAt = r.firstProposedAt == null ? books.clock : r.firstProposedAt;
    return add(d);
  }

  private static int nextWave(Request r, String lender) {
    return 1
        + (int) r.dispatches.stream().filter(x -> !x.isVoid() && x.lender().equals(lender)).count();
  }

  /** The same promise for fewer, or for fewer days: held no longer than it was. */
  Dispatch keep(Dispatch of, int head, Days days) {
    Dispatch d = new Dispatch(of.request, of.offer, of.agreement, head, days);
    d.wave = nextWave(of.request, of.lender());
    d.travel = of.travel;
    d.rest = of.rest;
    d.overlap = overlap(of.request, of.offer, days.first(), of.travel);
    d.override = of.override;
    d.replaces = of.id;
    d.proposedAt = books.clock;
    d.holdUntil = of.holdUntil;
    return add(d);
  }

  /** As if these, the newest, had never been proposed. */
  void undo(List<Dispatch> newest) {
    for (Dispatch d : newest) {
      books.dispatches.remove(d);
      d.offer.dispatches.remove(d);
      d.request.dispatches.remove(d);
      if (d.request.dispatches.isEmpty()) {
        d.request.firstProposedAt = null;
      }
    }
  }

  private Dispatch add(Dispatch d) {
    books.changed(d);
    d.request.dispatches.add(d);
    d.offer.dispatches.add(d);
    books.dispatches.add(d);
    return d;
  }

  /**
   * As many days as asked, and fewer than a tour has, where somebody is relieved, and they can be
   * there so early.
   */
  private int overlap(Request r, Offer offer, LocalDate first, int travel) {
    boolean relieves =
        r.dispatches.stream()
            .anyMatch(d -> d.last.equals(first.minusDays(1)) && d.worksOn(first.minusDays(1)));
    int days = 0;
    LocalDate leave = first.minusDays(travel);
    while (relieves
        && days < r.asked.getOverlapDays()
        && days + 1 < r.asked.getTourDays()
        && offer.has(leave.minusDays(days + 1L))
        && !leave.minusDays(days + 1L).isBefore(books.today())) {
      days++;
    }
    return days;
  }
}
