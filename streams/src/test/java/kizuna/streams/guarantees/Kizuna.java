package kizuna.streams.guarantees;

import java.util.List;
import java.util.Map;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;

/** Whatever decides facts, as seen from outside: by what it answers and publishes. */
public interface Kizuna {

  /**
   * What came of one fact.
   *
   * @param events of this decision
   * @param ledger as it stands published, by dispatch; so the other two
   * @param passed facts for the logs of other networks
   */
  record Answered(
      MatchDecision decision,
      List<DispatchEvent> events,
      Map<String, LedgerEntry> ledger,
      Map<String, RequestStatus> requests,
      Map<String, OfferStatus> offers,
      List<Fact> passed) {}

  Answered put(Fact fact);
}
