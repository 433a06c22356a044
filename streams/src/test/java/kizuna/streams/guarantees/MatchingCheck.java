package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.RefusalReason;
import kizuna.decisions.DispatchEvent;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.streams.guarantees.Broken.Promise;
import kizuna.streams.guarantees.NaiveEligibility.Look;
import kizuna.streams.guarantees.NaiveProposals.Tour;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Request;
import org.jspecify.annotations.Nullable;

/** Holds what was proposed and moved after a fact against the naive model. */
final class MatchingCheck {

  private final NaiveModel model;
  private final Fact fact;
  private final Kizuna.Answered answered;
  private final List<DispatchEvent> matched;
  private final ProposalCheck proposalCheck;
  private int moves;
  private int proposals;

  /** Before the model knows of the fact. */
  MatchingCheck(NaiveModel model, Fact fact, Kizuna.Answered answered) {
    this.model = model;
    this.fact = fact;
    this.answered = answered;
    this.proposalCheck = new ProposalCheck(model);
    Set<String> known = new HashSet<>();
    model.books.dispatches().forEach(d -> known.add(d.id));
    this.matched = answered.events().stream().filter(e -> isMatching(e, known)).toList();
  }

  int moves() {
    return moves;
  }

  int proposals() {
    return proposals;
  }

  /** What was proposed before is no new proposal where it lost a day, or came back. */
  private static boolean isMatching(DispatchEvent e, Set<String> known) {
    return (e.getState() == DispatchState.PROPOSED && !known.contains(e.getDispatchId()))
        || isMove(e);
  }

  private static boolean isMove(DispatchEvent e) {
    return e.getState() == DispatchState.CANCELLED && e.getReason() == RefusalReason.REARRANGED;
  }

  /** Persons by day and request. */
  private record Covered(Map<String, Map<LocalDate, Integer>> days) {
    int on(Request r, LocalDate day) {
      return days.getOrDefault(r.id(), Map.of()).getOrDefault(day, 0);
    }
  }

  /** What is free goes to the first served; only where that can be bettered is it moved. */
  void check() {
    Direct plain =
        direct(
            model.books.requests.values().stream().sorted(model.coverage.servedFirst()).toList());
    if (plain.asDecided) {
      return;
    }
    model.proposals.undo(plain.made);
    Request first = firstByFact();
    if (first == null) {
      rearranged(plain, null);
      return;
    }
    Direct asked =
        direct(
            Stream.concat(
                    Stream.of(first),
                    model.books.requests.values().stream()
                        .filter(r -> r != first)
                        .sorted(model.coverage.servedFirst()))
                .toList());
    if (!asked.asDecided) {
      model.proposals.undo(asked.made);
      rearranged(asked, first);
    }
  }

  /** What an offer answers, and what a coordinator decided about, is looked at first. */
  private @Nullable Request firstByFact() {
    String id =
        fact.getStaffOffered() != null
            ? fact.getStaffOffered().getAnswersRequestId()
            : fact.getOverrideMade() != null ? fact.getOverrideMade().getRequestId() : null;
    return id == null ? null : model.books.request(id);
  }

  /**
   * What there would be without any move.
   *
   * @param asDecided whether it is what was decided
   * @param covered then
   */
  private record Direct(
      List<Dispatch> made, List<String> lines, boolean asDecided, Covered covered) {}

  /** Fills requests in this order: each lender that fits, with as many tours as it can. */
  private Direct direct(List<Request> order) {
    List<Dispatch> made = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    boolean asDecided = true;
    for (Request r : order) {
      List<Look> looks = model.coverage.openDays(r).isEmpty() ? List.of() : model.ranking.ranked(r);
      // Tours shorter than three days come last, where nobody else could come.
      for (int shortest : new int[] {3, 1}) {
        for (Look look : looks) {
          for (Optional<Tour> tour = model.proposals.nextTour(look, looks, shortest);
              tour.isPresent();
              tour = model.proposals.nextTour(look, looks, shortest)) {
            DispatchEvent e = made.size() < matched.size() ? matched.get(made.size()) : null;
            String line = r.id() + " gets " + ProposalCheck.line(tour.get());
            asDecided &=
                e != null && line.equals(e.getRequestId() + " gets " + ProposalCheck.line(e));
            String override = null;
            if (asDecided && e != null) {
              asDecided = e.getReplaces() == null && e.getState() == DispatchState.PROPOSED;
              proposalCheck.allowed(e);
              override = e.getOverrideId();
            }
            lines.add(line);
            made.add(model.proposals.propose(r, tour.get(), override, null));
          }
        }
      }
    }
    asDecided &= made.size() == matched.size();
    proposals += asDecided ? made.size() : 0;
    return new Direct(made, lines, asDecided, covered());
  }

  private Covered covered() {
    Map<String, Map<LocalDate, Integer>> all = new HashMap<>();
    model.books.requests.forEach(
        (id, r) -> all.put(id, Oracle.byDay(r, day -> model.coverage.covered(r, day))));
    return new Covered(all);
  }

  // What is moved.

  /**
   * All at once: what is called off, then what is proposed, each of it what was promised before or
   * what every rule allows; and it is worth it.
   *
   * @param first the request that the fact is about, which may have been filled by moves before
   *     others were looked at
   */
  private void rearranged(Direct direct, @Nullable Request first) {
    Map<String, Dispatch> calledOff = new LinkedHashMap<>();
    Map<String, Map<LocalDate, Integer>> left = new HashMap<>();
    for (DispatchEvent e : matched) {
      if (isMove(e)) {
        Dispatch d = movable(e);
        calledOff.put(d.id, d);
        left.put(d.id, NaiveRecords.each(d.first, d.last, d.head));
      }
    }
    calledOff
        .values()
        .forEach(d -> model.books.to(d, DispatchState.CANCELLED, RefusalReason.REARRANGED));
    for (DispatchEvent e : matched) {
      if (!isMove(e)) {
        stands(e, calledOff, left);
      }
    }
    worthIt(direct, first, calledOff.isEmpty() ? Promise.ORDER : Promise.I7_MOVES);
    moves++;
  }

  private Dispatch movable(DispatchEvent e) {
    Dispatch d =
        model
            .books
            .dispatches()
            .filter(x -> x.id.equals(e.getDispatchId()))
            .findAny()
            .orElseThrow(
                () -> new Broken(Promise.I7_MOVES, "nobody had seen what was moved: " + e));
    if (!d.is(DispatchState.PROPOSED)) {
      throw new Broken(Promise.I7_MOVES, d.id + " was moved, but is " + d.state);
    }
    if (model.coordination.pins(d.request, d.lender())) {
      throw new Broken(Promise.I7_MOVES, d.id + " was moved, but is pinned");
    }
    return d;
  }

  private void stands(
      DispatchEvent e, Map<String, Dispatch> calledOff, Map<String, Map<LocalDate, Integer>> left) {
    proposals++;
    Dispatch instead = e.getReplaces() == null ? null : calledOff.get(e.getReplaces());
    if (e.getReplaces() != null
        && (instead == null || !instead.request.id().equals(e.getRequestId()))) {
      throw new Broken(Promise.I7_MOVES, e + " stands in for what was not moved");
    }
    Days days = new Days(e.getFirstDay(), e.getLastDay());
    if (instead != null
        && isSamePromise(instead, e)
        && take(Objects.requireNonNull(left.get(instead.id)), days, e.getHeadCount())) {
      model.proposals.keep(instead, e.getHeadCount(), days);
      return;
    }
    proposalCheck.allowed(e);
    model.proposals.propose(
        model.books.request(e.getRequestId()),
        new Tour(
            Objects.requireNonNull(model.books.agreements.get(e.getAgreementId())),
            Objects.requireNonNull(model.books.offers.get(e.getOfferId())),
            e.getHeadCount(),
            days),
        e.getOverrideId(),
        instead);
  }

  /** Nobody is asked again for what was promised before, so no rule is either. */
  private boolean isSamePromise(Dispatch d, DispatchEvent e) {
    LedgerEntry entry = answered.ledger().get(e.getDispatchId());
    return entry != null
        && d.offer.id().equals(e.getOfferId())
        && d.agreement.terms.getAgreementId().equals(e.getAgreementId())
        && d.version == e.getAgreementVersion()
        && Objects.equals(d.override, e.getOverrideId())
        && d.travel == entry.getTravelDays()
        && d.rest == entry.getRestDays();
  }

  /** Takes so many on these days, if there are. */
  private static boolean take(Map<LocalDate, Integer> left, Days days, int head) {
    if (days.each().stream().anyMatch(day -> left.getOrDefault(day, 0) < head)) {
      return false;
    }
    days.each().forEach(day -> left.merge(day, -head, Integer::sum));
    return true;
  }

  /**
   * Beside what there would be without moves somebody gains, and nobody loses but to a higher class
   * that is served earlier, person by person and day by day.
   */
  private void worthIt(Direct direct, @Nullable Request first, Promise promise) {
    Covered now = covered();
    Map<LocalDate, List<Request>> gain = new TreeMap<>();
    Map<LocalDate, List<Request>> lose = new TreeMap<>();
    for (Request r : model.books.requests.values()) {
      for (LocalDate day : r.days()) {
        int change = now.on(r, day) - direct.covered.on(r, day);
        for (int person = 0; person < Math.abs(change); person++) {
          (change > 0 ? gain : lose).computeIfAbsent(day, k -> new ArrayList<>()).add(r);
        }
      }
    }
    if (gain.isEmpty()) {
      throw new Broken(
          lose.isEmpty() ? promise : Promise.I9_MAXIMAL,
          "expected " + direct.lines + ", but " + matched);
    }
    lose.forEach(
        (day, losers) -> {
          List<Request> gainers = gain.getOrDefault(day, List.of());
          if (first != null && gain.values().stream().anyMatch(some -> some.contains(first))) {
            return;
          }
          for (Request loser : losers) {
            if (gainers.size() < losers.size()
                || gainers.stream().noneMatch(r -> mayTake(r, loser))) {
              throw new Broken(
                  promise,
                  loser.id()
                      + " lost somebody on "
                      + day
                      + ", and nobody higher gained: "
                      + matched);
            }
          }
        });
  }

  private boolean mayTake(Request r, Request from) {
    return r.servedAs().ordinal() < from.servedAs().ordinal()
        && model.coverage.servedFirst().compare(r, from) < 0;
  }
}
