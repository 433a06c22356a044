package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The read access to a network's state, and the application of one change. {@link NetworkState} is
 * the state itself; a {@link StagedState} is the state after further changes.
 */
public abstract class NetworkView {

  /** Days are days in Japan. */
  public static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  /** The day of the clock, kept because it is read often, and the clock of that day. */
  private LocalDate today = LocalDate.EPOCH;

  private @Nullable Instant todayOf;

  public abstract ReferenceState register();

  /** The log's time. */
  public abstract Instant clock();

  public abstract @Nullable RequestCoverage request(String id);

  public abstract @Nullable OfferUse offer(String id);

  public abstract @Nullable Dispatch dispatch(String id);

  /** Person-days count as a lender's load for this long: today and the days before it. */
  public static final int LOAD_WINDOW_DAYS = 365;

  /** Person-days promised or served by a lender on days from the last 365 on. */
  public long personDays(String lender) {
    return personDaysFrom(lender, loadsFrom());
  }

  /** Person-days of each lender with any in the load window, by code. */
  public Map<String, Long> loads() {
    Map<String, Long> all = new TreeMap<>();
    for (String lender : register().lenders()) {
      all.put(lender, personDays(lender));
    }
    return all;
  }

  /** Person-days promised or served by a lender from a day on, within the load window. */
  abstract long personDaysFrom(String lender, long epochDay);

  /** The first day that counts as load. */
  long loadsFrom() {
    return today().toEpochDay() - LOAD_WINDOW_DAYS + 1;
  }

  /**
   * Whether an id belongs to a removed item: a disaster, request, offer or override, or a dispatch
   * of such a request.
   */
  public boolean hasLeft(String id) {
    int dash = id.lastIndexOf('-');
    return hasLeftAs(id) || (dash > 0 && hasLeftAs(id.substring(0, dash)));
  }

  abstract boolean hasLeftAs(String id);

  /** Whether a lender's people are, were or will be at the receiver in this disaster. */
  public boolean isCounterpart(String lender, String receiver, String disaster) {
    return dispatchCount(new Counterpart(lender, receiver, disaster)) > 0;
  }

  /** Dispatches that are not void. */
  abstract int dispatchCount(Counterpart counterpart);

  /** Persons on a day, counted under a limit. */
  public abstract int used(DailyLimitUse use, long epochDay);

  /** The key by which a counterpart is counted. */
  record Counterpart(String lender, String receiver, String disaster) {}

  /** Today in Japan. */
  public LocalDate today() {
    Instant now = clock();
    if (!now.equals(todayOf)) {
      today = LocalDate.ofInstant(now, JAPAN);
      todayOf = now;
    }
    return today;
  }

  /** The request of an id; the state must contain it. */
  public RequestCoverage requestOf(String id) {
    RequestCoverage coverage = request(id);
    if (coverage == null) {
      throw new IllegalStateException("expected request " + id + " in the state");
    }
    return coverage;
  }

  /** The offer of an id; the state must contain it. */
  public OfferUse offerOf(String id) {
    OfferUse use = offer(id);
    if (use == null) {
      throw new IllegalStateException("expected offer " + id + " in the state");
    }
    return use;
  }

  /** The dispatch of an id; the state must contain it. */
  public Dispatch dispatchOf(String id) {
    Dispatch dispatch = dispatch(id);
    if (dispatch == null) {
      throw new IllegalStateException("expected dispatch " + id + " in the state");
    }
    return dispatch;
  }

  /** The state of a request today. */
  public RequestState state(RequestCoverage coverage) {
    switch (coverage.request().end()) {
      case CANCELLED -> {
        return RequestState.CANCELLED;
      }
      case MERGED -> {
        return RequestState.MERGED;
      }
      case NONE -> {}
    }
    boolean anyLive = false;
    boolean anyCovers = false;
    boolean anyArrived = false;
    boolean allArrived = true;
    boolean any = false;
    for (Dispatch d : coverage.dispatches()) {
      if (d.state().isVoid()) {
        continue;
      }
      any = true;
      anyLive |= d.state().isLive();
      // Who turned back before the first day was never there.
      if (d.covers().isPresent()) {
        anyCovers = true;
        anyArrived |= d.state().hasArrived();
        allArrived &= d.state().hasArrived() || d.state() == DispatchState.RECALLED;
      }
    }
    boolean elsewhere = coverage.isCoveredElsewhere();
    boolean over = today().isAfter(coverage.request().period().last());
    int open = coverage.openPersonDaysFrom(today());
    boolean done = !elsewhere && open == 0 && (any || coverage.unmetPersonDays(today()) > 0);
    if (!anyLive && (over || done)) {
      return any || elsewhere ? RequestState.CLOSED : RequestState.EXPIRED;
    }
    if (open > 0) {
      if (coverage.request().escalatedTo() != null) {
        return RequestState.ESCALATED;
      }
      return anyCovers ? RequestState.PARTIALLY_MATCHED : RequestState.OPEN;
    }
    // Only the next tier has the arrivals of its dispatches.
    if (allArrived && !elsewhere) {
      return RequestState.FULFILLED;
    }
    return anyArrived ? RequestState.PARTIALLY_DEPLOYED : RequestState.MATCHED;
  }

  /** Whether open need of a request, if there is any, must go to the next tier by then. */
  public boolean isEscalationDue(Request request, Instant time) {
    return EscalationIndex.deadline(request, register().network())
        .filter(at -> !at.isAfter(time))
        .isPresent();
  }

  /** Applies one change. Decides nothing. */
  public void apply(Change change) {
    if (change instanceof Change.Recorded c) {
      setRegister(register().with(c.fact()));
    } else if (change instanceof Change.ClockSet c) {
      setClock(c.to());
    } else if (change instanceof Change.OfferPut c) {
      OfferUse before = offer(c.offer().id());
      putOffer(before == null ? new OfferUse(c.offer()) : before.with(c.offer()));
    } else if (change instanceof Change.RequestPut c) {
      RequestCoverage before = request(c.request().id());
      RequestCoverage after = new RequestCoverage(c.request());
      if (before != null) {
        before.dispatches().forEach(d -> after.replace(Optional.empty(), d));
      }
      putRequest(after);
    } else if (change instanceof Change.DispatchPut c) {
      put(c.dispatch());
    } else if (change instanceof Change.RequestLeft c) {
      ReferenceState without = register().withoutOverridesFor(c.requestId());
      if (without != register()) {
        setRegister(without);
      }
      requestOf(c.requestId()).dispatches().forEach(this::left);
      removeRequest(c.requestId());
    } else if (change instanceof Change.OfferLeft c) {
      removeOffer(c.offerId());
    } else if (change instanceof Change.DisasterLeft c) {
      setRegister(register().withoutDisaster(c.disasterId()));
    }
  }

  private void put(Dispatch after) {
    Optional<Dispatch> before = Optional.ofNullable(dispatch(after.id()));
    requestForChange(after.requestId()).replace(before, after);
    Optional<Dispatch> left = before.filter(d -> !d.offerId().equals(after.offerId()));
    left.ifPresent(d -> offerForChange(d.offerId()).remove(d));
    offerForChange(after.offerId()).replace(left.isPresent() ? Optional.empty() : before, after);
    if (!before.flatMap(Dispatch::covers).equals(after.covers())) {
      before.ifPresent(d -> addLoad(d, -1));
      addLoad(after, 1);
    }
    Optional<Counterpart> was = before.flatMap(NetworkView::counterpart);
    Optional<Counterpart> is = counterpart(after);
    if (!was.equals(is)) {
      was.ifPresent(c -> addCounterpart(c, -1));
      is.ifPresent(c -> addCounterpart(c, 1));
    }
    before.ifPresent(d -> uses().add(register(), d, -1));
    uses().add(register(), after, 1);
    putDispatch(after);
  }

  /** Its lender's load still counts while its days are within the window. */
  private void left(Dispatch d) {
    offerForChange(d.offerId()).remove(d);
    counterpart(d).ifPresent(c -> addCounterpart(c, -1));
    uses().add(register(), d, -1);
  }

  private void addLoad(Dispatch d, int sign) {
    d.covers().ifPresent(days -> addLoad(d.lender(), days, sign * d.headCount()));
  }

  private static Optional<Counterpart> counterpart(Dispatch d) {
    return d.state().isVoid()
        ? Optional.empty()
        : Optional.of(new Counterpart(d.lender(), d.receiver(), d.disasterId()));
  }

  abstract void setRegister(ReferenceState register);

  abstract void setClock(Instant clock);

  abstract void putRequest(RequestCoverage coverage);

  abstract void putOffer(OfferUse use);

  abstract void putDispatch(Dispatch dispatch);

  abstract RequestCoverage requestForChange(String id);

  abstract OfferUse offerForChange(String id);

  /** Adds persons on each of these days. */
  abstract void addLoad(String lender, Period days, int persons);

  abstract void removeRequest(String id);

  abstract void removeOffer(String id);

  abstract void addCounterpart(Counterpart counterpart, int count);

  abstract DailyLimitUse.Counts uses();
}
