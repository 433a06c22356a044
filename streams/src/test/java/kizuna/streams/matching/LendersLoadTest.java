package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a lender can bear over all disasters, and how its people rest (派遣可能上限, 休養). */
class LendersLoadTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private static LenderLimits atMost(int persons) {
    return new LenderLimits(persons, Map.of(), 0);
  }

  /** Two offers of four, and another disaster, in Suzu. */
  private void twoDisasters() {
    kizuna.declared("rain", HazardType.STORM_FLOOD, SUZU);
    kizuna.offered("o1", SHINJUKU, 4, 1, 8);
    kizuna.offered("o2", SHINJUKU, 4, 1, 8);
  }

  private void rain(int headCount, TaskType task) {
    RequestTerms terms = new RequestTerms();
    terms.id = "r2";
    terms.disasterId = "rain";
    terms.receiver = SUZU;
    terms.headCount = headCount;
    terms.taskType = task;
    kizuna.requested(terms);
  }

  @Test
  void theLimitHoldsOverTwoDisastersTogether() {
    twoDisasters();
    kizuna.limitsSet(SHINJUKU, atMost(5));
    kizuna.requested("r1", 4, 1, 8);
    rain(4, TaskType.SHELTER_OPERATION);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 4 1-8");
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 1 1-8");
    assertThat(kizuna.open("r2")).isEqualTo(24);
  }

  @Test
  void theLimitOfOneKindOfWorkLeavesTheOthersFree() {
    kizuna.declared("rain", HazardType.STORM_FLOOD, SUZU);
    OfferTerms both = new OfferTerms();
    both.headCount = 8;
    both.taskTypes = Set.of(TaskType.SHELTER_OPERATION, TaskType.WATER_SUPPLY);
    kizuna.offered(both);
    kizuna.limitsSet(SHINJUKU, new LenderLimits(null, Map.of(TaskType.SHELTER_OPERATION, 3), 0));
    kizuna.requested("r1", 4, 1, 8);
    rain(4, TaskType.WATER_SUPPLY);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 3 1-8");
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 4 1-8");
  }

  @Test
  void daysOnTheRoadAreDaysAway() {
    AgreementTerms far = new AgreementTerms();
    far.version = 2;
    far.travelDays = 1;
    kizuna.signed(far);
    twoDisasters();
    kizuna.limitsSet(SHINJUKU, atMost(4));
    kizuna.requested("r1", 4, 2, 4);
    rain(4, TaskType.SHELTER_OPERATION);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 4 2-4");
    assertThat(kizuna.dispatches("r2")).as("home on day 5").containsExactly(SHINJUKU + " 4 7-7");
  }

  @Test
  void aLowerLimitBreaksNoPromise() {
    twoDisasters();
    kizuna.requested("r1", 4, 1, 8);
    kizuna.limitsSet(SHINJUKU, atMost(2));
    rain(4, TaskType.SHELTER_OPERATION);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 4 1-8");
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @Test
  void aHigherLimitFillsWhatIsOpenAtOnce() {
    twoDisasters();
    kizuna.limitsSet(SHINJUKU, atMost(4));
    kizuna.requested("r1", 4, 1, 8);
    rain(4, TaskType.SHELTER_OPERATION);
    Decision decision = kizuna.limitsSet(SHINJUKU, atMost(6));

    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 2 1-8");
    assertThat(decision.explanations())
        .extracting(Explanation::trigger)
        .containsExactly(MatchTrigger.COORDINATED);
  }

  @Test
  void whoeverIsCalledOffLeavesRoomForAnotherOfferOfTheLender() {
    twoDisasters();
    kizuna.limitsSet(SHINJUKU, atMost(4));
    kizuna.requested("r1", 4, 1, 8);
    rain(4, TaskType.SHELTER_OPERATION);
    kizuna.acted(Act.DECLINE, "r1-1");

    assertThat(kizuna.dispatches("r1"))
        .as("by its other offer")
        .containsExactly(SHINJUKU + " 4 1-8");
    kizuna.acted(Act.DECLINE, "r1-2");
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 4 1-8");
  }

  // The same people offered twice.

  @Test
  void anOfferBeyondTheLimitIsRefusedWithTheNextDaysThatAreFree() {
    kizuna.limitsSet(SHINJUKU, atMost(5));
    kizuna.offered("o1", SHINJUKU, 4, 1, 8);
    OfferTerms more = new OfferTerms();
    more.id = "o2";
    more.headCount = 2;
    more.firstDay = day(5);
    more.lastDay = day(10);

    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, new Fact.StaffOffered(more.offer())))
        .isEqualTo(
            new Reason.LimitExceeded(
                "o2",
                5,
                new kizuna.streams.state.DailyCount(
                    new kizuna.streams.state.Period(day(5), day(10)), 2),
                new kizuna.streams.state.Period(day(9), day(14))));
    more.firstDay = day(9);
    more.lastDay = day(14);
    kizuna.offered(more);
  }

  @Test
  void anOfferThatIsLargerThanTheLimitFitsNoDays() {
    kizuna.limitsSet(SHINJUKU, atMost(4));

    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, new Fact.StaffOffered(new OfferTerms().offer())))
        .isInstanceOfSatisfying(
            Reason.LimitExceeded.class,
            no -> {
              assertThat(no.limit()).isEqualTo(4);
              assertThat(no.nextFree()).isNull();
            });
  }

  @Test
  void whatWasWithdrawnIsNotOfferedTwice() {
    kizuna.limitsSet(SHINJUKU, atMost(5));
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn("o1", RefusalReason.OTHER));

    kizuna.offered("o2", SHINJUKU, 5, 1, 8);
  }

  @Test
  void limitsAreThoseOfALender() {
    assertThat(
            kizuna.refuse(Role.COORDINATOR, ID, new Fact.LenderLimitsSet(WAJIMA, atMost(5))).code())
        .isEqualTo(RejectionCode.UNKNOWN_LENDER);
  }

  // Rest.

  private void tours(int lastDay) {
    kizuna.limitsSet(SHINJUKU, new LenderLimits(null, Map.of(), 2));
    kizuna.offered("o1", SHINJUKU, 5, 1, 30);
    RequestTerms terms = new RequestTerms();
    terms.lastDay = day(lastDay);
    terms.tourDays = 4;
    kizuna.requested(terms);
  }

  @Test
  void theSamePeopleRestBetweenTheirTours() {
    tours(12);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-4", SHINJUKU + " 5 7-10");
    assertThat(kizuna.byDay("r1").subList(4, 6)).containsExactly("0+0/5", "0+0/5");
    assertThat(kizuna.dispatch("r1-1").restDays()).isEqualTo(2);
  }

  @Test
  void othersGoWhileTheyRest() {
    kizuna.offered("o2", SUMIDA, 5, 1, 30);
    tours(12);

    assertThat(kizuna.dispatches("r1"))
        .containsExactly(
            SHINJUKU + " 5 1-4", SHINJUKU + " 5 7-9", SUMIDA + " 5 5-6", SUMIDA + " 5 10-12");
  }

  @Test
  void whoeverIsHomeEarlierIsRestedEarlier() {
    tours(4);
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
    kizuna.acted(Act.RELEASE, "r1-1", day(2));
    assertThat(List.of(2, 4, 5, 6, 7))
        .as("all that was planned, until they are home")
        .extracting(d -> kizuna.free("o1", d))
        .containsExactly(0, 0, 0, 0, 5);
    kizuna.acted(Act.RETURN, "r1-1");

    assertThat(List.of(2, 3, 4, 5))
        .extracting(d -> kizuna.free("o1", d))
        .containsExactly(0, 0, 0, 5);
  }

  @Test
  void otherRestLaterIsForLaterTours() {
    tours(4);
    kizuna.limitsSet(SHINJUKU, new LenderLimits(null, Map.of(), 9));

    assertThat(kizuna.free("o1", 7)).isEqualTo(5);
  }
}
