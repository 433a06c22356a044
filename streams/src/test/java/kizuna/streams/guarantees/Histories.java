package kizuna.streams.guarantees;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import kizuna.codes.OperationMode;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Decides random histories, and shows each step to whoever watches a guarantee. */
final class Histories {

  static final int LENGTH = 130;

  private Histories() {}

  /** What is looked at after each decision. */
  interface Watch {
    void after(Fact fact, MatchDecision decision);
  }

  /**
   * A test for each history; an error names the fact. At last comes what all of them together must
   * have shown.
   */
  static Stream<DynamicTest> watch(
      int histories, Function<LogHarness, Watch> guarantee, String name, Executable last) {
    return Seeds.each(histories, seed -> watch(seed, guarantee), name, last);
  }

  private static void watch(long seed, Function<LogHarness, Watch> guarantee) {
    LogHarness kizuna = new LogHarness();
    Watch watch = guarantee.apply(kizuna);
    int[] count = {0};
    tell(
        seed,
        new DecidedByHarness(kizuna),
        fact -> {},
        (fact, answered) -> {
          try {
            watch.after(fact, answered.decision());
          } catch (AssertionError e) {
            throw new AssertionError("fact " + count[0] + " " + fact, e);
          }
          count[0]++;
        });
  }

  /** Draws a history and tells it. */
  static void tell(
      long seed, Kizuna kizuna, Consumer<Fact> drawn, BiConsumer<Fact, Kizuna.Answered> watch) {
    new RandomHistory(seed, FactBuilder.NETWORK, OperationMode.ACTUAL)
        .tell(kizuna, LENGTH, drawn, watch);
  }

  /** Tells a history; what a network passes to another comes right after what made it do so. */
  static void tell(Kizuna kizuna, List<Fact> history, BiConsumer<Fact, Kizuna.Answered> watch) {
    for (Fact told : history) {
      Deque<Fact> next = new ArrayDeque<>(List.of(told));
      while (!next.isEmpty()) {
        Fact fact = next.remove();
        Kizuna.Answered answered = kizuna.put(fact);
        next.addAll(answered.passed());
        watch.accept(fact, answered);
      }
    }
  }
}
