package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import kizuna.codes.OperationMode;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** I6: the same intake log gives the same decisions, byte for byte. */
class SameLogSameDecisions {

  private static final List<String> NETWORKS = List.of("tokyo23", "kansai", "block-6", "kyushu");

  /** What belongs to a decision and is no state. */
  private static final Set<String> BESIDE_DECISIONS =
      Set.of(
          Sinks.AID_REQUESTS,
          Sinks.DEAD_LETTERS,
          Sinks.DISASTERS,
          Sinks.OTHER_NETWORKS,
          Sinks.REJECTIONS,
          Sinks.STAFF_OFFERS);

  @TestFactory
  Stream<DynamicTest> fromOneRunToTheNext() {
    return Seeds.each(
        60,
        seed -> {
          List<Fact> history = RandomHistory.of(seed, Histories.LENGTH);
          LogHarness once = new LogHarness();
          LogHarness again = new LogHarness();
          history.forEach(once::put);
          history.forEach(again::put);
          assertThat(once.decisionBytes).hasSizeGreaterThan(100);
          assertSameBytes(seed, once.decisionBytes, again.decisionBytes);
        });
  }

  @TestFactory
  Stream<DynamicTest> whetherStatesAreReadOrNot() {
    return Seeds.each(
        60,
        seed -> {
          LogHarness log = new LogHarness();
          RandomHistory.of(seed, Histories.LENGTH).forEach(log::put);
          assertSameWithoutStates(seed, log);
        });
  }

  /** Decides a log again for its decisions alone. */
  static void assertSameWithoutStates(long seed, LogHarness log) throws UnreadableRecord {
    FactProcessor alone =
        FactProcessor.ofDecisionsAlone(log.topics, log.formats, new InMemoryStateStore());
    List<byte[]> decisions = new ArrayList<>();
    List<byte[]> events = new ArrayList<>();
    for (int offset = 0; offset < log.intake.size(); offset++) {
      byte[] value = log.intake.get(offset);
      byte[] key = FactBuilder.key(log.formats.facts().decode(value));
      for (ProcessingResult.Out out : alone.process(key, value, 0, offset, 0).outs()) {
        switch (out.node()) {
          case Sinks.MATCH_DECISIONS -> decisions.add(out.value());
          case Sinks.DISPATCH_EVENTS -> events.add(out.value());
          default -> assertThat(out.node()).isIn(BESIDE_DECISIONS);
        }
      }
    }
    assertThat(decisions).hasSizeGreaterThan(100);
    assertSameBytes(seed, log.decisionBytes, decisions);
    assertSameBytes(seed, log.eventBytes, events);
  }

  @TestFactory
  Stream<DynamicTest> whateverRestartsThereAre() {
    return Seeds.each(
        60,
        seed -> {
          List<Fact> history = RandomHistory.of(seed, Histories.LENGTH);
          LogHarness steady = new LogHarness();
          LogHarness restarted = new LogHarness();
          Random random = new Random(seed);
          for (Fact fact : history) {
            steady.put(fact);
            if (random.nextInt(6) == 0) {
              restarted.restart();
            }
            restarted.put(fact);
          }
          assertThat(restarted.decisions).as("seed %s", seed).isEqualTo(steady.decisions);
          assertThat(steady.decisionBytes).hasSizeGreaterThan(100);
          assertSameBytes(seed, steady.decisionBytes, restarted.decisionBytes);
        });
  }

  @TestFactory
  Stream<DynamicTest> whateverThePartitionCountAndTheOrderBetweenNetworks() {
    return Seeds.each(
        20,
        seed -> {
          TreeMap<String, String> alone = new TreeMap<>();
          List<List<Fact>> histories = new ArrayList<>();
          for (String network : NETWORKS) {
            List<Fact> history =
                RandomHistory.of(seed, Histories.LENGTH, network, OperationMode.ACTUAL);
            for (String id : List.of(network, network + "-next")) {
              histories.add(history.stream().filter(f -> f.getNetworkId().equals(id)).toList());
            }
            LogHarness one = new LogHarness();
            history.forEach(one::put);
            for (String id : List.of(network, network + "-next")) {
              alone.put(id, hashes(one.decisions, id));
            }
          }
          for (int partitions : new int[] {1, 4, 7}) {
            assertThat(merged(histories, partitions, new Random(seed + partitions)))
                .as("seed %s on %s partitions", seed, partitions)
                .isEqualTo(alone);
          }
        });
  }

  /** Each partition is a log of its own; networks take turns at random. */
  private static TreeMap<String, String> merged(
      List<List<Fact>> histories, int partitions, Random random) {
    List<LogHarness> logs = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      logs.add(new LogHarness(Topics.of(Namespace.LIVE, partitions), p));
    }
    int[] next = new int[histories.size()];
    int left = histories.stream().mapToInt(List::size).sum();
    while (left > 0) {
      int i = random.nextInt(histories.size());
      if (next[i] < histories.get(i).size()) {
        Fact fact = histories.get(i).get(next[i]++);
        int home = Utils.toPositive(Utils.murmur2(FactBuilder.key(fact))) % partitions;
        logs.get(home).put(fact);
        left--;
      }
    }
    TreeMap<String, String> hashes = new TreeMap<>();
    for (LogHarness log : logs) {
      for (String network : NETWORKS) {
        for (String id : List.of(network, network + "-next")) {
          String found = hashes(log.decisions, id);
          if (!found.isEmpty()) {
            hashes.put(id, found);
          }
        }
      }
    }
    return hashes;
  }

  private static String hashes(List<MatchDecision> decisions, String network) {
    StringBuilder all = new StringBuilder();
    decisions.stream()
        .filter(d -> d.getNetworkId().equals(network))
        .forEach(d -> all.append(HexFormat.of().formatHex(d.getHash().bytes())).append('\n'));
    return all.toString();
  }

  private static void assertSameBytes(long seed, List<byte[]> some, List<byte[]> others) {
    assertThat(others).hasSameSizeAs(some);
    for (int i = 0; i < some.size(); i++) {
      assertThat(Arrays.equals(some.get(i), others.get(i)))
          .as("seed %s, record %s", seed, i)
          .isTrue();
    }
  }
}
