package kizuna.streams.replay;

import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.matching.Decider;
import kizuna.streams.matching.Decision;
import kizuna.streams.state.NetworkState;

/**
 * Decides facts of the contract on one network's state in the heap, without records, hashes and
 * store. Measures the effect and cost of the rules alone.
 */
public final class RulesOnlyEngine {

  private final FactTranslator facts = new FactTranslator(Namespace.LIVE);
  private final NetworkState network;
  private long sequence;

  public RulesOnlyEngine(String networkId) {
    this.network = new NetworkState(networkId);
  }

  /** Decides a valid fact and applies its changes. */
  public Decision decide(Fact fact) {
    Decision decision = Decider.decide(network, facts.report(fact), ++sequence);
    decision.changes().forEach(network::apply);
    return decision;
  }

  /** The current state; read-only. */
  public NetworkState network() {
    return network;
  }
}
