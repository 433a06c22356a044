package kizuna.streams.explain;

import java.util.Optional;
import java.util.Set;
import kizuna.states.LedgerEntry;

/** Looks up ledger lines by the ids in a decision. */
@FunctionalInterface
public interface DispatchLookup {

  /** Without a ledger: dispatches are shown by their ids. */
  DispatchLookup UNKNOWN = id -> Optional.empty();

  /** The line of a dispatch. */
  Optional<LedgerEntry> dispatch(String id);

  /** Codes of the lenders that send or sent people for a request; none without a ledger. */
  default Set<String> lendersFor(String requestId) {
    return Set.of();
  }
}
