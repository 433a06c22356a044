package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.matching.rules.Rank;
import kizuna.streams.state.CounterpartRole;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who leads and who supports at a receiver (総括支援団体, 支援団体), decided by {@link CoordinationHandler}.
 */
class CounterpartsTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void threeWardsOffer() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.offered("o3", SUGINAMI, 5, 1, 8);
  }

  private void appointed(String lender, CounterpartRole role) {
    kizuna.accept(Role.DESK, WAJIMA, new Fact.CounterpartAppointed(NOTO, WAJIMA, lender, role));
  }

  private void relieved(String lender, @org.jspecify.annotations.Nullable String next) {
    kizuna.accept(Role.DESK, WAJIMA, new Fact.CounterpartRelieved(NOTO, WAJIMA, lender, next));
  }

  private Rank rank(String lender) {
    var candidacy = kizuna.eligibility(new RequestTerms(), lender);
    assertThat(candidacy.findings()).isEmpty();
    return candidacy.rank();
  }

  private String first() {
    kizuna.requested("r1", 1, 1, 8);
    return kizuna.dispatch("r1-1").lender();
  }

  @Test
  void theNearestGoesWhereNobodyIsAppointed() {
    assertThat(first()).isEqualTo(SUGINAMI);
  }

  @Test
  void whoLeadsGoesBeforeWhoIsNearer() {
    appointed(SUMIDA, CounterpartRole.LEAD);

    assertThat(rank(SUMIDA)).extracting("lead", "sameCounterpart").containsExactly(true, true);
    assertThat(first()).isEqualTo(SUMIDA);
  }

  @Test
  void whoSupportsGoesBehindWhoLeadsAndBeforeTheOthers() {
    appointed(SUMIDA, CounterpartRole.SUPPORT);
    assertThat(rank(SUMIDA)).extracting("lead", "sameCounterpart").containsExactly(false, true);
    assertThat(first()).isEqualTo(SUMIDA);

    appointed(SHINJUKU, CounterpartRole.LEAD);
    kizuna.requested("r2", 1, 1, 8);
    assertThat(kizuna.dispatch("r2-1").lender()).isEqualTo(SHINJUKU);
  }

  @Test
  void aRoleIsThatOfOneReceiverInOneDisaster() {
    appointed(SUMIDA, CounterpartRole.LEAD);
    kizuna.declared("rain", HazardType.STORM_FLOOD, WAJIMA);
    RequestTerms rain = new RequestTerms();
    rain.disasterId = "rain";
    rain.headCount = 1;
    kizuna.requested(rain);

    assertThat(kizuna.dispatch("r1-1").lender()).isEqualTo(SUGINAMI);
  }

  @Test
  void whoIsRelievedLeadsNoMore() {
    appointed(SUMIDA, CounterpartRole.LEAD);
    relieved(SUMIDA, null);

    assertThat(rank(SUMIDA)).extracting("lead", "sameCounterpart").containsExactly(false, false);
    assertThat(first()).isEqualTo(SUGINAMI);
  }

  @Test
  void theRoleGoesToWhoTakesOver() {
    appointed(SUMIDA, CounterpartRole.LEAD);
    relieved(SUMIDA, SHINJUKU);

    assertThat(rank(SUMIDA).lead()).isFalse();
    assertThat(rank(SHINJUKU).lead()).isTrue();
    assertThat(first()).isEqualTo(SHINJUKU);
  }

  @Test
  void severalMayLeadTogether() {
    appointed(SUMIDA, CounterpartRole.LEAD);
    appointed(SHINJUKU, CounterpartRole.LEAD);

    assertThat(List.of(rank(SUMIDA).lead(), rank(SHINJUKU).lead())).containsExactly(true, true);
  }

  @Test
  void aConfirmedPlanCountsMoreThanARole() {
    appointed(SUMIDA, CounterpartRole.LEAD);
    kizuna.planConfirmed("a1", SHINJUKU, day(30));
    kizuna.planConfirmed("a1", WAJIMA, day(30));

    assertThat(first()).isEqualTo(SHINJUKU);
  }

  @Test
  void everythingThatIsWrongWithAnAppointmentIsSaidAtOnce() {
    Decision decision =
        kizuna.tell(
            Role.COORDINATOR,
            ID,
            new Fact.CounterpartAppointed("nankai", "999999", WAJIMA, CounterpartRole.LEAD));

    assertThat(decision.reasons())
        .containsExactly(
            Reason.unknown(RejectionCode.UNKNOWN_DISASTER, WAJIMA, "nankai"),
            Reason.unknown(RejectionCode.UNKNOWN_MUNICIPALITY, WAJIMA, "999999"),
            Reason.unknown(RejectionCode.UNKNOWN_LENDER, WAJIMA, WAJIMA));
  }

  @Test
  void whoIsNoCounterpartIsNotRelieved() {
    assertThat(
            kizuna.refuse(
                Role.DESK, WAJIMA, new Fact.CounterpartRelieved(NOTO, WAJIMA, SUMIDA, null)))
        .isEqualTo(new Reason.NoCounterpart(SUMIDA, "172049", "noto"));
  }

  @Test
  void nobodyHandsOverToWhoIsNoLender() {
    appointed(SUMIDA, CounterpartRole.LEAD);

    assertThat(
            kizuna
                .refuse(Role.DESK, WAJIMA, new Fact.CounterpartRelieved(NOTO, WAJIMA, SUMIDA, SUZU))
                .code())
        .isEqualTo(RejectionCode.UNKNOWN_LENDER);
    assertThat(rank(SUMIDA).lead()).isTrue();
  }
}
