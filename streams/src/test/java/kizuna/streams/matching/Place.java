package kizuna.streams.matching;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.RequestCoverage;

/**
 * A state at a time: where something stands, where today is in its days, and the hour in Japan.
 *
 * @param what DISPATCH, REQUEST, OFFER, AGREEMENT or OVERRIDE
 */
public record Place(String what, String state, Time time, Hour hour) {

  /** Where a day is in the days of something. */
  public enum Time {
    LONG_BEFORE,
    DAY_BEFORE_JOURNEY,
    JOURNEY_THERE,
    OVERLAP,
    FIRST_DAY,
    MIDDLE,
    LAST_DAY,
    JOURNEY_BACK,
    AFTER
  }

  /** The hour in Japan, where a day changes. */
  public enum Hour {
    BEFORE_MIDNIGHT,
    AFTER_MIDNIGHT,
    BY_DAY
  }

  static Place of(Dispatch d, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, NetworkView.JAPAN);
    LocalDate overlapBegins = d.firstDay().minusDays(d.overlapDays());
    Time time;
    if (today.isBefore(d.journeyBegins().minusDays(1))) {
      time = Time.LONG_BEFORE;
    } else if (today.isBefore(d.journeyBegins())) {
      time = Time.DAY_BEFORE_JOURNEY;
    } else if (today.isBefore(overlapBegins)) {
      time = Time.JOURNEY_THERE;
    } else if (today.isBefore(d.firstDay())) {
      time = Time.OVERLAP;
    } else {
      time = within(new Period(d.firstDay(), d.plannedLastDay()), d.travelDays(), today);
    }
    return new Place("DISPATCH", d.state().name(), time, hour(now));
  }

  static Place of(NetworkView state, RequestCoverage book, Instant now) {
    return new Place(
        "REQUEST", state.state(book).name(), within(book.request().period(), now), hour(now));
  }

  static Place of(kizuna.streams.state.OfferUse book, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, NetworkView.JAPAN);
    return new Place(
        "OFFER", book.state(today).name(), within(book.offer().period(), now), hour(now));
  }

  static Place of(Agreement a, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, NetworkView.JAPAN);
    return new Place(
        "AGREEMENT",
        a.state(today).name(),
        within(new Period(a.validFrom(), a.validTo()), now),
        hour(now));
  }

  static Place of(OverrideDecision o, boolean stands, Period ofRequest, Instant now) {
    return new Place(
        "OVERRIDE",
        o.kind() + (stands ? " STANDS" : " REVOKED"),
        within(ofRequest, now),
        hour(now));
  }

  private static Time within(Period days, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, NetworkView.JAPAN);
    return today.isBefore(days.first()) ? Time.LONG_BEFORE : within(days, 0, today);
  }

  private static Time within(Period days, int travelDays, LocalDate today) {
    if (today.equals(days.first())) {
      return Time.FIRST_DAY;
    } else if (today.isBefore(days.last())) {
      return Time.MIDDLE;
    } else if (today.equals(days.last())) {
      return Time.LAST_DAY;
    }
    return today.isAfter(days.last().plusDays(travelDays)) ? Time.AFTER : Time.JOURNEY_BACK;
  }

  private static Hour hour(Instant now) {
    LocalTime time = LocalTime.ofInstant(now, NetworkView.JAPAN);
    if (time.isAfter(LocalTime.of(23, 58))) {
      return Hour.BEFORE_MIDNIGHT;
    }
    return time.isBefore(LocalTime.of(0, 2)) ? Hour.AFTER_MIDNIGHT : Hour.BY_DAY;
  }
}
