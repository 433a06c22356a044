package kizuna.streams.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.log.UncountedRecords.Range;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.DecisionTopology;
import kizuna.streams.topology.FactBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What deciding a partition again finds wrong, and writes in its place. */
class RepairPassTest {

  private final Topics topics = Topics.of(Namespace.LIVE, 1);
  private final HeldTopics held = new HeldTopics();
  private final TopicSerdes formats = TopicSerdes.of(topics, held.registry());
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final FactBuilder facts = new FactBuilder();
  private final DecidedLog log = held.log(Namespace.LIVE);

  RepairPassTest() {
    log.put(
        facts.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA),
        facts.municipalities(),
        facts.agreement(),
        facts.declared("noto", FactBuilder.WAJIMA),
        facts.requested("req-1", 2, 8),
        facts.offered("off-1", FactBuilder.SHINJUKU, 2, 8));
  }

  private RepairPass pass(boolean writes) {
    return new RepairPass(topics, held::open, formats, 0, 0, writes ? producer : null);
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    held.open(topic, 0).forEachRemaining(records::add);
    return records;
  }

  private void reportConfirmation() {
    Fact confirmed = facts.confirmed("req-1", FactBuilder.SHINJUKU);
    held.write(topics.intake.name(), FactBuilder.key(confirmed), formats.facts().encode(confirmed));
  }

  private Set<String> written() {
    return producer.history().stream().map(ProducerRecord::topic).collect(Collectors.toSet());
  }

  private void decideLastAgain() {
    List<ConsumerRecord<byte[], byte[]>> decisions = records(topics.matchDecisions.name());
    held.write(topics.matchDecisions.name(), decisions.get(5).key(), decisions.get(5).value());
  }

  @Test
  void aLogThatFollowsFromItsFactsIsSoundAndOnlyItsStoresAreWritten() {
    LogRepair.Found found = pass(true).run();

    assertThat(found.isSound()).isTrue();
    assertThat(found.facts()).isEqualTo(6);
    assertThat(written())
        .isSubsetOf(
            DecisionTopology.stores().stream()
                .map(store -> DecisionTopology.changelog(topics, store))
                .toList())
        .isNotEmpty();
    assertThat(pass(true).ranges()).isEmpty();
  }

  @Test
  void aSecondDecisionOfAFactNoLongerCounts() {
    decideLastAgain();

    LogRepair.Found found = pass(false).run();
    assertThat(found.isSound()).isFalse();
    assertThat(found.replaced()).isEqualTo(1);
    assertThat(found.written()).isZero();
    assertThat(found.first())
        .hasValueSatisfying(
            first -> {
              assertThat(first.offset()).isEqualTo(6);
              assertThat(first.sequence()).isEqualTo(6);
              assertThat(first.isFork()).isTrue();
            });
    assertThat(producer.history()).isEmpty();
    assertThat(pass(false).ranges())
        .containsExactly(new Range(topics.matchDecisions.name(), 0, 6, 7));
  }

  @Test
  void aDecisionThatIsMissingIsWrittenWithItsEventsAndStates() {
    reportConfirmation();

    LogRepair.Found found = new RepairPass(topics, held::open, formats, 0, 7, producer).run();

    assertThat(found.facts()).isEqualTo(7);
    assertThat(found.written()).isEqualTo(1);
    assertThat(found.replaced()).isZero();
    assertThat(written())
        .contains(
            topics.matchDecisions.name(),
            topics.dispatchEvents.name(),
            topics.dispatchLedger.name());
  }

  @Test
  void aFactBehindTheLastDecisionIsLeftToTheDecider() {
    reportConfirmation();

    assertThat(pass(false).run().facts()).isEqualTo(6);
  }

  @Test
  void aStateThatDiffersIsWrittenAndOneThatShouldNotBeThereIsRemoved() {
    var ledger = records(topics.dispatchLedger.name());
    byte[] key = ledger.get(ledger.size() - 1).key();
    held.write(topics.dispatchLedger.name(), key, null);
    held.write(topics.owners.name(), "nobody".getBytes(StandardCharsets.UTF_8), new byte[9]);

    LogRepair.Found found = pass(true).run();

    assertThat(found.states()).isEqualTo(2);
    assertThat(producer.history())
        .anySatisfy(
            record -> {
              assertThat(record.topic()).isEqualTo(topics.dispatchLedger.name());
              assertThat(record.key()).isEqualTo(key);
              assertThat(record.value()).isNotNull();
            })
        .anySatisfy(
            record -> {
              assertThat(record.topic()).isEqualTo(topics.owners.name());
              assertThat(record.value()).isNull();
            });
  }
}
