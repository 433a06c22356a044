package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody should know is told in time, to whom it matters, and once. */
class NoticesTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private List<Notice> dayCame(int day) {
    return kizuna.timePassed(morningOf(day(day))).notices();
  }

  private static Notice gap(int day, int persons) {
    return new Notice(Notice.Code.GAP_FORESEEN, "r1", WAJIMA, day(day), persons);
  }

  private void onSite() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    RequestTerms terms = new RequestTerms();
    terms.documentation = Documentation.DOCUMENTED;
    kizuna.requested(terms);
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
  }

  // Gaps.

  @Test
  void aRecallTellsAtOnceOfAGapThatComesWithinThreeDays() {
    onSite();

    assertThat(kizuna.acted(Act.RECALL, "r1-1", day(2)).notices()).containsExactly(gap(3, 5));
    assertThat(dayCame(1)).as("not again").isEmpty();
  }

  @Test
  void aGapThatIsFurtherAwayIsToldThreeDaysBeforeAndOnce() {
    onSite();

    assertThat(kizuna.acted(Act.RECALL, "r1-1", day(4)).notices()).isEmpty();
    assertThat(dayCame(1)).isEmpty();
    assertThat(dayCame(2)).containsExactly(gap(5, 5));
    assertThat(dayCame(3)).isEmpty();
    assertThat(dayCame(5))
        .as("only that nobody reported their return")
        .containsExactly(new Notice(Notice.Code.REPORT_MISSING, "r1-1", SHINJUKU, day(4), 5));
  }

  @Test
  void aGapThatWasFilledIsNotTold() {
    onSite();
    kizuna.acted(Act.RECALL, "r1-1", day(4));
    kizuna.offered("o2", SUMIDA, 5, 5, 8);
    kizuna.acted(Act.CONFIRM, "r1-2");

    assertThat(dayCame(2)).isEmpty();
  }

  @Test
  void whereARecallIsFilledAtOnceThereIsNoGap() {
    onSite();
    kizuna.offered("o2", SUMIDA, 3, 3, 8);

    assertThat(kizuna.acted(Act.RECALL, "r1-1", day(2)).notices()).containsExactly(gap(3, 2));
  }

  @Test
  void aGapIsToldThoughTheDayBeganWithAnotherReport() {
    onSite();
    kizuna.acted(Act.RECALL, "r1-1", day(4));
    kizuna.at(morningOf(day(2)));

    assertThat(kizuna.offered("o9", SUGINAMI, 1, 50, 50).notices()).containsExactly(gap(5, 5));
    assertThat(dayCame(2)).isEmpty();
  }

  @Test
  void aGapIsToldThoughSeveralDaysPassAtOnce() {
    onSite();
    kizuna.acted(Act.RECALL, "r1-1", day(6));

    assertThat(dayCame(4)).containsExactly(gap(7, 5));
  }

  @Test
  void aHoldThatLapsesTellsOfTheGap() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);

    assertThat(kizuna.timePassed(kizuna.now().plus(Duration.ofHours(1))).notices())
        .containsExactly(
            new Notice(Notice.Code.ANSWER_MISSING, "r1-1", SHINJUKU, day(1), 5), gap(1, 5));
  }

  @Test
  void anOfferThatIsWithdrawnTellsOfTheGap() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 2, 8);

    assertThat(
            kizuna
                .accept(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn("o1", RefusalReason.OTHER))
                .notices())
        .containsExactly(gap(2, 5));
  }

  // Documents.

  private static Notice undocumented(int days) {
    return new Notice(Notice.Code.DOCUMENT_PENDING, "r1", WAJIMA, null, days);
  }

  @Test
  void aSpokenRequestIsToBeWrittenWithinSevenDays() {
    kizuna.requested("r1", 5, 20, 28);

    assertThat(dayCame(6)).isEmpty();
    assertThat(dayCame(7)).containsExactly(undocumented(7));
    assertThat(dayCame(8)).isEmpty();
  }

  @Test
  void itIsToldThoughTheDayBeganBeforeTheHourAtWhichItWasAsked() {
    kizuna.requested("r1", 5, 20, 28);
    List<Notice> told = new ArrayList<>();
    for (int hour = 0; hour < 48; hour++) {
      told.addAll(kizuna.timePassed(morningOf(day(6)).plus(Duration.ofHours(hour))).notices());
    }

    assertThat(told).containsExactly(undocumented(7));
  }

  @Test
  void aWrittenRequestIsNotAskedForItsDocument() {
    kizuna.requested("r1", 5, 20, 28);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestDocumented("r1", "第1号"));

    assertThat(dayCame(7)).isEmpty();
  }

  @Test
  void nobodyWritesDownACancelledRequest() {
    kizuna.requested("r1", 5, 20, 28);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));

    assertThat(dayCame(7)).isEmpty();
  }

  // Plan confirmations.

  @Test
  void eachSideIsToldThirtyDaysBeforeItsPlanConfirmationRunsOut() {
    kizuna.planConfirmed("a1", SHINJUKU, day(40));
    kizuna.planConfirmed("a1", WAJIMA, day(41));

    assertThat(dayCame(9)).isEmpty();
    assertThat(dayCame(10))
        .containsExactly(
            new Notice(Notice.Code.PLAN_CONFIRMATION_DUE, "a1", SHINJUKU, day(40), 30));
    assertThat(dayCame(12))
        .containsExactly(new Notice(Notice.Code.PLAN_CONFIRMATION_DUE, "a1", WAJIMA, day(41), 29));
    assertThat(dayCame(13)).isEmpty();
  }

  @Test
  void whoConfirmedAgainIsNotTold() {
    kizuna.planConfirmed("a1", SHINJUKU, day(40));
    kizuna.planConfirmed("a1", SHINJUKU, day(400));

    assertThat(dayCame(10)).isEmpty();
  }

  @Test
  void thePlanOfAnAgreementThatEndsBeforeIsNotConfirmedAgain() {
    kizuna.planConfirmed("a1", SHINJUKU, day(40));
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementEnded("a1", day(30)));

    assertThat(dayCame(10)).isEmpty();
  }

  // Recalls to be expected.

  @Test
  void aLenderThatIsStruckIsLikelyToRecallWhomItHasPromised() {
    onSite();
    Decision decision =
        kizuna.accept(
            Role.COORDINATOR,
            ID,
            new Fact.DisasterDeclared(
                NetworkAtWork.disaster("fire", HazardType.MAJOR_ACCIDENT, SHINJUKU, SUMIDA)));

    assertThat(decision.notices())
        .containsExactly(new Notice(Notice.Code.RECALL_LIKELY, SHINJUKU, ID, null, 5));
  }
}
