package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** I8: the hash chain is unbroken, and breaks when any byte of a log or a decision is changed. */
class ChainBreaksWhenAnythingIsChanged {

  private static final int HEADER_BYTES = 5;

  @TestFactory
  Stream<DynamicTest> eachDecisionIsChainedToTheOneBefore() {
    return Seeds.each(
        30,
        seed -> {
          LogHarness kizuna = decided(seed);
          byte[] previous = new byte[32];
          for (int i = 0; i < kizuna.decisions.size(); i++) {
            assertThat(kizuna.decisions.get(i).getPreviousHash().bytes()).isEqualTo(previous);
            assertThat(kizuna.decisions.get(i).getSequence()).isEqualTo(i + 1L);
            previous = kizuna.decisions.get(i).getHash().bytes();
          }
          Verification untouched =
              verify(kizuna, kizuna.intake, kizuna.decisionBytes, kizuna.eventBytes);
          assertThat(untouched.difference()).isEmpty();
          assertThat(untouched.decisions()).isEqualTo(kizuna.decisions.size());
        });
  }

  @Test
  void aChangedByteOfADecisionIsFound() {
    changed((kizuna, logs, at) -> logs.decisions = with(logs.decisions, at, logs.random));
  }

  @Test
  void aChangedByteOfTheIntakeLogIsFound() {
    changed((kizuna, logs, at) -> logs.intake = with(logs.intake, at, logs.random));
  }

  @Test
  void aChangedByteOfADispatchEventIsFound() {
    changed(
        (kizuna, logs, at) ->
            logs.events = with(logs.events, at % logs.events.size(), logs.random));
  }

  @Test
  void aDecisionTakenOutOrPutInOrMovedIsFound() {
    changed((kizuna, logs, at) -> logs.decisions = without(logs.decisions, at));
    changed((kizuna, logs, at) -> logs.decisions = twice(logs.decisions, at));
    changed(
        (kizuna, logs, at) -> {
          List<byte[]> moved = without(logs.decisions, at);
          moved.add(at == 0 ? 1 : at - 1, logs.decisions.get(at));
          logs.decisions = moved;
        });
  }

  @Test
  void aFactOrAnEventTakenOutOrPutInIsFound() {
    changed((kizuna, logs, at) -> logs.intake = without(logs.intake, at));
    changed((kizuna, logs, at) -> logs.intake = twice(logs.intake, at));
    changed((kizuna, logs, at) -> logs.events = without(logs.events, at % logs.events.size()));
    changed((kizuna, logs, at) -> logs.events = twice(logs.events, at % logs.events.size()));
  }

  private static final class Logs {
    final Random random;
    List<byte[]> intake;
    List<byte[]> decisions;
    List<byte[]> events;

    Logs(LogHarness kizuna, Random random) {
      this.random = random;
      this.intake = kizuna.intake;
      this.decisions = kizuna.decisionBytes;
      this.events = kizuna.eventBytes;
    }
  }

  private interface Tampering {
    void with(LogHarness kizuna, Logs logs, int at);
  }

  private static void changed(Tampering tampering) {
    int histories = 0;
    for (long seed = 0; histories < 10; seed++) {
      LogHarness kizuna = decided(seed);
      if (kizuna.eventBytes.isEmpty()) {
        continue;
      }
      histories++;
      Random random = new Random(seed);
      for (int i = 0; i < 12; i++) {
        Logs logs = new Logs(kizuna, random);
        int at = random.nextInt(kizuna.intake.size() - 1);
        tampering.with(kizuna, logs, at);
        Verification found = verify(kizuna, logs.intake, logs.decisions, logs.events);
        assertThat(found.difference().isPresent() || found.undecided() > 0)
            .as("seed %s, at %s", seed, at)
            .isTrue();
      }
    }
  }

  private static LogHarness decided(long seed) {
    LogHarness kizuna = new LogHarness();
    for (Fact fact : RandomHistory.of(seed, Histories.LENGTH)) {
      if (fact.getNetworkId().equals(FactBuilder.NETWORK)) {
        kizuna.put(fact);
      }
    }
    return kizuna;
  }

  private static Verification verify(
      LogHarness kizuna, List<byte[]> intake, List<byte[]> decisions, List<byte[]> events) {
    return new Verifier(kizuna.topics, kizuna.registry)
        .verify(0, log(intake), log(decisions), log(events));
  }

  private static Iterator<ConsumerRecord<byte[], byte[]>> log(List<byte[]> values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    byte[] key = FactBuilder.NETWORK.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (byte[] value : values) {
      records.add(new ConsumerRecord<>("log", 0, records.size(), key, value));
    }
    return records.iterator();
  }

  /** One bit of one byte behind the wire format's header. */
  private static List<byte[]> with(List<byte[]> log, int at, Random random) {
    List<byte[]> changed = new ArrayList<>(log);
    byte[] value = Arrays.copyOf(log.get(at), log.get(at).length);
    value[HEADER_BYTES + random.nextInt(value.length - HEADER_BYTES)] ^=
        (byte) (1 << random.nextInt(8));
    changed.set(at, value);
    return changed;
  }

  private static List<byte[]> without(List<byte[]> log, int at) {
    List<byte[]> less = new ArrayList<>(log);
    less.remove(at);
    return less;
  }

  private static List<byte[]> twice(List<byte[]> log, int at) {
    List<byte[]> more = new ArrayList<>(log);
    more.add(at, log.get(at));
    return more;
  }
}
