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
}
