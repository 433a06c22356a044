package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import kizuna.streams.simulation.Silence;
import kizuna.streams.simulation.SimulatedSeeds;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulator is worth something: the production code with one step of exactly-once deliberately
 * broken is caught, within a hundredth of the histories of {@code infra/kizuna simulate}.
 */
@SuppressWarnings("UnusedVariable") // Advice is copied, not called.
class BrokenBuildsAreCaught {

  private static final int HISTORIES = 1_000;

  /** The check of restored state refuses to decide on what the fault left. */
  private static final String REFUSED = "StateLostException";

  private static final String PROCESSING = "kizuna.streams.processing.";
  private static final String TOPOLOGY = "kizuna.streams.topology.";
  private static final String SIMULATION = "kizuna.streams.simulation.";

  /** One deliberate fault, and which promise it must be caught by. */
  record Mutant(String name, String promise, Mutated code) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void logNothing() {
    Silence.keep();
  }

  @AfterAll
  static void logAgain() {
    Silence.end();
  }

  static Stream<Mutant> mutants() {
    return Stream.of(
        new Mutant(
            "the key of a report is dropped: what is sent twice counts twice",
            "I5",
            Mutated.of(PROCESSING + "Deduplicator", "find", NotFound.class)),
        new Mutant(
            "books are kept over an aborted transaction",
            "I5|I6",
            Mutated.of(TOPOLOGY + "FactTask", "init", OnlyOnce.class)
                .and(TOPOLOGY + "FactTask", "close", Skipped.class)),
        new Mutant(
            "a standby is promoted without its restoration, and nobody looks",
            "I5|I6",
            Mutated.of(SIMULATION + "StateCopy", "open", Skipped.class)
                .and(PROCESSING + "PartitionState", "fault", None.class)),
        new Mutant(
            "state that was handed out as if it were restored is decided on",
            "I5|I6",
            Mutated.of(PROCESSING + "PartitionState", "fault", None.class)),
        new Mutant(
            "a position of the chain is used again",
            "I5|I6|I4|" + REFUSED,
            Mutated.of(PROCESSING + "NetworkStore", "advance", OneLess.class)),
        new Mutant(
            "what was answered is decided again when offsets are lost",
            "I5",
            Mutated.of(TOPOLOGY + "StateCheck", "isProcessed", No.class)),
        new Mutant(
            "a commit is swallowed",
            "I5",
            Mutated.of(SIMULATION + "SimulatedTransaction", "endsAs", Aborted.class)),
        new Mutant(
            "an abort is swallowed",
            "I5|I6|" + REFUSED,
            Mutated.of(SIMULATION + "SimulatedTransaction", "endsAs", Committed.class)),
        new Mutant(
            "a summary is not told again after a restart",
            "I4",
            Mutated.of(PROCESSING + "StatePublisher", "loaded", Skipped.class)));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isCaught(Mutant mutant) {
    Optional<String> found = caught(mutant.code().walk(SimulatedSeeds.class.getName()));
    assertThat(found).as("caught within %s histories", HISTORIES).isPresent();
    assertThat(found.get()).containsPattern(mutant.promise());
  }

  /** Where nothing is broken, the same way shows nothing. */
  @Test
  void theUntouchedBuildIsNotCaught() {
    LongFunction<String> untouched =
        Mutated.of(TOPOLOGY + "StateCheck", "isRight", Untouched.class)
            .walk(SimulatedSeeds.class.getName());
    for (long seed = 0; seed < 20; seed++) {
      assertThat(untouched.apply(seed)).isEmpty();
    }
  }

  private static Optional<String> caught(LongFunction<String> simulated) {
    for (long seed = 0; seed < HISTORIES; seed++) {
      String failure = simulated.apply(seed);
      if (!failure.isEmpty()) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }

  // The faults. Their code is copied into the methods that they break.

  static final class NotFound {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Optional<?> found) {
      found = Optional.empty();
    }
  }

  static final class None {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Optional<?> fault) {
      fault = Optional.empty();
    }
  }

  static final class OnlyOnce {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(
        @Advice.FieldValue(value = "lock", typing = Assigner.Typing.DYNAMIC) Object lock) {
      return lock != null;
    }
  }

  static final class Untouched {
    @Advice.OnMethodExit
    static void exit() {}
  }

  static final class Skipped {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  static final class OneLess {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) long sequence) {
      sequence = sequence % 5 == 0 ? sequence - 1 : sequence;
    }
  }

  static final class No {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean yes) {
      yes = false;
    }
  }

  static final class Aborted {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) boolean committed) {
      committed = false;
    }
  }

  static final class Committed {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) boolean committed) {
      committed = true;
    }
  }
}
