package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same need asked for twice is one need (重複要請の統合). */
class DuplicatesMergedTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private static Fact merge(String request, String into) {
    return new Fact.AidRequestMerged(request, into);
  }

  @Test
  void whatWasProposedForTheDuplicateGoesToWhoGoesOn() {
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.requested("r1", 3, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, merge("r2", "r1"));

    assertThat(kizuna.requestState("r2")).isEqualTo(RequestState.MERGED);
    assertThat(kizuna.network.requestOf("r2").request().mergedInto()).isEqualTo("r1");
    assertThat(kizuna.dispatch("r2-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.DUPLICATE_NEED);
    assertThat(kizuna.open("r2")).isZero();
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 3 1-8");
  }

  @Test
  void aDuplicateThatPeopleArePromisedToIsNotMerged() {
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.requested("r1", 3, 1, 8);
    kizuna.acted(Act.CONFIRM, "r2-1");

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, merge("r2", "r1")))
        .isEqualTo(new Reason.ConfirmedElsewhere("r2", "r1", 3));
    kizuna.accept(Role.DESK, WAJIMA, merge("r1", "r2"));
    assertThat(kizuna.dispatch("r2-1").state()).isEqualTo(DispatchState.CONFIRMED);
  }

  /** cases/README.md: merged-into-a-smaller-one. */
  @Test
  void forEachDayTheGreaterNeedOfBothStaysWhicheverEnds() {
    for (boolean greaterEnds : List.of(true, false)) {
      NetworkAtWork at = new NetworkAtWork();
      at.signed(new AgreementTerms());
      at.requested("r1", 4, 1, 6);
      at.requested("r2", 2, 3, 9);
      Decision merged =
          at.accept(Role.COORDINATOR, ID, greaterEnds ? merge("r1", "r2") : merge("r2", "r1"));
      String left = greaterEnds ? "r2" : "r1";

      assertThat(at.network.requestOf(left).request().needs())
          .containsExactly(NetworkAtWork.need(4, 1, 6), NetworkAtWork.need(2, 7, 9));
      assertThat(at.open(left)).isEqualTo(4 * 6 + 2 * 3);
      assertThat(merged.notices())
          .containsExactly(
              greaterEnds
                  ? new Notice(Notice.Code.NEED_TAKEN_OVER, "r2", WAJIMA, null, 4 * 6 - 2 * 4, "r1")
                  : new Notice(Notice.Code.NEED_TAKEN_OVER, "r1", WAJIMA, null, 2 * 3, "r2"));
    }
  }

  @Test
  void theEarlierTurnTheHigherClassAndTheDocumentGoOn() {
    RequestTerms first = new RequestTerms();
    first.id = "r1";
    first.priority = Priority.URGENT;
    kizuna.requested(first);
    java.time.Instant turn = kizuna.now();
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestDocumented("r1", "12"));
    kizuna.at(turn.plusSeconds(3600));
    kizuna.requested("r2", 5, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, merge("r1", "r2"));

    assertThat(kizuna.network.requestOf("r2").request())
        .extracting(Request::askedAt, Request::priority, Request::documentNumber)
        .containsExactly(turn, Priority.URGENT, "12");
  }

  @Test
  void whatIsConfirmedForTheOneThatGoesOnStaysAndTheRestIsMatched() {
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.requested("r2", 5, 1, 8);
    kizuna.offered("o2", NetworkAtWork.SUMIDA, 3, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, merge("r2", "r1"));

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(kizuna.dispatches("r1"))
        .containsExactly(SHINJUKU + " 2 1-8", NetworkAtWork.SUMIDA + " 3 1-8");
    assertThat(kizuna.open("r1")).isZero();
  }

  @Test
  void whoeverActsOnTheOneThatEndedIsToldWhichGoesOn() {
    kizuna.requested("r1", 4, 1, 6);
    kizuna.requested("r2", 2, 3, 4);
    kizuna.accept(Role.COORDINATOR, ID, merge("r1", "r2"));

    assertThat(
            kizuna.refuse(
                Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 9, null, null, null, null)))
        .isEqualTo(new Reason.GoesOnAs(RejectionCode.REQUEST_MERGED, "r1", "r2"));
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, merge("r2", "r1")).code())
        .isEqualTo(RejectionCode.REQUEST_MERGED);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestAmended("r2", 9, null, null, null, null));
    assertThat(kizuna.open("r2")).isEqualTo(9 * 6);
  }

  @Test
  void daysThatAreOverAreNotTakenOver() {
    kizuna.requested("r1", 4, 1, 6);
    kizuna.requested("r2", 2, 3, 6);
    kizuna.at(NetworkAtWork.morningOf(NetworkAtWork.day(3)));
    kizuna.accept(Role.COORDINATOR, ID, merge("r1", "r2"));

    assertThat(kizuna.network.requestOf("r2").request().needs())
        .containsExactly(NetworkAtWork.need(4, 3, 6));
  }

  @Test
  void otherQualificationsAreAnotherNeedUntilTheyAreCorrected() {
    kizuna.requested("r1", 3, 1, 8);
    RequestTerms nurses = new RequestTerms();
    nurses.id = "r2";
    nurses.qualifications = Set.of(Qualification.PUBLIC_HEALTH_NURSE);
    kizuna.requested(nurses);

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, merge("r2", "r1")).code())
        .isEqualTo(RejectionCode.NOT_THE_SAME_NEED);
    kizuna.accept(
        Role.DESK,
        WAJIMA,
        new Fact.AidRequestAmended(
            "r2",
            null,
            null,
            null,
            null,
            null,
            new Fact.Correction(null, null, null, null, Set.of())));
    kizuna.accept(Role.DESK, WAJIMA, merge("r2", "r1"));
  }

  @Test
  void anotherWorkReceiverOrDisasterIsAnotherNeed() {
    kizuna.declared("rain", HazardType.STORM_FLOOD, WAJIMA);
    kizuna.requested("r1", 3, 1, 8);
    RequestTerms water = new RequestTerms();
    water.id = "r2";
    water.taskType = TaskType.WATER_SUPPLY;
    kizuna.requested(water);
    RequestTerms suzu = new RequestTerms();
    suzu.id = "r3";
    suzu.receiver = SUZU;
    kizuna.requested(suzu);
    RequestTerms rain = new RequestTerms();
    rain.id = "r4";
    rain.disasterId = "rain";
    kizuna.requested(rain);

    for (String other : List.of("r2", "r3", "r4", "r1")) {
      assertThat(kizuna.refuse(Role.COORDINATOR, ID, merge("r1", other)))
          .isInstanceOfSatisfying(
              Reason.NotTheSameNeed.class,
              no -> {
                assertThat(no.subject()).isEqualTo("r1");
                assertThat(no.other()).isEqualTo(other);
                assertThat(no.need())
                    .isEqualTo(
                        new Reason.Need(
                            WAJIMA, "noto", TaskType.SHELTER_OPERATION, java.util.Set.of()));
              });
    }
  }

  @Test
  void nothingIsMergedIntoWhatHasEnded() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, merge("r2", "r1")))
        .isEqualTo(
            Reason.state(
                RejectionCode.REQUEST_OVER, "r1", RequestState.CANCELLED, RequestState.Act.CANCEL));
    assertThat(kizuna.refuse(Role.DESK, WAJIMA, merge("r2", "r9")).code())
        .isEqualTo(RejectionCode.UNKNOWN_REQUEST);
  }
}
