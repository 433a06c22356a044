package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import kizuna.streams.matching.Chain.Link;
import kizuna.streams.matching.rules.Eligibility;
import kizuna.streams.matching.rules.Rank;
import kizuna.streams.matching.rules.TourPlanner.Reach;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OpenRequest;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Request;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * Searches the shortest chain of moves for one request and day: an augmenting path of the matching
 * on that day, found breadth first. Where there is none, chains that take from the last served of a
 * lower class: see {@link MovingRule}.
 */
final class ChainSearch {

  /** Chains that are tried for one day at the most: limits may forbid one that looked possible. */
  private static final int MOST_ATTEMPTS = 8;

  /** Lenders without an offer that could be moved are passed over: so many count as one look. */
  private static final int LENDERS_PER_LOOK = 32;

  private static final Priority LOWEST = Priority.values()[Priority.values().length - 1];

  /** A lender that fits but for its capacity, and where it stands. */
  private record Fitting(Eligibility eligibility, Rank rank) {}

  private final StagedState state;
  private final MoveBudget budget;
  private final Map<String, List<Reach>> reaches = new HashMap<>();

  /** What was found by {@link #heldOf} when the draft had so many changes. */
  private final Map<String, List<Dispatch>> held = new HashMap<>();

  private int heldAt;

  /** Days after today on which any offer has somebody free; null: not known. */
  private @Nullable BitSet freeDays;

  ChainSearch(StagedState state, MoveBudget budget) {
    this.state = state;
    this.budget = budget;
  }

  /** Whether there is a class below a request's own to take from. */
  static boolean mayTakeAtAll(Request asking) {
    return asking.priority() != LOWEST;
  }

  /** A request lost somebody: other days may have somebody free. */
  void forgetFreeDays() {
    freeDays = null;
  }

  /**
   * Tries chains, the shortest first, until one holds; else those that end at a lower class, the
   * last served first.
   */
  boolean find(String requestId, LocalDate day, Predicate<Chain> holds) {
    Request asking = state.requestOf(requestId).request();
    OpenRequest place = placeOf(asking);
    Deque<Link> queue = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    queue.add(Link.first(requestId));
    seen.add(requestId);
    List<Link> lower = new ArrayList<>();
    int attempts = 0;
    // Where nobody is free no chain ends well: only a higher class may take, from the first link.
    boolean mayEndWell = isAnybodyFree(day);
    if (!mayEndWell && !mayTakeAtAll(asking)) {
      return false;
    }
    for (Link link = queue.remove();
        link != null;
        link = mayEndWell && budget.isLeftForRequest() ? queue.poll() : null) {
      for (Reach reach : reachesOf(link.requestId())) {
        if (!reach.includes(day) || reach.offerId().equals(link.offerId())) {
          continue;
        }
        budget.spend(1);
        if (link.before() != null && reach.planner().freeOn(reach.offerId(), day) > 0) {
          if (holds.test(new Chain(link, reach))) {
            return true;
          }
          if (++attempts == MOST_ATTEMPTS) {
            return false;
          }
        }
        for (Dispatch d : heldOf(reach.offerId())) {
          if (day.isBefore(d.firstDay())
              || day.isAfter(d.lastDay())
              || d.requestId().equals(requestId)) {
            continue;
          }
          Link next = new Link(d.requestId(), link, reach.offerId(), d.id());
          boolean isNew = seen.add(d.requestId());
          if (isNew) {
            queue.add(next);
          }
          if ((isNew || link.before() == null) && mayTake(asking, place, d.requestId())) {
            lower.add(next);
          }
        }
      }
    }
    lower.sort(
        Comparator.comparing(
            (Link l) -> placeOf(state.requestOf(l.requestId()).request()),
            Comparator.reverseOrder()));
    return lower.stream()
        .limit(MOST_ATTEMPTS)
        .anyMatch(loser -> holds.test(new Chain(loser, null)));
  }

  /** Whether any offer has somebody free on a day, suitable or not. */
  private boolean isAnybodyFree(LocalDate day) {
    BitSet days = freeDays;
    if (days == null) {
      days = state.daysWithAnybodyFree();
      freeDays = days;
    }
    return days.get((int) (day.toEpochDay() - state.today().toEpochDay()));
  }

  private OpenRequest placeOf(Request request) {
    return OpenRequest.of(request, state.register().network().priorityClassHours());
  }

  private boolean mayTake(Request asking, OpenRequest place, String fromId) {
    Request from = state.requestOf(fromId).request();
    return asking.priority().compareTo(from.priority()) < 0 && place.compareTo(placeOf(from)) < 0;
  }

  /** Stays drawn on an offer that are only proposed, by id. */
  private List<Dispatch> heldOf(String offerId) {
    if (heldAt != state.changes().size()) {
      held.clear();
      heldAt = state.changes().size();
    }
    return held.computeIfAbsent(offerId, this::findHeldOf);
  }

  private List<Dispatch> findHeldOf(String offerId) {
    OfferUse offer = state.offerOf(offerId);
    if (!offer.hasHeld()) {
      return List.of();
    }
    return offer.dispatches().stream()
        .filter(d -> d.state() == DispatchState.PROPOSED && !isPinned(d))
        .sorted(Comparator.comparing(Dispatch::id))
        .toList();
  }

  /** What a coordinator put together is not taken apart. */
  private boolean isPinned(Dispatch d) {
    return state.register().overridesFor(d.requestId()).stream()
        .anyMatch(o -> o.is(OverrideDecision.Kind.PIN, d.lender()));
  }

  /** Offers that a request could draw on if nothing were promised of them, best lender first. */
  private List<Reach> reachesOf(String requestId) {
    List<Reach> known = reaches.get(requestId);
    if (known != null) {
      return known;
    }
    Request request = state.requestOf(requestId).request();
    Disaster disaster = RankedLenders.disasterOf(state, request);
    List<Fitting> fitting = new ArrayList<>();
    List<String> inReach = RankedLenders.inReach(state, request);
    budget.spend(1 + inReach.size() / LENDERS_PER_LOOK);
    for (String lender : inReach) {
      if (!budget.isLeftForRequest()) {
        break;
      }
      List<OfferUse> offers = state.movableOffers(lender, request.taskType());
      if (offers.isEmpty()) {
        continue;
      }
      budget.spend(offers.size());
      Eligibility eligibility = Eligibility.ofMovable(state, request, disaster, lender, offers);
      if (eligibility.fitsButForCapacity()) {
        fitting.add(new Fitting(eligibility, eligibility.rank()));
      }
    }
    fitting.sort(Comparator.comparing(Fitting::rank, Rank.ORDER));
    List<Reach> found = new ArrayList<>();
    fitting.forEach(f -> found.addAll(f.eligibility.tours().reaches()));
    reaches.put(requestId, found);
    return found;
  }
}
