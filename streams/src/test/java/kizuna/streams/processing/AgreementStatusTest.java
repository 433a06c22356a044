package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import kizuna.codes.AgreementState;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.AgreementEnded;
import kizuna.facts.AgreementResumed;
import kizuna.facts.AgreementSuspended;
import kizuna.facts.PlanConfirmed;
import kizuna.states.AgreementStatus;
import kizuna.states.PlanConfirmation;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each change of an agreement is published, with whose plans under it are confirmed until when. */
class AgreementStatusTest {

  private static final LocalDate TODAY = LocalDate.of(2024, 1, 1);

  private final FactBuilder f = new FactBuilder();
  private final LogHarness kizuna = new LogHarness();

  @BeforeEach
  void anAgreement() {
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA));
    kizuna.accept(f.municipalities());
    kizuna.accept(f.agreement());
  }

  private AgreementStatus last() {
    return kizuna.agreements.get(kizuna.agreements.size() - 1);
  }

  @Test
  void whatWasSignedIsPublishedAsItWasSigned() {
    assertThat(kizuna.agreements).hasSize(1);
    assertThat(last().getAgreementId()).isEqualTo("kyotei");
    assertThat(last().getTitle()).isEqualTo("協定");
    assertThat(last().getState()).isEqualTo(AgreementState.IN_FORCE);
    assertThat(last().getReceivers()).containsExactly(FactBuilder.WAJIMA, FactBuilder.SUZU);
    assertThat(last().getLenders()).isEmpty();
    assertThat(last().getValidTo()).isNull();
    assertThat(last().getPlanConfirmations()).isEmpty();
    assertThat(last().getSequence()).isEqualTo(3);
  }

  @Test
  void bothSidesConfirmAndALaterConfirmationReplacesTheEarlier() {
    kizuna.accept(f.planConfirmed("kyotei", FactBuilder.SHINJUKU));
    kizuna.accept(
        f.fact(
            Role.DESK,
            FactBuilder.WAJIMA,
            FactKind.PLAN_CONFIRMED,
            new PlanConfirmed("kyotei", FactBuilder.WAJIMA, TODAY.plusYears(1))));
    f.at(f.now().plus(Duration.ofDays(2)));
    kizuna.accept(
        f.fact(
            Role.WARD,
            FactBuilder.SHINJUKU,
            FactKind.PLAN_CONFIRMED,
            new PlanConfirmed("kyotei", FactBuilder.SHINJUKU, TODAY.plusYears(2))));

    assertThat(last().getPlanConfirmations())
        .extracting(
            PlanConfirmation::getConfirmedBy,
            PlanConfirmation::getConfirmedOn,
            PlanConfirmation::getValidTo)
        .containsExactly(
            tuple(FactBuilder.SHINJUKU, TODAY.plusDays(2), TODAY.plusYears(2)),
            tuple(FactBuilder.WAJIMA, TODAY, TODAY.plusYears(1)));
  }

  @Test
  void suspendedResumedEndedAndOverWhenItsLastDayHasPassed() {
    kizuna.accept(
        f.fact(
            Role.SYSTEM,
            "kizuna",
            FactKind.AGREEMENT_SUSPENDED,
            new AgreementSuspended("kyotei", "調整中")));
    kizuna.accept(
        f.fact(Role.SYSTEM, "kizuna", FactKind.AGREEMENT_RESUMED, new AgreementResumed("kyotei")));
    kizuna.accept(
        f.fact(
            Role.SYSTEM,
            "kizuna",
            FactKind.AGREEMENT_ENDED,
            new AgreementEnded("kyotei", TODAY.plusDays(1))));
    kizuna.accept(f.timePassed(f.now().plus(Duration.ofDays(1))));
    kizuna.accept(f.timePassed(f.now().plus(Duration.ofDays(1))));
    kizuna.accept(f.timePassed(f.now().plus(Duration.ofDays(1))));

    assertThat(kizuna.agreements)
        .extracting(AgreementStatus::getState, AgreementStatus::getValidTo)
        .containsExactly(
            tuple(AgreementState.IN_FORCE, null),
            tuple(AgreementState.SUSPENDED, null),
            tuple(AgreementState.IN_FORCE, null),
            tuple(AgreementState.IN_FORCE, TODAY.plusDays(1)),
            tuple(AgreementState.ENDED, TODAY.plusDays(1)));
  }

  @Test
  void aNewVersionIsConfirmedAnew() {
    kizuna.accept(f.planConfirmed("kyotei", FactBuilder.SHINJUKU));
    kizuna.accept(
        f.agreement("kyotei", 2, List.of(), List.of(FactBuilder.WAJIMA), List.of(), null, null));

    assertThat(last().getVersion()).isEqualTo(2);
    assertThat(last().getPlanConfirmations()).isEmpty();
  }

  @Test
  void aRestartTellsNothingTwiceAndForgetsNothing() {
    kizuna.accept(f.planConfirmed("kyotei", FactBuilder.SHINJUKU));
    int told = kizuna.agreements.size();

    kizuna.restart();
    kizuna.accept(f.timePassed(f.now().plus(Duration.ofDays(1))));
    assertThat(kizuna.agreements).hasSize(told);

    kizuna.accept(f.planConfirmed("kyotei", FactBuilder.SUMIDA));
    assertThat(last().getPlanConfirmations()).hasSize(2);
    assertThat(last().getTitle()).isEqualTo("協定");
  }
}
