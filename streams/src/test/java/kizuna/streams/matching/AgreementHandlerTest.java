package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.AgreementState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be done to an agreement (協定) in each state, and where it stands then. */
class AgreementHandlerTest {

  /** Each legal act in each state, and the state that it leads to; today is 1 January 2024. */
  private static final Map<AgreementState, Map<Act, AgreementState>> LEGAL =
      Map.of(
          AgreementState.SIGNED,
          Map.of(
              Act.AMEND, AgreementState.IN_FORCE,
              Act.CONFIRM_PLAN, AgreementState.SIGNED,
              Act.SUSPEND, AgreementState.SUSPENDED,
              Act.END, AgreementState.SIGNED),
          AgreementState.IN_FORCE,
          Map.of(
              Act.AMEND, AgreementState.IN_FORCE,
              Act.CONFIRM_PLAN, AgreementState.IN_FORCE,
              Act.SUSPEND, AgreementState.SUSPENDED,
              Act.END, AgreementState.IN_FORCE),
          AgreementState.SUSPENDED,
          Map.of(
              Act.AMEND, AgreementState.SUSPENDED,
              Act.CONFIRM_PLAN, AgreementState.SUSPENDED,
              Act.RESUME, AgreementState.IN_FORCE,
              Act.END, AgreementState.SUSPENDED),
          AgreementState.ENDED,
          Map.of(Act.AMEND, AgreementState.IN_FORCE, Act.END, AgreementState.IN_FORCE));

  @Test
  void everyStateHasItsLegalActs() {
    assertThat(LEGAL).containsOnlyKeys(AgreementState.values());
  }

  @ParameterizedTest
  @EnumSource(AgreementState.class)
  void inEachStateJustTheLegalActsAreTakenAndTheOthersChangeNothing(AgreementState state) {
    for (Act act : Act.values()) {
      NetworkAtWork kizuna = bring(state);
      AgreementState to = LEGAL.getOrDefault(state, Map.of()).get(act);
      if (to == null) {
        assertThat(kizuna.refuse(Role.COORDINATOR, ID, fact(act)))
            .as(act.name())
            .isEqualTo(
                new Reason.StateForbids(
                    RejectionCode.ILLEGAL_TRANSITION,
                    "a1",
                    state,
                    Arrays.stream(AgreementState.values())
                        .filter(s -> LEGAL.getOrDefault(s, Map.of()).containsKey(act))
                        .toList()));
        assertThat(state(kizuna)).isEqualTo(state);
      } else {
        kizuna.accept(Role.COORDINATOR, ID, fact(act));
        assertThat(state(kizuna)).as(act.name()).isEqualTo(to);
      }
    }
  }

  private static AgreementState state(NetworkAtWork kizuna) {
    return agreement(kizuna).state(kizuna.network.today());
  }

  private static Agreement agreement(NetworkAtWork kizuna) {
    return Objects.requireNonNull(kizuna.network.register().agreement("a1"));
  }

  private static NetworkAtWork bring(AgreementState state) {
    NetworkAtWork kizuna = new NetworkAtWork();
    AgreementTerms terms = new AgreementTerms();
    switch (state) {
      case SIGNED -> terms.validFrom = day(1);
      case ENDED -> terms.validTo = day(-1);
      case IN_FORCE, SUSPENDED -> {}
    }
    kizuna.signed(terms);
    if (state == AgreementState.SUSPENDED) {
      kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementSuspended("a1"));
    }
    assertThat(state(kizuna)).isEqualTo(state);
    return kizuna;
  }

  private static Fact fact(Act act) {
    AgreementTerms next = new AgreementTerms();
    next.version = 2;
    return switch (act) {
      case AMEND -> new Fact.AgreementSigned(next.signed());
      case CONFIRM_PLAN -> new Fact.PlanConfirmed("a1", WAJIMA, day(30));
      case SUSPEND -> new Fact.AgreementSuspended("a1");
      case RESUME -> new Fact.AgreementResumed("a1");
      case END -> new Fact.AgreementEnded("a1", day(30));
    };
  }

  @Test
  void itComesIntoForceAndEndsAsDaysPass() {
    NetworkAtWork kizuna = new NetworkAtWork();
    AgreementTerms terms = new AgreementTerms();
    terms.validFrom = day(2);
    terms.validTo = day(4);
    kizuna.signed(terms);

    assertThat(List.of(day(1), day(2), day(4), day(5)))
        .extracting(day -> agreement(kizuna).state((LocalDate) day))
        .containsExactly(
            AgreementState.SIGNED,
            AgreementState.IN_FORCE,
            AgreementState.IN_FORCE,
            AgreementState.ENDED);
  }

  @Test
  void aNewVersionOfASuspendedAgreementStaysSuspendedUntilItIsResumed() {
    NetworkAtWork kizuna = new NetworkAtWork();
    kizuna.signed(new AgreementTerms());
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementSuspended("a1"));
    AgreementTerms next = new AgreementTerms();
    next.version = 2;
    kizuna.signed(next);
    kizuna.offered("o1", NetworkAtWork.SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    assertThat(kizuna.dispatches("r1")).isEmpty();
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementResumed("a1"));

    assertThat(kizuna.dispatches("r1")).containsExactly(NetworkAtWork.SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatch("r1-1").agreementVersion()).isEqualTo(2);
  }

  @Test
  void aSuspendedAgreementEndsAllTheSame() {
    NetworkAtWork kizuna = bring(AgreementState.SUSPENDED);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementEnded("a1", day(-1)));

    assertThat(state(kizuna)).isEqualTo(AgreementState.ENDED);
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, new Fact.AgreementResumed("a1")))
        .isInstanceOfSatisfying(
            Reason.StateForbids.class,
            no -> assertThat(no.state()).isEqualTo(AgreementState.ENDED));
  }

  @Test
  void whatIsNotThereIsNotSuspended() {
    NetworkAtWork kizuna = new NetworkAtWork();

    for (Fact fact :
        Set.of(
            new Fact.AgreementSuspended("a9"),
            new Fact.AgreementResumed("a9"),
            new Fact.AgreementEnded("a9", day(1)),
            new Fact.PlanConfirmed("a9", WAJIMA, day(1)))) {
      assertThat(kizuna.refuse(Role.COORDINATOR, ID, fact).code())
          .isEqualTo(RejectionCode.UNKNOWN_AGREEMENT);
    }
  }
}
