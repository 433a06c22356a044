package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OpenRequest;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.StagedState;

/**
 * Plans the dispatches of one decision: fills open requests from free offers, in serving order,
 * then moves proposals if that fills more. So no open request is ever left beside a compatible free
 * offer. {@link #cut} makes proposals of the plan at the end.
 */
final class Matcher {

  private final StagedState state;
  private final Plan plan;
  private final ExplanationCollector explanations = new ExplanationCollector();
  private final DirectFill direct;
  private final Rearranger rearranger;
  private final Set<String> deferredOpened = new TreeSet<>();
  private final Set<String> deferredFreed = new TreeSet<>();

  /** Plans on a draft of the state; the plan counts in it at once. */
  Matcher(StagedState state, long sequence) {
    this.state = state;
    this.plan = new Plan(state, sequence);
    this.direct = new DirectFill(plan, explanations);
    this.rearranger = new Rearranger(plan, direct, explanations);
  }

  /** Cuts proposals from the plan, which must be complete. */
  CutProposals cut() {
    return ProposalCutter.cut(plan);
  }

  List<Explanation> explanations(CutProposals cut) {
    return explanations.all(cut);
  }

  // The requests to examine.

  /**
   * Adds what the report opened and freed before anything was matched for it: the next matching
   * includes it, so that all of it is served in order.
   */
  void defer(Set<String> opened, Set<String> freed) {
    deferredOpened.addAll(opened);
    deferredFreed.addAll(freed);
  }

  private boolean hasDeferred() {
    return !deferredOpened.isEmpty() || !deferredFreed.isEmpty();
  }

  /** Matches one request and always explains the result. */
  void match(String requestId, MatchTrigger trigger) {
    if (hasDeferred() && isOpen(requestId)) {
      rematch(Set.of(requestId), Set.of(), trigger);
      return;
    }
    direct.fill(requestId, trigger);
    if (anythingHeld() && isOpen(requestId)) {
      fillAfterMoves(rearranger.fill(requestId, trigger));
    }
  }

  /** Matches one request, if it has open need. */
  void matchIfOpen(String requestId, MatchTrigger trigger) {
    if (isOpen(requestId)) {
      match(requestId, trigger);
    }
  }

  /**
   * Fills requests after a change opened need or freed persons, in serving order.
   *
   * @param opened requests with newly open need: each is examined and explained
   * @param freed offers with free persons, again or for the first time: requests are examined until
   *     none is free
   */
  void rematch(Set<String> opened, Set<String> freed, MatchTrigger trigger) {
    defer(opened, freed);
    if (!hasDeferred()) {
      return;
    }
    Set<String> allOpened = new TreeSet<>(deferredOpened);
    Set<String> allFreed = new TreeSet<>(deferredFreed);
    deferredOpened.clear();
    deferredFreed.clear();
    RequestWalk walk = new RequestWalk(state);
    allOpened.forEach(walk::add);
    allFreed.forEach(walk::addAllFor);
    walk.forEach(id -> direct.fill(id, trigger));
    fillAfterMoves(moveFor(allOpened, allFreed, trigger));
  }

  /** Matches again requests that may fit now, and explains only those that received persons. */
  void rematchFitting(Collection<String> requestIds, MatchTrigger trigger) {
    if (hasDeferred()) {
      Set<String> fitting = new TreeSet<>(requestIds);
      fitting.removeIf(id -> !isOpen(id) || !RankedLenders.any(state, id));
      rematch(fitting, Set.of(), trigger);
    } else {
      fillFitting(requestIds, trigger);
    }
  }

  /** Matches the request first that an offer answers. */
  void matchAnswered(String requestId, MatchTrigger trigger) {
    fillFitting(List.of(requestId), trigger);
  }

  /** Matches the rest, and what a waived rule admits last. */
  void matchRest() {
    if (hasDeferred()) {
      rematch(Set.of(), Set.of(), MatchTrigger.STAFF_FREED);
    }
    int looked = 0;
    while (state.register().hasWaivers() && looked < state.changes().size()) {
      // A waived rule admits a lender's other offers only when no offer is left that the rule
      // admits: this decision may have used the last of those.
      Set<String> others = new TreeSet<>();
      for (Change change : state.changes().subList(looked, state.changes().size())) {
        if (change instanceof Change.DispatchPut put
            && put.dispatch().state() == DispatchState.PROPOSED) {
          freeOffers(put.dispatch().lender(), others);
        }
      }
      looked = state.changes().size();
      if (!others.isEmpty()) {
        rematch(Set.of(), others, MatchTrigger.STAFF_FREED);
      }
    }
  }

  // Filling of requests.

  private void fillFitting(Collection<String> requestIds, MatchTrigger trigger) {
    List<String> inOrder =
        requestIds.stream()
            .map(id -> RequestWalk.placeOf(state, id))
            .sorted()
            .map(OpenRequest::id)
            .toList();
    for (String id : inOrder) {
      if (isOpen(id) && RankedLenders.any(state, id)) {
        direct.fill(id, trigger);
      }
    }
    // Free offers are assigned in order first; only then are proposals moved.
    Rearranger.Left left = Rearranger.Left.nothing();
    for (String id : inOrder) {
      if (anythingHeld() && isOpen(id)) {
        left.add(rearranger.fill(id, trigger));
      }
    }
    fillAfterMoves(left);
  }

  /**
   * Opened requests search for moves; then open requests search for free offers, in serving order.
   */
  private Rearranger.Left moveFor(Set<String> opened, Set<String> freed, MatchTrigger trigger) {
    Rearranger.Left left = Rearranger.Left.nothing();
    if (!anythingHeld()) {
      return left;
    }
    List<OpenRequest> places = new ArrayList<>();
    opened.stream().filter(this::isOpen).forEach(id -> places.add(RequestWalk.placeOf(state, id)));
    places.sort(Comparator.naturalOrder());
    Set<String> done = new HashSet<>();
    for (OpenRequest place : places) {
      if (rearranger.budget().isLeft() && done.add(place.id())) {
        left.add(rearranger.fill(place.id(), trigger));
      }
    }
    if (freed.stream().noneMatch(id -> state.offerOf(id).hasFreeFrom(state.today()))) {
      return left;
    }
    Iterator<RequestCoverage> open = state.network().openRequests().iterator();
    while (open.hasNext() && rearranger.budget().isLeft()) {
      RequestCoverage request = state.current(open.next());
      rearranger.budget().spendOne();
      String id = request.request().id();
      if (isFreeInTime(freed, request)
          && request.openPersonDaysFrom(state.today()) > 0
          && !done.contains(id)) {
        left.add(rearranger.fill(id, trigger));
      }
    }
    return left;
  }

  private boolean isFreeInTime(Set<String> offerIds, RequestCoverage request) {
    for (String id : offerIds) {
      OfferUse offer = state.offerOf(id);
      if (offer.offer().period().overlaps(request.request().period())
          && offer.hasFreeFrom(state.today())) {
        return true;
      }
    }
    return false;
  }

  /**
   * A move may free people for open requests, also for those that this decision opened. Requests
   * that gave way may find other offers.
   */
  private void fillAfterMoves(Rearranger.Left left) {
    if (left.isNothing()) {
      return;
    }
    Set<String> freed = new TreeSet<>();
    left.lenders().forEach(lender -> freeOffers(lender, freed));
    RequestWalk walk = new RequestWalk(state);
    left.requestIds().forEach(walk::add);
    freed.forEach(walk::addAllFor);
    state.touchedRequestIds().forEach(id -> walk.add(id, freed));
    walk.forEach(id -> direct.fill(id, MatchTrigger.REARRANGED));
    fillAfterMoves(takeDue());
  }

  /**
   * After moves the higher classes are examined again: a lower one may have moved to an offer that
   * a higher one can use.
   */
  private Rearranger.Left takeDue() {
    Set<OpenRequest> due = new TreeSet<>();
    for (String id : state.touchedRequestIds()) {
      addIfOpen(due, id);
    }
    Iterator<RequestCoverage> open = state.network().openRequests().iterator();
    while (open.hasNext() && rearranger.budget().isLeft()) {
      rearranger.budget().spendOne();
      Request request = open.next().request();
      // The lowest class may have thousands of requests. A request with a changed class is touched.
      if (ChainSearch.mayEverTake(request)) {
        addIfOpen(due, request.id());
      }
    }
    Rearranger.Left left = Rearranger.Left.nothing();
    for (OpenRequest place : due) {
      if (rearranger.budget().isLeft()) {
        left.add(rearranger.fill(place.id(), MatchTrigger.REARRANGED));
      }
    }
    return left;
  }

  private void addIfOpen(Set<OpenRequest> due, String requestId) {
    if (ChainSearch.mayEverTake(state.requestOf(requestId).request()) && isOpen(requestId)) {
      due.add(RequestWalk.placeOf(state, requestId));
    }
  }

  /** Whether any proposal, from before or from this decision, may be moved. */
  private boolean anythingHeld() {
    return rearranger.budget().isLeft()
        && (state.network().hasHeld()
            || state.touchedRequestIds().stream().anyMatch(id -> state.requestOf(id).hasHeld()));
  }

  private boolean isOpen(String requestId) {
    return RequestWalk.isOpen(state, requestId);
  }

  private void freeOffers(String lender, Set<String> ids) {
    state.freeOffers(lender).forEach(book -> ids.add(book.offer().id()));
  }
}
