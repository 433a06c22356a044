package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static kizuna.streams.matching.NetworkAtWork.need;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was reported wrongly of a request is corrected (要請の訂正), and days that are over stay. */
class RequestsCorrectedTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private Decision corrected(Fact.Correction correction) {
    return kizuna.accept(
        Role.DESK,
        WAJIMA,
        new Fact.AidRequestAmended("r1", null, null, null, null, null, correction));
  }

  private static Fact.Correction place(@Nullable String place, @Nullable String damage) {
    return new Fact.Correction(place, null, damage, null, null);
  }

  private static Fact.Correction work(TaskType task, @Nullable Set<Qualification> held) {
    return new Fact.Correction(null, null, null, task, held);
  }

  private Request r1() {
    return kizuna.network.requestOf("r1").request();
  }

  /** cases/README.md: place-typed-wrong. */
  @Test
  void placeRouteAndDamageAreCorrectedAndNothingPromisedChanges() {
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    Instant turn = r1().askedAt();
    Decision decision = corrected(place("文化会館", "停電"));

    assertThat(r1())
        .extracting(Request::place, Request::damage, Request::route, Request::askedAt)
        .containsExactly("文化会館", "停電", "のと里山海道", turn);
    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(kizuna.dispatch("r1-2").state()).isEqualTo(DispatchState.PROPOSED);
    assertThat(decision.explanations()).isEmpty();
  }

  @Test
  void whoDeclinedIsNotAskedAgainForAnotherPlaceButForOtherWork() {
    OfferTerms both = new OfferTerms();
    both.taskTypes = Set.of(TaskType.SHELTER_OPERATION, TaskType.RELIEF_GOODS);
    kizuna.offered(both);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.acted(Act.DECLINE, "r1-1");

    corrected(place("文化会館", null));
    assertThat(kizuna.dispatches("r1")).isEmpty();
    corrected(work(TaskType.RELIEF_GOODS, null));
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
  }

  @Test
  void forOtherWorkWhatIsOnlyProposedIsMatchedAnewAndWhatIsConfirmedStays() {
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.offered("o2", SUMIDA, 3, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.accept(
        Role.COORDINATOR, NetworkAtWork.ID, NetworkAtWork.act(Act.CONFIRM, shinjukus(), null));
    OfferTerms goods = new OfferTerms();
    goods.id = "o3";
    goods.lender = NetworkAtWork.SUGINAMI;
    goods.headCount = 3;
    goods.taskTypes = Set.of(TaskType.RELIEF_GOODS);
    kizuna.offered(goods);
    Instant turn = r1().askedAt();
    corrected(work(TaskType.RELIEF_GOODS, null));

    assertThat(kizuna.dispatches("r1"))
        .containsExactlyInAnyOrder(SHINJUKU + " 2 1-8", NetworkAtWork.SUGINAMI + " 3 1-8");
    assertThat(r1().askedAt()).isEqualTo(turn);
    assertThat(kizuna.dispatch(shinjukus()).taskType()).isEqualTo(TaskType.SHELTER_OPERATION);
  }

  private String shinjukus() {
    return kizuna.network.requestOf("r1").dispatchIds().stream()
        .filter(id -> kizuna.dispatch(id).lender().equals(SHINJUKU))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void otherQualificationsAreMatchedAnew() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    corrected(work(TaskType.SHELTER_OPERATION, Set.of(Qualification.ARCHITECT)));
    assertThat(kizuna.dispatches("r1")).isEmpty();
    corrected(work(TaskType.SHELTER_OPERATION, Set.of()));
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
  }

  // A request that was cancelled by mistake.

  @Test
  void aCancelledRequestComesBackWithItsTurn() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    Instant turn = r1().askedAt();
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.OTHER));
    kizuna.at(morningOf(day(3)));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 5, null, null, null, null));

    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.MATCHED);
    assertThat(r1().askedAt()).isEqualTo(turn);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 3-8");
    assertThat(r1().needs()).as("nobody was needed meanwhile").containsExactly(need(5, 3, 8));
  }

  // Days that are over (cases/README.md: a request whose days are partly over).

  @Test
  void aRequestOfWhichSomeDaysAreOverNeedsPeopleFromTodayOn() {
    kizuna.at(morningOf(day(3)));
    kizuna.requested("r1", 5, 1, 8);

    assertThat(kizuna.open("r1")).isEqualTo(5 * 6);
    assertThat(r1().needs()).containsExactly(need(5, 3, 8));
    RequestTerms over = new RequestTerms();
    over.id = "r2";
    over.needs = List.of(need(5, 1, 2));
    assertThat(kizuna.refuse(Role.DESK, WAJIMA, new Fact.AidRequested(over.request())).code())
        .isEqualTo(RejectionCode.PERIOD_PAST);
  }

  @Test
  void noAmendmentNeedsAnybodyOnADayThatIsOver() {
    kizuna.at(morningOf(day(1)));
    kizuna.requested("r1", 2, 2, 8);
    kizuna.at(morningOf(day(4)));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 9, null, day(1), null, null));

    assertThat(r1().needs()).containsExactly(need(2, 2, 3), need(9, 4, 8));
    kizuna.accept(
        Role.DESK,
        WAJIMA,
        new Fact.AidRequestAmended("r1", null, List.of(need(7, 1, 5)), null, null, null));
    assertThat(r1().needs()).containsExactly(need(2, 2, 3), need(7, 4, 5));
  }

  // The same people offered twice (cases/README.md: same-people-offered-twice).

  @Test
  void twoOffersOfTheSamePeopleAreBothTakenAndTold() {
    kizuna.offered("o1", SHINJUKU, 10, 1, 8);
    assertThat(kizuna.offered("o2", SHINJUKU, 10, 3, 8).notices())
        .containsExactly(new Notice(Notice.Code.OFFER_ALIKE, "o2", SHINJUKU, day(3), 10, "o1"));
    assertThat(kizuna.offered("o3", SHINJUKU, 4, 1, 8).notices()).isEmpty();
    assertThat(kizuna.offered("o4", SUMIDA, 10, 1, 8).notices()).isEmpty();
    assertThat(kizuna.offered("o5", SHINJUKU, 10, 9, 12).notices()).isEmpty();
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn("o1", RefusalReason.OTHER));
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn("o2", RefusalReason.OTHER));
    assertThat(kizuna.offered("o6", SHINJUKU, 10, 1, 8).notices()).isEmpty();
  }

  private void offeredTwiceAndAsked(int headCount) {
    kizuna.offered("o1", SHINJUKU, headCount, 1, 8);
    kizuna.offered("o2", SHINJUKU, headCount, 1, 8);
    kizuna.requested("r1", headCount, 1, 8);
  }

  private void withdrawn(String offer) {
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn(offer, RefusalReason.OTHER));
  }

  @Test
  void withdrawingEitherOfTwoLikeOffersLeavesThePromiseAsItIs() {
    offeredTwiceAndAsked(10);
    kizuna.acted(Act.CONFIRM, "r1-1");
    String used = kizuna.dispatch("r1-1").offerId();
    String other = used.equals("o1") ? "o2" : "o1";
    withdrawn(used);

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("offerId", "state", "headCount")
        .containsExactly(other, DispatchState.CONFIRMED, 10);
    assertThat(kizuna.network.requestOf("r1").dispatchIds()).containsExactly("r1-1");
    assertThat(kizuna.network.offerOf(used).state(day(0))).isEqualTo(OfferState.WITHDRAWN);
    assertThat(kizuna.network.offerOf(used).dispatchIds()).isEmpty();
    assertThat(kizuna.network.offerOf(other).state(day(0))).isEqualTo(OfferState.COMMITTED);
    assertThat(kizuna.free(other, 3)).isZero();
    // The promise can still be kept, taken back, and ended.
    kizuna.at(morningOf(day(1)));
    kizuna.acted(Act.ARRIVE, "r1-1");
    kizuna.at(morningOf(day(9)));
    kizuna.acted(Act.RETURN, "r1-1");
    assertThat(kizuna.network.offerOf(other).dispatchIds()).containsExactly("r1-1");
  }

  @Test
  void whatIsOnlyProposedStaysToo() {
    offeredTwiceAndAsked(10);
    String used = kizuna.dispatch("r1-1").offerId();
    withdrawn(used);

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.PROPOSED);
    assertThat(kizuna.dispatch("r1-1").offerId()).isNotEqualTo(used);
  }

  @Test
  void whoIsOnSiteIsOfTheOtherOfferAndNotPromisedOnceMore() {
    offeredTwiceAndAsked(10);
    kizuna.at(morningOf(day(1)));
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.acted(Act.ARRIVE, "r1-1");
    withdrawn(kizuna.dispatch("r1-1").offerId());
    kizuna.requested("r2", 10, 1, 8);

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.ON_SITE);
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @Test
  void aPromiseGoesBeforeWhatIsOnlyProposedOfTheOther() {
    offeredTwiceAndAsked(10);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.requested("r2", 10, 1, 8);
    kizuna.offered("o3", SUMIDA, 10, 1, 8);
    withdrawn(kizuna.dispatch("r1-1").offerId());

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(kizuna.dispatch("r2-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
    assertThat(kizuna.dispatches("r2")).containsExactly(SUMIDA + " 10 1-8");
  }

  @Test
  void whereBothArePromisedTheOneThatIsWithdrawnIsCalledOff() {
    offeredTwiceAndAsked(10);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.requested("r2", 10, 1, 8);
    kizuna.acted(Act.CONFIRM, "r2-1");
    withdrawn(kizuna.dispatch("r1-1").offerId());

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.CANCELLED);
    assertThat(kizuna.dispatch("r2-1").state()).isEqualTo(DispatchState.CONFIRMED);
  }

  @Test
  void anOfferOfOtherDaysOrPeopleTakesNothingOver() {
    kizuna.offered("o1", SHINJUKU, 10, 1, 8);
    kizuna.requested("r1", 10, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.offered("o2", SHINJUKU, 10, 3, 8);
    kizuna.offered("o3", SHINJUKU, 9, 1, 8);
    withdrawn("o1");

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "offerId")
        .containsExactly(DispatchState.CANCELLED, "o1");
  }
}
