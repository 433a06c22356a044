package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * on that day, found breadth first. If there is none, searches chains that take from the last
 * served of a lower class: see {@link MovingRule}.
 */
final class ChainSearch {

  /** Chains that are tried for one day at the most: limits may forbid one that looked possible. */
  private static final int MAX_ATTEMPTS = 8;

  /** Lenders without an offer that can be moved are skipped; this many count as one look. */
  private static final int LENDERS_PER_LOOK = 32;

  private static final Priority LOWEST = Priority.values()[Priority.values().length - 1];

  /** A lender that fits except for its capacity, and its rank. */
  private record Fitting(Eligibility eligibility, Rank rank) {}

  /** A request in chains. */
  private static final class RequestNode {
    final String id;

    /** Offers that it could use; null: not searched yet. */
    @Nullable List<Edge> edges;

    /** The last search that reached this node. */
    int seenBy;

    RequestNode(String id) {
      this.id = id;
    }
  }

  /** An offer in chains, as the draft has it after this many changes. */
  private static final class OfferNode {
    final String id;
    @Nullable OfferUse use;
    List<Held> held = List.of();
    int changes;

    OfferNode(String id) {
      this.id = id;
    }
  }

  /** An offer within the reach of a request. */
  private record Edge(Reach reach, OfferNode offer) {

    boolean includes(long day) {
      return day >= reach.firstDay() && day <= reach.lastDay();
    }
  }

  /** A proposed stay on an offer. */
  private record Held(Dispatch stay, RequestNode request, long firstDay, long lastDay) {

    boolean includes(long day) {
      return day >= firstDay && day <= lastDay;
    }
  }

  /** A link of a chain during a search; the first one has no offer. */
  private record Step(Link link, RequestNode request, @Nullable OfferNode offer) {

    boolean isFirst() {
      return offer == null;
    }

    Link to(OfferNode taken, Held held) {
      return new Link(held.request.id, link, taken.id, held.stay.id());
    }
  }

  private final StagedState state;
  private final MoveBudget budget;
  private final Map<String, RequestNode> requests = new HashMap<>();
  private final Map<String, OfferNode> offers = new HashMap<>();

  /** Number of searches so far. */
  private int searches;

  /** Days after today on which any offer has free persons; null: not known. */
  private @Nullable BitSet freeDays;

  ChainSearch(StagedState state, MoveBudget budget) {
    this.state = state;
    this.budget = budget;
  }

  /** Whether a class below the request's own exists. */
  static boolean mayEverTake(Request asking) {
    return asking.priority() != LOWEST;
  }

  /** A request lost persons: other days may have free persons. */
  void forgetFreeDays() {
    freeDays = null;
  }

  /**
   * Tries chains, the shortest first, until one holds; else those that end at a lower class, the
   * last served first.
   */
  boolean find(String requestId, LocalDate day, Predicate<Chain> holds) {
    Request asking = state.requestOf(requestId).request();
    boolean mayTake = mayEverTake(asking);
    // Without free persons no chain ends well: only a higher class may take, from the first link.
    boolean mayEndWell = hasFreePersons(day);
    if (!mayEndWell && !mayTake) {
      return false;
    }
    OpenRequest place = placeOf(asking);
    long on = day.toEpochDay();
    searches++;
    RequestNode first = request(requestId);
    first.seenBy = searches;
    Deque<Step> queue = new ArrayDeque<>();
    queue.add(new Step(Link.first(requestId), first, null));
    List<Link> lower = new ArrayList<>();
    int attempts = 0;
    for (Step step = queue.remove();
        step != null;
        step = mayEndWell && budget.isLeftForRequest() ? queue.poll() : null) {
      for (Edge edge : edgesOf(step.request)) {
        if (!edge.includes(on) || edge.offer == step.offer) {
          continue;
        }
        budget.spend(1);
        OfferUse use = useOf(edge.offer);
        if (!step.isFirst() && edge.reach.planner().freeOn(use, on) > 0) {
          if (holds.test(new Chain(step.link, edge.reach))) {
            return true;
          }
          if (++attempts == MAX_ATTEMPTS) {
            return false;
          }
        }
        for (Held held : edge.offer.held) {
          RequestNode next = held.request;
          if (!held.includes(on) || next == first) {
            continue;
          }
          boolean isNew = next.seenBy != searches;
          if (isNew) {
            next.seenBy = searches;
            queue.add(new Step(step.to(edge.offer, held), next, edge.offer));
          }
          if (mayTake && (isNew || step.isFirst()) && mayTake(asking, place, next.id)) {
            lower.add(step.to(edge.offer, held));
          }
        }
      }
    }
    return takeFrom(lower, holds);
  }

  /** Tries the last served of a lower class first. */
  private boolean takeFrom(List<Link> lower, Predicate<Chain> holds) {
    lower.sort(
        Comparator.comparing(
            (Link l) -> placeOf(state.requestOf(l.requestId()).request()),
            Comparator.reverseOrder()));
    return lower.stream().limit(MAX_ATTEMPTS).anyMatch(loser -> holds.test(new Chain(loser, null)));
  }

  private RequestNode request(String id) {
    return requests.computeIfAbsent(id, RequestNode::new);
  }

  /** Whether any offer has free persons on a day, suitable or not. */
  private boolean hasFreePersons(LocalDate day) {
    BitSet days = freeDays;
    if (days == null) {
      days = state.daysWithFreePersons();
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

  /** An offer in the present draft, with its stays that are only proposed. */
  private OfferUse useOf(OfferNode offer) {
    OfferUse known = offer.use;
    if (known != null && offer.changes == state.changes().size()) {
      return known;
    }
    OfferUse use = state.offerOf(offer.id);
    offer.use = use;
    offer.changes = state.changes().size();
    offer.held = use.hasHeld() ? heldOf(use) : List.of();
    return use;
  }

  /** By id. */
  private List<Held> heldOf(OfferUse use) {
    List<Held> held = new ArrayList<>();
    for (Dispatch d : use.dispatches()) {
      if (isMovable(d)) {
        held.add(
            new Held(
                d, request(d.requestId()), d.firstDay().toEpochDay(), d.lastDay().toEpochDay()));
      }
    }
    held.sort(Comparator.comparing(h -> h.stay.id()));
    return held;
  }

  private boolean isMovable(Dispatch d) {
    return d.state() == DispatchState.PROPOSED && !isPinned(d);
  }

  /** A coordinator's choice is not moved. */
  private boolean isPinned(Dispatch d) {
    return state.register().overridesFor(d.requestId()).stream()
        .anyMatch(o -> o.is(OverrideDecision.Kind.PIN, d.lender()));
  }

  /** Offers that a request could use if they had no promises, best lender first. */
  private List<Edge> edgesOf(RequestNode node) {
    List<Edge> known = node.edges;
    if (known != null) {
      return known;
    }
    Request request = state.requestOf(node.id).request();
    Disaster disaster = RankedLenders.disasterOf(state, request);
    List<Fitting> fitting = new ArrayList<>();
    List<String> inReach = RankedLenders.inReach(state, request);
    budget.spend(1 + inReach.size() / LENDERS_PER_LOOK);
    for (String lender : inReach) {
      if (!budget.isLeftForRequest()) {
        break;
      }
      List<OfferUse> movable = state.movableOffers(lender, request.taskType());
      if (movable.isEmpty()) {
        continue;
      }
      budget.spend(movable.size());
      Eligibility eligibility = Eligibility.ofMovable(state, request, disaster, lender, movable);
      if (eligibility.fitsButForCapacity()) {
        fitting.add(new Fitting(eligibility, eligibility.rank()));
      }
    }
    fitting.sort(Comparator.comparing(Fitting::rank, Rank.ORDER));
    List<Edge> found = new ArrayList<>();
    for (Fitting f : fitting) {
      for (Reach reach : f.eligibility.tours().reaches()) {
        found.add(new Edge(reach, offers.computeIfAbsent(reach.offerId(), OfferNode::new)));
      }
    }
    node.edges = found;
    return found;
  }
}
