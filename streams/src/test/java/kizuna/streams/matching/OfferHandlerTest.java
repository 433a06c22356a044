package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Staff offers (職員派遣の申出): made for a request or for any, turned away, withdrawn. */
class OfferHandlerTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private Fact answer(String id, String request, int headCount) {
    OfferTerms terms = new OfferTerms();
    terms.id = id;
    terms.headCount = headCount;
    terms.answersRequestId = request;
    return new Fact.StaffOffered(terms.offer());
  }

  @Test
  void anOfferServesTheRequestThatItAnswersThoughAnotherWasFirst() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.accept(Role.WARD, SHINJUKU, answer("o1", "r2", 3));

    assertThat(kizuna.dispatches("r1")).isEmpty();
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 3 1-8");
  }

  @Test
  void whoeverIsLeftOfAnAnswerGoesToTheOthers() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.accept(Role.WARD, SHINJUKU, answer("o1", "r2", 5));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 3 1-8");
  }

  @Test
  void anOfferNobodyAskedForServesWhoeverWasFirst() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 3 1-8");
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @Test
  void anAnswerToARequestThatEndedIsAnOfferLikeAnother() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r2", RefusalReason.NEED_ENDED));
    kizuna.accept(Role.WARD, SHINJUKU, answer("o1", "r2", 3));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 3 1-8");
  }

  @Test
  void anAnswerToARequestThatIsNotThereIsRefused() {
    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, answer("o1", "r9", 3)))
        .isEqualTo(Reason.unknown(RejectionCode.UNKNOWN_REQUEST, "o1", "r9"));
  }

  @Test
  void anAnswerThatIsTurnedAwayGivesItsProposalsToOthers() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.accept(Role.WARD, SHINJUKU, answer("o1", "r1", 3));
    kizuna.offered("o2", SUMIDA, 3, 1, 8);
    kizuna.accept(
        Role.DESK, WAJIMA, new Fact.OfferRejected("o1", RefusalReason.RECEPTION_NOT_READY));

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.RECEPTION_NOT_READY);
    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 3 1-8");
    assertThat(kizuna.network.offerOf("o1").state(day(1))).isEqualTo(OfferState.REJECTED);
    kizuna.requested("r2", 3, 1, 8);
    assertThat(kizuna.dispatches("r2")).as("nobody of it is free any more").isEmpty();
  }

  @Test
  void whoHasPromisedPeopleIsNotTurnedAway() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.accept(Role.WARD, SHINJUKU, answer("o1", "r1", 3));
    kizuna.acted(Act.CONFIRM, "r1-1");

    assertThat(
            kizuna.refuse(
                Role.DESK, WAJIMA, new Fact.OfferRejected("o1", RefusalReason.RECEPTION_NOT_READY)))
        .isEqualTo(
            Reason.state(
                RejectionCode.OFFER_PROMISED, "o1", OfferState.COMMITTED, OfferState.Act.REJECT));
  }

  private DispatchState state(String dispatch) {
    return kizuna.dispatch(dispatch).state();
  }

  private OfferState offerState(String id) {
    return kizuna.network.offerOf(id).state(kizuna.network.today());
  }

  private Decision withdraw(String offer) {
    return kizuna.accept(
        Role.WARD,
        kizuna.network.offerOf(offer).offer().lender(),
        new Fact.OfferWithdrawn(offer, RefusalReason.OWN_DISASTER));
  }

  @Test
  void aWithdrawalCallsOffWhoHasNotDepartedAndLeavesThoseWhoHave() {
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.requested("r2", 2, 1, 8);
    kizuna.requested("r3", 2, 1, 8);
    kizuna.acted(Act.CONFIRM, "r2-1");
    kizuna.acted(Act.CONFIRM, "r3-1");
    kizuna.acted(Act.DEPART, "r3-1");
    withdraw("o1");

    assertThat(state("r1-1")).isEqualTo(DispatchState.CANCELLED);
    assertThat(state("r2-1")).isEqualTo(DispatchState.CANCELLED);
    assertThat(state("r3-1")).isEqualTo(DispatchState.DEPARTED);
    assertThat(kizuna.dispatch("r1-1").reason()).isEqualTo(RefusalReason.OWN_DISASTER);
    assertThat(offerState("o1")).isEqualTo(OfferState.WITHDRAWN);
    assertThat(kizuna.open("r1") + kizuna.open("r2") + kizuna.open("r3")).isEqualTo(32);
    assertThat(
            kizuna.refuse(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn("o1", RefusalReason.OTHER)))
        .isEqualTo(
            Reason.state(
                RejectionCode.OFFER_OVER, "o1", OfferState.WITHDRAWN, OfferState.Act.WITHDRAW));
  }

  @Test
  void whoDoesNotLendYetIsToldThatTheCoordinatorLetsItJoin() {
    OfferTerms terms = new OfferTerms();
    terms.id = "o9";
    terms.lender = WAJIMA;
    Decision refused = kizuna.tell(Role.WARD, WAJIMA, new Fact.StaffOffered(terms.offer()));

    assertThat(refused.reasons())
        .containsExactly(Reason.unknown(RejectionCode.UNKNOWN_LENDER, "o9", WAJIMA));
    assertThat(refused.next())
        .containsExactly(new NextAct(ReportKind.LENDER_JOINED, Role.COORDINATOR, NetworkAtWork.ID));
  }

  @Test
  void whoLeftIsNotToldToOfferAgain() {
    kizuna.requested("r1", 5, 1, 8);
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.accept(Role.COORDINATOR, NetworkAtWork.ID, new Fact.LenderLeft(SHINJUKU));

    NextAct joins = new NextAct(ReportKind.LENDER_JOINED, Role.COORDINATOR, NetworkAtWork.ID);
    assertThat(
            kizuna
                .tell(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn("o1", RefusalReason.OTHER))
                .next())
        .containsExactly(joins);
    assertThat(
            kizuna
                .tell(
                    Role.COORDINATOR,
                    NetworkAtWork.ID,
                    new Fact.DispatchActed(
                        Act.CONFIRM, NetworkAtWork.named("r1-1"), null, null, false))
                .next())
        .containsExactly(joins);
  }
}
