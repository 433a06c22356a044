package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.HOLD_MINUTES;
import static kizuna.streams.matching.NetworkAtWork.LIFE_SAFETY_HOLD_MINUTES;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.Priority;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the passing of time leads to: holds lapse. */
class TimePassedHandlerTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private DispatchState state(String dispatch) {
    return kizuna.dispatch(dispatch).state();
  }

  private OfferState offerState(String id) {
    return kizuna.network.offerOf(id).state(kizuna.network.today());
  }

  static Stream<Arguments> holds() {
    return Stream.of(
        Arguments.of(Priority.NORMAL, HOLD_MINUTES),
        Arguments.of(Priority.URGENT, HOLD_MINUTES),
        Arguments.of(Priority.LIFE_SAFETY, LIFE_SAFETY_HOLD_MINUTES));
  }

  @ParameterizedTest
  @MethodSource("holds")
  void aHoldLapsesAtItsTimeAndNotAMillisecondBefore(Priority priority, int minutes) {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    RequestTerms terms = new RequestTerms();
    terms.priority = priority;
    kizuna.requested(terms);
    Instant end = kizuna.now().plus(Duration.ofMinutes(minutes));
    assertThat(kizuna.dispatch("r1-1").holdUntil()).isEqualTo(end);

    kizuna.timePassed(end.minusMillis(1));
    assertThat(state("r1-1")).isEqualTo(DispatchState.PROPOSED);
    assertThat(offerState("o1")).isEqualTo(OfferState.HELD);

    kizuna.timePassed(end);
    assertThat(state("r1-1")).isEqualTo(DispatchState.LAPSED);
    assertThat(offerState("o1")).isEqualTo(OfferState.AVAILABLE);
    assertThat(kizuna.open("r1")).isEqualTo(40);
    assertThat(kizuna.network.dispatch("r1-2")).as("not asked again").isNull();
  }

  @Test
  void aHoldHasLapsedAMillisecondAfterToo() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(HOLD_MINUTES)).plusMillis(1));

    assertThat(state("r1-1")).isEqualTo(DispatchState.LAPSED);
  }

  @Test
  void whatIsConfirmedDoesNotLapse() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(HOLD_MINUTES)));

    assertThat(state("r1-1")).isEqualTo(DispatchState.CONFIRMED);
  }

  @Test
  void whatLapsedIsOfferedToTheNextWardInTheSameDecision() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(HOLD_MINUTES)));

    assertThat(state("r1-1")).isEqualTo(DispatchState.LAPSED);
    assertThat(kizuna.dispatch("r1-2").lender()).isEqualTo(SUMIDA);
    assertThat(kizuna.dispatch("r1-2").wave()).isEqualTo(1);
  }
}
