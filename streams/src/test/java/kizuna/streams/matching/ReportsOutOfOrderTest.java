package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.act;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.disaster;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static kizuna.streams.matching.NetworkAtWork.named;
import static kizuna.streams.matching.NetworkAtWork.need;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.Test;

/** Reports that come in another order, at another time or twice: what each leads to. */
class ReportsOutOfOrderTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  /** Two of Shinjuku for Wajima from day 5 to day 10, a day on the road each way. */
  private void confirmed() {
    AgreementTerms terms = new AgreementTerms();
    terms.travelDays = 1;
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 2, 1, 30);
    kizuna.requested("r1", 2, 5, 10);
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null));
  }

  private void onSite() {
    confirmed();
    kizuna.at(morningOf(day(4)));
    kizuna.acted(Act.DEPART, "r1-1");
    kizuna.at(morningOf(day(5)));
    kizuna.acted(Act.ARRIVE, "r1-1");
  }

  private void ward(Act act, LocalDate lastDay) {
    kizuna.accept(
        Role.WARD,
        SHINJUKU,
        new Fact.DispatchActed(act, named("r1-1"), lastDay, RefusalReason.OWN_DISASTER, false));
  }

  private DispatchState state() {
    return kizuna.dispatch("r1-1").state();
  }

  @Test
  void recalledOnTheFirstDay() {
    onSite();
    ward(Act.RECALL, day(5));
    kizuna.at(morningOf(day(6)));
    kizuna.acted(Act.RETURN, "r1-1");

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 5-5");
    assertThat(kizuna.open("r1")).isEqualTo(2 * 5);
    assertThat(kizuna.free("o1", 7)).isEqualTo(2);
  }

  @Test
  void recalledAfterTheLastDay() {
    onSite();
    kizuna.at(morningOf(day(13)));
    assertThat(
            kizuna
                .refuse(
                    Role.WARD,
                    SHINJUKU,
                    new Fact.DispatchActed(
                        Act.RECALL, named("r1-1"), day(13), RefusalReason.OTHER, false))
                .code())
        .isEqualTo(RejectionCode.PERIOD_INVALID);
    ward(Act.RECALL, day(10));
    kizuna.acted(Act.RETURN, "r1-1");

    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.CLOSED);
    assertThat(kizuna.network.unmetPersonDays()).isZero();
    // Whoever worked all of their days refused nothing.
    assertThat(kizuna.dispatch("r1-1").covers())
        .hasValueSatisfying(p -> assertThat(p.days()).isEqualTo(6));
  }

  @Test
  void releasedOnTheTravelDayBack() {
    onSite();
    kizuna.at(morningOf(day(11)));
    kizuna.accept(Role.DESK, WAJIMA, act(Act.RELEASE, "r1-1", day(10)));
    kizuna.acted(Act.RETURN, "r1-1");

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "lastDay", "implied")
        .containsExactly(DispatchState.RETURNED, day(10), Set.of());
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.CLOSED);
  }

  @Test
  void arrivalReportedByBothSides() {
    onSite();
    Decision second = kizuna.tell(Role.DESK, WAJIMA, act(Act.ARRIVE, "r1-1", null));

    assertThat(second.reasons())
        .containsExactly(
            Reason.state(
                RejectionCode.ILLEGAL_TRANSITION, "r1-1", DispatchState.ON_SITE, Act.ARRIVE));
    assertThat(second.next())
        .contains(
            new NextAct(ReportKind.STAFF_RELEASED, Role.DESK, WAJIMA),
            new NextAct(ReportKind.REPORT_RETRACTED, Role.COORDINATOR, ID));
  }

  @Test
  void homeBeforeTheyLeft() {
    confirmed();
    kizuna.at(morningOf(day(4)));
    kizuna.acted(Act.RETURN, "r1-1");

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "implied")
        .containsExactly(
            DispatchState.RETURNED,
            Set.of(DispatchState.Report.DEPARTURE, DispatchState.Report.RELEASE));
    assertThat(kizuna.dispatch("r1-1").covers()).isEmpty();
    assertThat(kizuna.open("r1")).isEqualTo(2 * 6);
    assertThat(kizuna.free("o1", 6)).isEqualTo(2);
  }

  @Test
  void homeSinceFridayReportedOnMonday() {
    onSite();
    kizuna.at(morningOf(day(9)));
    Report late =
        new Report(
            ID,
            kizuna.now(),
            morningOf(day(7)),
            Role.WARD,
            SHINJUKU,
            true,
            true,
            act(Act.RETURN, "r1-1", null));
    Decision decision = Decider.decide(kizuna.network, late, 99);
    decision.changes().forEach(kizuna.network::apply);

    assertThat(kizuna.dispatches("r1").get(0)).isEqualTo(SHINJUKU + " 2 5-6");
    assertThat(kizuna.network.unmetPersonDays()).isEqualTo(2 * 2);
  }

  @Test
  void nobodyIsHomeBeforeTheDayOnWhichTheyArrived() {
    onSite();
    kizuna.at(morningOf(day(9)));
    Report wrong =
        new Report(
            ID,
            kizuna.now(),
            morningOf(day(1)),
            Role.WARD,
            SHINJUKU,
            true,
            true,
            act(Act.RETURN, "r1-1", null));
    Decider.decide(kizuna.network, wrong, 99).changes().forEach(kizuna.network::apply);

    assertThat(kizuna.dispatch("r1-1").lastDay()).isEqualTo(day(4));
  }

  @Test
  void aConfirmationIsNotDeclinedButCalledOff() {
    confirmed();
    Decision refused = kizuna.tell(Role.WARD, SHINJUKU, act(Act.DECLINE, "r1-1", null));

    assertThat(refused.reasons())
        .extracting(Reason::code)
        .containsExactly(RejectionCode.ILLEGAL_TRANSITION);
    assertThat(refused.next())
        .contains(new NextAct(ReportKind.DISPATCH_CANCELLED, Role.WARD, SHINJUKU));
    kizuna.accept(Role.WARD, SHINJUKU, act(Act.CANCEL, "r1-1", null));
    assertThat(kizuna.open("r1")).isEqualTo(2 * 6);
  }

  @Test
  void theAgreementEndedBetweenProposalAndConfirmation() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 2, 1, 30);
    kizuna.requested("r1", 2, 5, 10);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementEnded("a1", day(4)));

    assertThat(state()).isEqualTo(DispatchState.CANCELLED);
    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, act(Act.CONFIRM, "r1-1", null)).code())
        .isEqualTo(RejectionCode.AGREEMENT_NOT_IN_FORCE);
  }

  @Test
  void whatIsPromisedStaysWhenTheAgreementEnds() {
    confirmed();
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementEnded("a1", day(4)));
    kizuna.at(morningOf(day(5)));
    kizuna.acted(Act.ARRIVE, "r1-1");

    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.FULFILLED);
  }

  @Test
  void mergedTwiceInARow() {
    kizuna.requested("r1", 2, 1, 4);
    kizuna.requested("r2", 3, 1, 4);
    kizuna.requested("r3", 1, 1, 6);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestMerged("r1", "r2"));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestMerged("r2", "r3"));

    assertThat(kizuna.network.requestOf("r3").request().needs())
        .containsExactly(need(3, 1, 4), need(1, 5, 6));
    // The one that stands is named, and not one that was merged as well.
    assertThat(kizuna.refuse(Role.DESK, WAJIMA, new Fact.AidRequestDocumented("r1", "1")))
        .isEqualTo(new Reason.GoesOnAs(RejectionCode.REQUEST_MERGED, "r1", "r3"));
    assertThat(kizuna.refuse(Role.DESK, WAJIMA, new Fact.AidRequestMerged("r3", "r1")).code())
        .isEqualTo(RejectionCode.REQUEST_MERGED);
  }

  @Test
  void whatIsPartlyOnSiteIsMergedIntoAndNotMerged() {
    onSite();
    kizuna.requested("r2", 4, 5, 10);
    Decision refused = kizuna.tell(Role.DESK, WAJIMA, new Fact.AidRequestMerged("r1", "r2"));

    assertThat(refused.reasons()).containsExactly(new Reason.ConfirmedElsewhere("r1", "r2", 2));
    assertThat(refused.next())
        .contains(new NextAct(ReportKind.AID_REQUEST_MERGED, Role.DESK, WAJIMA));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestMerged("r2", "r1"));
    assertThat(state()).isEqualTo(DispatchState.ON_SITE);
    assertThat(kizuna.open("r1")).isEqualTo(2 * 6);
  }

  private static Fact corrected(Fact.Correction correction) {
    return new Fact.AidRequestAmended("r1", null, null, null, null, null, correction);
  }

  @Test
  void aPlaceIsCorrectedWhileStaffIsOnSite() {
    onSite();
    var before = kizuna.dispatch("r1-1");
    kizuna.accept(
        Role.DESK, WAJIMA, corrected(new Fact.Correction("輪島市役所", null, null, null, null)));

    assertThat(kizuna.network.requestOf("r1").request().place()).isEqualTo("輪島市役所");
    assertThat(kizuna.dispatch("r1-1")).isEqualTo(before);
  }

  @Test
  void aCorrectionDoesNotBringBackWhatWasCancelled() {
    confirmed();
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));
    kizuna.accept(
        Role.DESK,
        WAJIMA,
        corrected(new Fact.Correction("輪島市役所", null, null, TaskType.RELIEF_GOODS, null)));

    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.CANCELLED);
    assertThat(kizuna.dispatches("r1")).isEmpty();
    // Who is needed after all is asked for.
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 2, null, null, null, null));
    assertThat(kizuna.requestState("r1")).isNotEqualTo(RequestState.CANCELLED);
  }

  @Test
  void joinedTwiceAndInACircle() {
    kizuna.declared("b", HazardType.TSUNAMI, WAJIMA);
    kizuna.declared("c", HazardType.STORM_FLOOD, WAJIMA);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.DisastersJoined(NOTO, "b"));
    for (Fact again :
        Set.of(new Fact.DisastersJoined(NOTO, "b"), new Fact.DisastersJoined("b", NOTO))) {
      assertThat(kizuna.refuse(Role.COORDINATOR, ID, again).code())
          .isEqualTo(RejectionCode.DISASTER_ALREADY_JOINED);
    }
    kizuna.accept(Role.COORDINATOR, ID, new Fact.DisastersJoined("b", "c"));
    kizuna.requested("r1", 2, 1, 4);

    assertThat(kizuna.network.requestOf("r1").request().disasterId()).isEqualTo("c");
    assertThat(kizuna.network.register().disasterId(NOTO)).isEqualTo("c");
    // What one adds to the one that was joined is added to the one that stands.
    kizuna.accept(
        Role.COORDINATOR,
        ID,
        new Fact.DisasterDeclared(disaster("b", HazardType.TSUNAMI, SUMIDA), true, false));
    assertThat(kizuna.network.register().isStruck(SUMIDA)).isTrue();
  }

  @Test
  void anOverrideOfARequestThatEnded() {
    confirmed();
    kizuna.overridden(
        new OverrideDecision("v1", OverrideDecision.Kind.FORBID, "r1", SUMIDA, null, null));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));

    assertThat(
            kizuna
                .refuse(
                    Role.COORDINATOR,
                    ID,
                    new Fact.OverrideMade(
                        new OverrideDecision(
                            "v2", OverrideDecision.Kind.PIN, "r1", SHINJUKU, null, null)))
                .code())
        .isEqualTo(RejectionCode.REQUEST_OVER);
    kizuna.revoked("v1");
    assertThat(kizuna.dispatches("r1")).isEmpty();
  }
}
