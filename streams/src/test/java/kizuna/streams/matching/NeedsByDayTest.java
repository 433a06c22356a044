package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.need;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request asks for persons by day, and is covered, day by day. */
class NeedsByDayTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private Decision requested(DailyCount... needs) {
    RequestTerms terms = new RequestTerms();
    terms.needs = List.of(needs);
    return kizuna.requested(terms);
  }

  private Decision amended(List<DailyCount> needs) {
    return kizuna.accept(
        Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", null, needs, null, null, null));
  }

  @Test
  void eachDayIsFilledWithWhatItNeeds() {
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested(need(5, 1, 2), need(2, 3, 8));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8", SHINJUKU + " 3 1-2");
    assertThat(kizuna.byDay("r1"))
        .containsExactly("5+0/0", "5+0/0", "2+0/0", "2+0/0", "2+0/0", "2+0/0", "2+0/0", "2+0/0");
    assertThat(kizuna.free("o1", 2)).isEqualTo(4);
    assertThat(kizuna.free("o1", 3)).isEqualTo(7);
  }

  @Test
  void aDayThatIsNotNamedNeedsNobody() {
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);
    requested(need(3, 1, 2), need(4, 5, 6));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 3 1-2", SHINJUKU + " 3 5-6");
    assertThat(kizuna.byDay("r1"))
        .containsExactly("3+0/0", "3+0/0", "0+0/0", "0+0/0", "3+0/1", "3+0/1", "0+0/0", "0+0/0");
    assertThat(kizuna.free("o1", 3)).isEqualTo(3);
    assertThat(kizuna.open("r1")).isEqualTo(2);
  }

  @Test
  void fewerOnSomeDaysGivesUpOnlyProposalsThatAreTooMuchThere() {
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested(need(5, 1, 2), need(2, 3, 8));
    amended(List.of(need(2, 1, 8)));

    assertThat(kizuna.dispatch("r1-2"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.NEED_ENDED);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
    assertThat(kizuna.open("r1")).isZero();
  }

  @Test
  void fewerThanAreConfirmedOnADayIsRefusedAndSaysWhichDay() {
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested(need(2, 1, 4), need(5, 5, 6));
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.acted(Act.CONFIRM, "r1-2");

    assertThat(
            kizuna.refuse(
                Role.DESK,
                WAJIMA,
                new Fact.AidRequestAmended(
                    "r1", null, List.of(need(2, 1, 5), need(5, 6, 6)), null, null, null)))
        .isEqualTo(new Reason.BelowCommitted("r1", 5, 2, day(5)));
  }

  @Test
  void moreOnSomeDaysIsFilledOnThoseDays() {
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested(need(2, 1, 8));
    amended(List.of(need(2, 1, 3), need(6, 4, 5), need(2, 6, 8)));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8", SHINJUKU + " 4 4-5");
  }

  @Test
  void aLongerPeriodNeedsAsManyAsTheDayNextToIt() {
    RequestTerms terms = new RequestTerms();
    terms.needs = List.of(need(5, 3, 4), need(2, 5, 8));
    terms.firstDay = day(3);
    kizuna.requested(terms);
    kizuna.accept(
        Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", null, null, day(1), day(10), null));

    assertThat(kizuna.byDay("r1"))
        .containsExactly(
            "0+0/5", "0+0/5", "0+0/5", "0+0/5", "0+0/2", "0+0/2", "0+0/2", "0+0/2", "0+0/2",
            "0+0/2");
  }

  @Test
  void aShorterPeriodKeepsTheNeedsOfItsDays() {
    requested(need(5, 1, 2), need(2, 3, 8));
    kizuna.accept(
        Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", null, null, day(2), day(4), null));

    assertThat(kizuna.byDay("r1")).containsExactly("0+0/5", "0+0/2", "0+0/2");
  }

  @Test
  void aHeadCountIsTheNeedOfEachDayAgain() {
    requested(need(5, 1, 2), need(2, 3, 8));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 3, null, null, null, null));

    assertThat(kizuna.byDay("r1")).containsExactlyElementsOf(Collections.nCopies(8, "0+0/3"));
  }

  @Test
  void needsThatAreEmptyAreTheHeadCountOnEachDayAgain() {
    requested(need(5, 1, 2), need(2, 3, 8));
    amended(List.of());

    assertThat(kizuna.byDay("r1")).containsExactlyElementsOf(Collections.nCopies(8, "0+0/5"));
  }

  @Test
  void aReleaseTakesTheNeedOfItsOwnPersonsOnly() {
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);
    requested(need(5, 1, 4), need(4, 5, 8));
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
    kizuna.acted(Act.RELEASE, "r1-1", day(6));

    assertThat(kizuna.byDay("r1"))
        .containsExactly("3+0/2", "3+0/2", "3+0/2", "3+0/2", "3+0/1", "3+0/1", "0+0/1", "0+0/1");
  }

  // Days that are over.

  /** Need of five on days 1 to 8; two are there, and it is the morning of day 3. */
  private void twoOfFiveAreThere() {
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    requested(need(5, 1, 8));
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
    kizuna.timePassed(NetworkAtWork.morningOf(day(3)));
  }

  private void amended(Fact.AidRequestAmended amendment) {
    kizuna.accept(Role.DESK, WAJIMA, amendment);
  }

  private int unmet() {
    return kizuna.network.requestOf("r1").unmetPersonDays(day(3));
  }

  @Test
  void aSmallerNeedDoesNotHideWhatWasNeverMet() {
    twoOfFiveAreThere();
    amended(new Fact.AidRequestAmended("r1", 2, null, null, null, null));

    assertThat(kizuna.byDay("r1"))
        .containsExactly("2+0/3", "2+0/3", "2+0/0", "2+0/0", "2+0/0", "2+0/0", "2+0/0", "2+0/0");
    assertThat(unmet()).isEqualTo(6);
  }

  @Test
  void aSmallerNeedFromTodayOnLeavesThoseWhoWereThere() {
    twoOfFiveAreThere();
    kizuna.acted(Act.RELEASE, "r1-1", day(3));
    kizuna.timePassed(NetworkAtWork.morningOf(day(4)));
    amended(new Fact.AidRequestAmended("r1", 3, null, null, null, null));

    assertThat(kizuna.byDay("r1"))
        .containsExactly("2+0/3", "2+0/3", "2+0/3", "0+0/3", "0+0/3", "0+0/3", "0+0/3", "0+0/3");
  }

  @Test
  void aLaterFirstDayEndsTheNeedUntilThenAndKeepsTheDaysThatAreOver() {
    twoOfFiveAreThere();
    kizuna.acted(Act.RELEASE, "r1-1", day(3));
    kizuna.timePassed(NetworkAtWork.morningOf(day(4)));
    amended(new Fact.AidRequestAmended("r1", null, null, day(6), day(9), null));

    assertThat(kizuna.network.requestOf("r1").request().period())
        .isEqualTo(new kizuna.streams.state.Period(day(1), day(9)));
    assertThat(kizuna.byDay("r1"))
        .containsExactly(
            "2+0/3", "2+0/3", "2+0/3", "0+0/0", "0+0/0", "0+0/3", "0+0/3", "0+0/3", "0+0/5");
  }

  @Test
  void aCancelledNeedThatGoesOnForFewerKeepsThoseWhoWereThere() {
    twoOfFiveAreThere();
    kizuna.acted(Act.RETURN, "r1-1");
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));
    kizuna.timePassed(NetworkAtWork.morningOf(day(5)));
    amended(new Fact.AidRequestAmended("r1", 1, null, null, null, null));

    assertThat(kizuna.byDay("r1"))
        .containsExactly("2+0/3", "2+0/3", "2+0/0", "0+0/0", "1+0/0", "1+0/0", "1+0/0", "1+0/0");
  }

  @Test
  void needsByDayCorrectDaysThatAreOverDownToThoseWhoWereThere() {
    twoOfFiveAreThere();
    amended(List.of(need(3, 1, 1), need(1, 2, 2), need(9, 3, 8)));

    assertThat(kizuna.byDay("r1").subList(0, 3)).containsExactly("2+0/1", "2+0/0", "2+0/7");
  }

  @Test
  void aNeedThatIsStatedAnewIsThatNeedAlsoAfterARelease() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.offered("o2", NetworkAtWork.SUMIDA, 3, 1, 8);
    requested(need(8, 1, 8));
    List.of("r1-1", "r1-2")
        .forEach(id -> List.of(Act.CONFIRM, Act.ARRIVE).forEach(act -> kizuna.acted(act, id)));
    kizuna.timePassed(NetworkAtWork.morningOf(day(2)));
    kizuna.acted(Act.RELEASE, "r1-2", day(2));
    kizuna.timePassed(NetworkAtWork.morningOf(day(4)));

    amended(new Fact.AidRequestAmended("r1", 5, null, null, null, null));
    assertThat(kizuna.byDay("r1"))
        .containsExactly("8+0/0", "8+0/0", "5+0/0", "5+0/0", "5+0/0", "5+0/0", "5+0/0", "5+0/0");

    amended(new Fact.AidRequestAmended("r1", 7, null, null, null, null));
    assertThat(kizuna.byDay("r1").subList(2, 5)).containsExactly("5+0/0", "5+0/2", "5+0/2");

    // The return, and then the release, can still be taken back or not: nothing is counted twice.
    kizuna.acted(Act.RETURN, "r1-2");
    kizuna.accept(
        Role.COORDINATOR,
        NetworkAtWork.ID,
        new Fact.ReportRetracted(NetworkAtWork.named("r1-2"), Act.RETURN));
    assertThat(kizuna.byDay("r1").subList(2, 5)).containsExactly("5+0/0", "5+0/2", "5+0/2");
  }
}
