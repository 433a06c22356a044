package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import kizuna.streams.matching.RankedLenders.Ranked;
import kizuna.streams.matching.rules.Tour;
import kizuna.streams.matching.rules.TourPlanner;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.StagedState;

/**
 * Fills one request with free offers: lenders that fit in rank order, each with as many tours as it
 * can send. Tours shorter than the shortest are last, if no other lender can come.
 */
final class DirectFill {

  private final Plan plan;
  private final ExplanationCollector explanations;

  DirectFill(Plan plan, ExplanationCollector explanations) {
    this.plan = plan;
    this.explanations = explanations;
  }

  void fill(String requestId, MatchTrigger trigger) {
    StagedState state = plan.state();
    explanations.begin(
        requestId, trigger, state.requestOf(requestId).openPersonDaysFrom(state.today()));
    RankedLenders lenders = RankedLenders.of(state, requestId);
    List<Sent> all = lenders.fitting().stream().map(Sent::new).toList();
    TourPlanner.Relief relief = relief(lenders.fitting());
    for (Sent sent : all) {
      TourPlanner tours = sent.ranked.tours();
      sent.all(requestId, () -> tours.nextTour(relief));
      sent.hasShort = tours.passedOverShort();
    }
    for (Sent sent : all) {
      if (sent.hasShort) {
        sent.all(requestId, () -> sent.ranked.tours().nextShortTour(relief));
      }
    }
    List<LenderVerdict> verdicts = new ArrayList<>();
    all.forEach(sent -> verdicts.add(sent.ranked.verdict(sent.any, sent.overrides)));
    verdicts.addAll(lenders.ruledOut());
    explanations.add(requestId, verdicts);
  }

  /** Any eligible lender may relieve; the matcher chooses its offer when that wave is filled. */
  private static TourPlanner.Relief relief(List<Ranked> fitting) {
    return (planner, first, days, heads) ->
        fitting.stream().anyMatch(other -> other.tours().canFollow(planner, first, days, heads));
  }

  /** The tours of one lender. */
  private final class Sent {
    final Ranked ranked;
    final Set<String> overrides = new TreeSet<>();
    boolean any;
    boolean hasShort;

    Sent(Ranked ranked) {
      this.ranked = ranked;
    }

    void all(String requestId, Supplier<Optional<Tour>> tours) {
      for (Optional<Tour> next = tours.get(); next.isPresent(); next = tours.get()) {
        Dispatch planned = plan.add(plan.state(), requestId, ranked.tours(), next.get(), null);
        Optional.ofNullable(planned.overrideId()).ifPresent(overrides::add);
        any = true;
      }
    }
  }
}
