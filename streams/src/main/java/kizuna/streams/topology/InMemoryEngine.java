package kizuna.streams.topology;

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

/**
 * Decides facts one after the other in the heap, as the topology would, and keeps the decisions and
 * the ledger: what a drill leads to, without a broker.
 */
public final class InMemoryEngine {

  private final TopicSerdes formats;
  private final FactProcessor log;
  private final List<MatchDecision> decisions = new ArrayList<>();
  private final Map<String, LedgerEntry> ledger = new LinkedHashMap<>();
  private long offset;

  public InMemoryEngine(Topics topics) {
    this.formats = TopicSerdes.of(topics, new InMemoryRegistry());
    this.log = new FactProcessor(topics, formats, new InMemoryStateStore());
  }

  /** Decides a fact of good form, and says which lines of the ledger changed. */
  public List<LedgerEntry> decide(Fact fact) {
    List<LedgerEntry> changed = new ArrayList<>();
    byte[] key = fact.getNetworkId().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try {
      for (ProcessingResult.Out out :
          log.answer(key, formats.facts().encode(fact), 0, offset++, 0).outs()) {
        switch (out.node()) {
          case DecisionTopology.MATCH_DECISIONS ->
              decisions.add(formats.decisions().decode(out.value()));
          case DecisionTopology.DISPATCH_LEDGER ->
              changed.add(formats.ledger().decode(out.value()));
          case DecisionTopology.DEAD_LETTERS ->
              throw new IllegalArgumentException(
                  "expected a fact of good form, but "
                      + formats.deadLetters().decode(out.value()).getDetail());
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
