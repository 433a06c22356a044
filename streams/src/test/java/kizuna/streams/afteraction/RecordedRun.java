package kizuna.streams.afteraction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.topology.LogHarness;
import org.jspecify.annotations.Nullable;

/** Facts decided without Kafka, with everything that the topics of the run would hold. */
public final class RecordedRun {

  final HeldTopics topics = new HeldTopics();
  final LogHarness log;
  final List<Fact> facts = new ArrayList<>();
  final Map<String, LedgerEntry> ledger = new LinkedHashMap<>();
  final Map<String, RequestStatus> requests = new LinkedHashMap<>();
  final Map<String, AgreementStatus> agreements = new LinkedHashMap<>();
  private final Topics names;

  public RecordedRun(Namespace namespace) {
    names = Topics.of(namespace, 1);
    log = new LogHarness(names);
    topics.with(log.registry);
    log.writeTo(this::write);
  }

  private long write(String topic, byte[] key, byte @Nullable [] value) {
    try {
      if (value == null) {
        return topics.write(topic, key, null);
      }
      if (topic.equals(names.dispatchLedger.name())) {
        LedgerEntry e = log.formats.ledger().decode(value);
        ledger.put(e.getNetworkId() + "/" + e.getDispatchId(), e);
      } else if (topic.equals(names.requestStatus.name())) {
        RequestStatus r = log.formats.requests().decode(value);
        requests.put(r.getNetworkId() + "/" + r.getRequestId(), r);
      } else if (topic.equals(names.agreementStatus.name())) {
        AgreementStatus a = log.formats.agreements().decode(value);
        agreements.put(a.getNetworkId() + "/" + a.getAgreementId(), a);
      }
      return topics.write(topic, key, value);
    } catch (kizuna.schemas.UnreadableRecord e) {
      throw new AssertionError(e);
    }
  }

  public RecordedRun tell(List<Fact> all) {
    all.forEach(this::tell);
    return this;
  }

  public MatchDecision tell(Fact fact) {
    facts.add(fact);
    return log.put(fact);
  }

  RunFigures figures(DrillCourse.Figures course, List<Objective> objectives) {
    RunFigures figures = new RunFigures(course, objectives);
    Map<String, List<DispatchEvent>> events = new LinkedHashMap<>();
    log.events.forEach(
        e ->
            events
                .computeIfAbsent(e.getNetworkId() + e.getSequence(), k -> new ArrayList<>())
                .add(e));
    for (int i = 0; i < facts.size(); i++) {
      MatchDecision d = log.decisions.get(i);
      figures.add(
          facts.get(i), d, events.getOrDefault(d.getNetworkId() + d.getSequence(), List.of()));
    }
    ledger.values().forEach(figures::add);
    requests.values().forEach(figures::add);
    agreements.values().forEach(figures::add);
    return figures;
  }

  /** The figures of a run that nobody directed. */
  public RunFigures figures(List<Objective> objectives) {
    return figures(DrillCourse.Figures.NONE, objectives);
  }

  AfterActionReport report(List<Objective> objectives) {
    return figures(DrillCourse.Figures.NONE, objectives).report("run-1");
  }
}
