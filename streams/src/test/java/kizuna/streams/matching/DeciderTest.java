package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.DAY1;
import static kizuna.streams.matching.NetworkAtWork.HOLD_MINUTES;
import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.LIFE_SAFETY_HOLD_MINUTES;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.act;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.state.CounterpartRole;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.Lifecycle;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests, offers and dispatches as they live, one decision at a time. */
class DeciderTest {

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

  // Filling.

  @Test
  void aRequestIsFilledInPartsByAsManyWardsAsItTakes() {
    kizuna.requested("r1", 9, 1, 8);
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.OPEN);
    kizuna.offered("o1", SHINJUKU, 4, 1, 8);
    assertThat(kizuna.open("r1")).isEqualTo(5 * 8);
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.PARTIALLY_MATCHED);
    kizuna.offered("o2", SUMIDA, 3, 1, 4);
    assertThat(kizuna.open("r1")).isEqualTo(2 * 4 + 5 * 4);
    kizuna.offered("o3", SUGINAMI, 9, 1, 8);

    assertThat(kizuna.network.requestOf("r1").dispatchIds())
        .extracting(
            id -> kizuna.dispatch(id).lender(),
            id -> kizuna.dispatch(id).headCount(),
            id -> kizuna.dispatch(id).firstDay(),
            id -> kizuna.dispatch(id).lastDay())
        .containsExactly(
            tuple(SHINJUKU, 4, day(1), day(8)),
            tuple(SUMIDA, 3, day(1), day(4)),
            tuple(SUGINAMI, 2, day(1), day(8)),
            tuple(SUGINAMI, 3, day(5), day(8)));
    assertThat(kizuna.open("r1")).isZero();
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.MATCHED);
    assertThat(free("o3", day(1))).isEqualTo(7);
    assertThat(free("o3", day(8))).isEqualTo(4);
  }

  @Test
  void theMoreUrgentRequestIsServedFirstThoughItCameLater() {
    kizuna.requested("r1", 5, 1, 8);
    RequestTerms urgent = new RequestTerms();
    urgent.id = "r2";
    urgent.priority = Priority.LIFE_SAFETY;
    kizuna.requested(urgent);
    kizuna.offered("o1", SHINJUKU, 6, 1, 8);

    assertThat(kizuna.open("r2")).isZero();
    assertThat(kizuna.open("r1")).isEqualTo(4 * 8);
  }

  // Holds.

  static Stream<Arguments> holds() {
    return Stream.of(
        Arguments.of(Priority.NORMAL, HOLD_MINUTES),
        Arguments.of(Priority.URGENT, HOLD_MINUTES),
        Arguments.of(Priority.LIFE_SAFETY, LIFE_SAFETY_HOLD_MINUTES));
  }

  @ParameterizedTest
  @MethodSource("holds")
  void aHoldLapsesAtItsTimeAndNotAMillisecondBefore(Priority priority, int minutes) {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    RequestTerms terms = new RequestTerms();
    terms.priority = priority;
    kizuna.requested(terms);
    Instant end = kizuna.now().plus(Duration.ofMinutes(minutes));
    assertThat(kizuna.dispatch("r1-1").holdUntil()).isEqualTo(end);

    kizuna.timePassed(end.minusMillis(1));
    assertThat(state("r1-1")).isEqualTo(DispatchState.PROPOSED);
    assertThat(offerState("o1")).isEqualTo(OfferState.HELD);

    kizuna.timePassed(end);
    assertThat(state("r1-1")).isEqualTo(DispatchState.LAPSED);
    assertThat(offerState("o1")).isEqualTo(OfferState.AVAILABLE);
    assertThat(kizuna.open("r1")).isEqualTo(40);
    assertThat(kizuna.network.dispatch("r1-2")).as("not asked again").isNull();
  }

  @Test
  void aHoldHasLapsedAMillisecondAfterToo() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(HOLD_MINUTES)).plusMillis(1));

    assertThat(state("r1-1")).isEqualTo(DispatchState.LAPSED);
  }

  @Test
  void whatIsConfirmedDoesNotLapse() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(HOLD_MINUTES)));

    assertThat(state("r1-1")).isEqualTo(DispatchState.CONFIRMED);
  }

  @Test
  void whatLapsedIsOfferedToTheNextWardInTheSameDecision() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(HOLD_MINUTES)));

    assertThat(state("r1-1")).isEqualTo(DispatchState.LAPSED);
    assertThat(kizuna.dispatch("r1-2").lender()).isEqualTo(SUMIDA);
    assertThat(kizuna.dispatch("r1-2").wave()).isEqualTo(1);
  }

  // Declines, withdrawals, cancellations.

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

    amend(new Fact.AidRequestAmended("r1", 4, null, null, null, null));
    assertThat(kizuna.dispatch("r1-2").headCount()).isEqualTo(4);
  }

  private Decision amend(Fact.AidRequestAmended fact) {
    return kizuna.accept(Role.DESK, WAJIMA, fact);
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
  void aCancelledRequestGivesItsStaffToTheNextAtOnce() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.requested("r2", 5, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));

    assertThat(state("r1-1")).isEqualTo(DispatchState.CANCELLED);
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.CANCELLED);
    assertThat(kizuna.dispatch("r2-1").offerId()).isEqualTo("o1");
    assertThat(
            kizuna.refuse(
                Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.OTHER)))
        .isEqualTo(
            Reason.state(
                RejectionCode.REQUEST_OVER, "r1", RequestState.CANCELLED, RequestState.Act.CANCEL));
  }

  // Amendments.

  @Test
  void aSmallerNeedGivesUpProposalsNewestFirstAndKeepsWhatIsConfirmed() {
    kizuna.requested("r1", 5, 1, 8);
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
    kizuna.offered("o3", SUGINAMI, 1, 1, 8);
    String first = "r1-1";
    kizuna.acted(Act.CONFIRM, first);
    amend(new Fact.AidRequestAmended("r1", 4, null, null, null, null));
    assertThat(state("r1-3")).isEqualTo(DispatchState.CANCELLED);
    assertThat(state("r1-2")).isEqualTo(DispatchState.PROPOSED);

    amend(new Fact.AidRequestAmended("r1", 2, null, null, null, null));
    assertThat(state("r1-2")).isEqualTo(DispatchState.CANCELLED);
    assertThat(state(first)).isEqualTo(DispatchState.CONFIRMED);
    assertThat(kizuna.open("r1")).isZero();

    assertThat(
            kizuna.refuse(
                Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 1, null, null, null, null)))
        .isEqualTo(new Reason.BelowCommitted("r1", 2, 1, day(1)));
    assertThat(
            kizuna.refuse(
                Role.DESK,
                WAJIMA,
                new Fact.AidRequestAmended("r1", null, null, null, day(7), null)))
        .isEqualTo(new Reason.BelowCommitted("r1", 2, 0, day(8)));
  }

  @Test
  void aLongerNeedIsFilledByTheNextTour() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 30);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    amend(new Fact.AidRequestAmended("r1", null, null, null, day(10), null));

    assertThat(kizuna.dispatch("r1-2"))
        .extracting("wave", "firstDay", "lastDay", "state")
        .containsExactly(2, day(9), day(10), DispatchState.PROPOSED);
  }

  @Test
  void anAmendedPeriodMustBeOneThatCanBe() {
    kizuna.requested("r1", 5, 1, 8);

    assertThat(
            kizuna.refuse(
                Role.DESK,
                WAJIMA,
                new Fact.AidRequestAmended("r1", null, null, null, day(0), null)))
        .isEqualTo(
            Reason.day(
                RejectionCode.PERIOD_INVALID, "r1", day(1), LocalDate.of(2025, 1, 2), day(0)));
    LocalDate longest = DAY1.plusDays(366);
    amend(new Fact.AidRequestAmended("r1", null, null, null, longest, null));
    assertThat(
            kizuna
                .refuse(
                    Role.DESK,
                    WAJIMA,
                    new Fact.AidRequestAmended("r1", null, null, null, longest.plusDays(1), null))
                .code())
        .isEqualTo(RejectionCode.PERIOD_INVALID);
    kizuna.at(NetworkAtWork.morningOf(day(5)));
    assertThat(
            kizuna.refuse(
                Role.DESK,
                WAJIMA,
                new Fact.AidRequestAmended("r1", null, null, null, day(4), null)))
        .isEqualTo(Reason.day(RejectionCode.PERIOD_PAST, "r1", day(5), null, day(4)));
  }

  // A dispatch from the first promise to the last return.

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

  // Illegal steps.

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

  // Who may do what.

  private record Reporter(Role role, String body) {}

  private static final Reporter LENDER = new Reporter(Role.WARD, SHINJUKU);
  private static final Reporter RECEIVER = new Reporter(Role.DESK, WAJIMA);
  private static final Reporter COORDINATOR = new Reporter(Role.COORDINATOR, ID);
  private static final Reporter SYSTEM = new Reporter(Role.SYSTEM, "kizuna");

  private static final List<Reporter> EVERYBODY =
      List.of(
          LENDER,
          RECEIVER,
          COORDINATOR,
          SYSTEM,
          new Reporter(Role.WARD, SUMIDA),
          new Reporter(Role.WARD, WAJIMA),
          new Reporter(Role.DESK, SUZU),
          new Reporter(Role.DESK, SHINJUKU),
          new Reporter(Role.COORDINATOR, "osaka"));

  /** The fact that reports an act on the first dispatch. */
  private static Fact fact(Act act) {
    Fact.DispatchName first = NetworkAtWork.named("r1-1");
    return switch (act) {
      case ASK_EXTENSION -> new Fact.ExtensionRequested(first, day(10));
      case ANSWER_EXTENSION -> new Fact.ExtensionAnswered(first, false);
      case RETASK -> new Fact.StaffRetasked(first, TaskType.RELIEF_GOODS);
      default -> act(act, "r1-1", null);
    };
  }

  private void only(Fact fact, Set<Reporter> allowed) {
    for (Reporter by : EVERYBODY) {
      Decision decision =
          Decider.decide(
              kizuna.network, new Report(ID, kizuna.now(), by.role(), by.body(), true, fact), 99);
      if (allowed.contains(by)) {
        assertThat(decision.reasons()).as("%s by %s", fact, by).isEmpty();
        assertThat(decision.outcome()).isEqualTo(Outcome.ACCEPTED);
      } else {
        assertThat(decision.outcome()).as("%s by %s", fact, by).isEqualTo(Outcome.REJECTED);
        assertThat(decision.changes()).isEmpty();
        assertThat(decision.reasons())
            .singleElement()
            .isInstanceOfSatisfying(
                Reason.NotYours.class,
                no -> assertThat(no.reporter()).isEqualTo(new Reason.Office(by.role(), by.body())));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Act.class, names = "LAPSE", mode = EnumSource.Mode.EXCLUDE)
  void eachActOnADispatchIsThatOfItsSide(Act act) {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    DispatchState from = Lifecycle.legalIn(DispatchState.class, act).get(0);
    WAYS.getOrDefault(from, List.of()).forEach(a -> kizuna.acted(a, "r1-1"));
    if (act == Act.ANSWER_EXTENSION) {
      kizuna.accept(
          Role.DESK, WAJIMA, new Fact.ExtensionRequested(NetworkAtWork.named("r1-1"), day(9)));
    }

    only(
        fact(act),
        switch (act) {
          case CONFIRM, DECLINE, DEPART, RECALL, RETURN, ANSWER_EXTENSION ->
              Set.of(LENDER, COORDINATOR);
          case RELEASE, RETASK, ASK_EXTENSION -> Set.of(RECEIVER, COORDINATOR);
          default -> Set.of(LENDER, RECEIVER, COORDINATOR);
        });
  }

  @Test
  void requestsAreTheReceiversAndOffersTheLenders() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.requested("r3", 5, 1, 8);
    RequestTerms request = new RequestTerms();
    request.id = "r2";
    OfferTerms offer = new OfferTerms();
    offer.id = "o2";

    Set<Reporter> receiver = Set.of(RECEIVER, COORDINATOR);
    // Kizuna itself asks for what another network passed on.
    Set<Reporter> asks = Set.of(RECEIVER, COORDINATOR, SYSTEM);
    only(new Fact.AidRequested(request.request()), asks);
    only(new Fact.AidRequestDocumented("r1", "第1号"), receiver);
    only(new Fact.AidRequestAmended("r1", 6, null, null, null, null), asks);
    only(new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED), asks);
    only(new Fact.AidRequestMerged("r3", "r1"), asks);
    Set<Reporter> lender = Set.of(LENDER, COORDINATOR);
    // Kizuna itself offers whom an agreement sends first.
    only(new Fact.StaffOffered(offer.offer()), Set.of(LENDER, COORDINATOR, SYSTEM));
    only(new Fact.OfferWithdrawn("o1", RefusalReason.OTHER), lender);
    only(new Fact.LenderLimitsSet(SHINJUKU, LenderLimits.NONE), lender);
    only(
        new Fact.DutyDeskPublished(WAJIMA),
        Set.of(RECEIVER, new Reporter(Role.WARD, WAJIMA), COORDINATOR));
    only(new Fact.DutyDeskPublished(ID), Set.of(COORDINATOR));
  }

  @Test
  void theRegisterIsKeptByTheCoordinatorAndKizunaItselfAndOnlyKizunaTellsTheTime() {
    AgreementTerms next = new AgreementTerms();
    next.version = 2;
    Set<Reporter> keepers = Set.of(COORDINATOR, SYSTEM);

    only(new Fact.MunicipalitiesListed(List.of()), keepers);
    only(new Fact.AssociationListed("shichokai", Set.of(WAJIMA)), keepers);
    only(new Fact.AgreementSigned(next.signed()), keepers);
    only(new Fact.AgreementEnded("a1", day(20)), keepers);
    only(new Fact.TimePassed(kizuna.now()), Set.of(SYSTEM));
    only(
        new Fact.PlanConfirmed("a1", SHINJUKU, day(30)),
        Set.of(LENDER, new Reporter(Role.DESK, SHINJUKU), COORDINATOR, SYSTEM));
    only(
        new Fact.DisasterDeclared(NetworkAtWork.disaster("d2", HazardType.STORM_FLOOD, WAJIMA)),
        Set.of(RECEIVER, new Reporter(Role.WARD, WAJIMA), COORDINATOR, SYSTEM));
    only(new Fact.AgreementSuspended("a1"), keepers);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementSuspended("a1"));
    only(new Fact.AgreementResumed("a1"), keepers);
  }

  @Test
  void coordinatorsOverrideAndTheReceiverAppointsItsCounterpartsToo() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    OfferTerms answer = new OfferTerms();
    answer.id = "o2";
    answer.answersRequestId = "r1";
    kizuna.offered(answer);
    OverrideDecision pin =
        new OverrideDecision("v2", OverrideDecision.Kind.PIN, "r1", SUMIDA, null, null);
    Set<Reporter> coordinator = Set.of(COORDINATOR);
    Set<Reporter> receiver = Set.of(RECEIVER, COORDINATOR);

    only(new Fact.OverrideMade(pin), coordinator);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.OverrideMade(pin));
    only(new Fact.OverrideRevoked("v2"), coordinator);
    only(new Fact.CounterpartAppointed(NOTO, WAJIMA, SUMIDA, CounterpartRole.LEAD), receiver);
    kizuna.accept(
        Role.COORDINATOR,
        ID,
        new Fact.CounterpartAppointed(NOTO, WAJIMA, SUMIDA, CounterpartRole.LEAD));
    only(new Fact.CounterpartRelieved(NOTO, WAJIMA, SUMIDA, null), receiver);
    only(new Fact.OfferRejected("o2", RefusalReason.RECEPTION_NOT_READY), receiver);
    only(new Fact.OfferRejected("o1", RefusalReason.COORDINATION), coordinator);
  }

  // What cannot be, and why.

  @Test
  void everythingThatIsWrongWithARequestIsSaidAtOnce() {
    kizuna.requested("r1", 5, 1, 8);
    RequestTerms terms = new RequestTerms();
    terms.disasterId = "nankai";
    terms.receiver = "999999";
    terms.firstDay = day(-3);
    terms.lastDay = day(-1);
    Decision decision = kizuna.tell(Role.DESK, WAJIMA, new Fact.AidRequested(terms.request()));

    assertThat(decision.changes()).isEmpty();
    assertThat(decision.reasons())
        .containsExactly(
            new Reason.NotYours(
                ID,
                List.of(new Reason.Office(Role.DESK, "999999")),
                new Reason.Office(Role.DESK, WAJIMA)),
            Reason.of(RejectionCode.ALREADY_EXISTS, "r1"),
            Reason.unknown(RejectionCode.UNKNOWN_DISASTER, "r1", "nankai"),
            Reason.unknown(RejectionCode.UNKNOWN_MUNICIPALITY, "r1", "999999"),
            Reason.day(RejectionCode.PERIOD_PAST, "r1", day(0), null, day(-1)));
  }

  @Test
  void aRequestOfTodayIsTakenAndOneOfYesterdayIsNot() {
    kizuna.at(NetworkAtWork.morningOf(day(8)));
    kizuna.requested("r1", 5, 1, 8);
    RequestTerms late = new RequestTerms();
    late.id = "r2";
    late.lastDay = day(7);

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, new Fact.AidRequested(late.request())).code())
        .isEqualTo(RejectionCode.PERIOD_PAST);
  }

  static Stream<Arguments> refusals() {
    OfferTerms foreign = new OfferTerms();
    foreign.lender = WAJIMA;
    OfferTerms nowhere = new OfferTerms();
    nowhere.disasterId = "nankai";
    AgreementTerms same = new AgreementTerms();
    AgreementTerms backwards = new AgreementTerms();
    backwards.id = "a2";
    backwards.validTo = backwards.validFrom.minusDays(1);
    AgreementTerms strangers = new AgreementTerms();
    strangers.id = "a3";
    strangers.lenders = Set.of(WAJIMA);
    AgreementTerms nobody = new AgreementTerms();
    nobody.id = "a4";
    nobody.associations = List.of("nobody");
    return Stream.of(
        Arguments.of(new Fact.StaffOffered(foreign.offer()), RejectionCode.UNKNOWN_LENDER),
        Arguments.of(new Fact.StaffOffered(nowhere.offer()), RejectionCode.UNKNOWN_DISASTER),
        Arguments.of(new Fact.AgreementSigned(same.signed()), RejectionCode.VERSION_NOT_NEWER),
        Arguments.of(new Fact.AgreementSigned(backwards.signed()), RejectionCode.PERIOD_INVALID),
        Arguments.of(new Fact.AgreementSigned(strangers.signed()), RejectionCode.UNKNOWN_LENDER),
        Arguments.of(new Fact.AgreementSigned(nobody.signed()), RejectionCode.UNKNOWN_ASSOCIATION),
        Arguments.of(new Fact.AgreementEnded("a9", day(1)), RejectionCode.UNKNOWN_AGREEMENT),
        Arguments.of(
            new Fact.AgreementEnded("a1", LocalDate.of(2019, 12, 31)),
            RejectionCode.PERIOD_INVALID),
        Arguments.of(new Fact.PlanConfirmed("a9", WAJIMA, day(1)), RejectionCode.UNKNOWN_AGREEMENT),
        Arguments.of(
            new Fact.DisasterDeclared(NetworkAtWork.disaster("d2", HazardType.TSUNAMI, "999999")),
            RejectionCode.UNKNOWN_MUNICIPALITY),
        Arguments.of(new Fact.DutyDeskPublished("999997"), RejectionCode.UNKNOWN_MUNICIPALITY),
        Arguments.of(
            new Fact.OfferWithdrawn("o9", RefusalReason.OTHER), RejectionCode.UNKNOWN_OFFER),
        Arguments.of(new Fact.AidRequestDocumented("r9", "第1号"), RejectionCode.UNKNOWN_REQUEST),
        Arguments.of(act(Act.CONFIRM, "r9-1", null), RejectionCode.UNKNOWN_DISPATCH),
        Arguments.of(NetworkAtWork.formed(null, SHINJUKU), RejectionCode.NETWORK_ALREADY_FORMED));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatNamesSomethingThatIsNotThereIsRefusedForThatReason(Fact fact, RejectionCode code) {
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, fact).code()).isEqualTo(code);
  }

  @Test
  void aRequestIsDocumentedOnce() {
    kizuna.requested("r1", 5, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestDocumented("r1", "第1号"));

    assertThat(kizuna.network.requestOf("r1").request().documentNumber()).isEqualTo("第1号");
    assertThat(kizuna.refuse(Role.DESK, WAJIMA, new Fact.AidRequestDocumented("r1", "第2号")).code())
        .isEqualTo(RejectionCode.ALREADY_DOCUMENTED);
  }

  @Test
  void nothingIsDecidedBeforeTheNetworkIsFormedNorInAnotherMode() {
    Decision early =
        Decider.decide(
            new NetworkState("new"),
            new Report(
                "new",
                kizuna.now(),
                Role.SYSTEM,
                "kizuna",
                true,
                new Fact.TimePassed(kizuna.now())),
            1);
    assertThat(early.reasons()).containsExactly(Reason.of(RejectionCode.NETWORK_NOT_FORMED, "new"));

    Decision drill =
        Decider.decide(
            kizuna.network,
            new Report(
                ID, kizuna.now(), Role.SYSTEM, "kizuna", false, new Fact.TimePassed(kizuna.now())),
            99);
    assertThat(drill.reasons()).extracting(Reason::code).containsExactly(RejectionCode.WRONG_MODE);
    assertThat(drill.changes()).isEmpty();
  }

  @Test
  void theClockNeverGoesBack() {
    Instant before = kizuna.now();
    kizuna.at(before.minusSeconds(3600));
    kizuna.requested("r1", 5, 1, 8);

    assertThat(kizuna.network.clock()).isEqualTo(before);
    assertThat(kizuna.network.requestOf("r1").request().askedAt()).isEqualTo(before);
    assertThat(kizuna.network.requestOf("r1").request().disasterId()).isEqualTo(NOTO);
  }
}
