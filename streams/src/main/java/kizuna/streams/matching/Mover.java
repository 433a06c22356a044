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
import java.util.function.Consumer;
import kizuna.streams.state.Change;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OpenRequest;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
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
 * request of a higher class takes from the last served of a lower class that it can reach: {@link
 * MovingRule}.
 */
final class Mover {

  /**
   * Lenders and their offers looked at for one decision at the most: bounds the cost of a decision,
   * whatever the size of the disaster and of the network. A chain that lies beyond is found by a
   * later decision, or not.
   */
  static final int MOST_LOOKS = 12_000;

  /** Lenders and offers looked at for one request at the most, so that one does not use up all. */
  private static final int MOST_LOOKS_EACH = 8_000;

  /** Chains that are tried for one day at the most: limits may forbid one that looked possible. */
  private static final int MOST_ATTEMPTS = 8;

  /** What an attempt that comes to nothing counts as. */
  private static final int LOOKS_PER_ATTEMPT = 50;

  /** Lenders without an offer that could be moved are passed over: so many count as one look. */
  private static final int LENDERS_PER_LOOK = 32;

  private static final Priority LOWEST = Priority.values()[Priority.values().length - 1];

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
  private record Chain(Link last, Candidacy.@Nullable Reach free) {}

  private final StagedState books;
  private final Proposals proposals;
  private final Explanations explanations;
  private final Map<String, List<Candidacy.Reach>> reaches = new HashMap<>();
  private final Consumer<String> refill;
  private @Nullable Set<Long> freeDays;
  private final Set<String> gaveUp = new TreeSet<>();
  private final Set<String> lendersFreed = new TreeSet<>();
  private int looks = MOST_LOOKS;
  private int looksLeft;

  /**
   * Moves on a draft; whoever lost something to a higher class is given to {@code refill} at once.
   */
  Mover(StagedState books, Proposals proposals, Explanations explanations, Consumer<String> refill) {
    this.books = books;
    this.proposals = proposals;
    this.explanations = explanations;
    this.refill = refill;
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
    boolean mayTakeAtAll = mayTakeAtAll(books.requestOf(requestId).request());
    for (Optional<LocalDate> day = nextOpen(requestId, hopeless);
        day.isPresent() && (looksLeft > 0 || mayTakeAtAll);
        day = nextOpen(requestId, hopeless)) {
      if (!gain(requestId, day.get(), trigger)) {
        hopeless.add(day.get());
      }
    }
    looks += Math.max(0, looksLeft);
  }

  private Optional<LocalDate> nextOpen(String requestId, Set<LocalDate> hopeless) {
    RequestCoverage book = books.requestOf(requestId);
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

  /**
   * By the shortest chain on a day that holds; else by one that ends at the last served of a lower
   * class.
   */
  private boolean gain(String requestId, LocalDate day, MatchTrigger trigger) {
    Request asking = books.requestOf(requestId).request();
    OpenRequest place = placeOf(asking);
    Deque<Link> queue = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    queue.add(Link.first(requestId));
    seen.add(requestId);
    List<Link> lower = new ArrayList<>();
    int attempts = 0;
    // Where nobody is free at all, no chain ends well: then only what a higher class may take,
    // which
    // is found at the first link, is looked for.
    boolean mayEndWell = isAnybodyFree(day);
    if (!mayEndWell && asking.priority() == LOWEST) {
      return false;
    }
    for (Link link = queue.remove();
        link != null;
        link = mayEndWell && looksLeft > 0 ? queue.poll() : null) {
      for (Candidacy.Reach reach : reachesOf(link.requestId)) {
        if (!reach.includes(day) || reach.offerId().equals(link.offerId)) {
          continue;
        }
        looksLeft--;
        if (link.before != null && reach.candidacy().freeOn(reach.offerId(), day) > 0) {
          if (tryOut(new Chain(link, reach), day, trigger)) {
            return true;
          }
          if (++attempts == MOST_ATTEMPTS) {
            return false;
          }
        }
        for (Dispatch d : heldOn(reach.offerId(), day)) {
          if (d.requestId().equals(requestId)) {
            continue;
          }
          Link next = new Link(d.requestId(), link, reach.offerId(), d.id());
          boolean isNew = seen.add(d.requestId());
          if (isNew) {
            queue.add(next);
          }
          if ((isNew || link.before == null) && mayTake(asking, place, d.requestId())) {
            lower.add(next);
          }
        }
      }
    }
    lower.sort(Comparator.comparing((Link l) -> placeOf(l.requestId), Comparator.reverseOrder()));
    return lower.stream()
        .limit(MOST_ATTEMPTS)
        .anyMatch(loser -> tryOut(new Chain(loser, null), day, trigger));
  }

  /** Whether any offer at all has somebody free on a day, whoever they may be good for. */
  private boolean isAnybodyFree(LocalDate day) {
    Set<Long> days = freeDays;
    if (days == null) {
      days = new HashSet<>();
      for (String lender : books.register().lenders()) {
        for (OfferUse offer : books.freeOffers(lender)) {
          long last = offer.offer().period().last().toEpochDay();
          for (long d = offer.offer().period().first().toEpochDay(); d <= last; d++) {
            if (offer.freeOn(d) > 0) {
              days.add(d);
            }
          }
        }
      }
      freeDays = days;
    }
    return days.contains(day.toEpochDay());
  }

  private OpenRequest placeOf(String requestId) {
    return placeOf(books.requestOf(requestId).request());
  }

  private OpenRequest placeOf(Request request) {
    return OpenRequest.of(request, books.register().network().priorityClassHours());
  }

  /** Whether there is a class below its own to take from. */
  static boolean mayTakeAtAll(Request asking) {
    return asking.priority() != LOWEST;
  }

  private boolean mayTake(Request asking, OpenRequest place, String fromId) {
    Request from = books.requestOf(fromId).request();
    return asking.priority().compareTo(from.priority()) < 0 && place.compareTo(placeOf(from)) < 0;
  }

  private List<Dispatch> heldOn(String offerId, LocalDate day) {
    OfferUse offer = books.offerOf(offerId);
    if (!offer.hasHeld()) {
      return List.of();
    }
    List<Dispatch> held = new ArrayList<>();
    for (String id : offer.dispatchIds()) {
      Dispatch d = books.dispatchOf(id);
      if (d.state() == DispatchState.PROPOSED
          && !day.isBefore(d.firstDay())
          && !day.isAfter(d.lastDay())
          && !isPinned(d)) {
        held.add(d);
      }
    }
    held.sort(Comparator.comparing(Dispatch::id));
    return held;
  }

  /** What a coordinator put together is not taken apart. */
  private boolean isPinned(Dispatch d) {
    return books.register().overridesFor(d.requestId()).stream()
        .anyMatch(o -> o.is(OverrideDecision.Kind.PIN, d.lender()));
  }

  private List<Candidacy.Reach> reachesOf(String requestId) {
    List<Candidacy.Reach> known = reaches.get(requestId);
    if (known != null) {
      return known;
    }
    Request request = books.requestOf(requestId).request();
    Disaster disaster = Candidates.disasterOf(books, request);
    List<Candidacy> fitting = new ArrayList<>();
    List<String> inReach = Candidates.inReach(books, request);
    looksLeft -= 1 + inReach.size() / LENDERS_PER_LOOK;
    for (String lender : inReach) {
      if (looksLeft <= 0) {
        break;
      }
      List<OfferUse> offers = books.movableOffers(lender, request.taskType());
      if (offers.isEmpty()) {
        continue;
      }
      looksLeft -= offers.size();
      Candidacy candidacy = Candidacy.ofMovable(books, request, disaster, lender, offers);
      if (candidacy.fitsButForCapacity()) {
        fitting.add(candidacy);
      }
    }
    fitting.sort(Comparator.comparing(Candidacy::rank, Rank.ORDER));
    List<Candidacy.Reach> found = new ArrayList<>();
    fitting.forEach(c -> found.addAll(c.reaches()));
    reaches.put(requestId, found);
    return found;
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
    if (chain.free != null) {
      headCount = Math.min(headCount, chain.free.candidacy().freeOn(chain.free.offerId(), day));
    }
    while (holdsOn(asking, given, chain.free, last.plusDays(1), headCount)) {
      last = last.plusDays(1);
    }
    // Tours may be shorter, by agreement or because of rest; then the days behind come next. And a
    // limit may leave room for fewer.
    for (int persons = headCount; persons > 0; persons /= 2) {
      for (LocalDate end = last; !end.isBefore(day); end = shorter(day, end)) {
        if (make(chain, links, given, persons, new Period(day, end), trigger)) {
          return true;
        }
        if (end.equals(day)) {
          break;
        }
      }
    }
    return false;
  }

  private boolean make(
      Chain chain,
      List<Link> links,
      List<Dispatch> given,
      int persons,
      Period days,
      MatchTrigger trigger) {
    String freeOfferId = chain.free == null ? null : chain.free.offerId();
    // Most attempts fail: only one that holds is made again with what is told of it.
    if (!new Moves(books.attempt(), links, given, freeOfferId, persons, days).made(null, trigger)) {
      looksLeft -= LOOKS_PER_ATTEMPT;
      return false;
    }
    StagedState attempt = books.attempt();
    List<Runnable> told = new ArrayList<>();
    if (!new Moves(attempt, links, given, freeOfferId, persons, days).made(told, trigger)) {
      throw new IllegalStateException("expected moves that were just made to be made again");
    }
    attempt.keep();
    told.forEach(Runnable::run);
    for (Dispatch d : given) {
      gaveUp.add(d.requestId());
      lendersFreed.add(d.lender());
    }
    if (chain.free == null) {
      refill.accept(chain.last.requestId);
      freeDays = null;
    }
    return true;
  }

  private static LocalDate shorter(LocalDate day, LocalDate end) {
    long days = end.toEpochDay() - day.toEpochDay();
    return day.plusDays(days / 2);
  }

  private boolean holdsOn(
      String asking,
      List<Dispatch> given,
      Candidacy.@Nullable Reach free,
      LocalDate day,
      int headCount) {
    return books.requestOf(asking).openOn(day.toEpochDay()) >= headCount
        && given.stream().allMatch(d -> !day.isAfter(d.lastDay()))
        && (free == null
            || (free.includes(day) && free.candidacy().freeOn(free.offerId(), day) >= headCount));
  }

  /** The moves of one chain on an attempt. */
  private final class Moves {
    private final StagedState attempt;
    private final List<Link> links;
    private final List<Dispatch> given;
    private final @Nullable String freeOfferId;
    private final int headCount;
    private final Period days;
    private final Map<String, List<String>> replacedBy = new HashMap<>();

    Moves(
        StagedState attempt,
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

    /**
     * Whether every move could be made; if so, {@code told} holds what is to be explained.
     *
     * @param told null where only that is asked
     */
    boolean made(@Nullable List<Runnable> told, MatchTrigger trigger) {
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
      given.forEach(this::keepRest);
      // From the end of the chain to its beginning: each offer is free before it is taken.
      String offerId = freeOfferId;
      for (int i = links.size() - 1; i >= 0; i--) {
        Link link = links.get(i);
        Dispatch before = i == 0 ? null : given.get(i - 1);
        int openBefore = books.requestOf(link.requestId).openPersonDaysFrom(books.today());
        MatchTrigger why = i == 0 ? trigger : MatchTrigger.REARRANGED;
        Candidates looked = told == null ? null : Candidates.of(attempt, link.requestId);
        Optional<Dispatch> made =
            offerId == null
                ? Optional.empty()
                : take(link.requestId, offerId, headCount, days, before);
        if (offerId != null && made.isEmpty()) {
          return false;
        }
        if (told != null && looked != null) {
          looksLeft -= looked.size();
          told.add(() -> explanations.begin(link.requestId, why, openBefore));
          told.add(() -> explanations.add(link.requestId, verdicts(looked, made.orElse(null))));
        }
        offerId = link.offerId;
      }
      if (told == null) {
        return true;
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
    private void keepRest(Dispatch d) {
      int others = d.headCount() - headCount;
      if (others > 0) {
        keep(d, others, new Period(d.firstDay(), d.lastDay()));
      }
      if (days.first().isAfter(d.firstDay())) {
        keep(d, headCount, new Period(d.firstDay(), days.first().minusDays(1)));
      }
      if (d.lastDay().isAfter(days.last())) {
        keep(d, headCount, new Period(days.last().plusDays(1), d.lastDay()));
      }
    }

    /** The same promise, for fewer: nobody is asked anew, so no rule is either. */
    private void keep(Dispatch d, int persons, Period when) {
      Dispatch rest = proposals.rest(attempt, d, persons, when);
      replacedBy.computeIfAbsent(d.id(), id -> new ArrayList<>()).add(rest.id());
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
      if (!candidacy.fitsButForCapacity() || !candidacy.has(offerId)) {
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
