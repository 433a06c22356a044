package kizuna.streams.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.states.LedgerEntry;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;

/**
 * Decides facts one after the other in the heap, like the topology, and keeps the decisions and the
 * ledger: the result of a drill without a broker.
 */
public final class InMemoryEngine {

  private final TopicSerdes serdes;
  private final FactProcessor processor;
  private final List<MatchDecision> decisions = new ArrayList<>();
  private final Map<String, LedgerEntry> ledger = new LinkedHashMap<>();
  private long offset;

  public InMemoryEngine(Topics topics) {
    this.serdes = TopicSerdes.of(topics, new InMemoryRegistry());
    this.processor = new FactProcessor(topics, serdes, new InMemoryStateStore());
  }

  /** Decides a valid fact, and returns the changed lines of the ledger. */
  public List<LedgerEntry> decide(Fact fact) {
    List<LedgerEntry> changed = new ArrayList<>();
    byte[] key = fact.getNetworkId().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try {
      for (ProcessingResult.Out out :
          processor.process(key, serdes.facts().encode(fact), 0, offset++, 0).outs()) {
        switch (out.node()) {
          case Sinks.MATCH_DECISIONS -> decisions.add(serdes.decisions().decode(out.value()));
          case Sinks.DISPATCH_LEDGER -> changed.add(serdes.ledger().decode(out.value()));
          case Sinks.DEAD_LETTERS ->
              throw new IllegalArgumentException(
                  "expected a fact of good form, but "
                      + serdes.deadLetters().decode(out.value()).getDetail());
          default -> {}
        }
      }
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read what was just written", e);
    }
    changed.forEach(e -> ledger.put(e.getDispatchId(), e));
    return changed;
  }

  /** The decisions in the order of the facts. */
  public List<MatchDecision> decisions() {
    return Collections.unmodifiableList(decisions);
  }

  /** The lines of the ledger by dispatch, the first proposed first. */
  public Map<String, LedgerEntry> ledger() {
    return Collections.unmodifiableMap(ledger);
  }
}
