package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.DAY1;
import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Aid requests (応援要請): asked, documented, amended, cancelled. */
class RequestHandlerTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private DispatchState state(String dispatch) {
    return kizuna.dispatch(dispatch).state();
  }

  private Decision amend(Fact.AidRequestAmended fact) {
    return kizuna.accept(Role.DESK, WAJIMA, fact);
  }

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

  @Test
  void aRequestIsDocumentedOnce() {
    kizuna.requested("r1", 5, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequestDocumented("r1", "第1号"));

    assertThat(kizuna.network.requestOf("r1").request().documentNumber()).isEqualTo("第1号");
    assertThat(kizuna.refuse(Role.DESK, WAJIMA, new Fact.AidRequestDocumented("r1", "第2号")).code())
        .isEqualTo(RejectionCode.ALREADY_DOCUMENTED);
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

  @Test
  void whoTurnedBackBeforeTheFirstDayWasNeverThere() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 2, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.timePassed(NetworkAtWork.morningOf(day(1)));
    List.of(Act.DEPART, Act.RETURN).forEach(act -> kizuna.acted(act, "r1-1"));
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.OPEN);

    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.MATCHED);
  }
}
