package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What fails at the door is a problem document that says whose failure it is. */
class ProblemExceptionHandlerTest {

  /** It was 500: the provider closed a pooled connection while its keys were asked for. */
  @Test
  void aProviderThatDoesNotAnswerASignInIsAway() {
    assertThat(
            ProblemExceptionHandler.problem(
                "",
                new IllegalStateException(
                    "Could not obtain the keys", new IOException("closed prematurely"))))
        .contains(GatewayProblem.IDENTITY_AWAY);
  }

  /** On the way to a service, a token is renewed at the provider. */
  @Test
  void aProviderThatDoesNotAnswerOnTheWayToAPartIsNamed() {
    assertThat(
            ProblemExceptionHandler.problem(
                "streams", new AccessTokenRenewal.ProviderAway(new TimeoutException())))
        .contains(GatewayProblem.IDENTITY_AWAY);
  }

  @Test
  void aPartThatDoesNotAnswerIsNamed() {
    assertThat(ProblemExceptionHandler.problem("streams", new IOException("refused")))
        .contains(GatewayProblem.unavailable("streams"));
    assertThat(
            ProblemExceptionHandler.problem(
                "streams", new RuntimeException(new TimeoutException())))
        .contains(GatewayProblem.tooSlow("streams"));
  }

  @Test
  void whatNobodyExpectedIsAFaultOfTheDoor() {
    assertThat(ProblemExceptionHandler.problem("", new IllegalStateException("a fault"))).isEmpty();
  }
}
