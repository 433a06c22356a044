package kizuna.streams.matching;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import kizuna.streams.matching.rules.Eligibility;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OpenRequest;
import kizuna.streams.state.ReferenceState;
import kizuna.streams.state.Request;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * Walks through open requests in serving order: those given, and those that an offer may fit, while
 * it has free persons. Reads the indexes of the network, so it finds what was open before this
 * decision.
 */
final class RequestWalk {

  private static final Set<TaskType> ALL_TASKS = EnumSet.allOf(TaskType.class);

  /**
   * The position of a walk through the open requests of one receiver and task; without an offer,
   * one given request.
   */
  private static final class Cursor {
    OpenRequest current;
    final @Nullable Iterator<OpenRequest> rest;
    final @Nullable String offerId;

    Cursor(OpenRequest current, @Nullable Iterator<OpenRequest> rest, @Nullable String offerId) {
      this.current = current;
      this.rest = rest;
      this.offerId = offerId;
    }

    void advance(PriorityQueue<Cursor> queue) {
      if (rest != null && rest.hasNext()) {
        current = rest.next();
        queue.add(this);
      }
    }
  }

  private final StagedState state;
  private final PriorityQueue<Cursor> queue = queue();

  RequestWalk(StagedState state) {
    this.state = state;
  }

  private static PriorityQueue<Cursor> queue() {
    return new PriorityQueue<>(Comparator.comparing((Cursor c) -> c.current));
  }

  static boolean isOpen(StagedState state, String requestId) {
    return state.requestOf(requestId).openPersonDaysFrom(state.today()) > 0;
  }

  static OpenRequest placeOf(StagedState state, String requestId) {
    return OpenRequest.of(
        state.requestOf(requestId).request(), state.register().network().priorityClassHours());
  }

  /** Adds a request, if it is open. */
  void add(String requestId) {
    if (isOpen(state, requestId)) {
      queue.add(new Cursor(placeOf(state, requestId), null, null));
    }
  }

  /** Adds a request, if it is open, for each of some offers while that has free persons. */
  void add(String requestId, Set<String> offerIds) {
    if (isOpen(state, requestId)) {
      offerIds.forEach(id -> queue.add(new Cursor(placeOf(state, requestId), null, id)));
    }
  }

  /** Adds all open requests that an offer may fit. */
  void addAllFor(String offerId) {
    OfferUse offer = state.offerOf(offerId);
    if (!offer.hasFreeFrom(state.today())) {
      return;
    }
    ReferenceState register = state.register();
    for (String receiver : state.network().receiversWithOpenRequests()) {
      for (TaskType task : register.hasWaivers() ? ALL_TASKS : offer.offer().taskTypes()) {
        NavigableSet<OpenRequest> places = state.network().openRequests(receiver, task);
        if (!places.isEmpty()
            && !register.agreementsBetween(receiver, offer.offer().lender()).isEmpty()) {
          Iterator<OpenRequest> walk = places.iterator();
          queue.add(new Cursor(walk.next(), walk, offerId));
        }
      }
    }
  }

  /** Visits each request once, unless it was added for offers alone and none of them may fit. */
  void forEach(Consumer<String> visit) {
    Set<String> done = new HashSet<>();
    while (!queue.isEmpty()) {
      Cursor cursor = queue.remove();
      String requestId = cursor.current.id();
      OfferUse offer = cursor.offerId == null ? null : state.offerOf(cursor.offerId);
      if (offer != null && !offer.hasFreeFrom(state.today())) {
        continue;
      }
      if (!done.contains(requestId) && (offer == null || mayFit(requestId, offer))) {
        done.add(requestId);
        visit.accept(requestId);
      }
      cursor.advance(queue);
    }
  }

  /** Whether an offer can change anything for a request: the rules decide. */
  private boolean mayFit(String requestId, OfferUse offer) {
    Request request = state.requestOf(requestId).request();
    if (request.ended()
        || !offer.offer().period().overlaps(request.period())
        || !offer.offer().isFor(request.disasterId())) {
      return false;
    }
    if (state.register().overridesFor(requestId).isEmpty()
        && (!offer.offer().taskTypes().contains(request.taskType())
            || !offer.offer().qualifications().containsAll(request.qualifications())
            || state.register().isStruck(offer.offer().lender()))) {
      return false;
    }
    return Eligibility.of(
            state, request, RankedLenders.disasterOf(state, request), offer.offer().lender())
        .fits();
  }
}
