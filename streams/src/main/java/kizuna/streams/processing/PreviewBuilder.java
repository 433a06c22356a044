package kizuna.streams.processing;

import static kizuna.streams.contract.EnumMapping.to;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kizuna.codes.Outcome;
import kizuna.facts.Fact;
import kizuna.streams.contract.DecisionTranslator;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.contract.StateTranslator;
import kizuna.streams.matching.Decider;
import kizuna.streams.matching.Decision;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.StagedState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Previews the decision on a fact: decides it on staged state, and applies nothing. */
final class PreviewBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(PreviewBuilder.class);

  private final PartitionState state;
  private final FactTranslator translator;

  PreviewBuilder(PartitionState state, FactTranslator translator) {
    this.state = state;
    this.translator = translator;
  }

  /** Previews the decision if this fact were next. */
  Preview preview(Fact fact) {
    Optional<HostedNetwork> found = state.find(fact.getNetworkId());
    if (found.isEmpty()) {
      return Preview.Missing.UNKNOWN_NETWORK;
    }
    HostedNetwork network = found.get();
    try {
      Decision decision =
          Decider.decide(network.state(), translator.report(fact), network.nextSequence());
      return preview(network, decision);
    } catch (RuntimeException e) {
      LOG.warn("a preview of {} failed", fact.getKind(), e);
      return Preview.Missing.FAILED;
    }
  }

  private static Preview preview(HostedNetwork network, Decision decision) {
    NetworkState before = network.state();
    String requestId = decision.subject();
    StagedState after = new StagedState(before);
    Map<String, Dispatch> proposed = new LinkedHashMap<>();
    for (Change change : decision.changes()) {
      after.apply(change);
      if (change instanceof Change.DispatchPut put
          && put.dispatch().requestId().equals(requestId)) {
        // The same decision may move its own proposal: the last state of each counts.
        proposed.put(put.dispatch().id(), put.dispatch());
      }
    }
    proposed.values().removeIf(d -> d.state() != DispatchState.PROPOSED);
    RequestCoverage request = after.request(requestId);
    return new Preview.Decided(
        network.head().sequence(),
        before.clock(),
        to(Outcome.class, decision.outcome()),
        DecisionTranslator.reasons(decision),
        DecisionTranslator.explanations(decision).stream()
            .filter(e -> e.getRequestId().equals(requestId))
            .reduce((earlier, later) -> later),
        proposed.values().stream()
            .map(d -> StateTranslator.entry(network.id(), d, after.today()))
            .toList(),
        request == null || decision.outcome() != kizuna.streams.matching.Outcome.ACCEPTED
            ? Optional.empty()
            : Optional.of(
                StateTranslator.status(network.id(), after, request, network.nextSequence())),
        before.register().lenders().size());
  }
}
