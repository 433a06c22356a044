package kizuna.streams.drills;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.contract.TopicSerdes;

/**
 * The decisions of one partition of a run. A decision, the fact that it answers and its events are
 * in the same partition of each topic.
 */
final class DecidedPartition implements AutoCloseable {

  private final DecodedLog<Fact> facts;
  private final DecodedLog<MatchDecision> decisions;
  private final DecodedLog<DispatchEvent> events;

  DecidedPartition(DecodedTopics all, Topics topics, TopicSerdes formats, int partition) {
    this.facts = all.open(topics.intake, partition, formats.facts());
    this.decisions = all.open(topics.matchDecisions, partition, formats.decisions());
    this.events = all.open(topics.dispatchEvents, partition, formats.events());
  }

  /** The log's time of the next decision; empty: no more. */
  Optional<Instant> nextAt() throws UnreadableRecord {
    return decisions.hasNext()
        ? Optional.of(decisions.peek().readable().getDecidedAt())
        : Optional.empty();
  }

  /** Takes the next decision; leaves it out if its fact was added after this was opened. */
  void takeInto(RunFigures figures) throws UnreadableRecord {
    MatchDecision decision = decisions.next().readable();
    Optional<DecodedLog.Entry<Fact>> fact = fact(decision.getIntakeOffset());
    if (fact.isPresent()) {
      figures.add(fact.get().readable(), decision, eventsOf(decision));
    }
  }

  private Optional<DecodedLog.Entry<Fact>> fact(long offset) {
    while (facts.hasNext()) {
      DecodedLog.Entry<Fact> entry = facts.next();
      if (entry.offset() == offset) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The next dispatch events of this decision. */
  private List<DispatchEvent> eventsOf(MatchDecision decision) throws UnreadableRecord {
    List<DispatchEvent> made = new ArrayList<>();
    while (events.hasNext()) {
      DispatchEvent next = events.peek().readable();
      if (!next.getNetworkId().equals(decision.getNetworkId())
          || next.getSequence() != decision.getSequence()) {
        break;
      }
      made.add(next);
      events.next();
    }
    return made;
  }

  @Override
  public void close() {
    events.close();
    decisions.close();
    facts.close();
  }
}
