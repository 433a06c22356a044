package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.books.Change;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.Draft;
import kizuna.streams.books.OfferBook;
import kizuna.streams.books.OpenRequest;
import kizuna.streams.books.Period;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.Request;
import kizuna.streams.books.RequestBook;
import kizuna.streams.matching.rules.Candidacy;
import kizuna.streams.matching.rules.Rank;
import org.jspecify.annotations.Nullable;

/**
 * Moves what is only proposed where that fills more, or serves a higher priority class, with as few
 * moves as possible; what is confirmed stays where it is.
 *
 * <p>An open request looks for the shortest chain "I take your offer, you take that one, …" whose
 * last offer has somebody free (an augmenting path of the matching on one day, then as long as it
 * holds). So each chain adds to what is filled and takes from nobody. Where there is none, a
 * request of a higher class takes from the last served of a lower class that it can reach.
 */
final class Mover {

  /**
   * Offers looked at for one decision at the most: bounds the cost of a decision, whatever the size
   * of the disaster. A chain that lies beyond is found by a later decision, or not.
   */
  static final int MOST_LOOKS = 6_000;

  /** Offers looked at for one request at the most, so that one does not use up all. */
  private static final int MOST_LOOKS_EACH = 3_000;

  /** What an attempt that comes to nothing counts as. */
  private static final int LOOKS_PER_ATTEMPT = 50;

  /**
   * One link of a chain: this request gives up a proposal, for the one before to take its offer.
   */
  private record Link(
      String requestId, @Nullable Link before, String offerId, @Nullable String dispatchId) {

    static Link first(String requestId) {
      return new Link(requestId, null, "", null);
    }
  }

  /** A chain found, and the offer that its last request takes; null where that one loses. */
  private record Chain(Link last, @Nullable String freeOfferId) {}

  private final Draft books;
  private final Proposals proposals;
  private final Explanations explanations;
  private final Map<String, List<Candidacy>> candidacies = new HashMap<>();
  private final Set<String> gaveUp = new TreeSet<>();
  private final Set<String> lendersFreed = new TreeSet<>();
  private int looks = MOST_LOOKS;
  private int looksLeft;

  Mover(Draft books, Proposals proposals, Explanations explanations) {
    this.books = books;
    this.proposals = proposals;
    this.explanations = explanations;
  }

  /** Whether there is anything left to move, and time to look for it. */
  boolean canMove() {
    return looks > 0;
  }

  /** Requests that gave up something since the last call: what they lost may be found elsewhere. */
  Set<String> takeThoseThatGaveUp() {
    Set<String> ids = new TreeSet<>(gaveUp);
    gaveUp.clear();
    return ids;
  }

  /**
   * Offers of lenders of whom something was moved since the last call: days of travel and of rest,
   * and heads under a limit, may be left that nobody took over.
   */
  Set<String> takeOffersLeftFree() {
    Set<String> ids = new TreeSet<>();
    lendersFreed.forEach(
        lender -> books.freeOffers(lender).forEach(book -> ids.add(book.offer().id())));
    lendersFreed.clear();
    return ids;
  }

  /** Counts a look at something that it is not asked to fill. */
  void look() {
    looks--;
  }

  /** Fills what is open of a request by moving others; nothing where nothing can be gained. */
  void fill(String requestId, MatchTrigger trigger) {
    looksLeft = Math.min(looks, MOST_LOOKS_EACH);
    looks -= looksLeft;
    Set<LocalDate> hopeless = new HashSet<>();
    for (Optional<LocalDate> day = nextOpen(requestId, hopeless);
        day.isPresent() && looksLeft > 0;
        day = nextOpen(requestId, hopeless)) {
      Optional<Chain> chain = search(requestId, day.get());
      if (chain.isEmpty() || !tryOut(chain.get(), day.get(), trigger)) {
        hopeless.add(day.get());
      }
    }
    looks += looksLeft;
  }

  private Optional<LocalDate> nextOpen(String requestId, Set<LocalDate> hopeless) {
    RequestBook book = books.requestOf(requestId);
    LocalDate day = books.today();
    for (Optional<LocalDate> open = book.firstOpenDayFrom(day);
        open.isPresent();
        open = book.firstOpenDayFrom(open.get().plusDays(1))) {
      if (!hopeless.contains(open.get())) {
        return open;
      }
    }
    return Optional.empty();
  }

  /** The shortest chain on a day; else one that ends at the last served of a lower class. */
  private Optional<Chain> search(String requestId, LocalDate day) {
    Request asking = books.requestOf(requestId).request();
    OpenRequest place = placeOf(asking);
    Deque<Link> queue = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    queue.add(Link.first(requestId));
    seen.add(requestId);
    Link loser = null;
    while (!queue.isEmpty() && looksLeft > 0) {
      Link link = queue.remove();
      for (Candidacy candidacy : candidaciesOf(link.requestId)) {
        for (String offerId : candidacy.offerIds()) {
          looksLeft--;
          if (offerId.equals(link.offerId) || !candidacy.reaches(offerId, day)) {
            continue;
          }
          if (link.before != null && candidacy.freeOn(offerId, day) > 0) {
            return Optional.of(new Chain(link, offerId));
          }
          for (Dispatch d : heldOn(offerId, day)) {
            if (seen.add(d.requestId())) {
              Link next = new Link(d.requestId(), link, offerId, d.id());
              queue.add(next);
              if (mayTake(asking, place, d.requestId())
                  && (loser == null || isServedAfter(d.requestId(), loser.requestId))) {
                loser = next;
              }
            }
          }
        }
      }
    }
    return loser == null ? Optional.empty() : Optional.of(new Chain(loser, null));
  }

  private OpenRequest placeOf(Request request) {
    return OpenRequest.of(request, books.register().network().priorityClassHours());
  }

  private boolean mayTake(Request asking, OpenRequest place, String fromId) {
    Request from = books.requestOf(fromId).request();
    return asking.priority().compareTo(from.priority()) < 0 && place.compareTo(placeOf(from)) < 0;
  }

  private boolean isServedAfter(String requestId, String other) {
    return placeOf(books.requestOf(requestId).request())
            .compareTo(placeOf(books.requestOf(other).request()))
        > 0;
  }

  private List<Dispatch> heldOn(String offerId, LocalDate day) {
    OfferBook offer = books.offerOf(offerId);
    if (!offer.hasHeld()) {
      return List.of();
    }
    List<Dispatch> held = new ArrayList<>();
    for (String id : offer.dispatchIds()) {
      Dispatch d = books.dispatchOf(id);
      if (d.state() == DispatchState.PROPOSED
          && !day.isBefore(d.firstDay())
          && !day.isAfter(d.lastDay())) {
        held.add(d);
      }
    }
    held.sort(Comparator.comparing(Dispatch::id));
    return held;
  }

  private List<Candidacy> candidaciesOf(String requestId) {
    return candidacies.computeIfAbsent(
        requestId,
        id -> {
          Request request = books.requestOf(id).request();
          Disaster disaster = Candidates.disasterOf(books, request);
          List<Candidacy> fitting = new ArrayList<>();
          for (String lender : books.register().lenders()) {
            Candidacy candidacy = Candidacy.ofMovable(books, request, disaster, lender);
            looksLeft -= candidacy.offerIds().size();
            if (candidacy.fitsButForCapacity()) {
              fitting.add(candidacy);
            }
          }
          fitting.sort(Comparator.comparing(Candidacy::rank, Rank.ORDER));
          return fitting;
        });
  }

  /** Makes the moves of a chain from a day on, for as long as they hold; or none of them. */
  private boolean tryOut(Chain chain, LocalDate day, MatchTrigger trigger) {
    List<Link> links = new ArrayList<>();
    for (Link link = chain.last; link != null; link = link.before) {
      links.add(0, link);
    }
    String asking = links.get(0).requestId;
    List<Dispatch> given =
        links.stream().skip(1).map(l -> books.dispatchOf(String.valueOf(l.dispatchId))).toList();
    int headCount = books.requestOf(asking).openOn(day.toEpochDay());
    LocalDate last = day;
    for (Dispatch d : given) {
      headCount = Math.min(headCount, d.headCount());
    }
    Candidacy taker = null;
    if (chain.freeOfferId != null) {
      taker = candidacyWith(chain.last.requestId, chain.freeOfferId);
      headCount = Math.min(headCount, taker.freeOn(chain.freeOfferId, day));
    }
    while (holdsOn(asking, given, taker, chain.freeOfferId, last.plusDays(1), headCount)) {
      last = last.plusDays(1);
    }
    // Tours may be shorter, by agreement or because of rest; then the days behind come next.
    for (LocalDate end = last; !end.isBefore(day); end = shorter(day, end)) {
      Draft attempt = books.attempt();
      List<Runnable> told = new ArrayList<>();
      if (new Moves(attempt, links, given, chain.freeOfferId, headCount, new Period(day, end))
          .made(told, trigger)) {
        attempt.keep();
        told.forEach(Runnable::run);
        given.forEach(
            d -> {
              gaveUp.add(d.requestId());
              lendersFreed.add(d.lender());
            });
        return true;
      }
      looksLeft -= LOOKS_PER_ATTEMPT;
      if (end.equals(day)) {
        return false;
      }
    }
    return false;
  }

  private static LocalDate shorter(LocalDate day, LocalDate end) {
    long days = end.toEpochDay() - day.toEpochDay();
    return day.plusDays(days / 2);
  }

  private boolean holdsOn(
      String asking,
      List<Dispatch> given,
      @Nullable Candidacy taker,
      @Nullable String freeOfferId,
      LocalDate day,
      int headCount) {
    return books.requestOf(asking).openOn(day.toEpochDay()) >= headCount
        && given.stream().allMatch(d -> !day.isAfter(d.lastDay()))
        && (taker == null || freeOfferId == null || taker.freeOn(freeOfferId, day) >= headCount);
  }

  private Candidacy candidacyWith(String requestId, String offerId) {
    return candidaciesOf(requestId).stream()
        .filter(c -> c.offerIds().contains(offerId))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("expected " + offerId + " to fit " + requestId));
  }

  /** The moves of one chain on an attempt. */
  private final class Moves {
    private final Draft attempt;
    private final List<Link> links;
    private final List<Dispatch> given;
    private final @Nullable String freeOfferId;
    private final int headCount;
    private final Period days;
    private final Map<String, List<String>> replacedBy = new HashMap<>();

    Moves(
        Draft attempt,
        List<Link> links,
        List<Dispatch> given,
        @Nullable String freeOfferId,
        int headCount,
        Period days) {
      this.attempt = attempt;
      this.links = links;
      this.given = given;
      this.freeOfferId = freeOfferId;
      this.headCount = headCount;
      this.days = days;
    }

    /** Whether every move could be made; if so, {@code told} holds what is to be explained. */
    boolean made(List<Runnable> told, MatchTrigger trigger) {
      for (Dispatch d : given) {
        replacedBy.put(d.id(), new ArrayList<>());
        attempt.apply(
            new Change.DispatchPut(
                d.moved(
                    DispatchState.CANCELLED,
                    d.lastDay(),
                    RefusalReason.REARRANGED,
                    proposals.sequence(),
                    attempt.clock())));
      }
      for (Dispatch d : given) {
        if (!keepRest(d)) {
          return false;
        }
      }
      // From the end of the chain to its beginning: each offer is free before it is taken.
      String offerId = freeOfferId;
      for (int i = links.size() - 1; i >= 0; i--) {
        Link link = links.get(i);
        Dispatch before = i == 0 ? null : given.get(i - 1);
        int openBefore = books.requestOf(link.requestId).openPersonDays();
        MatchTrigger why = i == 0 ? trigger : MatchTrigger.REARRANGED;
        Candidates looked = Candidates.of(attempt, link.requestId);
        told.add(() -> explanations.begin(link.requestId, why, openBefore));
        if (offerId == null) {
          told.add(() -> explanations.add(link.requestId, verdicts(looked, null)));
        } else {
          Optional<Dispatch> made = take(link.requestId, offerId, headCount, days, before);
          if (made.isEmpty()) {
            return false;
          }
          told.add(() -> explanations.add(link.requestId, verdicts(looked, made.get())));
        }
        offerId = link.offerId;
      }
      String asking = links.get(0).requestId;
      for (Dispatch d : given) {
        told.add(
            () ->
                explanations.add(
                    new Rearrangement(d, asking, replacedBy.getOrDefault(d.id(), List.of()))));
      }
      return true;
    }

    private List<LenderVerdict> verdicts(Candidates looked, @Nullable Dispatch chosen) {
      List<LenderVerdict> verdicts = new ArrayList<>();
      looked
          .fitting()
          .forEach(
              r ->
                  verdicts.add(
                      r.verdict(
                          chosen != null && r.candidacy().lender().equals(chosen.lender())
                              ? List.of(chosen)
                              : List.of())));
      verdicts.addAll(looked.ruledOut());
      return verdicts;
    }

    /** What of a moved proposal stays where it was: other persons, and the days around. */
    private boolean keepRest(Dispatch d) {
      int others = d.headCount() - headCount;
      if (others > 0
          && take(d.requestId(), d.offerId(), others, new Period(d.firstDay(), d.lastDay()), d)
              .isEmpty()) {
        return false;
      }
      if (days.first().isAfter(d.firstDay())
          && take(
                  d.requestId(),
                  d.offerId(),
                  headCount,
                  new Period(d.firstDay(), days.first().minusDays(1)),
                  d)
              .isEmpty()) {
        return false;
      }
      return !d.lastDay().isAfter(days.last())
          || take(
                  d.requestId(),
                  d.offerId(),
                  headCount,
                  new Period(days.last().plusDays(1), d.lastDay()),
                  d)
              .isPresent();
    }

    private Optional<Dispatch> take(
        String requestId, String offerId, int persons, Period when, @Nullable Dispatch instead) {
      Request request = attempt.requestOf(requestId).request();
      Candidacy candidacy =
          Candidacy.ofMovable(
              attempt,
              request,
              Candidates.disasterOf(attempt, request),
              attempt.offerOf(offerId).offer().lender());
      if (!candidacy.fitsButForCapacity() || !candidacy.offerIds().contains(offerId)) {
        return Optional.empty();
      }
      Optional<Dispatch> made =
          candidacy
              .exactTour(offerId, persons, when)
              .map(
                  tour ->
                      proposals.propose(
                          attempt,
                          requestId,
                          candidacy,
                          tour,
                          instead == null ? null : instead.id()));
      if (made.isPresent() && instead != null) {
        replacedBy.computeIfAbsent(instead.id(), id -> new ArrayList<>()).add(made.get().id());
      }
      return made;
    }
  }
}
