package kizuna.streams.ledger.projection;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.ledger.model.DecisionPosition;
import org.apache.avro.specific.SpecificRecordBase;

/** Reads single decisions and facts by position; empty: not in time, or they cannot be read. */
public final class DecisionReader implements AutoCloseable {

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

  public Optional<MatchDecision> decision(DecisionPosition position) {
    try {
      return read(topics.matchDecisions, position.partition(), position.offset(), decisionFormat);
    } catch (UnreadableRecord e) {
      return Optional.empty();
    }
  }

  public Optional<Fact> fact(String networkId, long offset) {
    try {
      return fact(topics.intake.partitionOf(networkId.getBytes(StandardCharsets.UTF_8)), offset);
    } catch (UnreadableRecord e) {
      return Optional.empty();
    }
  }

  /** A fact of the intake; empty if it does not arrive in time. */
  Optional<Fact> fact(int partition, long offset) throws UnreadableRecord {
    return read(topics.intake, partition, offset, factFormat);
  }

  private <T extends SpecificRecordBase> Optional<T> read(
      Topic<T> topic, int partition, long offset, WireFormat<T> format) throws UnreadableRecord {
    Optional<byte[]> value = reader.value(topic.name(), partition, offset);
    return value.isEmpty() ? Optional.empty() : Optional.of(format.decode(value.get()));
  }

  @Override
  public void close() {
    reader.close();
  }
}
