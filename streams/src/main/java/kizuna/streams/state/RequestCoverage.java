package kizuna.streams.state;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One request with its cover by day: covered + covered elsewhere + missing = needed. Missing
 * persons on a day that is over are unmet; from today on they are open, and can still be filled.
 */
public final class RequestCoverage {

  private final Request request;
  private final DayCounts needed;
  private final DayCounts covered;
  private final DayCounts elsewhere;
  private final List<Dispatch> dispatches;
  private int held;

  /** The day of the last result of {@link #openPersonDaysFrom}; null after a change. */
  private @Nullable LocalDate openFrom;

  private int openPersonDays;

  /** Ids of offers that were refused for it; null after a change. */
  private @Nullable Set<String> refusedOffers;

  RequestCoverage(Request request) {
    this(
        request,
        DayCounts.of(request.period(), request.needs()),
        DayCounts.of(request.period(), 0),
        DayCounts.of(request.period(), request.coveredElsewhere()),
        new ArrayList<>(),
        0);
  }

  private RequestCoverage(
      Request request,
      DayCounts needed,
      DayCounts covered,
      DayCounts elsewhere,
      List<Dispatch> dispatches,
      int held) {
    this.request = request;
    this.needed = needed;
    this.covered = covered;
    this.elsewhere = elsewhere;
    this.dispatches = dispatches;
    this.held = held;
  }

  RequestCoverage copy() {
    return new RequestCoverage(
        request,
        needed.copy(),
        covered.copy(),
        elsewhere.copy(),
        new ArrayList<>(dispatches),
        held);
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
    openFrom = null;
    refusedOffers = null;
    d.covers().ifPresent(p -> covered.add(p, sign * d.headCount()));
    d.endsNeedOf().ifPresent(p -> needed.add(p, -sign * d.headCount()));
    if (d.state() == DispatchState.PROPOSED) {
      held += sign;
    }
  }

  public Request request() {
    return request;
  }

  /** Its dispatches, oldest first. */
  public List<Dispatch> dispatches() {
    return Collections.unmodifiableList(dispatches);
  }

  public List<String> dispatchIds() {
    return dispatches.stream().map(Dispatch::id).toList();
  }

  /**
   * Whether an offer was declined, lapsed, called off or recalled for it since its last amendment.
   */
  public boolean isRefused(String offerId) {
    Set<String> refused = refusedOffers;
    if (refused == null) {
      refused = new HashSet<>();
      for (Dispatch d : dispatches) {
        if (d.refusedSince(request.amendedSequence())) {
          refused.add(d.offerId());
        }
      }
      refusedOffers = refused;
    }
    return !refused.isEmpty() && refused.contains(offerId);
  }

  /** Whether it has proposals. */
  public boolean hasHeld() {
    return held > 0;
  }

  /** Persons missing on a day; none once the request has ended. */
  public int openOn(long epochDay) {
    return request.ended() ? 0 : openOfNeed(epochDay);
  }

  private int openOfNeed(long epochDay) {
    int own = needOn(epochDay) - covered.on(epochDay);
    // The next tier may find more than is still missing here: the surplus is called off there.
    return own <= 0 ? own : Math.max(0, own - elsewhere.on(epochDay));
  }

  public int neededOn(LocalDate day) {
    return needOn(day.toEpochDay());
  }

  /** Zero if a release ended more of the need than an amendment left. */
  private int needOn(long epochDay) {
    return Math.max(0, needed.on(epochDay));
  }

  /** Persons of this network. */
  public int coveredOn(LocalDate day) {
    return covered.on(day.toEpochDay());
  }

  /** Persons of the next tier's network that count for this request. */
  public int coveredElsewhereOn(LocalDate day) {
    long d = day.toEpochDay();
    return Math.min(elsewhere.on(d), Math.max(0, needOn(d) - covered.on(d)));
  }

  /** Whether the next tier's network covers any of the rest. */
  public boolean isCoveredElsewhere() {
    if (request.coveredElsewhere().isEmpty()) {
      return false;
    }
    long last = request.period().last().toEpochDay();
    for (long d = request.period().first().toEpochDay(); d <= last; d++) {
      if (elsewhere.on(d) > 0 && needOn(d) > covered.on(d)) {
        return true;
      }
    }
    return false;
  }

  /** Person-days needed. */
  public int neededPersonDays() {
    int sum = 0;
    long last = request.period().last().toEpochDay();
    for (long d = request.period().first().toEpochDay(); d <= last; d++) {
      sum += needOn(d);
    }
    return sum;
  }

  /** Person-days covered by proposals and dispatches, here and elsewhere. */
  public int coveredPersonDays() {
    return neededPersonDays() - openOfNeed();
  }

  private int openOfNeed() {
    int sum = 0;
    long first = request.period().first().toEpochDay();
    long last = request.period().last().toEpochDay();
    for (long d = first; d <= last; d++) {
      sum += openOfNeed(d);
    }
    return sum;
  }

  /** Unmet person-days before today. */
  public int unmetPersonDays(LocalDate today) {
    int sum = 0;
    long last = Math.min(today.toEpochDay() - 1, request.period().last().toEpochDay());
    for (long d = request.period().first().toEpochDay(); d <= last; d++) {
      sum += unmetOn(d, today);
    }
    return sum;
  }

  /** The unmet need, as runs of days. */
  public List<DailyCount> unmet(LocalDate today) {
    return runs(request.period().first(), d -> unmetOn(d, today));
  }

  /** A cancelled request has no need from that day on; the need of a duplicate is another's. */
  private int unmetOn(long epochDay, LocalDate today) {
    LocalDate cancelled = request.cancelledOn();
    boolean needed = !request.ended() || (cancelled != null && epochDay < cancelled.toEpochDay());
    return needed && epochDay < today.toEpochDay() ? Math.max(0, openOfNeed(epochDay)) : 0;
  }

  /** Person-days open: missing from today on. */
  public int openPersonDaysFrom(LocalDate today) {
    if (!today.equals(openFrom)) {
      openPersonDays = sumOpenFrom(today);
      openFrom = today;
    }
    return openPersonDays;
  }

  private int sumOpenFrom(LocalDate today) {
    int sum = 0;
    long last = request.period().last().toEpochDay();
    for (long d = Math.max(today.toEpochDay(), request.period().first().toEpochDay());
        d <= last;
        d++) {
      sum += openOn(d);
    }
    return sum;
  }

  /** The first open day from a day on; empty if there is none. */
  public Optional<LocalDate> firstOpenDayFrom(LocalDate day) {
    long last = request.period().last().toEpochDay();
    for (long d = Math.max(day.toEpochDay(), request.period().first().toEpochDay());
        d <= last;
        d++) {
      if (openOn(d) > 0) {
        return Optional.of(LocalDate.ofEpochDay(d));
      }
    }
    return Optional.empty();
  }

  /** The open need from a day on, as runs of days. */
  public List<DailyCount> openFrom(LocalDate today) {
    return runs(
        request.period().first().isBefore(today) ? today : request.period().first(), this::openOn);
  }

  /**
   * The need that this network does not cover itself, as runs of days; before today only the days
   * that the next tier covered: no person can be found for the others any more.
   */
  public List<DailyCount> missingHere(LocalDate today) {
    return runs(
        request.period().first(),
        d -> {
          int missing = Math.max(0, needOn(d) - covered.on(d));
          return d < today.toEpochDay() ? Math.min(missing, elsewhere.on(d)) : missing;
        });
  }

  /**
   * The persons that the network that passed the request on need not look for, as runs of days:
   * those of this network and the next tier, and those that the receiver released.
   */
  public List<DailyCount> settled() {
    return runs(
        request.period().first(), d -> request.neededOn(LocalDate.ofEpochDay(d)) - openOfNeed(d));
  }

  private List<DailyCount> runs(LocalDate first, LongToIntFunction counts) {
    List<DailyCount> runs = new ArrayList<>();
    long last = request.period().last().toEpochDay();
    long from = first.toEpochDay();
    while (from <= last) {
      int count = counts.applyAsInt(from);
      long to = from;
      while (to < last && counts.applyAsInt(to + 1) == count) {
        to++;
      }
      if (count > 0) {
        runs.add(
            new DailyCount(
                new Period(LocalDate.ofEpochDay(from), LocalDate.ofEpochDay(to)), count));
      }
      from = to + 1;
    }
    return runs;
  }
}
