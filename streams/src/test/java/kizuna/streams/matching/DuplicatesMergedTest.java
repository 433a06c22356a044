package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.DispatchState.Act;
import kizuna.streams.books.Fact;
import kizuna.streams.books.HazardType;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.RequestState;
import kizuna.streams.books.Role;
import kizuna.streams.books.TaskType;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
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
        .isEqualTo(new Reason(RejectionCode.BELOW_COMMITTED, "r2", "0 confirmed", "3"));
    kizuna.accept(Role.DESK, WAJIMA, merge("r1", "r2"));
    assertThat(kizuna.dispatch("r2-1").state()).isEqualTo(DispatchState.CONFIRMED);
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
          .extracting(Reason::code, Reason::subject, Reason::expected)
          .containsExactly(RejectionCode.NOT_THE_SAME_NEED, "r1", "172049 noto SHELTER_OPERATION");
    }
  }

  @Test
  void nothingIsMergedIntoWhatHasEnded() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED));

    assertThat(kizuna.refuse(Role.DESK, WAJIMA, merge("r2", "r1")))
        .extracting(Reason::code, Reason::subject, Reason::actual)
        .containsExactly(RejectionCode.ILLEGAL_TRANSITION, "r1", "CANCELLED");
    assertThat(kizuna.refuse(Role.DESK, WAJIMA, merge("r2", "r9")).code())
        .isEqualTo(RejectionCode.UNKNOWN_REQUEST);
  }
}
