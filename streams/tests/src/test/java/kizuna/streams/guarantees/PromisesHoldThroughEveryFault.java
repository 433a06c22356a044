package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import kizuna.streams.simulation.Silence;
import kizuna.streams.simulation.SimulatedSeeds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * I1 to I10 on a simulated broker, with crashes, freezes, moves, lost and old state, aborted
 * transactions, duplicates, disorder and wrong clocks. {@code infra/kizuna simulate} does the long
 * form.
 */
class PromisesHoldThroughEveryFault {

  private static final int HISTORIES = 150;

  private final SimulatedSeeds simulated = new SimulatedSeeds();

  @BeforeAll
  static void logNothing() {
    Silence.keep();
  }

  @AfterAll
  static void logAgain() {
    Silence.end();
  }

  /** A request was open again after a deadline up to which the time had been told already. */
  @Test
  void timeIsNotToldWithoutEnd() {
    assertThat(simulated.apply(13_319)).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> whateverHappensToWhomeverDecides() {
    return Seeds.each(HISTORIES, seed -> assertThat(simulated.apply(seed)).isEmpty());
  }
}
