package kizuna.streams.ledger.projection;

import java.util.Optional;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.ledger.model.DecisionPosition;

/** Reads single decisions and facts by position. */
final class DecisionReader implements AutoCloseable {

  private final Topics topics;
  private final RecordReader reader;
  private final WireFormat<MatchDecision> decisionFormat;
  private final WireFormat<Fact> factFormat;

  DecisionReader(Topics topics, SchemaRegistry registry, RecordReader reader) {
    this.topics = topics;
    this.reader = reader;
    this.decisionFormat = WireFormat.of(topics.matchDecisions, registry);
    this.factFormat = WireFormat.of(topics.intake, registry);
  }

  /** A decision; empty if it does not arrive in time, or cannot be read. */
  Optional<MatchDecision> decision(DecisionPosition position) {
    Optional<byte[]> value =
        reader.value(topics.matchDecisions.name(), position.partition(), position.offset());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(decisionFormat.decode(value.get()));
    } catch (UnreadableRecord e) {
      return Optional.empty();
    }
  }

  /** A fact of the intake; empty if it does not arrive in time. */
  Optional<Fact> fact(int partition, long offset) throws UnreadableRecord {
    Optional<byte[]> value = reader.value(topics.intake.name(), partition, offset);
    return value.isEmpty() ? Optional.empty() : Optional.of(factFormat.decode(value.get()));
  }

  @Override
  public void close() {
    reader.close();
  }
}
