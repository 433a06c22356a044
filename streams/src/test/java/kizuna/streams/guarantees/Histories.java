package kizuna.streams.guarantees;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.streams.topology.FactBuilder;

/** Tells random histories, and shows each step to whoever looks. */
final class Histories {

  static final int LENGTH = 130;

  private Histories() {}

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
