package kizuna.streams.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kizuna.streams.matching.Decider;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a check of one partition counts, finds and tells. */
class PartitionCheckTest {

  private static final byte[] KEY = FactBuilder.NETWORK.getBytes(StandardCharsets.UTF_8);

  private final LogHarness kizuna = new LogHarness();
  private final List<String> told = new ArrayList<>();
  private int lastTold = Integer.MAX_VALUE;

  private final VerificationListener listener =
      new VerificationListener() {
        @Override
        public void before(
            ConsumerRecord<byte[], byte[]> fact,
            Function<String, @Nullable InMemoryStateStore> stores) {
          InMemoryStateStore state = stores.apply(FactBuilder.NETWORK);
          told.add("before " + fact.offset() + (state == null ? " unknown" : ""));
        }

        @Override
        public boolean after(VerifiedDecision verified) {
          told.add("after " + verified.fact().offset() + " events " + verified.events().size());
          return verified.fact().offset() < lastTold;
        }
      };

  PartitionCheckTest() {
    FactBuilder facts = new FactBuilder();
    kizuna.accept(facts.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA));
    kizuna.accept(facts.municipalities());
    kizuna.accept(facts.agreement());
    kizuna.accept(facts.declared("noto", FactBuilder.WAJIMA));
    kizuna.accept(facts.requested("req-1", 2, 8));
    kizuna.accept(facts.offered("off-1", FactBuilder.SHINJUKU, 2, 8));
  }

  private Verifier.Counts check(List<byte[]> decisions, List<byte[]> events) {
    Verifier.Counts counts = new Verifier.Counts(facts -> {});
    new PartitionCheck(
            kizuna.topics,
            kizuna.formats,
            0,
            log(decisions),
            log(events),
            Collections.emptyIterator(),
            Optional.empty(),
            counts,
            listener)
        .run(log(kizuna.intake));
    return counts;
  }

  private static Iterator<ConsumerRecord<byte[], byte[]>> log(List<byte[]> values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] value : values) {
      records.add(new ConsumerRecord<>("log", 0, records.size(), KEY, value));
    }
    return records.iterator();
  }

  @Test
  void aLogThatWasDecidedByTheseRulesHasOneRangeAndTheHeadOfItsChain() {
    Verifier.Counts counts = check(kizuna.decisionBytes, kizuna.eventBytes);

    assertThat(counts.difference).isEmpty();
    assertThat(counts.facts).isEqualTo(6);
    assertThat(counts.decisions).isEqualTo(6);
    assertThat(counts.chained).isZero();
    assertThat(counts.ranges)
        .containsExactly(
            new Verification.Range(FactBuilder.NETWORK, Decider.RULES_VERSION, 1, 6, true));
    assertThat(counts.heads.get(FactBuilder.NETWORK))
        .isEqualTo(kizuna.decisions.get(5).getHash().bytes());
  }

  @Test
  void eachFactIsToldBeforeAndAfterItsCheckUntilTheListenerHasEnough() {
    lastTold = 2;
    Verifier.Counts counts = check(kizuna.decisionBytes, kizuna.eventBytes);

    assertThat(told)
        .containsExactly(
            "before 0",
            "after 0 events 0",
            "before 1",
            "after 1 events 0",
            "before 2",
            "after 2 events 0");
    assertThat(counts.facts).isEqualTo(3);
  }

  @Test
  void whatCannotBeReadIsADeadLetterThenAsNow() {
    kizuna.put(KEY, new byte[] {1, 2, 3});
    Verifier.Counts counts = check(kizuna.decisionBytes, kizuna.eventBytes);

    assertThat(counts.difference).isEmpty();
    assertThat(counts.deadLetters).isEqualTo(1);
    assertThat(counts.decisions).isEqualTo(6);
  }

  @Test
  void factsBehindTheLastDecisionAreNotDecidedYet() {
    Verifier.Counts counts = check(kizuna.decisionBytes.subList(0, 4), List.of());

    assertThat(counts.difference).isEmpty();
    assertThat(counts.decisions).isEqualTo(4);
    assertThat(counts.undecided).isEqualTo(2);
  }

  @Test
  void aDecisionTooManyAndAnEventTooFewAreDifferences() {
    List<byte[]> more = new ArrayList<>(kizuna.decisionBytes);
    more.add(more.get(5));
    assertThat(check(more, kizuna.eventBytes).difference)
        .hasValueSatisfying(
            found -> assertThat(found.field()).isEqualTo("the end of the decisions"));

    assertThat(check(kizuna.decisionBytes, List.of()).difference)
        .hasValueSatisfying(found -> assertThat(found.field()).isEqualTo("dispatch event"));
  }
}
