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
   * @param sequence position in the network's log of the last decision that it takes into account
   * @param at the log's time there
   * @param reasons reasons of a rejection, if it would be rejected
   * @param explanation of the request that it is about, if the matcher considers it
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
    /** Nothing that runs here decides this network: it starts, or it is decided elsewhere. */
    NOT_DECIDED_HERE,
    /** The drill is over: no process decides it. */
    NOT_RUNNING,
    /** The log has no such network. */
    UNKNOWN_NETWORK,
    /** Too many ask at once. */
    TOO_MANY,
    /** The decisions themselves took all the time there was. */
    TOO_SLOW,
    /** The question itself could not be worked on. */
    FAILED
  }
}
