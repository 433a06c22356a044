package kizuna.streams.guarantees;

import java.util.List;
import java.util.function.Function;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.streams.topology.LogHarness;

/** Decides random histories, and shows each step to whoever watches a guarantee. */
final class Histories {

  static final int LENGTH = 110;

  private Histories() {}

  /** What is looked at after each decision. */
  interface Watch {
    void after(Fact fact, MatchDecision decision);
  }

  /** As many histories as asked for; an error names the seed and the fact. */
  static void watch(int histories, Function<LogHarness, Watch> guarantee) {
    for (long seed = 0; seed < histories; seed++) {
      LogHarness kizuna = new LogHarness();
      Watch watch = guarantee.apply(kizuna);
      List<Fact> history = RandomHistory.of(seed, LENGTH);
      for (int i = 0; i < history.size(); i++) {
        try {
          watch.after(history.get(i), kizuna.put(history.get(i)));
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed + ", fact " + i + " " + history.get(i), e);
        }
      }
    }
  }
}
