package kizuna.streams.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import kizuna.decisions.MatchDecision;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.Test;

/** What a run says of itself at its end. */
class DrillCounterTest {

  private final FactBuilder facts = new FactBuilder();
  private final LogHarness kizuna = new LogHarness();
  private final DrillCounter counter = new DrillCounter();

  /** A run of a day that people joined has 24 facts that nobody reported. */
  @Test
  void factsOfTheRunsOwnClockAreDecidedAndCountAsNoReport() {
    counter.add(kizuna.put(facts.networkFormed(FactBuilder.SHINJUKU)));
    counter.add(kizuna.put(facts.offered("off-1", FactBuilder.SHINJUKU, 2, 4)));
    String before = counter.summary("drill", "drill-1").decisionHash();
    MatchDecision ofClock = kizuna.put(facts.timePassed(Instant.parse("2024-01-02T00:00:00Z")));
    counter.addOfClock(ofClock);

    DrillSummary summary = counter.summary("drill", "drill-1");

    assertThat(counter.answered()).isEqualTo(2);
    assertThat(summary.facts()).isEqualTo(2);
    assertThat(summary.decisionHash()).isNotEqualTo(before);
  }
}
