package kizuna.streams.state;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One offer with what was promised of it, day by day: promised is never more than offered. */
public final class OfferUse {

  private final Offer offer;
  private final DayCounts promised;
  private final DayCounts resting;
  private final List<String> dispatchIds;
  private int held;
  private int committed;
  private int served;

  OfferUse(Offer offer) {
    this(
        offer,
        DayCounts.of(offer.period(), 0),
        DayCounts.of(offer.period(), 0),
        new ArrayList<>(),
        0,
        0,
        0);
  }

  private OfferUse(
      Offer offer,
      DayCounts promised,
      DayCounts resting,
      List<String> dispatchIds,
      int held,
      int committed,
      int served) {
    this.offer = offer;
    this.promised = promised;
    this.resting = resting;
    this.dispatchIds = dispatchIds;
    this.held = held;
    this.committed = committed;
    this.served = served;
  }

  OfferUse copy() {
    return with(offer);
  }

  OfferUse with(Offer changed) {
    return new OfferUse(
        changed,
        promised.copy(),
        resting.copy(),
        new ArrayList<>(dispatchIds),
        held,
        committed,
        served);
  }

  void replace(Optional<Dispatch> before, Dispatch after) {
    before.ifPresent(d -> count(d, -1));
    count(after, 1);
    if (before.isEmpty()) {
      dispatchIds.add(after.id());
    }
  }

  /** It draws on another offer from now on. */
  void remove(Dispatch d) {
    count(d, -1);
    dispatchIds.remove(d.id());
  }

  private void count(Dispatch d, int sign) {
    d.blocks().ifPresent(p -> promised.add(p, sign * d.headCount()));
    d.rests().ifPresent(p -> resting.add(p, sign * d.headCount()));
    switch (d.state()) {
      case PROPOSED -> held += sign;
      case CONFIRMED, DEPARTED, ON_SITE, HANDING_OVER, RELEASED, RECALLED -> committed += sign;
      case RETURNED -> served += sign;
      case DECLINED, LAPSED, CANCELLED -> {}
    }
  }

  public Offer offer() {
    return offer;
  }

  /** Ids of the dispatches that draw on it, in no order that would last. */
  public List<String> dispatchIds() {
    return Collections.unmodifiableList(dispatchIds);
  }

  /** Whether something drawn on it is only proposed, and so may be moved. */
  public boolean hasHeld() {
    return held > 0;
  }

  /** Persons that are neither promised nor at rest on a day; none once the offer has ended. */
  public int freeOn(long epochDay) {
    int free = freeOrRestingOn(epochDay);
    return free == 0 ? 0 : free - resting.on(epochDay);
  }

  /** Persons that are not promised on a day, including those at rest. */
  public int freeOrRestingOn(long epochDay) {
    if (offer.ended()
        || epochDay < offer.period().first().toEpochDay()
        || epochDay > offer.period().last().toEpochDay()) {
      return 0;
    }
    return offer.headCount() - promised.on(epochDay);
  }

  /** Whether more are promised or rest on a day than were offered. */
  public boolean overdrawnOn(long epochDay) {
    return promised.on(epochDay) + resting.on(epochDay) > offer.headCount();
  }

  public int promisedOn(LocalDate day) {
    return promised.on(day.toEpochDay());
  }

  /** Whether anybody is free on a day from today on. */
  public boolean hasFreeFrom(LocalDate today) {
    long last = offer.period().last().toEpochDay();
    for (long d = Math.max(today.toEpochDay(), offer.period().first().toEpochDay());
        d <= last;
        d++) {
      if (freeOn(d) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether anybody is free on a day from today on, or only rests. */
  public boolean hasFreeOrRestingFrom(LocalDate today) {
    long last = offer.period().last().toEpochDay();
    for (long d = Math.max(today.toEpochDay(), offer.period().first().toEpochDay());
        d <= last;
        d++) {
      if (freeOrRestingOn(d) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Person-days held, committed or served. */
  public int promisedPersonDays() {
    return promised.total();
  }

  /** Where the offer stands on a day. */
  public OfferState state(LocalDate today) {
    if (offer.ended()) {
      return switch (offer.end()) {
        case WITHDRAWN -> OfferState.WITHDRAWN;
        case REJECTED -> OfferState.REJECTED;
        case DISASTER_OVER, NONE -> OfferState.EXPIRED;
      };
    }
    if (committed > 0) {
      return OfferState.COMMITTED;
    }
    if (held > 0) {
      return OfferState.HELD;
    }
    if (served > 0 && !hasFreeFrom(today)) {
      return OfferState.CONSUMED;
    }
    return today.isAfter(offer.period().last()) ? OfferState.EXPIRED : OfferState.AVAILABLE;
  }
}
