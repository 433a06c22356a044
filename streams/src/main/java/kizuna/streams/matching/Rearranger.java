package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.matching.rules.TourPlanner;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Period;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * Moves proposals on the plan if that fills more, or serves a higher priority class, with as few
 * moves as possible; confirmed dispatches stay.
 *
 * <p>An open request searches for the shortest chain "I take your offer, you take that one, …" to
 * an offer with free persons. So each chain adds to what is filled and takes from no request. If
 * there is none, a request of a higher class takes from the last served of a lower class that it
 * can reach: {@link MovingRule}.
 */
final class Rearranger {

  /** Checks counted for a failed attempt. */
  private static final int LOOKS_PER_ATTEMPT = 50;

  /**
   * Requests and lenders that moves freed.
   *
   * @param requestIds requests that lost persons: other offers may fit them
   * @param lenders lenders with moved persons: days of travel and of rest, and heads under a limit,
   *     may be left that no request took over
   */
  record Left(Set<String> requestIds, Set<String> lenders) {

    static Left nothing() {
      return new Left(new TreeSet<>(), new TreeSet<>());
    }

    boolean isNothing() {
      return requestIds.isEmpty();
    }

    void add(Left more) {
      requestIds.addAll(more.requestIds);
      lenders.addAll(more.lenders);
    }
  }

  private final Plan plan;
  private final StagedState state;
  private final DirectFill direct;
  private final ExplanationCollector explanations;
  private final MoveBudget budget = new MoveBudget();
  private final ChainSearch search;

  Rearranger(Plan plan, DirectFill direct, ExplanationCollector explanations) {
    this.plan = plan;
    this.state = plan.state();
    this.direct = direct;
    this.explanations = explanations;
    this.search = new ChainSearch(state, budget);
  }

  MoveBudget budget() {
    return budget;
  }

  /** Fills open need of a request by moving others; does nothing if nothing can be gained. */
  Left fill(String requestId, MatchTrigger trigger) {
    Left left = Left.nothing();
    budget.begin();
    Set<LocalDate> hopeless = new HashSet<>();
    boolean mayTake = ChainSearch.mayEverTake(state.requestOf(requestId).request());
    for (Optional<LocalDate> day = nextOpen(requestId, hopeless);
        day.isPresent() && (budget.isLeftForRequest() || mayTake);
        day = nextOpen(requestId, hopeless)) {
      LocalDate gained = day.get();
      if (!search.find(requestId, gained, chain -> tryChain(chain, gained, trigger, left))) {
        hopeless.add(gained);
      }
    }
    budget.end();
    return left;
  }

  private Optional<LocalDate> nextOpen(String requestId, Set<LocalDate> hopeless) {
    RequestCoverage book = state.requestOf(requestId);
    Optional<LocalDate> open = book.firstOpenDayFrom(state.today());
    while (open.isPresent() && hopeless.contains(open.get())) {
      open = book.firstOpenDayFrom(open.get().plusDays(1));
    }
    return open;
  }

  /** Makes the moves of a chain from a day on, while they hold; or none of them. */
  private boolean tryChain(Chain chain, LocalDate day, MatchTrigger trigger, Left left) {
    String asking = chain.links().get(0).requestId();
    List<Dispatch> given =
        chain.links().stream().skip(1).map(l -> state.dispatchOf(l.stayId())).toList();
    TourPlanner.Reach free = chain.free();
    int headCount = state.requestOf(asking).openOn(day.toEpochDay());
    for (Dispatch stay : given) {
      headCount = Math.min(headCount, stay.headCount());
    }
    if (free != null) {
      headCount = Math.min(headCount, free.planner().freeOn(free.offerId(), day));
    }
    LocalDate last = day;
    while (holdsOn(asking, given, free, last.plusDays(1), headCount)) {
      last = last.plusDays(1);
    }
    // Tours may be shorter, by agreement or because of rest; then the later days are next. And a
    // limit may leave room for fewer.
    for (int heads = headCount; heads > 0; heads /= 2) {
      for (LocalDate end = last; !end.isBefore(day); end = shorter(day, end)) {
        if (make(chain, given, heads, new Period(day, end), trigger, left)) {
          return true;
        }
        if (end.equals(day)) {
          break;
        }
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
      TourPlanner.@Nullable Reach free,
      LocalDate day,
      int headCount) {
    return state.requestOf(asking).openOn(day.toEpochDay()) >= headCount
        && given.stream().allMatch(stay -> !day.isAfter(stay.lastDay()))
        && (free == null
            || (free.includes(day) && free.planner().freeOn(free.offerId(), day) >= headCount));
  }

  private boolean make(
      Chain chain, List<Dispatch> given, int heads, Period days, MatchTrigger trigger, Left left) {
    // Most attempts fail: only one that holds is repeated with its explanation.
    if (!new ChainMoves(plan, state.attempt(), chain, given, heads, days).areMade()) {
      budget.spend(LOOKS_PER_ATTEMPT);
      return false;
    }
    StagedState attempt = state.attempt();
    List<ChainMoves.Examination> looked =
        new ChainMoves(plan, attempt, chain, given, heads, days).explained();
    plan.keep(attempt, given);
    explain(chain, given, looked, trigger);
    for (Dispatch stay : given) {
      left.requestIds().add(stay.requestId());
      left.lenders().add(stay.lender());
    }
    if (chain.free() == null) {
      // A request that lost persons takes other free persons before anything is moved there.
      String loser = chain.last().requestId();
      if (state.requestOf(loser).openPersonDaysFrom(state.today()) > 0) {
        direct.fill(loser, MatchTrigger.REARRANGED);
      }
      search.forgetFreeDays();
    }
    return true;
  }

  private void explain(
      Chain chain,
      List<Dispatch> given,
      List<ChainMoves.Examination> looked,
      MatchTrigger trigger) {
    String asking = chain.links().get(0).requestId();
    for (ChainMoves.Examination one : looked) {
      MatchTrigger why = one.requestId().equals(asking) ? trigger : MatchTrigger.REARRANGED;
      explanations.begin(one.requestId(), why, one.openBefore());
      explanations.add(one.requestId(), one.verdicts());
      budget.spend(one.verdicts().size());
    }
    for (Dispatch stay : given) {
      String seen = plan.seenOf(stay);
      if (seen != null) {
        explanations.addMove(stay.requestId(), seen, asking);
      }
    }
  }
}
