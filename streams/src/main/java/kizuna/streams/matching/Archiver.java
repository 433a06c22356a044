package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Period;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.StagedState;

/**
 * Removes finished items from the state, once a day, at the end of the day's first decision: those
 * of a disaster that ended a while ago, and those that have been over for long. The log and the
 * database keep them; the state keeps their ids, so that they are not used again.
 */
final class Archiver {

  /** Days for which a disaster that has ended stays: it may be reopened. */
  static final int ENDED_STAYS_DAYS = 7;

  /** Days for which an offer without dispatches stays after its last day. */
  static final int OFFER_STAYS_DAYS = 30;

  /** Days for which a request stays after its last day while its disaster has not ended. */
  static final int REQUEST_STAYS_DAYS = 366;

  /** The limit of requests and offers removed by one decision; the others wait a day. */
  static final int MAX_LEAVING = 2_000;

  /** If the log's time jumps by more days, it may be set back: nothing is removed on that day. */
  static final int MAX_DAYS_AT_ONCE = 31;

  private final StagedState state;
  private final NetworkState network;
  private final LocalDate today;
  private int left;

  private Archiver(StagedState state) {
    this.state = state;
    this.network = state.network();
    this.today = state.today();
  }

  /**
   * Adds the removals of the days that began with the report to a draft.
   *
   * @param state the state with all changes of the decision
   */
  static void of(DecisionContext c, StagedState state) {
    LocalDate was = c.state.network().today();
    if (c.state.today().isAfter(was) && !c.state.today().isAfter(was.plusDays(MAX_DAYS_AT_ONCE))) {
      new Archiver(state).leave();
    }
  }

  private void leave() {
    Set<String> over = new TreeSet<>();
    for (Disaster d : state.register().disasters()) {
      LocalDate ended = d.endedOn();
      if (ended != null && !ended.plusDays(ENDED_STAYS_DAYS).isAfter(today)) {
        over.add(d.id());
      }
    }
    Set<String> requests = network.requestsOverBefore(today.minusDays(REQUEST_STAYS_DAYS));
    Set<String> offers = network.offersOverBefore(today.minusDays(OFFER_STAYS_DAYS));
    if (!over.isEmpty()) {
      network.requests().forEach(b -> addIf(over, b.request().disasterId(), b, requests));
      for (OfferUse b : network.offers()) {
        String disaster = b.offer().disasterId();
        if (disaster != null && over.contains(disaster)) {
          offers.add(b.offer().id());
        }
      }
    }
    for (String id : requests) {
      RequestCoverage book = state.request(id);
      if (left < MAX_LEAVING && book != null && mayLeave(book)) {
        state.apply(new Change.RequestLeft(id));
        left++;
      }
    }
    for (String id : offers) {
      OfferUse book = state.offer(id);
      if (left < MAX_LEAVING && book != null && book.dispatches().isEmpty()) {
        state.apply(new Change.OfferLeft(id));
        left++;
      }
    }
    over.removeAll(disastersInUse());
    over.forEach(id -> state.apply(new Change.DisasterLeft(id)));
  }

  private static void addIf(
      Set<String> over, String disasterId, RequestCoverage book, Set<String> requests) {
    if (over.contains(disasterId)) {
      requests.add(book.request().id());
    }
  }

  /** Disasters with items in the state. */
  private Set<String> disastersInUse() {
    Set<String> used = new HashSet<>();
    for (RequestCoverage b : network.requests()) {
      if (state.request(b.request().id()) != null) {
        used.add(b.request().disasterId());
      }
    }
    for (String id : state.touchedRequestIds()) {
      RequestCoverage b = state.request(id);
      if (b != null) {
        used.add(b.request().disasterId());
      }
    }
    for (OfferUse b : network.offers()) {
      String disaster = b.offer().disasterId();
      if (disaster != null && state.offer(b.offer().id()) != null) {
        used.add(disaster);
      }
    }
    return used;
  }

  /** Whether a request is over, and nothing in the state depends on it. */
  private boolean mayLeave(RequestCoverage book) {
    if (!state.state(book).isOver()) {
      return false;
    }
    for (Dispatch d : book.dispatches()) {
      if (d.state().isLive()
          || !isBeforeToday(d)
          || (!d.state().isVoid() && !isDone(state.offerOf(d.offerId()).offer()))) {
        return false;
      }
    }
    return true;
  }

  private boolean isBeforeToday(Dispatch d) {
    return d.blocks().map(Period::last).filter(last -> !last.isBefore(today)).isEmpty()
        && d.rests().map(Period::last).filter(last -> !last.isBefore(today)).isEmpty();
  }

  /** Whether an offer has no persons left to promise. */
  private boolean isDone(Offer offer) {
    return offer.ended() || offer.period().last().isBefore(today);
  }
}
