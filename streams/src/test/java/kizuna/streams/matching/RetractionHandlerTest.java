package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.act;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static kizuna.streams.matching.NetworkAtWork.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A mistaken report on a dispatch is taken back (報告の取消し) by its reporter. */
class RetractionHandlerTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private void confirmed(int firstDay, int lastDay, int travelDays) {
    AgreementTerms terms = new AgreementTerms();
    terms.travelDays = travelDays;
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 2, 1, 30);
    kizuna.requested("r1", 2, firstDay, lastDay);
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null));
  }

  private static Fact meant(Act act, @Nullable LocalDate lastDay, @Nullable RefusalReason reason) {
    return new Fact.DispatchActed(act, named("r1-1"), lastDay, reason, true);
  }

  @Test
  void aRecallIsTakenBackAndWhatWasOnlyProposedInsteadGivesWay() {
    confirmed(1, 8, 0);
    kizuna.offered("o2", SUMIDA, 2, 1, 30);
    kizuna.at(morningOf(day(2)));
    kizuna.acted(Act.ARRIVE, "r1-1");
    var before = kizuna.dispatch("r1-1");
    kizuna.accept(Role.WARD, SHINJUKU, meant(Act.RECALL, day(4), RefusalReason.OTHER));
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-4", SUMIDA + " 2 5-8");
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.ReportRetracted(named("r1-1"), null));

    assertThat(kizuna.dispatch("r1-1"))
        .usingRecursiveComparison()
        .ignoringFields("changedSequence", "changedAt")
        .isEqualTo(before);
    assertThat(kizuna.dispatch("r1-2"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
  }

  @Test
  void aRecallIsNotTakenBackOnceOthersWerePromisedForTheDays() {
    confirmed(1, 8, 0);
    kizuna.offered("o2", SUMIDA, 2, 1, 30);
    kizuna.at(morningOf(day(2)));
    kizuna.acted(Act.ARRIVE, "r1-1");
    kizuna.accept(Role.WARD, SHINJUKU, meant(Act.RECALL, day(4), RefusalReason.OTHER));
    kizuna.acted(Act.CONFIRM, "r1-2");
    Decision refused =
        kizuna.tell(Role.WARD, SHINJUKU, new Fact.ReportRetracted(named("r1-1"), null));

    assertThat(refused.reasons())
        .containsExactly(new Reason.NeedGiven("r1-1", 2, day(5), List.of("r1-2")));
    assertThat(refused.next())
        .contains(new NextAct(ReportKind.STAFF_RETURNED, Role.WARD, SHINJUKU));
  }

  @Test
  void noRetractionCoversADayThatIsOver() {
    confirmed(1, 8, 0);
    kizuna.at(morningOf(day(2)));
    kizuna.acted(Act.ARRIVE, "r1-1");
    kizuna.accept(Role.WARD, SHINJUKU, meant(Act.RETURN, null, null));
    kizuna.at(morningOf(day(5)));

    assertThat(
            kizuna
                .refuse(Role.WARD, SHINJUKU, new Fact.ReportRetracted(named("r1-1"), null))
                .code())
        .isEqualTo(RejectionCode.PERIOD_PAST);
  }

  @Test
  void aConfirmationTakenBackAfterMidnightProposesNobodyForADayThatIsOver() {
    Duration halfAnHour = Duration.ofMinutes(30);
    Instant midnight = morningOf(day(2)).minus(Duration.ofHours(9));
    kizuna.signed(new AgreementTerms());
    kizuna.at(midnight.minus(halfAnHour));
    kizuna.requested("r1", 2, 1, 1);
    kizuna.offered("o1", SHINJUKU, 2, 1, 1);
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null));
    kizuna.requested("r2", 2, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
    kizuna.accept(Role.WARD, SUMIDA, act(Act.CONFIRM, "r2-1", null));
    kizuna.at(midnight.plus(Duration.ofMinutes(10)));

    assertThat(
            kizuna
                .refuse(Role.WARD, SHINJUKU, new Fact.ReportRetracted(named("r1-1"), null))
                .code())
        .isEqualTo(RejectionCode.PERIOD_PAST);
    kizuna.accept(Role.WARD, SUMIDA, new Fact.ReportRetracted(named("r2-1"), null));
    assertThat(kizuna.dispatches("r2")).containsExactly(SUMIDA + " 2 2-8");
    assertThat(kizuna.dispatch("r2-1").state()).isEqualTo(DispatchState.PROPOSED);
  }

  @Test
  void afterTheLastRetractableReportThereIsNothingToTakeBack() {
    confirmed(1, 8, 0);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.ExtensionRequested(named("r1-1"), day(12)));

    assertThat(
            kizuna
                .refuse(Role.WARD, SHINJUKU, new Fact.ReportRetracted(named("r1-1"), null))
                .code())
        .isEqualTo(RejectionCode.NOTHING_TO_RETRACT);
  }

  @Test
  void onlyItsReporterAndTheCoordinatorTakeAReportBack() {
    confirmed(1, 8, 0);

    assertThat(
            kizuna.refuse(Role.DESK, WAJIMA, new Fact.ReportRetracted(named("r1-1"), null)).code())
        .isEqualTo(RejectionCode.NOT_YOURS);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.ReportRetracted(named("r1-1"), null));
    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.PROPOSED);
  }

  @Test
  void aDispatchThatIsNotThereIsUnknown() {
    assertThat(
            kizuna
                .refuse(Role.COORDINATOR, ID, new Fact.ReportRetracted(named("r9-1"), null))
                .code())
        .isEqualTo(RejectionCode.UNKNOWN_DISPATCH);
  }
}
