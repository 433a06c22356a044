package kizuna.streams.processing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kizuna.schemas.OwnerKey.ResourceType;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.NetworkState;

/**
 * Step 5, apply: applies the changes of a decision to the network's state, saves them, and makes
 * the records of states with published changes. Decides nothing.
 */
final class ChangeApplier {

  private ChangeApplier() {}

  /** Returns the states to be published. */
  static List<Out> apply(RecordedDecision decision) {
    HostedNetwork network = decision.network();
    List<Change> changes = decision.outcome().changes();
    List<Out> outs = new ArrayList<>();
    ChangedStates changed = new ChangedStates();
    for (Change change : changes) {
      if (!isRemoval(change)) {
        apply(change, decision, changed, outs);
      }
    }
    network.publisher().publish(changed, decision.sequence(), outs);
    // After publishing: the last state of a finished item is published before it is removed.
    for (Change change : changes) {
      if (isRemoval(change)) {
        remove(change, network, outs);
      }
    }
    network.owners().decided(decision.sequence(), outs);
    network.publisher().markSummaryChanged();
    return outs;
  }

  /**
   * Changes the state in the heap alone, for whoever reads only decisions: nothing is saved or
   * published, so that the state cannot be loaded again.
   */
  static List<Out> applyInHeap(RecordedDecision decision) {
    NetworkState state = decision.network().state();
    List<Change> changes = decision.outcome().changes();
    for (boolean removals : new boolean[] {false, true}) {
      for (Change change : changes) {
        if (isRemoval(change) == removals) {
          state.apply(change);
        }
      }
    }
    return List.of();
  }

  private static void apply(
      Change change, RecordedDecision decision, ChangedStates changed, List<Out> outs) {
    HostedNetwork network = decision.network();
    NetworkState state = network.state();
    LocalDate today = state.today();
    changed.before(change, state);
    network.owners().record(change, outs);
    network.store().apply(change);
    changed.after(change);
    if (change instanceof Change.Recorded noted) {
      AdmittedFact admitted = decision.admitted();
      network.store().saveFact(admitted.fact(), admitted.wire(), noted.fact(), decision.sequence());
      changed.agreements.addAll(network.publisher().record(admitted.fact()));
    } else if (change instanceof Change.DispatchPut put) {
      network.publisher().publish(put.dispatch(), outs);
    } else if (change instanceof Change.ClockSet && !state.today().equals(today)) {
      network.publisher().dayChanged(today, state.today(), changed);
    }
  }

  private static boolean isRemoval(Change change) {
    return change instanceof Change.RequestLeft
        || change instanceof Change.OfferLeft
        || change instanceof Change.DisasterLeft;
  }

  /** A removal is not published: the last published state stays. */
  private static void remove(Change change, HostedNetwork network, List<Out> outs) {
    if (change instanceof Change.RequestLeft left) {
      removeRequest(left, network, outs);
    } else if (change instanceof Change.OfferLeft left) {
      network.state().apply(change);
      network.publisher().removeOffer(left.offerId());
      network.owners().removed(ResourceType.OFFER, left.offerId(), outs);
      network.store().deleteOffer(left.offerId());
    } else if (change instanceof Change.DisasterLeft left) {
      network.state().apply(change);
      network.store().deleteDisaster(left.disasterId());
    }
  }

  /** Removes a request with its dispatches; their part in their lenders' load stays. */
  private static void removeRequest(
      Change.RequestLeft change, HostedNetwork network, List<Out> outs) {
    NetworkState state = network.state();
    String id = change.requestId();
    List<Dispatch> dispatches = List.copyOf(state.requestOf(id).dispatches());
    state.apply(change);
    network.publisher().removeRequest(id);
    network.owners().removed(ResourceType.REQUEST, id, outs);
    Set<String> lenders = new TreeSet<>();
    for (Dispatch dispatch : dispatches) {
      network.publisher().removeDispatch(dispatch);
      network.owners().removed(ResourceType.DISPATCH, dispatch.id(), outs);
      network.store().deleteDispatch(dispatch.id());
      lenders.add(dispatch.lender());
    }
    lenders.forEach(network.store()::saveRemovedLoad);
    network.store().deleteRequest(id);
  }
}
