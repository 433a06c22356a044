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

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.DispatchState.Report;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sequences of reports that people got stuck in, each with the way on. */
class WaysOnTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private void confirmed(int firstDay, int lastDay, int travelDays) {
    AgreementTerms terms = new AgreementTerms();
    terms.travelDays = travelDays;
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 2, 1, 30);
    kizuna.requested("r1", 2, firstDay, lastDay);
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null));
  }

  private DispatchState state() {
    return kizuna.dispatch("r1-1").state();
  }

  private static Fact meant(Act act, @Nullable LocalDate lastDay, @Nullable RefusalReason reason) {
    return new Fact.DispatchActed(act, named("r1-1"), lastDay, reason, true);
  }

  @Test
  void whoIsRecalledBeforeTheFirstDayComesHomeAndIsFree() {
    confirmed(5, 10, 0);
    kizuna.actedUnusually(Act.DEPART, "r1-1");
    kizuna.accept(
        Role.WARD,
        SHINJUKU,
        new Fact.DispatchActed(Act.RECALL, named("r1-1"), day(4), RefusalReason.OTHER, false));
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.RETURN, "r1-1", null));

    assertThat(state()).isEqualTo(DispatchState.RETURNED);
    assertThat(kizuna.network.offerOf("o1").state(day(1))).isEqualTo(OfferState.AVAILABLE);
    assertThat(kizuna.free("o1", 5)).isEqualTo(2);
    kizuna.requested("r2", 2, 5, 10);
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 2 5-10");
  }

  @Test
  void whoIsHomeEarlyCoversNothingAndOthersAreAskedAtOnce() {
    confirmed(1, 8, 0);
    kizuna.at(morningOf(day(1)));
    kizuna.acted(Act.DEPART, "r1-1");
    kizuna.acted(Act.ARRIVE, "r1-1");
    kizuna.accept(
        Role.WARD,
        SHINJUKU,
        new Fact.DispatchActed(
            Act.RECALL, named("r1-1"), day(5), RefusalReason.OWN_DISASTER, false));
    kizuna.offered("o2", SUMIDA, 2, 1, 30);
    kizuna.at(morningOf(day(2)));
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.RETURN, "r1-1", null));

    assertThat(kizuna.dispatches("r1"))
        .containsExactly(SHINJUKU + " 2 1-2", SUMIDA + " 2 6-8", SUMIDA + " 2 3-5");
    assertThat(kizuna.free("o1", 3)).isEqualTo(2);
  }

  @Test
  void aReleaseThatTheyDidNotWaitForLeavesTheNeedOfTheDaysBetween() {
    confirmed(1, 8, 0);
    kizuna.at(morningOf(day(1)));
    kizuna.acted(Act.ARRIVE, "r1-1");
    kizuna.acted(Act.RELEASE, "r1-1", day(6));
    kizuna.offered("o2", SUMIDA, 2, 1, 30);
    kizuna.at(morningOf(day(3)));
    kizuna.acted(Act.RETURN, "r1-1");

    assertThat(kizuna.network.requestOf("r1").neededOn(day(6))).isEqualTo(2);
    assertThat(kizuna.network.requestOf("r1").neededOn(day(7))).isZero();
    assertThat(kizuna.open("r1")).isZero();
    assertThat(kizuna.dispatches("r1")).hasSize(2);
  }

  @Test
  void aProposalForADayThatIsOverIsNotConfirmed() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 2, 0, 30);
    kizuna.requested("r1", 2, 0, 0);
    kizuna.at(morningOf(day(1)));

    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null)))
        .isEqualTo(Reason.day(RejectionCode.PERIOD_PAST, "r1-1", day(1), null, day(0)));
    kizuna.offered("o2", SUMIDA, 1, 1, 2);
    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.LAPSED, RefusalReason.DAYS_OVER);
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.EXPIRED);
    assertThat(kizuna.network.requestOf("r1").unmetPersonDays(day(1))).isEqualTo(2);
    assertThat(kizuna.open("r1")).isZero();
  }

  @Test
  void ofAProposalThatIsPartlyOverTheRestIsConfirmed() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 2, 1, 30);
    kizuna.requested("r1", 2, 1, 5);
    kizuna.at(morningOf(day(3)));
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 3-5");
    assertThat(kizuna.network.requestOf("r1").unmetPersonDays(day(3))).isEqualTo(4);
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.MATCHED);
  }

  @Test
  void whatIsOpenIsOpenFromTodayOnAndWhatWasNeverMetIsToldApart() {
    kizuna.requested("r1", 2, 1, 4);
    kizuna.timePassed(morningOf(day(3)));

    assertThat(kizuna.open("r1")).isEqualTo(4);
    assertThat(kizuna.network.openPersonDays()).isEqualTo(4);
    assertThat(kizuna.network.unmetPersonDays()).isEqualTo(4);
    kizuna.timePassed(morningOf(day(5)));
    assertThat(kizuna.network.openRequestCount()).isZero();
    assertThat(kizuna.network.openPersonDays()).isZero();
    assertThat(kizuna.network.unmetPersonDays()).isEqualTo(8);
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.EXPIRED);
  }

  @Test
  void whatWasNeverMetIsToldAlsoAfterTheEnd() {
    kizuna.requested("r1", 2, 1, 6);
    kizuna.at(morningOf(day(3)));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));
    kizuna.timePassed(morningOf(day(9)));

    assertThat(kizuna.network.requestOf("r1").unmet(day(9)))
        .containsExactly(NetworkAtWork.need(2, 1, 2));
    assertThat(kizuna.network.unmetPersonDays()).isEqualTo(4);
    assertThat(kizuna.network.openPersonDays()).isZero();
    // Needed after all: nobody was on the days between.
    kizuna.accept(
        Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", null, null, null, day(10), null));
    assertThat(kizuna.network.requestOf("r1").unmetPersonDays(day(9))).isEqualTo(4);
    assertThat(kizuna.open("r1")).isEqualTo(4);
  }

  @Test
  void underASuspendedAgreementNothingIsConfirmedUnlessACoordinatorWaivesItByName() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementSuspended("a1"));

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.NOT_IN_FORCE);
    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null)).code())
        .isEqualTo(RejectionCode.AGREEMENT_NOT_IN_FORCE);
    kizuna.overridden(
        new OverrideDecision(
            "v1",
            OverrideDecision.Kind.WAIVE,
            "r1",
            SHINJUKU,
            null,
            EligibilityRule.AGREEMENT_NOT_SUSPENDED.name()));
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-2", null));
    assertThat(kizuna.dispatch("r1-2"))
        .extracting("state", "overrideId")
        .containsExactly(DispatchState.CONFIRMED, "v1");
  }

  @Test
  void whatAnAgreementThatEndsLeavesIsMatchedAnewAtOnce() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementEnded("a1", day(3)));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-3");
  }

  @Test
  void aLenderThatWasStruckMeanwhileIsNotAskedAnyMore() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
    kizuna.declared("fire", HazardType.MAJOR_ACCIDENT, SHINJUKU);

    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 2 1-8");
    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null)).code())
        .isEqualTo(RejectionCode.LENDER_STRUCK);
  }

  @Test
  void aDepartureLongBeforeItsDayIsRefusedUnlessItIsMeantAndCanBeTakenBack() {
    confirmed(19, 24, 0);
    Decision refused = kizuna.tell(Role.WARD, SHINJUKU, act(Act.DEPART, "r1-1", null));

    assertThat(refused.reasons())
        .containsExactly(Reason.day(RejectionCode.UNUSUAL_DAY, "r1-1", day(18), day(24), day(0)));
    assertThat(refused.next())
        .contains(
            new NextAct(ReportKind.DISPATCH_CANCELLED, Role.WARD, SHINJUKU),
            new NextAct(ReportKind.DISPATCH_CANCELLED, Role.DESK, WAJIMA),
            new NextAct(ReportKind.REPORT_RETRACTED, Role.WARD, SHINJUKU));
    var before = kizuna.dispatch("r1-1");
    kizuna.accept(Role.WARD, SHINJUKU, meant(Act.DEPART, null, null));
    assertThat(state()).isEqualTo(DispatchState.DEPARTED);
    assertThat(kizuna.refuse(Role.DESK, WAJIMA, new Fact.ReportRetracted(named("r1-1"), null)))
        .isEqualTo(
            new Reason.NotYours(
                ID,
                List.of(new Reason.Office(Role.WARD, SHINJUKU)),
                new Reason.Office(Role.DESK, WAJIMA)));
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.ReportRetracted(named("r1-1"), Act.DEPART));
    assertThat(kizuna.dispatch("r1-1"))
        .usingRecursiveComparison()
        .ignoringFields("changedSequence", "changedAt")
        .isEqualTo(before);
  }

  @Test
  void whoStandsAtTheDoorIsReportedAndTheDepartureIsImplied() {
    confirmed(5, 10, 0);
    kizuna.at(morningOf(day(5)));
    kizuna.accept(Role.DESK, WAJIMA, act(Act.ARRIVE, "r1-1", null));

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "departedAt", "arrivedAt", "implied")
        .containsExactly(DispatchState.ON_SITE, null, kizuna.now(), Set.of(Report.DEPARTURE));
    // It comes late.
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.DEPART, "r1-1", null));
    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "departedAt", "implied")
        .containsExactly(DispatchState.ON_SITE, kizuna.now(), Set.of());
    kizuna.at(morningOf(day(11)));
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.RETURN, "r1-1", null));
    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "endedAt", "implied")
        .containsExactly(DispatchState.RETURNED, null, Set.of(Report.RELEASE));
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.CLOSED);
  }

  @Test
  void whoTravelledTheDayBeforeIsReleasedOnThatDay() {
    confirmed(5, 10, 1);
    kizuna.at(morningOf(day(4)));
    kizuna.acted(Act.DEPART, "r1-1");
    kizuna.acted(Act.ARRIVE, "r1-1");
    kizuna.accept(Role.DESK, WAJIMA, act(Act.RELEASE, "r1-1", day(4)));

    assertThat(kizuna.dispatch("r1-1").covers()).isEmpty();
    assertThat(kizuna.network.requestOf("r1").neededPersonDays()).isZero();
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.RETURN, "r1-1", null));
    assertThat(kizuna.free("o1", 5)).isEqualTo(2);
  }

  @Test
  void whatAnExtensionCallsOffIsNobodysRefusal() {
    AgreementTerms terms = new AgreementTerms();
    terms.longestTourDays = 10;
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 2, 1, 19);
    kizuna.requested("r1", 2, 1, 15);
    kizuna.at(morningOf(day(1)));
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.acted(Act.ARRIVE, "r1-1");
    kizuna.accept(Role.DESK, WAJIMA, new Fact.ExtensionRequested(named("r1-1"), day(10)));
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.ExtensionAnswered(named("r1-1"), true));

    assertThat(kizuna.open("r1")).isZero();
    assertThat(kizuna.dispatches("r1"))
        .containsExactly(SHINJUKU + " 2 1-10", SHINJUKU + " 2 11-15");
  }

  @Test
  void anExtensionDoesNotCoverDaysThatAreOver() {
    confirmed(1, 3, 0);
    kizuna.at(morningOf(day(2)));
    kizuna.acted(Act.ARRIVE, "r1-1");
    kizuna.at(morningOf(day(6)));

    assertThat(
            kizuna
                .refuse(Role.DESK, WAJIMA, new Fact.ExtensionRequested(named("r1-1"), day(8)))
                .code())
        .isEqualTo(RejectionCode.PERIOD_PAST);
  }
}
