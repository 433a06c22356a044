package kizuna.streams.matching;

import java.util.LinkedHashMap;
import java.util.Map;
import kizuna.streams.matching.rules.Tour;
import kizuna.streams.matching.rules.TourPlanner;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * What one decision plans: who of which offer works for which request on which days. The draft
 * counts it by day, so that everything later in the decision sees it; nobody outside does.
 * Proposals that people have seen stand in it as they are until something of them is moved. {@link
 * ProposalCutter} makes proposals of it when the plan is complete.
 *
 * <p>Each stay in the plan is a dispatch with a number that may change when it is cut. Where it
 * stands in for a proposal that people have seen, {@link Dispatch#replaces} names that, however
 * often it was moved since.
 */
final class Plan {

  private final StagedState state;
  private final Proposals proposals;

  /** Proposals that people have seen, and that were taken apart, by id. */
  private final Map<String, Dispatch> takenApart = new LinkedHashMap<>();

  private boolean rearranged;

  Plan(StagedState state, long sequence) {
    this.state = state;
    this.proposals = new Proposals(sequence);
  }

  /** The state as planned so far. */
  StagedState state() {
    return state;
  }

  /** Whether anything was moved. */
  boolean isRearranged() {
    return rearranged;
  }

  /** Proposals that people have seen, and that were taken apart, as they were. */
  Map<String, Dispatch> takenApart() {
    return takenApart;
  }

  /**
   * Plans a tour.
   *
   * @param draft the plan's, or an attempt on it
   * @param insteadOf the seen proposal that it stands in for, where one was moved
   */
  Dispatch add(
      StagedState draft,
      String requestId,
      TourPlanner tours,
      Tour tour,
      @Nullable String insteadOf) {
    Dispatch planned = proposals.planned(draft, requestId, tours, tour, insteadOf);
    draft.apply(new Change.DispatchPut(planned));
    return planned;
  }

  /** Takes a stay off the plan. */
  void remove(StagedState draft, Dispatch stay) {
    draft.apply(
        new Change.DispatchPut(
            stay.moved(
                DispatchState.CANCELLED,
                stay.lastDay(),
                RefusalReason.REARRANGED,
                proposals.sequence(),
                draft.clock())));
  }

  /** Puts a part of a stay back: the same promise, for fewer people or days. */
  void addRest(StagedState draft, Dispatch stay, int headCount, Period days) {
    draft.apply(new Change.DispatchPut(proposals.rest(draft, stay, seenOf(stay), headCount, days)));
  }

  /** The proposal that people have seen which a stay is, or stands in for. */
  @Nullable String seenOf(Dispatch stay) {
    return isSeen(stay) ? stay.id() : stay.replaces();
  }

  /** Makes an attempt that moved these stays part of the plan. */
  void keep(StagedState attempt, Iterable<Dispatch> moved) {
    attempt.keep();
    rearranged = true;
    for (Dispatch stay : moved) {
      if (isSeen(stay)) {
        takenApart.put(stay.id(), stay);
      }
    }
  }

  private boolean isSeen(Dispatch stay) {
    return state.network().dispatch(stay.id()) != null;
  }
}
