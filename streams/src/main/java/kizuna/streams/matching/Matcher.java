package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OpenRequest;
import kizuna.streams.state.ReferenceState;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.TaskType;
import kizuna.streams.matching.rules.Candidacy;
import org.jspecify.annotations.Nullable;

/**
 * Fills open requests from free offers on a draft of the books: lenders that fit in rank order,
 * each with as many tours as it can take, until nothing is open or nothing fits; then moves what is
 * only proposed where that fills more. So no open request is ever left beside a compatible free
 * offer.
 */
final class Matcher {

  private static final Set<TaskType> ALL_TASKS = EnumSet.allOf(TaskType.class);

  private final StagedState books;
  private final Proposals proposals;
  private final Explanations explanations;
  private final Mover mover;
  private final Set<String> owedToOpened = new TreeSet<>();
  private final Set<String> owedFreed = new TreeSet<>();

  Matcher(StagedState books, long sequence) {
    this.books = books;
    this.proposals = new Proposals(sequence);
    this.explanations = new Explanations();
    this.mover = new Mover(books, proposals, explanations, this::refill);
  }

  List<Explanation> explanations(Joining joining) {
    return explanations.all(joining);
  }

  /**
   * What the report opened and freed before anything was matched for it: the next matching takes it
   * along, so that all of it is served in order.
   */
  void owe(Set<String> opened, Set<String> freed) {
    owedToOpened.addAll(opened);
    owedFreed.addAll(freed);
  }

  private boolean isOwing() {
    return !owedToOpened.isEmpty() || !owedFreed.isEmpty();
  }

  /** Matches what is still owed. */
  void matchOwed() {
    if (isOwing()) {
      rematch(Set.of(), Set.of(), MatchTrigger.STAFF_FREED);
    }
  }

  /** Looks at one request and says what became of it, whatever that is. */
  void match(String requestId, MatchTrigger trigger) {
    if (isOwing() && isOpen(requestId)) {
      rematch(Set.of(requestId), Set.of(), trigger);
      return;
    }
    fill(requestId, trigger);
    if (anythingHeld() && isOpen(requestId)) {
      mover.fill(requestId, trigger);
      fillWhatMovesLeft();
    }
  }

  /**
   * Whoever lost something to a higher class takes what else there is, before anybody moves there.
   */
  private void refill(String requestId) {
    if (isOpen(requestId)) {
      fill(requestId, MatchTrigger.REARRANGED);
    }
  }

  /**
   * A move may leave somebody free for whoever is open, also for what only this decision opened;
   * and whoever gave way may find others.
   */
  private void fillWhatMovesLeft() {
    Set<String> gaveUp = mover.takeThoseThatGaveUp();
    if (gaveUp.isEmpty()) {
      return;
    }
    Set<String> freed = mover.takeOffersLeftFree();
    PriorityQueue<Cursor> queue = queue(gaveUp, freed);
    for (String id : books.touchedRequestIds()) {
      if (isOpen(id)) {
        freed.forEach(offerId -> queue.add(new Cursor(placeOf(id), null, offerId)));
      }
    }
    fill(queue, MatchTrigger.REARRANGED);
    takeWhatIsDue();
  }

  /**
   * After moves the higher classes look once more: a lower one may have been moved to where a
   * higher one could have gone, had it looked later.
   */
  private void takeWhatIsDue() {
    Set<OpenRequest> due = new TreeSet<>();
    for (String id : books.touchedRequestIds()) {
      if (isOpen(id)) {
        due.add(placeOf(id));
      }
    }
    Iterator<String> open = openInOrder();
    while (open.hasNext() && mover.canMove()) {
      String id = open.next();
      mover.look();
      if (isOpen(id)) {
        due.add(placeOf(id));
      }
    }
    for (OpenRequest place : due) {
      if (mover.canMove() && Mover.mayTakeAtAll(books.requestOf(place.id()).request())) {
        mover.fill(place.id(), MatchTrigger.REARRANGED);
      }
    }
  }

  /** Looks at one request, if anything is open. */
  void matchIfOpen(String requestId, MatchTrigger trigger) {
    if (isOpen(requestId)) {
      match(requestId, trigger);
    }
  }

  private void fill(String requestId, MatchTrigger trigger) {
    explanations.begin(
        requestId, trigger, books.requestOf(requestId).openPersonDaysFrom(books.today()));
    Candidates candidates = Candidates.of(books, requestId);
    List<LenderVerdict> verdicts = new ArrayList<>();
    for (Candidates.Ranked ranked : candidates.fitting()) {
      verdicts.add(ranked.verdict(propose(requestId, ranked.candidacy())));
    }
    verdicts.addAll(candidates.ruledOut());
    explanations.add(requestId, verdicts);
  }

  private List<Dispatch> propose(String requestId, Candidacy candidacy) {
    List<Dispatch> made = new ArrayList<>();
    for (Optional<Candidacy.Tour> next = candidacy.nextTour();
        next.isPresent();
        next = candidacy.nextTour()) {
      made.add(proposals.propose(books, requestId, candidacy, next.get(), null));
    }
    return made;
  }

  /** Before this decision, or by it. */
  private boolean anythingHeld() {
    return mover.canMove()
        && (books.network().hasHeld()
            || books.touchedRequestIds().stream().anyMatch(id -> books.requestOf(id).hasHeld()));
  }

  private boolean isOpen(String requestId) {
    return books.requestOf(requestId).openPersonDaysFrom(books.today()) > 0;
  }

  /**
   * Fills what a change opened or freed, in the order in which requests are served.
   *
   * @param opened requests whose need opened: each is looked at and explained
   * @param freed offers that have somebody free again, or for the first time: requests are looked
   *     at while they last
   */
  void rematch(Set<String> opened, Set<String> freed, MatchTrigger trigger) {
    owe(opened, freed);
    Set<String> allOpened = new TreeSet<>(owedToOpened);
    Set<String> allFreed = new TreeSet<>(owedFreed);
    owedToOpened.clear();
    owedFreed.clear();
    fill(queue(allOpened, allFreed), trigger);
    moveFor(allOpened, allFreed, trigger);
    fillWhatMovesLeft();
  }

  private PriorityQueue<Cursor> queue(Set<String> opened, Set<String> freed) {
    PriorityQueue<Cursor> queue =
        new PriorityQueue<>(Comparator.comparing((Cursor c) -> c.current));
    for (String id : opened) {
      if (isOpen(id)) {
        queue.add(new Cursor(placeOf(id), null, null));
      }
    }
    for (String id : freed) {
      cursors(books.offerOf(id), queue);
    }
    return queue;
  }

  private void fill(PriorityQueue<Cursor> queue, MatchTrigger trigger) {
    Set<String> done = new HashSet<>();
    while (!queue.isEmpty()) {
      Cursor cursor = queue.remove();
      String requestId = cursor.current.id();
      OfferUse offer = cursor.offerId == null ? null : books.offerOf(cursor.offerId);
      if (offer != null && !offer.hasFreeFrom(books.today())) {
        continue;
      }
      if (!done.contains(requestId) && (offer == null || mayFit(requestId, offer))) {
        done.add(requestId);
        fill(requestId, trigger);
      }
      cursor.advance(queue);
    }
  }

  /**
   * What was opened looks for somebody to move; and for what is still free, whoever is open does,
   * the first served first.
   */
  private void moveFor(Set<String> opened, Set<String> freed, MatchTrigger trigger) {
    if (!anythingHeld()) {
      return;
    }
    List<OpenRequest> places = new ArrayList<>();
    opened.stream().filter(this::isOpen).forEach(id -> places.add(placeOf(id)));
    places.sort(Comparator.naturalOrder());
    Set<String> done = new HashSet<>();
    for (OpenRequest place : places) {
      if (mover.canMove() && done.add(place.id())) {
        mover.fill(place.id(), trigger);
      }
    }
    if (freed.stream().noneMatch(id -> books.offerOf(id).hasFreeFrom(books.today()))) {
      return;
    }
    Iterator<String> open = openInOrder();
    while (open.hasNext() && mover.canMove()) {
      String id = open.next();
      mover.look();
      if (!done.contains(id)
          && isOpen(id)
          && freed.stream().anyMatch(offer -> isFreeInTime(offer, id))) {
        mover.fill(id, trigger);
      }
    }
  }

  private boolean isFreeInTime(String offerId, String requestId) {
    OfferUse offer = books.offerOf(offerId);
    return offer.offer().period().overlaps(books.requestOf(requestId).request().period())
        && offer.hasFreeFrom(books.today());
  }

  /** Every request that was open before this decision, the first served first. */
  private Iterator<String> openInOrder() {
    PriorityQueue<Cursor> queue =
        new PriorityQueue<>(Comparator.comparing((Cursor c) -> c.current));
    for (String receiver : books.network().receiversWithOpenRequests()) {
      for (TaskType task : TaskType.values()) {
        Iterator<OpenRequest> walk = books.network().openRequests(receiver, task).iterator();
        if (walk.hasNext()) {
          queue.add(new Cursor(walk.next(), walk, null));
        }
      }
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !queue.isEmpty();
      }

      @Override
      public String next() {
        Cursor cursor = queue.remove();
        String id = cursor.current.id();
        cursor.advance(queue);
        return id;
      }
    };
  }

  private OpenRequest placeOf(String requestId) {
    return OpenRequest.of(
        books.requestOf(requestId).request(), books.register().network().priorityClassHours());
  }

  /**
   * Looks again at requests of which some may fit now, and says only of those that did get
   * something.
   */
  void rematchWhatFits(Collection<String> requestIds, MatchTrigger trigger) {
    if (isOwing()) {
      Set<String> fitting = new TreeSet<>(requestIds);
      fitting.removeIf(id -> !isOpen(id) || !Candidates.any(books, id));
      rematch(fitting, Set.of(), trigger);
    } else {
      fillWhatFits(requestIds, trigger);
    }
  }

  /** Looks first at the request that an offer answers. */
  void matchAnswered(String requestId, MatchTrigger trigger) {
    fillWhatFits(List.of(requestId), trigger);
  }

  private void fillWhatFits(Collection<String> requestIds, MatchTrigger trigger) {
    List<String> inOrder =
        requestIds.stream().map(this::placeOf).sorted().map(OpenRequest::id).toList();
    for (String id : inOrder) {
      if (isOpen(id) && Candidates.any(books, id)) {
        fill(id, trigger);
      }
    }
    // What is free goes in order first; only then is anything moved.
    for (String id : inOrder) {
      if (anythingHeld() && isOpen(id)) {
        mover.fill(id, trigger);
      }
    }
    fillWhatMovesLeft();
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

  private void cursors(OfferUse book, PriorityQueue<Cursor> queue) {
    ReferenceState register = books.register();
    String lender = book.offer().lender();
    if (!book.hasFreeFrom(books.today())) {
      return;
    }
    for (String receiver : books.network().receiversWithOpenRequests()) {
      for (TaskType task : register.hasWaivers() ? ALL_TASKS : book.offer().taskTypes()) {
        NavigableSet<OpenRequest> places = books.network().openRequests(receiver, task);
        if (!places.isEmpty() && !register.agreementsBetween(receiver, lender).isEmpty()) {
          Iterator<OpenRequest> walk = places.iterator();
          queue.add(new Cursor(walk.next(), walk, book.offer().id()));
        }
      }
    }
  }

  /**
   * Whether anything can come of looking at the request because of this offer: the rules themselves
   * decide.
   */
  private boolean mayFit(String requestId, OfferUse offer) {
    RequestCoverage book = books.requestOf(requestId);
    Request request = book.request();
    if (request.ended()
        || !offer.offer().period().overlaps(request.period())
        || !offer.offer().isFor(request.disasterId())) {
      return false;
    }
    if (books.register().overridesFor(requestId).isEmpty()
        && (!offer.offer().taskTypes().contains(request.taskType())
            || !offer.offer().qualifications().containsAll(request.qualifications())
            || books.register().isStruck(offer.offer().lender()))) {
      return false;
    }
    return Candidacy.of(
            books, request, Candidates.disasterOf(books, request), offer.offer().lender())
        .findings()
        .isEmpty();
  }
}
