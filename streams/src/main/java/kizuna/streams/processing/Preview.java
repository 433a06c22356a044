package kizuna.streams.processing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kizuna.codes.Outcome;
import kizuna.decisions.Explanation;
import kizuna.decisions.Reason;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;

/** The answer to a request for a preview. */
public sealed interface Preview {

  /**
   * The decision if the fact were next.
   *
   * @param sequence position in the network's log of the last decision included
   * @param at the log's time there
   * @param reasons reasons of a rejection, if it would be rejected
   * @param explanation of the request of the fact, if the matcher considers it
   * @param proposals for that request that would be made
   * @param request its state after the decision; empty if it would be rejected
   * @param lenders of the network
   */
  record Decided(
      long sequence,
      Instant at,
      Outcome outcome,
      List<Reason> reasons,
      Optional<Explanation> explanation,
      List<LedgerEntry> proposals,
      Optional<RequestStatus> request,
      int lenders)
      implements Preview {

    public Decided {
      reasons = List.copyOf(reasons);
      proposals = List.copyOf(proposals);
    }
  }

  /** Why there is no answer now. */
  enum Missing implements Preview {
    /** No decider here for this network: it starts, or another process decides it. */
    NOT_DECIDED_HERE,
    /** The drill is over: no process decides it. */
    NOT_RUNNING,
    /** The log has no such network. */
    UNKNOWN_NETWORK,
    /** Too many callers at once. */
    TOO_MANY,
    /** The decisions took all the time. */
    TOO_SLOW,
    /** The preview itself failed. */
    FAILED
  }
}
