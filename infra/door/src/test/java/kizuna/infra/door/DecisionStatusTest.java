package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door knows when nothing is decided, and waits out a restart. */
class DecisionStatusTest {

  private long nanos = 5;
  private final DecisionStatus decisions = new DecisionStatus(() -> nanos);

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private void say(String state) {
    decisions.update(
        Optional.of(
            "{\"status\":\"X\",\"components\":{\"decisions\":{\"details\":{\"state\":\""
                + state
                + "\"}}}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"STALLED", "FAILED", "STOPPED"})
  void whatStoppedIsSaidAfterTheGraceAndNotBefore(String state) {
    say("DECIDING");
    pass(DecisionStatus.GRACE);
    say(state);
    assertThat(decisions.silence()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(decisions.silence()).contains(DecisionStatus.GRACE.plusMillis(1));
    say("DECIDING");
    assertThat(decisions.silence()).isEmpty();
  }

  @Test
  void aRestartIsWaitedOut() {
    say("DECIDING");
    decisions.update(Optional.empty());
    pass(DecisionStatus.GRACE);
    assertThat(decisions.silence()).isEmpty();
    say("RESTORING");
    pass(DecisionStatus.GRACE);
    assertThat(decisions.silence()).as("it has begun").isEmpty();
    pass(DecisionStatus.START_GRACE);
    assertThat(decisions.silence()).as("it never gets there").isPresent();
  }

  @Test
  void oneThatEndsAgainAndAgainIsNotTakenForOneThatBegins() {
    for (int i = 0; i < 10; i++) {
      say("STARTING");
      pass(Duration.ofSeconds(2));
      decisions.update(Optional.empty());
      pass(Duration.ofSeconds(2));
    }
    assertThat(decisions.silence()).isPresent();
  }

  @Test
  void otherProgramsThatAnswerThereDecideNothing() {
    decisions.update(Optional.of("<html>"));
    pass(DecisionStatus.GRACE.plusSeconds(1));
    assertThat(decisions.silence()).isPresent();
    assertThat(decisions.state()).isEqualTo("UNREACHABLE");
  }
}
