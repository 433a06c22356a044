package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.Test;

/** Asked to stay longer, and given other work, on site (派遣期間の延長, 業務の変更). */
class ExtensionHandlerTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private void onSite(AgreementTerms agreement, int offeredUntil, int askedUntil) {
    kizuna.signed(agreement);
    kizuna.offered("o1", SHINJUKU, 5, 1, offeredUntil);
    kizuna.requested("r1", 5, 1, askedUntil);
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
  }

  private static Fact ask(int lastDay) {
    return new Fact.ExtensionRequested(named("r1-1"), day(lastDay));
  }

  private static Fact answer(boolean granted) {
    return new Fact.ExtensionAnswered(named("r1-1"), granted);
  }

  private void asked(int lastDay) {
    kizuna.accept(Role.DESK, WAJIMA, ask(lastDay));
  }

  private Decision granted() {
    return kizuna.accept(Role.WARD, SHINJUKU, answer(true));
  }

  private Reason refusedToGrant() {
    return kizuna.refuse(Role.WARD, SHINJUKU, answer(true));
  }

  @Test
  void whoIsAskedToStayStaysWhereTheyAreUntilTheLenderAnswers() {
    onSite(new AgreementTerms(), 12, 8);
    asked(10);

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "lastDay", "extensionAskedTo")
        .containsExactly(DispatchState.ON_SITE, day(8), day(10));
    assertThat(kizuna.free("o1", 9)).isEqualTo(5);
  }

  @Test
  void beyondTheRequestsPeriodTheNeedOfThoseDaysIsTheirs() {
    onSite(new AgreementTerms(), 12, 8);
    asked(10);
    granted();

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "lastDay", "plannedLastDay", "extensionAskedTo")
        .containsExactly(DispatchState.ON_SITE, day(10), day(10), null);
    assertThat(kizuna.network.requestOf("r1").request().period().last()).isEqualTo(day(10));
    assertThat(kizuna.byDay("r1")).containsExactlyElementsOf(Collections.nCopies(10, "5+0/0"));
    assertThat(kizuna.free("o1", 10)).isZero();
    assertThat(kizuna.free("o1", 11)).isEqualTo(5);
    assertThat(kizuna.network.personDays(SHINJUKU)).isEqualTo(50);
  }

  @Test
  void aLenderThatSaysNoSendsThemHomeAsPlanned() {
    onSite(new AgreementTerms(), 12, 8);
    asked(10);
    kizuna.accept(Role.WARD, SHINJUKU, answer(false));

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "lastDay", "extensionAskedTo")
        .containsExactly(DispatchState.ON_SITE, day(8), null);
    assertThat(refusedToGrant().code()).isEqualTo(RejectionCode.EXTENSION_NOT_ASKED);
  }

  @Test
  void theNextWaveThatIsOnlyProposedGivesWayAndTheDaysBehindAreFilledAgain() {
    onSite(new AgreementTerms(), 30, 16);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8", SHINJUKU + " 5 9-16");
    asked(10);
    granted();

    assertThat(kizuna.dispatch("r1-2"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
    // Kizuna called it off: nobody refused, so the same offer serves the days behind.
    assertThat(kizuna.dispatches("r1"))
        .containsExactly(SHINJUKU + " 5 1-10", SHINJUKU + " 5 11-16");
  }

  @Test
  void whatStayingOpensIsFilledInTheSameDecision() {
    onSite(new AgreementTerms(), 30, 16);
    kizuna.offered("o2", SUMIDA, 5, 1, 30);
    asked(10);
    Decision decision = granted();

    assertThat(kizuna.open("r1")).isZero();
    assertThat(kizuna.dispatches("r1"))
        .containsExactly(SHINJUKU + " 5 1-10", SHINJUKU + " 5 11-16");
    assertThat(decision.explanations()).extracting(e -> e.request().id()).containsExactly("r1");
  }

  @Test
  void aNextWaveThatIsConfirmedDoesNotGiveWay() {
    onSite(new AgreementTerms(), 30, 16);
    kizuna.acted(Act.CONFIRM, "r1-2");
    asked(10);

    assertThat(refusedToGrant()).isEqualTo(new Reason.CapacityTaken("r1-1", 5, 0, day(9)));
  }

  @Test
  void whatIsOnlyProposedElsewhereGivesWayAndIsServedByOthers() {
    onSite(new AgreementTerms(), 12, 8);
    kizuna.requested("r2", 5, 9, 12);
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 5 9-12");
    kizuna.offered("o2", SUMIDA, 5, 9, 12);
    asked(10);
    granted();

    assertThat(kizuna.dispatch("r2-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
    assertThat(kizuna.dispatches("r2"))
        .as("two days of it are not worth two journeys where others can stay")
        .containsExactly(SUMIDA + " 5 9-12");
  }

  @Test
  void whoIsPromisedElsewhereForCertainDoesNotStay() {
    onSite(new AgreementTerms(), 12, 8);
    kizuna.requested("r2", 5, 9, 12);
    kizuna.acted(Act.CONFIRM, "r2-1");
    asked(10);

    assertThat(refusedToGrant()).isEqualTo(new Reason.StaffTaken("r1-1", 5, 0, day(9), "o1"));
  }

  @Test
  void theyDoNotStayBeyondTheOffer() {
    onSite(new AgreementTerms(), 9, 8);
    asked(10);

    assertThat(refusedToGrant())
        .isEqualTo(new Reason.OfferEnds("r1-1", 5, day(10), "o1", new Period(day(1), day(9))));
  }

  @Test
  void theyDoNotStayUnderAnOfferThatWasWithdrawn() {
    onSite(new AgreementTerms(), 12, 8);
    asked(10);
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn("o1", RefusalReason.OTHER));

    assertThat(refusedToGrant())
        .isEqualTo(
            new Reason.Unknown(
                RejectionCode.UNKNOWN_OFFER, "r1-1", List.of("o1"), OfferState.WITHDRAWN));
  }

  @Test
  void nobodyStaysLongerForARequestThatWasCancelled() {
    onSite(new AgreementTerms(), 12, 8);
    asked(10);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));

    assertThat(refusedToGrant().code()).isEqualTo(RejectionCode.REQUEST_OVER);
    kizuna.accept(Role.WARD, SHINJUKU, answer(false));
    Decision refused = kizuna.tell(Role.DESK, WAJIMA, ask(10));
    assertThat(refused.reasons())
        .extracting(Reason::code)
        .containsExactly(RejectionCode.REQUEST_OVER);
    assertThat(refused.next())
        .contains(new NextAct(ReportKind.AID_REQUEST_AMENDED, Role.DESK, WAJIMA));

    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 5, null, null, null, null));
    asked(10);
    granted();
    assertThat(kizuna.dispatch("r1-1").lastDay()).isEqualTo(day(10));
  }

  @Test
  void nobodyStaysLongerInADisasterThatEnded() {
    onSite(new AgreementTerms(), 12, 8);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.DisasterEnded(NOTO, true, day(1)));

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, ask(10)).code())
        .isEqualTo(RejectionCode.DISASTER_OVER);
    assertThat(kizuna.dispatch("r1-1").extensionAskedTo()).isNull();
  }

  @Test
  void aTourIsNoLongerThanTheAgreementAllowsWithItsJourneys() {
    AgreementTerms terms = new AgreementTerms();
    terms.longestTourDays = 9;
    terms.travelDays = 1;
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 5, 0, 20);
    kizuna.requested("r1", 5, 1, 20);
    assertThat(kizuna.dispatches("r1").get(0)).isEqualTo(SHINJUKU + " 5 1-6");
    kizuna.acted(Act.CONFIRM, "r1-1");

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, ask(8)))
        .isEqualTo(new Reason.TourTooLong(RejectionCode.TOUR_TOO_LONG, "r1-1", "a1", 9, 10));
    asked(7);
  }

  @Test
  void theyDoNotStayBeyondTheAgreement() {
    AgreementTerms terms = new AgreementTerms();
    terms.validTo = day(9);
    onSite(terms, 12, 8);

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, ask(10)))
        .isEqualTo(
            new Reason.NotInForce(
                "r1-1", "a1", java.time.LocalDate.of(2020, 1, 1), day(9), day(10)));
    asked(9);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementEnded("a1", day(8)));
    assertThat(refusedToGrant().code()).isEqualTo(RejectionCode.AGREEMENT_NOT_IN_FORCE);
  }

  @Test
  void theyDoNotStayBeyondTheHeadCountOfTheAgreement() {
    AgreementTerms terms = new AgreementTerms();
    terms.headCountLimit = 5;
    onSite(terms, 13, 8);
    kizuna.offered("o2", SHINJUKU, 4, 9, 12);
    kizuna.requested("r2", 4, 9, 12);
    assertThat(kizuna.dispatch("r2-1").offerId()).isEqualTo("o2");
    kizuna.acted(Act.CONFIRM, "r2-1");
    asked(10);

    assertThat(refusedToGrant()).isEqualTo(new Reason.LimitTaken("r1-1", 5, 1, day(9), 5));
  }

  @Test
  void theyDoNotStayBeyondWhatTheLenderCanBear() {
    onSite(new AgreementTerms(), 12, 8);
    kizuna.offered("o2", SHINJUKU, 4, 9, 12);
    RequestTerms other = new RequestTerms();
    other.id = "r2";
    other.receiver = SUZU;
    other.headCount = 9;
    other.firstDay = day(9);
    other.lastDay = day(12);
    kizuna.requested(other);
    assertThat(kizuna.dispatches("r2"))
        .containsExactlyInAnyOrder(SHINJUKU + " 5 9-12", SHINJUKU + " 4 9-12");
    String four =
        kizuna.network.requestOf("r2").dispatchIds().stream()
            .filter(id -> kizuna.dispatch(id).headCount() == 4)
            .findFirst()
            .orElseThrow();
    kizuna.acted(Act.CONFIRM, four);
    kizuna.limitsSet(SHINJUKU, new LenderLimits(8, Map.of(), 0));
    asked(10);

    assertThat(refusedToGrant()).isEqualTo(new Reason.LimitTaken("r1-1", 5, 4, day(9), 8));
  }

  @Test
  void longerIsLongerThanPlanned() {
    onSite(new AgreementTerms(), 12, 8);

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, ask(8)))
        .isEqualTo(Reason.day(RejectionCode.PERIOD_INVALID, "r1-1", day(9), null, day(8)));
  }

  @Test
  void thePeopleOfALenderThatWereAskedAreThoseItAnswersFor() {
    onSite(new AgreementTerms(), 30, 16);
    kizuna.acted(Act.CONFIRM, "r1-2");
    kizuna.accept(Role.DESK, WAJIMA, new Fact.ExtensionRequested(named("r1-2"), day(18)));
    kizuna.accept(
        Role.WARD,
        SHINJUKU,
        new Fact.ExtensionAnswered(new Fact.DispatchName(null, "r1", SHINJUKU), true));

    assertThat(kizuna.dispatch("r1-2").lastDay()).isEqualTo(day(18));
    assertThat(kizuna.dispatch("r1-1").lastDay()).isEqualTo(day(8));
  }

  // Other work.

  private static Fact retask(TaskType task) {
    return new Fact.StaffRetasked(named("r1-1"), task);
  }

  private static AgreementTerms sheltersAndGoods() {
    AgreementTerms terms = new AgreementTerms();
    terms.taskTypes = Set.of(TaskType.SHELTER_OPERATION, TaskType.RELIEF_GOODS);
    return terms;
  }

  @Test
  void theReceiverGivesThemOtherWorkThatTheAgreementCovers() {
    onSite(sheltersAndGoods(), 8, 8);
    kizuna.accept(Role.DESK, WAJIMA, retask(TaskType.RELIEF_GOODS));

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "taskType")
        .containsExactly(DispatchState.ON_SITE, TaskType.RELIEF_GOODS);
    assertThat(kizuna.byDay("r1")).containsExactlyElementsOf(Collections.nCopies(8, "5+0/0"));
  }

  @Test
  void workThatTheAgreementDoesNotCoverIsRefused() {
    onSite(sheltersAndGoods(), 8, 8);

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, retask(TaskType.SEWER)))
        .isEqualTo(
            new Reason.TaskOutside(
                "r1-1",
                "a1",
                java.util.Set.of(TaskType.RELIEF_GOODS, TaskType.SHELTER_OPERATION),
                TaskType.SEWER));
  }

  @Test
  void aCoordinatorMayWaiveThat() {
    onSite(sheltersAndGoods(), 8, 8);
    kizuna.overridden(
        new OverrideDecision(
            "v1",
            OverrideDecision.Kind.WAIVE,
            "r1",
            SHINJUKU,
            null,
            EligibilityRule.AGREEMENT_COVERS_TASK.name()));
    kizuna.accept(Role.DESK, WAJIMA, retask(TaskType.SEWER));

    assertThat(kizuna.dispatch("r1-1").taskType()).isEqualTo(TaskType.SEWER);
  }

  @Test
  void otherWorkCountsInTheLimitOfThatWork() {
    onSite(new AgreementTerms(), 8, 8);
    OfferTerms water = new OfferTerms();
    water.id = "o2";
    water.taskTypes = Set.of(TaskType.WATER_SUPPLY);
    kizuna.offered(water);
    kizuna.limitsSet(SHINJUKU, new LenderLimits(null, Map.of(TaskType.WATER_SUPPLY, 6), 0));
    kizuna.accept(Role.DESK, WAJIMA, retask(TaskType.WATER_SUPPLY));
    RequestTerms asked = new RequestTerms();
    asked.id = "r2";
    asked.taskType = TaskType.WATER_SUPPLY;
    kizuna.requested(asked);

    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 1 1-8");
  }
}
