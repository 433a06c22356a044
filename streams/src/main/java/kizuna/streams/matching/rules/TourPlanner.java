package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Period;
import kizuna.streams.state.StagedState;

/** Cuts the tours on which one lender that fits can go: see {@link TourRule}. */
public final class TourPlanner {

  /** Days of work in the shortest tour; fewer rarely justify two journeys and a handover. */
  public static final int SHORTEST_TOUR_DAYS = 3;

  /** Whether another lender could take over from a tour that is not promised yet. */
  public interface Relief {

    /**
     * Whether this many could work on all of these days.
     *
     * @param first the tour of the wave before
     */
    boolean canFollow(TourPlanner planner, Tour first, Period days, int heads);
  }

  /** Days on which one of the offers would have free persons without its promises. */
  public record Reach(TourPlanner planner, String offerId, long firstDay, long lastDay) {

    public boolean includes(LocalDate day) {
      long d = day.toEpochDay();
      return d >= firstDay && d <= lastDay;
    }
  }

  private final StagedState state;
  private final String lender;
  private final CapacityCalendar calendar;
  private final Waivers waivers;
  private final List<Agreement> agreements;
  private final List<OfferUse> offers;
  private boolean passedOverShort;

  /** Agreements and offers are in the order in which they apply. */
  TourPlanner(
      StagedState state,
      String lender,
      CapacityCalendar calendar,
      Waivers waivers,
      List<Agreement> agreements,
      List<OfferUse> offers) {
    this.state = state;
    this.lender = lender;
    this.calendar = calendar;
    this.waivers = waivers;
    this.agreements = agreements;
    this.offers = offers;
  }

  public String lender() {
    return lender;
  }

  /** The override without which an unpromised tour is not possible. */
  public Optional<String> waivedFor(Tour tour) {
    return waivers.neededFor(tour, calendar);
  }

  /** Whether the last search skipped a tour below the shortest length. */
  public boolean passedOverShort() {
    return passedOverShort;
  }

  /** The next tour of at least the shortest length, from the earliest open day on. */
  public Optional<Tour> nextTour(Relief relief) {
    return nextTour(SHORTEST_TOUR_DAYS, relief);
  }

  /** The next tour of any length. */
  public Optional<Tour> nextShortTour(Relief relief) {
    return nextTour(1, relief);
  }

  private Optional<Tour> nextTour(int shortest, Relief relief) {
    calendar.refresh();
    passedOverShort = false;
    for (Agreement agreement : agreements) {
      for (OfferUse offer : offers) {
        Optional<Tour> tour = tour(agreement, state.offerOf(offer.offer().id()), shortest, relief);
        if (tour.isPresent()) {
          return tour;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * In layers: from the earliest open day on the longest possible tour, for the persons that all of
   * its days have room for. If the need falls, these stay, and only the next ones go home.
   */
  private Optional<Tour> tour(Agreement agreement, OfferUse offer, int shortest, Relief relief) {
    long last = calendar.lastDay(agreement, offer);
    int longest = calendar.longestWorkDays(agreement);
    for (long day = calendar.firstDay(agreement, offer); day <= last; day++) {
      if (calendar.room(offer, agreement, day, day) <= 0) {
        continue;
      }
      long end = longestEnd(offer, agreement, day, Math.min(last, day + longest - 1));
      if (end - day + 1 < Math.min(shortest, longest) && end - day + 1 < stay(day, shortest)) {
        passedOverShort = true;
        continue;
      }
      if (end - day + 1 == longest && calendar.book().openOn(end + 1) > 0) {
        end = waveEnd(agreement, offer, day, end, relief);
      }
      return Optional.of(tour(agreement, offer, day, end));
    }
    return Optional.empty();
  }

  private Tour tour(Agreement agreement, OfferUse offer, long first, long last) {
    return new Tour(
        agreement,
        offer.offer().id(),
        calendar.room(offer, agreement, first, last),
        LocalDate.ofEpochDay(first),
        LocalDate.ofEpochDay(last));
  }

  /** The last possible day of a stay that begins on the first. */
  private long longestEnd(OfferUse offer, Agreement agreement, long first, long latest) {
    long end = first;
    while (end < latest && calendar.roomFrom(offer, agreement, first, end + 1) > 0) {
      end++;
    }
    return end;
  }

  /** Consecutive open days around a day; counts at most this many. */
  private int stay(long day, int most) {
    int days = 1;
    long today = state.today().toEpochDay();
    for (long d = day - 1; days < most && d >= today && calendar.book().openOn(d) > 0; d--) {
      days++;
    }
    for (long d = day + 1; days < most && calendar.book().openOn(d) > 0; d++) {
      days++;
    }
    return days;
  }

  /**
   * The last day of the first of several waves: as even as the next waves allow.
   *
   * @param longestEnd the last day of the longest tour; the stay is longer
   */
  private long waveEnd(
      Agreement agreement, OfferUse offer, long first, long longestEnd, Relief relief) {
    long stayEnd = longestEnd;
    while (calendar.book().openOn(stayEnd + 1) > 0) {
      stayEnd++;
    }
    long days = stayEnd - first + 1;
    long longest = longestEnd - first + 1;
    long waves = ceil(days, longest);
    for (long end = first + ceil(days, waves) - 1; end < longestEnd; end++) {
      long nextEnd = end + ceil(stayEnd - end, waves - 1);
      Tour tour = tour(agreement, offer, first, end);
      int heads = tour.headCount();
      for (long day = end + 1; day <= nextEnd; day++) {
        heads = Math.min(heads, calendar.book().openOn(day));
      }
      Period next = new Period(LocalDate.ofEpochDay(end + 1), LocalDate.ofEpochDay(nextEnd));
      if (relief.canFollow(this, tour, next, heads)) {
        return end;
      }
    }
    return longestEnd;
  }

  private static long ceil(long days, long parts) {
    return (days + parts - 1) / parts;
  }

  /** Whether one offer of this lender could send this many on all of these days, after a tour. */
  public boolean canFollow(TourPlanner other, Tour first, Period days, int heads) {
    calendar.refresh();
    for (Agreement agreement : agreements) {
      for (OfferUse offer : offers) {
        if (calendar.hasRoomBeside(
            first,
            other.lender.equals(lender),
            state.offerOf(offer.offer().id()),
            agreement,
            days,
            heads)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * A tour of this many persons on exactly these days from exactly this offer, if there is room.
   */
  public Optional<Tour> exactTour(String offerId, int headCount, Period days) {
    calendar.refresh();
    OfferUse offer = state.offerOf(offerId);
    for (Agreement agreement : agreements) {
      long first = days.first().toEpochDay();
      long last = days.last().toEpochDay();
      if (first >= calendar.firstDay(agreement, offer)
          && last <= calendar.lastDay(agreement, offer)
          && days.days() <= calendar.longestWorkDays(agreement)
          && calendar.room(offer, agreement, first, last) >= headCount) {
        return Optional.of(new Tour(agreement, offerId, headCount, days.first(), days.last()));
      }
    }
    return Optional.empty();
  }

  /** Persons who could go from this offer on this day, for that day alone, if they were needed. */
  public int freeOn(String offerId, LocalDate day) {
    return freeOn(state.offerOf(offerId), day.toEpochDay());
  }

  /** The same for an offer in its present state, on an epoch day. */
  public int freeOn(OfferUse offer, long day) {
    return calendar.freeOn(agreements, offer, day);
  }

  /** The reach of the remaining offers, in the order in which they are used. */
  public List<Reach> reaches() {
    List<Reach> reaches = new ArrayList<>();
    for (OfferUse offer : offers) {
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      for (Agreement agreement : agreements) {
        first = Math.min(first, calendar.firstDay(agreement, offer));
        last = Math.max(last, calendar.lastDay(agreement, offer));
      }
      if (first <= last) {
        reaches.add(new Reach(this, offer.offer().id(), first, last));
      }
    }
    return reaches;
  }
}
