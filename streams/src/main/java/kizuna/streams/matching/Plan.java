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
 * The plan of one decision: which persons of which offer work for which request on which days. The
 * draft counts it by day, for the rest of this decision only. Published proposals stay in it
 * unchanged until a part of them is moved. {@link ProposalCutter} makes proposals of it when the
 * plan is complete.
 *
 * <p>Each stay in the plan is a dispatch with a number that may change when it is cut. If it
 * replaces a published proposal, {@link Dispatch#replaces} names that, also after several moves.
 */
final class Plan {

  private final StagedState state;
  private final Proposals proposals;

  /** Published proposals that were split or moved, by id. */
  private final Map<String, Dispatch> splitProposals = new LinkedHashMap<>();

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

  /** Published proposals that were split or moved, as they were. */
  Map<String, Dispatch> splitProposals() {
    return splitProposals;
  }

  /**
   * Plans a tour.
   *
   * @param draft the draft of the plan, or an attempt on it
   * @param insteadOf the published proposal that it replaces, if one was moved
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

  /** The published proposal that a stay is, or replaces. */
  @Nullable String seenOf(Dispatch stay) {
    return isSeen(stay) ? stay.id() : stay.replaces();
  }

  /** Makes an attempt that moved these stays part of the plan. */
  void keep(StagedState attempt, Iterable<Dispatch> moved) {
    attempt.keep();
    rearranged = true;
    for (Dispatch stay : moved) {
      if (isSeen(stay)) {
        splitProposals.put(stay.id(), stay);
      }
    }
  }

  private boolean isSeen(Dispatch stay) {
    return state.network().dispatch(stay.id()) != null;
  }
}
