package kizuna.streams.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.WireFormat;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A difference names the first field that differs, and what it should be. */
class RecordComparisonTest {

  private final RecordComparison comparison = new RecordComparison(3);
  private final LogHarness kizuna = new LogHarness();
  private final FactBuilder facts = new FactBuilder();
  private final MatchDecision decision;
  private final byte[] written;

  RecordComparisonTest() {
    decision = kizuna.accept(facts.networkFormed(FactBuilder.SHINJUKU));
    written = kizuna.decisionBytes.get(0);
  }

  private WireFormat<MatchDecision> format() {
    return kizuna.formats.decisions();
  }

  @Test
  void equalPayloadsDoNotDiffer() {
    byte[] withAnotherSchemaId = written.clone();
    withAnotherSchemaId[4]++;

    assertThat(comparison.compare(0, written, withAnotherSchemaId, format(), "decision")).isEmpty();
  }

  @Test
  void theFirstFieldThatDiffersIsNamed() {
    byte[] other =
        format()
            .encode(
                MatchDecision.newBuilder(decision)
                    .setSubject("osaka")
                    .setRulesVersion("5")
                    .build());

    assertThat(comparison.compare(7, written, other, format(), "decision"))
        .contains(
            new Verification.Difference(
                3, 7, FactBuilder.NETWORK, 1, "rulesVersion", "5", decision.getRulesVersion()));
  }

  @Test
  void aLongValueIsCut() {
    byte[] other =
        format().encode(MatchDecision.newBuilder(decision).setSubject("x".repeat(400)).build());

    assertThat(comparison.compare(7, written, other, format(), "decision"))
        .hasValueSatisfying(
            found -> {
              assertThat(found.field()).isEqualTo("subject");
              assertThat(found.decided()).isEqualTo("x".repeat(300) + "…");
            });
  }

  @Test
  void bytesThatCannotBeReadAreADifferenceOfTheirOwn() {
    byte[] cut = Arrays.copyOf(written, written.length - 40);

    assertThat(comparison.compare(7, written, cut, format(), "decision"))
        .hasValueSatisfying(
            found -> {
              assertThat(found.field()).isEqualTo("decision");
              assertThat(found.decided()).startsWith("unreadable: ");
              assertThat(found.decidedAgain()).isEqualTo("a readable record");
            });
  }

  @Test
  void aLogThatShouldBeAtItsEndIsNotWithOneMoreRecord() {
    ConsumerRecord<byte[], byte[]> one = new ConsumerRecord<>("t", 3, 12, null, written);

    assertThat(comparison.surplus(new PeekableLog(List.of(one).iterator()), "decisions"))
        .hasValueSatisfying(
            found -> assertThat(found.decided()).isEqualTo("one more, at offset 12"));
    assertThat(
            comparison.surplus(
                new PeekableLog(List.<ConsumerRecord<byte[], byte[]>>of().iterator()), "decisions"))
        .isEmpty();
  }

  @Test
  void aMissingEventAndAWrongSealAreSaidWithTheirPlace() {
    ConsumerRecord<byte[], byte[]> fact = new ConsumerRecord<>("t", 3, 9, null, written);

    assertThat(comparison.missingEvent(9, "osaka").sentence())
        .contains("osaka", "offset 9", "dispatch event", "no more events");
    assertThat(comparison.wrongSeal(fact, decision, "none").sentence())
        .contains("decision 1", FactBuilder.NETWORK, "partition 3", "sealed state", "none");
  }

  @Test
  void anEventIsComparedLikeADecision() {
    kizuna.accept(facts.municipalities());
    kizuna.accept(facts.agreement());
    kizuna.accept(facts.declared("noto", FactBuilder.WAJIMA));
    kizuna.accept(facts.requested("req-1", 2, 8));
    kizuna.accept(facts.offered("off-1", FactBuilder.SHINJUKU, 2, 8));
    DispatchEvent event = kizuna.events.get(0);
    byte[] other =
        kizuna.formats.events().encode(DispatchEvent.newBuilder(event).setSequence(99).build());

    assertThat(
            comparison.compare(
                5, kizuna.eventBytes.get(0), other, kizuna.formats.events(), "dispatch event"))
        .hasValueSatisfying(
            found -> {
              assertThat(found.field()).isEqualTo("sequence");
              assertThat(found.decided()).isEqualTo("99");
              assertThat(found.decidedAgain()).isEqualTo(Long.toString(event.getSequence()));
            });
  }
}
