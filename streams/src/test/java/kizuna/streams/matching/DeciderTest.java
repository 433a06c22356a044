package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.act;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for facts of every kind, and how open requests are filled. */
class DeciderTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private int free(String offer, LocalDate day) {
    return kizuna.network.offerOf(offer).freeOn(day.toEpochDay());
  }

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
