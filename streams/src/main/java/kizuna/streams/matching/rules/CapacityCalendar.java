package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.DailyLimitUse;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Period;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * Number of persons that one lender can send for one request, by day: the open need, the free
 * persons of an offer, and the room under each limit. Days are epoch days.
 */
final class CapacityCalendar {

  private final StagedState state;
  private final String requestId;
  private final String lender;
  private final Waivers waivers;
  private final int restDays;
  private RequestCoverage book;

  CapacityCalendar(StagedState state, String requestId, String lender, Waivers waivers) {
    this.state = state;
    this.requestId = requestId;
    this.lender = lender;
    this.waivers = waivers;
    this.restDays = state.register().limits(lender).restDays();
    this.book = state.requestOf(requestId);
  }

  /** Reads the request again, after a proposal for it. */
  void refresh() {
    book = state.requestOf(requestId);
  }

  Request request() {
    return book.request();
  }

  RequestCoverage book() {
    return book;
  }

  int restDays() {
    return restDays;
  }

  /** The longest tour with its journeys, by agreement and by request. */
  int longestTourDays(Agreement agreement) {
    Integer limit = agreement.longestTourDays();
    int asked = request().tourDays();
    return limit == null ? asked : Math.min(limit, asked);
  }

  /** Days of work in the longest tour: travel counts in the tour. */
  int longestWorkDays(Agreement agreement) {
    return longestTourDays(agreement) - 2 * agreement.travelDays();
  }

  /** The first day on which any person of an offer can work. */
  long firstDay(Agreement agreement, OfferUse offer) {
    LocalDate leave =
        offer.offer().period().first().isBefore(state.today())
            ? state.today()
            : offer.offer().period().first();
    long first =
        Math.max(
            request().period().first().toEpochDay(), leave.toEpochDay() + agreement.travelDays());
    return waivers.covers(EligibilityRule.AGREEMENT_IN_FORCE)
        ? first
        : Math.max(first, agreement.validFrom().toEpochDay());
  }

  /** The last day on which any person of an offer can work. */
  long lastDay(Agreement agreement, OfferUse offer) {
    long last =
        Math.min(
            request().period().last().toEpochDay(),
            offer.offer().period().last().toEpochDay() - agreement.travelDays());
    return waivers.covers(EligibilityRule.AGREEMENT_IN_FORCE)
        ? last
        : Math.min(last, agreement.validTo().toEpochDay());
  }

  /** Persons who can work from the first to the last day, if all of them are open. */
  int room(OfferUse offer, Agreement agreement, long first, long last) {
    return room(offer, agreement, first, last, restCounts());
  }

  /** Room for one more day of a tour that has room until the day before. */
  int roomFrom(OfferUse offer, Agreement agreement, long first, long last) {
    return agreement.travelDays() == 0 && restDays == 0
        ? room(offer, agreement, last, last)
        : room(offer, agreement, first, last);
  }

  private boolean restCounts() {
    return !waivers.covers(EligibilityRule.STAFF_RESTED);
  }

  /**
   * The least of the open need, the free persons, and the room under each limit, over the days at
   * work and away.
   */
  private int room(OfferUse offer, Agreement agreement, long first, long last, boolean resting) {
    int room = Integer.MAX_VALUE;
    for (long day = first; day <= last && room > 0; day++) {
      room = Math.min(room, book.openOn(day));
      if (agreement.headCountLimit() != null) {
        room = Math.min(room, agreementLeft(agreement, day));
      }
    }
    return room <= 0 ? 0 : Math.min(room, free(offer, agreement, first, last, resting, null));
  }

  /**
   * The least of the free persons over the days away and the days of rest after them.
   *
   * @param promised a tour that counts as promised, but is not in the state
   */
  private int free(
      OfferUse offer,
      Agreement agreement,
      long first,
      long last,
      boolean resting,
      @Nullable PromisedTour promised) {
    int free = Integer.MAX_VALUE;
    long home = last + agreement.travelDays();
    boolean limitsHeads =
        !waivers.covers(EligibilityRule.LENDER_LIMIT_LEFT)
            && state.register().limits(lender).limitsHeads();
    // Staff that rests after this tour must not be promised to a later one planned earlier.
    long until =
        Math.min(resting ? home + restDays : home, offer.offer().period().last().toEpochDay());
    for (long day = first - agreement.travelDays(); day <= until && free > 0; day++) {
      int taken = promised == null ? 0 : promised.takenOf(offer, day, resting);
      free = Math.min(free, (resting ? offer.freeOn(day) : offer.freeOrRestingOn(day)) - taken);
      if (limitsHeads && day <= home) {
        free = Math.min(free, lenderLeft(day) - (promised == null ? 0 : promised.awayOn(day)));
      }
    }
    return Math.max(0, free);
  }

  /** A tour of this lender that counts as promised. */
  private record PromisedTour(String offerId, int headCount, long leaves, long home, long rested) {

    int awayOn(long day) {
      return day >= leaves && day <= home ? headCount : 0;
    }

    int takenOf(OfferUse offer, long day, boolean resting) {
      return offer.offer().id().equals(offerId) && day >= leaves && day <= (resting ? rested : home)
          ? headCount
          : 0;
    }
  }

  /**
   * Whether this many of an offer can work on all of these days once another tour is promised.
   *
   * @param own whether it is a tour of this lender
   */
  boolean hasRoomBeside(
      Tour promised, boolean own, OfferUse offer, Agreement agreement, Period days, int heads) {
    long first = days.first().toEpochDay();
    long last = days.last().toEpochDay();
    if (first < firstDay(agreement, offer)
        || last > lastDay(agreement, offer)
        || days.days() > longestWorkDays(agreement)) {
      return false;
    }
    for (long day = first; day <= last; day++) {
      if (Math.min(book.openOn(day), agreementLeft(agreement, day)) < heads) {
        return false;
      }
    }
    long home = promised.lastDay().toEpochDay() + promised.agreement().travelDays();
    PromisedTour away =
        own
            ? new PromisedTour(
                promised.offerId(),
                promised.headCount(),
                promised.firstDay().toEpochDay() - promised.agreement().travelDays(),
                home,
                home + restDays)
            : null;
    return free(offer, agreement, first, last, restCounts(), away) >= heads;
  }

  /** Whether this limit makes a tour smaller. */
  boolean binds(EligibilityRule limit, Tour tour) {
    return new CapacityCalendar(state, requestId, lender, waivers.without(limit))
            .room(
                state.offerOf(tour.offerId()),
                tour.agreement(),
                tour.firstDay().toEpochDay(),
                tour.lastDay().toEpochDay())
        < tour.headCount();
  }

  /** Persons who could go from an offer on a day, for that day alone, if they were needed. */
  int freeOn(List<Agreement> agreements, OfferUse offer, long day) {
    boolean resting = restCounts();
    // Moves check many offers without free persons: then no limit is checked.
    if ((resting ? offer.freeOn(day) : offer.freeOrRestingOn(day)) <= 0) {
      return 0;
    }
    int most = 0;
    for (Agreement agreement : agreements) {
      if (day >= firstDay(agreement, offer) && day <= lastDay(agreement, offer)) {
        int left = agreementLeft(agreement, day);
        most = Math.max(most, Math.min(left, free(offer, agreement, day, day, resting, null)));
      }
    }
    return most;
  }

  /**
   * Whether any person can go on any day.
   *
   * @param resting whether rest counts
   */
  boolean anyRoom(List<Agreement> agreements, List<OfferUse> offers, boolean resting) {
    for (Agreement agreement : agreements) {
      for (OfferUse offer : offers) {
        if (resting
            ? !offer.hasFreeFrom(state.today())
            : !offer.hasFreeOrRestingFrom(state.today())) {
          continue;
        }
        long last = lastDay(agreement, offer);
        for (long day = firstDay(agreement, offer); day <= last; day++) {
          if (room(offer, agreement, day, day, resting) > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  int agreementLeft(Agreement agreement, long day) {
    Integer limit = agreement.headCountLimit();
    return limit == null || waivers.covers(EligibilityRule.AGREEMENT_HEAD_COUNT_LEFT)
        ? Integer.MAX_VALUE
        : limit
            - state.used(
                new DailyLimitUse.UnderAgreement(agreement.id(), lender, request().receiver()),
                day);
  }

  int lenderLeft(long day) {
    LenderLimits limits = state.register().limits(lender);
    int left = Integer.MAX_VALUE;
    if (limits.all() != null) {
      left = limits.all() - state.used(new DailyLimitUse.OfLender(lender, null), day);
    }
    Integer ofTask = limits.byTask().get(request().taskType());
    if (ofTask != null) {
      left =
          Math.min(
              left,
              ofTask - state.used(new DailyLimitUse.OfLender(lender, request().taskType()), day));
    }
    return left;
  }

  /** The smaller of the limits for this work. */
  int limitInForce(LenderLimits limits) {
    int all = limits.all() == null ? Integer.MAX_VALUE : limits.all();
    return Math.min(all, limits.byTask().getOrDefault(request().taskType(), Integer.MAX_VALUE));
  }

  /** Whether a condition holds on any day that is open, from today on. */
  boolean anyOpenDay(LongPredicate condition) {
    long last = request().period().last().toEpochDay();
    for (long day = Math.max(state.today().toEpochDay(), request().period().first().toEpochDay());
        day <= last;
        day++) {
      if (book.openOn(day) > 0 && condition.test(day)) {
        return true;
      }
    }
    return false;
  }

  /** The next days on which persons of these offers are free again. */
  Optional<DailyCount> nextFree(List<OfferUse> offers) {
    DailyCount next = null;
    for (OfferUse offer : offers) {
      long last = offer.offer().period().last().toEpochDay();
      long first =
          Math.max(state.today().toEpochDay(), offer.offer().period().first().toEpochDay());
      while (first <= last && offer.freeOn(first) <= 0) {
        first++;
      }
      if (first <= last && (next == null || first < next.days().first().toEpochDay())) {
        int free = offer.freeOn(first);
        long end = first;
        while (end < last && offer.freeOn(end + 1) == free) {
          end++;
        }
        next =
            new DailyCount(
                new Period(LocalDate.ofEpochDay(first), LocalDate.ofEpochDay(end)), free);
      }
    }
    return Optional.ofNullable(next);
  }
}
