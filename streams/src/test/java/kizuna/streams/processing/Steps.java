package kizuna.streams.processing;

import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.matching.Decider;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;

/** The steps of the pipeline one by one, on the state of a log that is at work. */
final class Steps {

  final LogHarness kizuna = new LogHarness();
  final FactBuilder f = new FactBuilder();
  final Deduplicator deduplicator = new Deduplicator();
  final DecisionRecorder recorder =
      new DecisionRecorder(
          kizuna.formats, new StateSeals(kizuna.topics, kizuna.formats, kizuna.shelf));
  final OutputRouter router = new OutputRouter(kizuna.topics, kizuna.formats);
  private final FactAdmission admission =
      new FactAdmission(
          kizuna.topics, kizuna.formats, new FactTranslator(kizuna.topics.namespace()));

  /** A network with an agreement, a disaster and an offer. */
  Steps() {
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA));
    kizuna.accept(f.municipalities());
    kizuna.accept(f.agreement());
    kizuna.accept(f.declared("noto", FactBuilder.WAJIMA));
    kizuna.accept(f.offered("off-1", FactBuilder.SHINJUKU, 4, 8));
  }

  HostedNetwork network() {
    return kizuna.log().state().find(FactBuilder.NETWORK).orElseThrow();
  }

  IntakeRecord record(Fact fact) {
    return new IntakeRecord(
        FactBuilder.key(fact), kizuna.formats.facts().encode(fact), 0, kizuna.intake.size(), 0);
  }

  AdmittedFact admitted(Fact fact) throws UnreadableRecord {
    return admission.admit(record(fact));
  }

  /** Admitted, decided and recorded; nothing is applied. */
  RecordedDecision recorded(Fact fact) throws UnreadableRecord {
    AdmittedFact admitted = admitted(fact);
    FactOutcome outcome =
        FactOutcome.of(
            Decider.decide(network().state(), admitted.report(), network().nextSequence()));
    return recorder.record(admitted, network(), outcome);
  }
}
