package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kizuna.streams.matching.Chain.Link;
import kizuna.streams.matching.rules.Eligibility;
import kizuna.streams.matching.rules.Tour;
import kizuna.streams.matching.rules.TourPlanner;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Period;
import kizuna.streams.state.Request;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/** Applies the moves of one chain to a copy of the plan. */
final class ChainMoves {

  /**
   * The examination of one request.
   *
   * @param openBefore person-days open before the move
   */
  record Examination(String requestId, int openBefore, List<LenderVerdict> verdicts) {}

  private final Plan plan;
  private final StagedState attempt;
  private final List<Link> links;
  private final List<Dispatch> given;
  private final TourPlanner.@Nullable Reach free;
  private final int headCount;
  private final Period days;

  /**
   * Moves on an attempt.
   *
   * @param given the stays that the links after the first give up
   */
  ChainMoves(
      Plan plan, StagedState attempt, Chain chain, List<Dispatch> given, int heads, Period days) {
    this.plan = plan;
    this.attempt = attempt;
    this.links = chain.links();
    this.given = given;
    this.free = chain.free();
    this.headCount = heads;
    this.days = days;
  }

  /** Whether every move could be made. */
  boolean areMade() {
    return made(null);
  }

  /** Makes the moves, which were checked before, and returns what was examined. */
  List<Examination> explained() {
    List<Examination> looked = new ArrayList<>();
    if (!made(looked)) {
      throw new IllegalStateException("expected moves that were just made to be made again");
    }
    return looked;
  }

  private boolean made(@Nullable List<Examination> looked) {
    given.forEach(stay -> plan.remove(attempt, stay));
    given.forEach(this::keepRest);
    // From the end of the chain to its beginning: each offer is free before it is taken.
    String offerId = free == null ? null : free.offerId();
    for (int i = links.size() - 1; i >= 0; i--) {
      String requestId = links.get(i).requestId();
      RankedLenders lenders = looked == null ? null : RankedLenders.of(attempt, requestId);
      Optional<Dispatch> taken =
          offerId == null ? Optional.empty() : take(requestId, offerId, insteadOf(i));
      if (offerId != null && taken.isEmpty()) {
        return false;
      }
      if (looked != null && lenders != null) {
        looked.add(looked(requestId, lenders, taken));
      }
      offerId = links.get(i).offerId();
    }
    return true;
  }

  private @Nullable String insteadOf(int link) {
    return link == 0 ? null : plan.seenOf(given.get(link - 1));
  }

  private Examination looked(String requestId, RankedLenders lenders, Optional<Dispatch> taken) {
    List<LenderVerdict> verdicts = new ArrayList<>();
    for (RankedLenders.Ranked r : lenders.fitting()) {
      boolean chosen = taken.filter(d -> d.lender().equals(r.lender())).isPresent();
      String override = chosen ? taken.orElseThrow().overrideId() : null;
      verdicts.add(r.verdict(chosen, override == null ? Set.of() : Set.of(override)));
    }
    verdicts.addAll(lenders.ruledOut());
    StagedState before = plan.state();
    return new Examination(
        requestId, before.requestOf(requestId).openPersonDaysFrom(before.today()), verdicts);
  }

  /** Keeps the part of a stay that is not moved: other people, and the days around. */
  private void keepRest(Dispatch stay) {
    int others = stay.headCount() - headCount;
    if (others > 0) {
      keep(stay, others, new Period(stay.firstDay(), stay.lastDay()));
    }
    if (days.first().isAfter(stay.firstDay())) {
      keep(stay, headCount, new Period(stay.firstDay(), days.first().minusDays(1)));
    }
    if (stay.lastDay().isAfter(days.last())) {
      keep(stay, headCount, new Period(days.last().plusDays(1), stay.lastDay()));
    }
  }

  /** The same promise for fewer persons: no lender is asked again, so no rule is checked. */
  private void keep(Dispatch stay, int persons, Period when) {
    plan.addRest(attempt, stay, persons, when);
  }

  private Optional<Dispatch> take(String requestId, String offerId, @Nullable String insteadOf) {
    Request request = attempt.requestOf(requestId).request();
    Eligibility eligibility =
        Eligibility.ofMovable(
            attempt,
            request,
            RankedLenders.disasterOf(attempt, request),
            attempt.offerOf(offerId).offer().lender());
    if (!eligibility.fitsButForCapacity() || !eligibility.has(offerId)) {
      return Optional.empty();
    }
    TourPlanner tours = eligibility.tours();
    Optional<Tour> tour = tours.exactTour(offerId, headCount, days);
    return tour.map(t -> plan.add(attempt, requestId, tours, t, insteadOf));
  }
}
