package kizuna.streams.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import kizuna.codes.Outcome;
import kizuna.facts.Fact;
import kizuna.seeds.ReferenceData;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.Test;

/**
 * What the live log begins with is all accepted, and loading it at the next start changes nothing.
 */
class ReferenceDataIsAcceptedTest {

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @Test
  void everyFactIsAcceptedOnceAndADuplicateAtTheNextStart() {
    LogHarness kizuna = new LogHarness();
    for (Fact fact : ReferenceData.forLive(NOW)) {
      kizuna.accept(fact);
    }
    for (Fact fact : ReferenceData.forLive(NOW.plusSeconds(3_600))) {
      assertThat(kizuna.put(fact).getOutcome()).isEqualTo(Outcome.DUPLICATE);
    }
    assertThat(kizuna.deadLetters).isEmpty();
  }
}
