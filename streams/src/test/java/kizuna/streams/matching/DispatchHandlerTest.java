package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.act;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Dispatches (派遣) from the first promise to the last return. */
class DispatchHandlerTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private OfferState offerState(String id) {
    return kizuna.network.offerOf(id).state(kizuna.network.today());
  }

  private DispatchState state(String dispatch) {
    return kizuna.dispatch(dispatch).state();
  }

  private int free(String offer, LocalDate day) {
    return kizuna.network.offerOf(offer).freeOn(day.toEpochDay());
  }

  /** How people bring a dispatch into a state. */
  static final Map<DispatchState, List<Act>> WAYS =
      Map.ofEntries(
          Map.entry(DispatchState.PROPOSED, List.of()),
          Map.entry(DispatchState.DECLINED, List.of(Act.DECLINE)),
          Map.entry(DispatchState.CANCELLED, List.of(Act.CANCEL)),
          Map.entry(DispatchState.CONFIRMED, List.of(Act.CONFIRM)),
          Map.entry(DispatchState.DEPARTED, List.of(Act.CONFIRM, Act.DEPART)),
          Map.entry(DispatchState.ON_SITE, List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE)),
          Map.entry(
              DispatchState.HANDING_OVER,
              List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE, Act.HAND_OVER)),
          Map.entry(
              DispatchState.RELEASED, List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE, Act.RELEASE)),
          Map.entry(DispatchState.RECALLED, List.of(Act.CONFIRM, Act.DEPART, Act.RECALL)),
          Map.entry(
              DispatchState.RETURNED, List.of(Act.CONFIRM, Act.DEPART, Act.RECALL, Act.RETURN)));

  @Test
  void aDispatchLivesFromProposalToReturnAndEachStepIsDated() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    List<Instant> times = new ArrayList<>();
    List<DispatchState> states = new ArrayList<>();
    List<RequestState> requestStates = new ArrayList<>();
    List<OfferState> offerStates = new ArrayList<>();
    for (Act act :
        List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE, Act.HAND_OVER, Act.RELEASE, Act.RETURN)) {
      kizuna.at(act == Act.RELEASE ? morningOf(day(8)) : kizuna.now().plusSeconds(60));
      times.add(kizuna.now());
      kizuna.acted(act, "r1-1");
      states.add(state("r1-1"));
      requestStates.add(kizuna.requestState("r1"));
      offerStates.add(offerState("o1"));
    }

    assertThat(states)
        .containsExactly(
            DispatchState.CONFIRMED,
            DispatchState.DEPARTED,
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER,
            DispatchState.RELEASED,
            DispatchState.RETURNED);
    assertThat(requestStates)
        .containsExactly(
            RequestState.MATCHED,
            RequestState.MATCHED,
            RequestState.FULFILLED,
            RequestState.FULFILLED,
            RequestState.FULFILLED,
            RequestState.CLOSED);
    assertThat(offerStates)
        .containsExactly(
            OfferState.COMMITTED,
            OfferState.COMMITTED,
            OfferState.COMMITTED,
            OfferState.COMMITTED,
            OfferState.COMMITTED,
            OfferState.CONSUMED);
    assertThat(kizuna.dispatch("r1-1"))
        .extracting("confirmedAt", "departedAt", "arrivedAt", "endedAt", "returnedAt")
        .containsExactly(times.get(0), times.get(1), times.get(2), times.get(4), times.get(5));
  }

  private void onSite() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.acted(Act.DEPART, "r1-1");
    kizuna.acted(Act.ARRIVE, "r1-1");
  }

  @Test
  void aRecallOpensTheNeedFromTheDayAfterAndItsPeopleAreFreeOnlyOnceTheyAreHome() {
    onSite();
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.acted(Act.RECALL, "r1-1", day(3));

    assertThat(state("r1-1")).isEqualTo(DispatchState.RECALLED);
    assertThat(kizuna.dispatch("r1-2"))
        .extracting("lender", "headCount", "firstDay", "lastDay")
        .containsExactly(SUMIDA, 5, day(4), day(8));
    assertThat(free("o1", day(4))).isZero();
    kizuna.at(morningOf(day(3)));
    kizuna.acted(Act.RETURN, "r1-1");
    assertThat(free("o1", day(3))).isZero();
    assertThat(free("o1", day(4))).isEqualTo(5);
    assertThat(kizuna.network.personDays(SHINJUKU)).isEqualTo(5 * 3);
  }

  @Test
  void aReleaseEndsTheNeedOfTheDaysThatWereLeft() {
    onSite();
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.acted(Act.RELEASE, "r1-1", day(6));

    assertThat(kizuna.open("r1")).isZero();
    assertThat(kizuna.network.requestOf("r1").neededPersonDays()).isEqualTo(5 * 6);
    assertThat(kizuna.network.dispatch("r1-2")).isNull();
    kizuna.at(morningOf(day(6)));
    kizuna.acted(Act.RETURN, "r1-1");
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.CLOSED);
    kizuna.requested("r2", 5, 7, 8);
    assertThat(kizuna.network.dispatch("r2-1")).isNotNull();
  }

  static Stream<Arguments> lastDays() {
    return Stream.of(
        Arguments.of(Act.RELEASE, day(-2), false),
        // They travelled, and are released before they worked a day.
        Arguments.of(Act.RELEASE, day(0), true),
        Arguments.of(Act.RELEASE, day(1), true),
        Arguments.of(Act.RELEASE, day(8), true),
        Arguments.of(Act.RELEASE, day(9), false),
        Arguments.of(Act.RECALL, day(-2), false),
        Arguments.of(Act.RECALL, day(0), true),
        Arguments.of(Act.RECALL, day(8), true),
        Arguments.of(Act.RECALL, day(9), false));
  }

  @ParameterizedTest
  @MethodSource("lastDays")
  void theLastDayLiesInTheTour(Act act, LocalDate lastDay, boolean legal) {
    onSite();

    if (legal) {
      kizuna.acted(act, "r1-1", lastDay);
      assertThat(kizuna.dispatch("r1-1").lastDay()).isEqualTo(lastDay);
    } else {
      assertThat(kizuna.refuse(Role.COORDINATOR, ID, act(act, "r1-1", lastDay)))
          .isEqualTo(Reason.day(RejectionCode.PERIOD_INVALID, "r1-1", day(-1), day(8), lastDay));
    }
  }

  @Test
  void nobodyReportsALapse() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);

    assertThat(kizuna.refuse(Role.COORDINATOR, ID, act(Act.LAPSE, "r1-1", null)))
        .isEqualTo(new Reason.NotYours(ID, List.of(), new Reason.Office(Role.COORDINATOR, ID)));
  }

  @Test
  void thePeopleOfALenderForARequestAreItsEarliestWaveForWhichTheActIsLegal() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 30);
    kizuna.requested("r1", 5, 1, 16);
    Fact confirm =
        new Fact.DispatchActed(
            Act.CONFIRM, new Fact.DispatchName(null, "r1", SHINJUKU), null, null, false);
    kizuna.accept(Role.WARD, SHINJUKU, confirm);
    assertThat(state("r1-1")).isEqualTo(DispatchState.CONFIRMED);
    assertThat(state("r1-2")).isEqualTo(DispatchState.PROPOSED);
    kizuna.accept(Role.WARD, SHINJUKU, confirm);
    assertThat(state("r1-2")).isEqualTo(DispatchState.CONFIRMED);
    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, confirm).code())
        .isEqualTo(RejectionCode.ILLEGAL_TRANSITION);
    assertThat(
            kizuna.refuse(
                Role.WARD,
                SUMIDA,
                new Fact.DispatchActed(
                    Act.CONFIRM, new Fact.DispatchName(null, "r1", SUMIDA), null, null, false)))
        .isEqualTo(
            new Reason.Unknown(
                RejectionCode.UNKNOWN_DISPATCH, "r1", List.of("r1", "131075"), null));
  }

  @Test
  void aDeclineFreesTheOfferForOthersAndTheSameIsNotAskedAgainUntilTheRequestIsAmended() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    Decision decision = kizuna.acted(Act.DECLINE, "r1-1");

    LenderVerdict shinjuku = decision.explanations().get(0).verdicts().get(0);
    assertThat(shinjuku.lender()).isEqualTo(SHINJUKU);
    assertThat(shinjuku.findings()).containsExactly(new Finding.RefusedBefore("o1"));
    assertThat(kizuna.dispatch("r1-1").reason()).isEqualTo(RefusalReason.NO_STAFF_LEFT);
    assertThat(kizuna.open("r1")).isEqualTo(40);
    kizuna.requested("r2", 5, 1, 8);
    assertThat(kizuna.dispatch("r2-1").offerId()).isEqualTo("o1");
    kizuna.acted(Act.DECLINE, "r2-1");

    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 4, null, null, null, null));
    assertThat(kizuna.dispatch("r1-2").headCount()).isEqualTo(4);
  }
}
