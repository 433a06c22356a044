package kizuna.streams.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillStarted;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.afteraction.DrillCourse;
import kizuna.streams.afteraction.Objective;
import kizuna.streams.afteraction.ObjectivesFile;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.RecordLog;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics of a drill's run into its figures: each topic once, record by record. What is
 * written while it reads is left out.
 */
public final class RunReader {

  private final RecordLog.Source source;
  private final Topics topics;
  private final TopicSerdes formats;
  private final WireFormat<DrillEvent> drillEvents;

  public RunReader(KafkaCluster cluster, SchemaRegistry registry, Topics topics) {
    this((topic, partition) -> new CommittedLog(cluster, topic, partition), registry, topics);
  }

  /** The same from records that lie elsewhere. */
  public RunReader(RecordLog.Source source, SchemaRegistry registry, Topics topics) {
    this.source = source;
    this.topics = topics;
    this.formats = TopicSerdes.of(topics, registry);
    this.drillEvents = WireFormat.of(topics.drillEvents(), registry);
  }

  /**
   * The figures of the run, with the objectives that it began with.
   *
   * @param otherwise objectives where it began with none
   */
  public RunFigures read(List<Objective> otherwise) {
    DrillCourse course = new DrillCourse();
    each(topics.drillEvents(), drillEvents, course::add);
    DrillCourse.Figures conduct = course.figures();
    RunFigures figures =
        new RunFigures(
            conduct,
            conduct
                .started()
                .map(DrillStarted::getObjectives)
                .filter(text -> !text.isEmpty())
                .map(ObjectivesFile::ofRun)
                .orElse(otherwise));
    for (int p = 0; p < topics.matchDecisions.partitions(); p++) {
      decisions(p, figures);
    }
    each(topics.deadLetters, formats.deadLetters(), letter -> figures.addDeadLetter());
    each(topics.dispatchLedger, formats.ledger(), figures::add);
    each(topics.requestStatus, formats.requests(), figures::add);
    each(topics.agreementStatus, formats.agreements(), figures::add);
    return figures;
  }

  /**
   * A decision, the fact that it answers and its events lie in the same partition of each topic.
   */
  private void decisions(int partition, RunFigures figures) {
    try (RecordLog facts = source.open(topics.intake.name(), partition);
        RecordLog decisions = source.open(topics.matchDecisions.name(), partition);
        RecordLog events = source.open(topics.dispatchEvents.name(), partition)) {
      Events waiting = new Events(events);
      while (decisions.hasNext()) {
        MatchDecision decision = formats.decisions().decode(decisions.next().value());
        Optional<byte[]> fact = fact(facts, decision.getIntakeOffset());
        if (fact.isPresent()) {
          figures.add(formats.facts().decode(fact.get()), decision, waiting.of(decision));
        }
      }
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected readable records in " + topics.namespace(), e);
    }
  }

  private static Optional<byte[]> fact(RecordLog facts, long offset) {
    while (facts.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = facts.next();
      if (record.offset() == offset) {
        return Optional.ofNullable(record.value());
      }
    }
    return Optional.empty();
  }

  /** The dispatch events of a partition, in the order of the decisions that made them. */
  private final class Events {

    private final RecordLog log;
    private @Nullable DispatchEvent next;

    Events(RecordLog log) {
      this.log = log;
    }

    List<DispatchEvent> of(MatchDecision decision) throws UnreadableRecord {
      List<DispatchEvent> made = new ArrayList<>();
      while (true) {
        if (next == null && log.hasNext()) {
          next = formats.events().decode(log.next().value());
        }
        if (next == null
            || !next.getNetworkId().equals(decision.getNetworkId())
            || next.getSequence() != decision.getSequence()) {
          return made;
        }
        made.add(next);
        next = null;
      }
    }
  }

  private <V extends SpecificRecordBase> void each(
      Topic<V> topic, WireFormat<V> format, Consumer<V> reader) {
    for (int p = 0; p < topic.partitions(); p++) {
      try (RecordLog log = source.open(topic.name(), p)) {
        while (log.hasNext()) {
          byte[] value = log.next().value();
          if (value != null) {
            reader.accept(format.decode(value));
          }
        }
      } catch (UnreadableRecord e) {
        throw new IllegalStateException("expected readable records in " + topic.name(), e);
      }
    }
  }
}
