package kizuna.streams.matching;

import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.StagedState;

/**
 * The proposals of a decision, cut from its plan.
 *
 * @param state the state with the published form of the decision
 * @param proposals new ones, by request and lender
 * @param moved published proposals that were moved, by id, as they were
 * @param replacedBy ids of the replacements of each of those
 */
record CutProposals(
    StagedState state,
    Map<List<String>, List<Dispatch>> proposals,
    Map<String, Dispatch> moved,
    Map<String, Set<String>> replacedBy) {

  /** The new proposals of one lender for one request. */
  List<Dispatch> of(String requestId, String lender) {
    return proposals.getOrDefault(List.of(requestId, lender), List.of());
  }
}
