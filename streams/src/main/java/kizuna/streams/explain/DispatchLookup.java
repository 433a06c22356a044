package kizuna.streams.explain;

import java.util.Optional;
import java.util.Set;
import kizuna.states.LedgerEntry;

/** Looks up ledger lines by the ids in a decision. */
@FunctionalInterface
public interface DispatchLookup {

  /** A ledger that is not at hand: dispatches are called by their ids. */
  DispatchLookup UNKNOWN = id -> Optional.empty();

  /** The line of a dispatch. */
  Optional<LedgerEntry> dispatch(String id);

  /**
   * Codes of the lenders that send people for a request, or did; none where no ledger is at hand.
   */
  default Set<String> lendersFor(String requestId) {
    return Set.of();
  }
}
