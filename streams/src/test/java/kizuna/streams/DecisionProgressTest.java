package kizuna.streams;

import static kizuna.streams.topology.DecisionEngine.State.FAILED;
import static kizuna.streams.topology.DecisionEngine.State.RESTORING;
import static kizuna.streams.topology.DecisionEngine.State.RUNNING;
import static kizuna.streams.topology.DecisionEngine.State.STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kizuna.streams.DecisionProgress.State;
import org.junit.jupiter.api.Test;

/** Health follows what is decided, not what threads say. */
class DecisionProgressTest {

  private final DecisionProgress progress = new DecisionProgress();
  private final long start = System.nanoTime();

  private long at(long seconds) {
    return start + Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void whatIsDecidedIsUp() {
    progress.observed(0, 10, 10, at(0));
    assertThat(progress.progress(RUNNING, at(1)))
        .isEqualTo(new DecisionProgress.Progress(State.DECIDING, 0, 0));
  }

  @Test
  void reportsThatNobodyDecidesAreCountedAndTimed() {
    progress.observed(0, 10, 10, at(0));
    progress.observed(0, 10, 13, at(1));
    progress.observed(1, 4, 5, at(1));
    progress.observed(0, 10, 14, at(20));
    assertThat(progress.progress(RUNNING, at(21)))
        .isEqualTo(new DecisionProgress.Progress(State.DECIDING, 5, 20));
    progress.observed(0, 10, 14, at(40));
    assertThat(progress.progress(RUNNING, at(41)).state()).isEqualTo(State.STALLED);
    progress.observed(0, 13, 14, at(42));
    progress.observed(1, 5, 5, at(42));
    assertThat(progress.progress(RUNNING, at(43)))
        .isEqualTo(new DecisionProgress.Progress(State.DECIDING, 1, 23));
  }

  @Test
  void oneThatIsBusyIsNotStalledHoweverMuchWaits() {
    for (int second = 0; second < 100; second++) {
      progress.observed(0, second, 100_000, at(second));
    }
    assertThat(progress.progress(RUNNING, at(100)).state()).isEqualTo(State.DECIDING);
  }

  @Test
  void brokersThatDoNotAnswerAreTold() {
    progress.observed(0, 10, 10, at(0));
    assertThat(progress.progress(RUNNING, at(29)).state()).isEqualTo(State.DECIDING);
    assertThat(progress.progress(RUNNING, at(31)).state()).isEqualTo(State.STALLED);
    assertThat(progress.isStuck(RUNNING, at(4_000))).isFalse();
  }

  @Test
  void aRestorationIsTold() {
    progress.observed(0, 10, 12, at(0));
    assertThat(progress.progress(RESTORING, at(1)).state()).isEqualTo(State.RESTORING);
    assertThat(progress.progress(STARTING, at(1)).state()).isEqualTo(State.STARTING);
    for (int second = 1; second < 400; second++) {
      progress.observed(0, 10, 12, at(second));
    }
    assertThat(progress.progress(RESTORING, at(400)).state()).isEqualTo(State.STALLED);
    assertThat(progress.progress(FAILED, at(400)).state()).isEqualTo(State.FAILED);
  }

  /** A sink topic that was deleted blocks the thread for good, and no error comes. */
  @Test
  void anEngineThatHangsWhileBrokersAnswerIsGivenUp() {
    for (int second = 0; second <= 601; second++) {
      progress.observed(0, 10, 12, at(second));
    }
    assertThat(progress.isStuck(RUNNING, at(599))).isFalse();
    assertThat(progress.isStuck(RUNNING, at(602))).isTrue();
    assertThat(progress.isStuck(RESTORING, at(602))).isFalse();
  }

  /** A client that hangs while it ends, or opens a state that cannot be opened. */
  @Test
  void anEngineThatStartsForEverIsGivenUp() {
    for (int second = 0; second <= 3_601; second++) {
      progress.observed(0, 10, 12, at(second));
    }
    assertThat(progress.isStuck(STARTING, at(3_599))).isFalse();
    assertThat(progress.isStuck(STARTING, at(3_602))).isTrue();
    assertThat(progress.isStuck(RESTORING, at(3_602))).isTrue();
    assertThat(progress.isStuck(FAILED, at(3_602))).isFalse();
  }
}
