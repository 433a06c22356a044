package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.Change;
import kizuna.streams.state.CounterpartRole;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Offer;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a disaster goes on: joined with another (災害の統合), ended (災害の終了), reopened. */
class DisasterEndHandlerTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void anotherOfTheSame() {
    kizuna.signed(new AgreementTerms());
    declaredAnew("d2", SUZU);
  }

  private void declaredAnew(String id, String struck) {
    Disaster same =
        new Disaster(
            id,
            "能登の地震",
            HazardType.EARTHQUAKE,
            Set.of(struck),
            Instant.parse("2024-01-01T07:11:00Z"));
    kizuna.accept(Role.DESK, struck, new Fact.DisasterDeclared(same, true, false));
  }

  private static Fact join(String disaster, String into) {
    return new Fact.DisastersJoined(disaster, into);
  }

  private void requestedOfSuzu(String id) {
    RequestTerms terms = new RequestTerms();
    terms.id = id;
    terms.receiver = SUZU;
    terms.disasterId = "d2";
    kizuna.requested(terms);
  }

  private void offeredFor(String id, String lender, String disaster) {
    OfferTerms terms = new OfferTerms();
    terms.id = id;
    terms.lender = lender;
    terms.disasterId = disaster;
    kizuna.offered(terms);
  }

  /** cases/README.md: one-disaster-declared-twice. */
  @Test
  void whatWasOfferedForTheOneServesTheOtherAndRequestsKeepTheirTurn() {
    requestedOfSuzu("r1");
    Instant turn = kizuna.network.requestOf("r1").request().askedAt();
    offeredFor("o1", SHINJUKU, NOTO);
    assertThat(kizuna.dispatches("r1")).isEmpty();
    kizuna.at(kizuna.now().plusSeconds(60));
    kizuna.accept(Role.COORDINATOR, ID, join("d2", NOTO));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.network.requestOf("r1").request())
        .extracting("disasterId", "askedAt")
        .containsExactly(NOTO, turn);
    assertThat(kizuna.network.register().disaster("d2"))
        .isEqualTo(kizuna.network.register().disaster(NOTO))
        .extracting(Disaster::id, Disaster::struck)
        .containsExactly(NOTO, Set.of(WAJIMA, SUZU));
  }

  @Test
  void aJoiningThatWouldRewriteTooMuchIsRefusedAndTheOtherWayRoundIsTaken() {
    offeredFor("o0", SHINJUKU, "d2");
    Offer one = kizuna.network.offerOf("o0").offer();
    for (int i = 1; i <= DisasterEndHandler.MAX_MOVED; i++) {
      kizuna.network.apply(
          new Change.OfferPut(
              new Offer(
                  "o" + i,
                  one.lender(),
                  "d2",
                  one.taskTypes(),
                  one.qualifications(),
                  one.headCount(),
                  one.period(),
                  null,
                  Offer.End.NONE)));
    }

    Reason no = kizuna.refuse(Role.COORDINATOR, ID, join("d2", NOTO));

    assertThat(no).isEqualTo(new Reason.TooMuchToJoin("d2", 10_000, 10_001));
    kizuna.accept(Role.COORDINATOR, ID, join(NOTO, "d2"));
  }

  @Test
  void offersRequestsAndDispatchesOfTheOneThatEndsMove() {
    offeredFor("o1", SHINJUKU, "d2");
    requestedOfSuzu("r1");
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.accept(Role.COORDINATOR, ID, join("d2", NOTO));

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("disasterId", "state")
        .containsExactly(NOTO, DispatchState.CONFIRMED);
    assertThat(kizuna.network.offerOf("o1").offer().disasterId()).isEqualTo(NOTO);
    assertThat(kizuna.network.isCounterpart(SHINJUKU, SUZU, NOTO)).isTrue();
    assertThat(kizuna.network.isCounterpart(SHINJUKU, SUZU, "d2")).isFalse();
  }

  @Test
  void theIdOfTheOneThatEndedMeansTheOther() {
    kizuna.accept(Role.COORDINATOR, ID, join("d2", NOTO));
    requestedOfSuzu("r1");
    offeredFor("o1", SHINJUKU, "d2");
    kizuna.accept(
        Role.DESK, SUZU, new Fact.CounterpartAppointed("d2", SUZU, SUMIDA, CounterpartRole.LEAD));
    kizuna.declared("d2", HazardType.TSUNAMI, SUZU);

    assertThat(kizuna.network.requestOf("r1").request().disasterId()).isEqualTo(NOTO);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.network.register().counterpart(NOTO, SUZU, SUMIDA))
        .isEqualTo(Optional.of(CounterpartRole.LEAD));
    assertThat(kizuna.network.register().disaster(NOTO))
        .as("by its former id it is not named anew")
        .extracting(Disaster::name, Disaster::hazard)
        .containsExactly(NOTO, HazardType.EARTHQUAKE);
  }

  @Test
  void counterpartsCarryOverAndWhatTheOtherHasStays() {
    for (String[] c : new String[][] {{"d2", SHINJUKU}, {"d2", SUMIDA}}) {
      kizuna.accept(
          Role.DESK, SUZU, new Fact.CounterpartAppointed(c[0], SUZU, c[1], CounterpartRole.LEAD));
    }
    kizuna.accept(
        Role.DESK,
        SUZU,
        new Fact.CounterpartAppointed(NOTO, SUZU, SUMIDA, CounterpartRole.SUPPORT));
    kizuna.accept(Role.COORDINATOR, ID, join("d2", NOTO));

    assertThat(kizuna.network.register().counterpart(NOTO, SUZU, SHINJUKU))
        .isEqualTo(Optional.of(CounterpartRole.LEAD));
    assertThat(kizuna.network.register().counterpart(NOTO, SUZU, SUMIDA))
        .isEqualTo(Optional.of(CounterpartRole.SUPPORT));
  }

  @Test
  void aJoinedOneMayBeJoinedAgainAndEveryFormerIdGoesAlong() {
    declaredAnew("d3", WAJIMA);
    kizuna.accept(Role.COORDINATOR, ID, join("d2", "d3"));
    kizuna.accept(Role.COORDINATOR, ID, join("d3", NOTO));

    assertThat(kizuna.network.register().disasterId("d2")).isEqualTo(NOTO);
    assertThat(kizuna.network.register().disasterId("d3")).isEqualTo(NOTO);
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, join("d2", "d3")).code())
        .isEqualTo(RejectionCode.DISASTER_ALREADY_JOINED);
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, join(NOTO, "d2")).code())
        .isEqualTo(RejectionCode.DISASTER_ALREADY_JOINED);
  }

  @Test
  void onlyTheCoordinatorJoinsAndOnlyWhatThereIs() {
    assertThat(kizuna.refuse(Role.DESK, SUZU, join("d2", NOTO)).code())
        .isEqualTo(RejectionCode.NOT_YOURS);
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, join("d2", "nankai")))
        .isEqualTo(Reason.unknown(RejectionCode.UNKNOWN_DISASTER, "d2", "nankai"));
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, join("nankai", NOTO)).code())
        .isEqualTo(RejectionCode.UNKNOWN_DISASTER);
  }

  @Test
  void whoDeclinedIsNotAskedAgainBecauseOfIt() {
    offeredFor("o1", SHINJUKU, "d2");
    requestedOfSuzu("r1");
    kizuna.acted(Act.DECLINE, "r1-1");
    kizuna.accept(Role.COORDINATOR, ID, join("d2", NOTO));

    assertThat(kizuna.dispatches("r1")).isEmpty();
  }

  private static Fact end(boolean confirmed) {
    return new Fact.DisasterEnded(NOTO, confirmed, NetworkAtWork.DAY1);
  }

  private boolean hasEnded() {
    return Objects.requireNonNull(kizuna.network.register().disaster(NOTO)).ended();
  }

  private void oneConfirmedOneProposed() {
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.requested("r2", 2, 1, 8);
    kizuna.acted(DispatchState.Act.CONFIRM, "r1-1");
    kizuna.acted(DispatchState.Act.DEPART, "r1-1");
  }

  @Test
  void anEndThatPeopleWaitForIsAskedBackWithHowManyTheyAre() {
    oneConfirmedOneProposed();

    assertThat(kizuna.refuse(Role.COORDINATOR, ID, end(false)))
        .isEqualTo(new Reason.DisasterGoesOn(NOTO, 2, 4));
    assertThat(hasEnded()).isFalse();
  }

  @Test
  void aConfirmedEndCancelsWhatIsOpenAndLeavesWhoIsAway() {
    oneConfirmedOneProposed();
    kizuna.accept(Role.COORDINATOR, ID, end(true));

    assertThat(hasEnded()).isTrue();
    assertThat(kizuna.requestState("r2")).isEqualTo(RequestState.CANCELLED);
    assertThat(kizuna.dispatch("r2-1").state()).isEqualTo(DispatchState.CANCELLED);
    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.DEPARTED);
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, end(true)).code())
        .isEqualTo(RejectionCode.DISASTER_OVER);
  }

  @Test
  void anEndThatNobodyWaitsForNeedsNoConfirmation() {
    kizuna.accept(Role.COORDINATOR, ID, end(false));

    assertThat(hasEnded()).isTrue();
  }

  @Test
  void aReopenedDisasterHasItsOffersAgain() {
    offeredFor("o1", SHINJUKU, NOTO);
    kizuna.accept(Role.COORDINATOR, ID, end(true));
    assertThat(kizuna.network.offerOf("o1").offer().ended()).isTrue();

    kizuna.accept(Role.COORDINATOR, ID, new Fact.DisasterReopened(NOTO));

    assertThat(hasEnded()).isFalse();
    assertThat(kizuna.network.offerOf("o1").offer().ended()).isFalse();
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, new Fact.DisasterReopened(NOTO)).code())
        .isEqualTo(RejectionCode.DISASTER_NOT_OVER);
  }
}
