package kizuna.streams.matching;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.Change;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.Draft;
import kizuna.streams.books.Fact;
import kizuna.streams.books.OfferBook;
import kizuna.streams.books.OpenRequest;
import kizuna.streams.books.Priority;
import kizuna.streams.books.Register;
import kizuna.streams.books.Request;
import kizuna.streams.books.RequestBook;
import kizuna.streams.books.TaskType;
import kizuna.streams.matching.rules.Candidacy;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.matching.rules.Rank;
import org.jspecify.annotations.Nullable;

/**
 * Fills open requests from free offers on a draft of the books: lenders that fit in rank order,
 * each with as many tours as it can take, until nothing is open or nothing fits. So no open request
 * is ever left beside a compatible free offer.
 */
final class Matcher {

  private final Draft books;
  private final long sequence;
  private final List<Explanation> explanations = new ArrayList<>();

  Matcher(Draft books, long sequence) {
    this.books = books;
    this.sequence = sequence;
  }

  List<Explanation> explanations() {
    return explanations;
  }

  /** Looks at one request and says what became of it, whatever that is. */
  void match(String requestId, MatchTrigger trigger) {
    Request request = books.requestOf(requestId).request();
    Disaster disaster = books.register().disaster(request.disasterId());
    if (disaster == null) {
      throw new IllegalStateException(
          "expected disaster " + request.disasterId() + " in the books");
    }
    int openBefore = books.requestOf(requestId).openPersonDays();
    List<LenderVerdict> ruledOut = new ArrayList<>();
    List<Ranked> fitting = new ArrayList<>();
    for (String lender : books.register().lenders()) {
      Candidacy candidacy = Candidacy.of(books, request, disaster, lender);
      List<Finding> findings = candidacy.findings();
      if (findings.isEmpty()) {
        fitting.add(new Ranked(candidacy, candidacy.rank()));
      } else {
        ruledOut.add(
            new LenderVerdict(
                lender,
                Verdict.RULED_OUT,
                findings,
                candidacy.agreement().orElse(null),
                null,
                List.of()));
      }
    }
    fitting.sort(Comparator.comparing(Ranked::rank, Rank.ORDER));
    List<LenderVerdict> verdicts = new ArrayList<>();
    for (Ranked ranked : fitting) {
      Optional<Agreement> applies = ranked.candidacy.agreement();
      List<Dispatch> proposals = propose(requestId, ranked.candidacy);
      verdicts.add(
          new LenderVerdict(
              ranked.candidacy.lender(),
              proposals.isEmpty() ? Verdict.OUTRANKED : Verdict.CHOSEN,
              List.of(),
              applies.orElse(null),
              ranked.rank,
              proposals));
    }
    verdicts.sort(Comparator.comparing(LenderVerdict::verdict));
    verdicts.addAll(ruledOut);
    RequestBook after = books.requestOf(requestId);
    explanations.add(
        new Explanation(
            after.request(),
            trigger,
            after.neededPersonDays(),
            openBefore,
            after.openPersonDays(),
            verdicts));
  }

  private record Ranked(Candidacy candidacy, Rank rank) {}

  private List<Dispatch> propose(String requestId, Candidacy candidacy) {
    List<Dispatch> proposals = new ArrayList<>();
    for (Optional<Candidacy.Tour> next = candidacy.nextTour();
        next.isPresent();
        next = candidacy.nextTour()) {
      Dispatch dispatch = proposal(books.requestOf(requestId), candidacy.lender(), next.get());
      books.apply(new Change.DispatchPut(dispatch));
      proposals.add(dispatch);
    }
    Request request = books.requestOf(requestId).request();
    if (!proposals.isEmpty() && request.firstProposedAt() == null) {
      books.apply(new Change.RequestPut(request.proposedAt(books.clock())));
    }
    return proposals;
  }

  private Dispatch proposal(RequestBook book, String lender, Candidacy.Tour tour) {
    Request request = book.request();
    Fact.NetworkFormed terms = books.register().network();
    int holdMinutes =
        request.priority() == Priority.LIFE_SAFETY
            ? terms.lifeSafetyHoldMinutes()
            : terms.holdMinutes();
    Instant now = books.clock();
    int wave = 1;
    for (String id : book.dispatchIds()) {
      Dispatch d = books.dispatchOf(id);
      if (d.lender().equals(lender) && !d.state().isVoid()) {
        wave++;
      }
    }
    return new Dispatch(
        request.id() + "-" + (book.dispatchIds().size() + 1),
        request.id(),
        tour.offerId(),
        request.disasterId(),
        lender,
        request.receiver(),
        request.taskType(),
        DispatchState.PROPOSED,
        wave,
        tour.headCount(),
        tour.firstDay(),
        tour.lastDay(),
        tour.lastDay(),
        false,
        tour.agreement().id(),
        tour.agreement().version(),
        tour.agreement().costBearer(),
        now,
        now.plus(Duration.ofMinutes(holdMinutes)),
        null,
        null,
        null,
        null,
        null,
        null,
        sequence,
        now);
  }

  /**
   * Fills what a change opened or freed, in the order in which requests are served.
   *
   * @param opened requests whose need opened: each is looked at and explained
   * @param freed offers that have somebody free again, or for the first time: requests are looked
   *     at while they last
   */
  void rematch(Set<String> opened, Set<String> freed, MatchTrigger trigger) {
    PriorityQueue<Cursor> queue =
        new PriorityQueue<>(Comparator.comparing((Cursor c) -> c.current));
    int classHours = books.register().network().priorityClassHours();
    for (String id : opened) {
      RequestBook book = books.requestOf(id);
      if (book.openPersonDaysFrom(books.today()) > 0) {
        queue.add(new Cursor(OpenRequest.of(book.request(), classHours), null, null));
      }
    }
    for (String id : freed) {
      cursors(books.offerOf(id), queue);
    }
    Set<String> done = new HashSet<>();
    while (!queue.isEmpty()) {
      Cursor cursor = queue.remove();
      String requestId = cursor.current.id();
      OfferBook offer = cursor.offerId == null ? null : books.offerOf(cursor.offerId);
      if (offer != null && !offer.hasFreeFrom(books.today())) {
        continue;
      }
      if (!done.contains(requestId) && (offer == null || mayFit(requestId, offer))) {
        done.add(requestId);
        match(requestId, trigger);
      }
      cursor.advance(queue);
    }
  }

  /**
   * Looks again at requests of which some may fit now, and says only of those that did get
   * something.
   */
  void rematchWhatFits(Set<String> requestIds, MatchTrigger trigger) {
    int classHours = books.register().network().priorityClassHours();
    requestIds.stream()
        .map(id -> OpenRequest.of(books.requestOf(id).request(), classHours))
        .sorted()
        .filter(place -> anybodyFits(place.id()))
        .forEach(place -> match(place.id(), trigger));
  }

  private boolean anybodyFits(String requestId) {
    Request request = books.requestOf(requestId).request();
    Disaster disaster = books.register().disaster(request.disasterId());
    return disaster != null
        && books.register().lenders().stream()
            .anyMatch(l -> Candidacy.of(books, request, disaster, l).findings().isEmpty());
  }

  /**
   * Where a walk through the open requests of one receiver and task stands; without an offer, one
   * opened request.
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

  private void cursors(OfferBook book, PriorityQueue<Cursor> queue) {
    Register register = books.register();
    String lender = book.offer().lender();
    if (!book.hasFreeFrom(books.today()) || register.isStruck(lender)) {
      return;
    }
    for (String receiver : books.network().receiversWithOpenRequests()) {
      for (TaskType task : book.offer().taskTypes()) {
        NavigableSet<OpenRequest> places = books.network().openRequests(receiver, task);
        if (!places.isEmpty() && isCovered(register, lender, receiver, task)) {
          Iterator<OpenRequest> walk = places.iterator();
          queue.add(new Cursor(walk.next(), walk, book.offer().id()));
        }
      }
    }
  }

  private static boolean isCovered(
      Register register, String lender, String receiver, TaskType task) {
    for (Agreement a : register.agreementsFor(receiver)) {
      if (a.binds(lender) && a.covers(task)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether anything can come of looking at the request because of this offer: the rules themselves
   * decide.
   */
  private boolean mayFit(String requestId, OfferBook offer) {
    RequestBook book = books.requestOf(requestId);
    Request request = book.request();
    if (request.cancelled()
        || !offer.offer().period().overlaps(request.period())
        || !offer.offer().qualifications().containsAll(request.qualifications())
        || !offer.offer().isFor(request.disasterId())) {
      return false;
    }
    Disaster disaster = books.register().disaster(request.disasterId());
    return disaster != null
        && Candidacy.of(books, request, disaster, offer.offer().lender()).findings().isEmpty();
  }
}
