package kizuna.streams.state;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToIntFunction;

/** One offer with its promises by day: promised is never more than offered. */
public final class OfferUse {

  private static final long UNKNOWN = Long.MAX_VALUE;

  /** An epoch day before every day: no person is free on any day. */
  private static final long NEVER = Long.MIN_VALUE;

  private final Offer offer;

  // Epoch days of the offer's period: they are asked for each day of it.
  private final long firstDay;
  private final long lastDay;

  private final DayCounts promised;
  private final DayCounts resting;
  private final List<Dispatch> dispatches;
  private int held;
  private int committed;
  private int served;

  /** The last epoch day with free persons; {@link #UNKNOWN} after a change. */
  private long lastFree = UNKNOWN;

  /** The same, including persons at rest. */
  private long lastFreeOrResting = UNKNOWN;

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
      List<Dispatch> dispatches,
      int held,
      int committed,
      int served) {
    this.offer = offer;
    this.firstDay = offer.period().first().toEpochDay();
    this.lastDay = offer.period().last().toEpochDay();
    this.promised = promised;
    this.resting = resting;
    this.dispatches = dispatches;
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
        new ArrayList<>(dispatches),
        held,
        committed,
        served);
  }

  void replace(Optional<Dispatch> before, Dispatch after) {
    before.ifPresent(d -> count(d, -1));
    count(after, 1);
    if (before.isEmpty()) {
      dispatches.add(after);
    } else {
      dispatches.set(place(after), after);
    }
  }

  /** Removes a dispatch that now uses another offer. */
  void remove(Dispatch d) {
    count(d, -1);
    dispatches.remove(place(d));
  }

  private int place(Dispatch of) {
    for (int i = 0; i < dispatches.size(); i++) {
      if (dispatches.get(i).id().equals(of.id())) {
        return i;
      }
    }
    throw new IllegalStateException(
        "expected dispatch " + of.id() + ", but it is not counted here");
  }

  private void count(Dispatch d, int sign) {
    lastFree = UNKNOWN;
    lastFreeOrResting = UNKNOWN;
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

  /** The dispatches that use it, in no fixed order. */
  public List<Dispatch> dispatches() {
    return Collections.unmodifiableList(dispatches);
  }

  public List<String> dispatchIds() {
    return dispatches.stream().map(Dispatch::id).toList();
  }

  /** Whether it has proposals, which can be moved. */
  public boolean hasHeld() {
    return held > 0;
  }

  /** Persons neither promised nor at rest on a day; none once the offer has ended. */
  public int freeOn(long epochDay) {
    int free = freeOrRestingOn(epochDay);
    return free == 0 ? 0 : free - resting.on(epochDay);
  }

  /** Persons that are not promised on a day, including those at rest. */
  public int freeOrRestingOn(long epochDay) {
    if (offer.ended() || epochDay < firstDay || epochDay > lastDay) {
      return 0;
    }
    return offer.headCount() - promised.on(epochDay);
  }

  /** Adds the days with free persons from a day on; that day is 0. */
  void addFreeDays(LocalDate from, BitSet to) {
    long zero = from.toEpochDay();
    for (long d = Math.max(zero, firstDay); d <= lastDay; d++) {
      if (freeOn(d) > 0) {
        to.set((int) (d - zero));
      }
    }
  }

  /** Whether more are promised or at rest on a day than were offered. */
  public boolean overdrawnOn(long epochDay) {
    return promised.on(epochDay) + resting.on(epochDay) > offer.headCount();
  }

  public int promisedOn(LocalDate day) {
    return promised.on(day.toEpochDay());
  }

  /** Whether any person is free on a day from today on. */
  public boolean hasFreeFrom(LocalDate today) {
    if (lastFree == UNKNOWN) {
      lastFree = last(this::freeOn);
    }
    return lastFree >= today.toEpochDay();
  }

  /** Whether any person is free or at rest on a day from today on. */
  public boolean hasFreeOrRestingFrom(LocalDate today) {
    if (lastFreeOrResting == UNKNOWN) {
      lastFreeOrResting = last(this::freeOrRestingOn);
    }
    return lastFreeOrResting >= today.toEpochDay();
  }

  /** The last day of the offer with a count above zero. */
  private long last(LongToIntFunction counts) {
    for (long d = lastDay; d >= firstDay; d--) {
      if (counts.applyAsInt(d) > 0) {
        return d;
      }
    }
    return NEVER;
  }

  /** Person-days held, committed or served. */
  public int promisedPersonDays() {
    return promised.total();
  }

  /** The state of the offer on a day. */
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
