package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import kizuna.codes.OperationMode;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** I6: the same intake log gives the same decisions, byte for byte. */
class SameLogSameDecisions {

  private static final List<String> NETWORKS = List.of("tokyo23", "kansai", "block-6", "kyushu");

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
          assertSameBytes(seed, once.decisionBytes, again.decisionBytes);
        });
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
    assertThat(others).hasSameSizeAs(some).hasSizeGreaterThan(100);
    for (int i = 0; i < some.size(); i++) {
      assertThat(Arrays.equals(some.get(i), others.get(i)))
          .as("seed %s, decision %s", seed, i)
          .isTrue();
    }
  }
}
