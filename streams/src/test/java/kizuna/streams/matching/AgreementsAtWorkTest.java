package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static kizuna.streams.matching.NetworkAtWork.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.Test;

/** What an agreement (協定) lets lenders do: umbrella, suspension, journeys, notice of recall. */
class AgreementsAtWorkTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private void associated(String id, String... members) {
    kizuna.accept(Role.SYSTEM, "kizuna", new Fact.AssociationListed(id, Set.of(members)));
  }

  // Umbrella agreements between associations.

  private void umbrella() {
    associated("tokubetsuku", SHINJUKU, SUMIDA);
    associated("shichokai", WAJIMA);
    AgreementTerms terms = new AgreementTerms();
    terms.lenderAssociations = List.of("tokubetsuku");
    terms.receivers = Set.of();
    terms.associations = List.of("shichokai");
    kizuna.signed(terms);
  }

  @Test
  void membersOfTheOneAssociationLendToMembersOfTheOther() {
    umbrella();
    kizuna.offered("o1", SHINJUKU, 1, 1, 8);
    kizuna.offered("o2", SUMIDA, 1, 1, 8);
    kizuna.offered("o3", SUGINAMI, 1, 1, 8);
    Decision decision = kizuna.requested("r1", 3, 1, 8);

    assertThat(kizuna.dispatches("r1"))
        .containsExactlyInAnyOrder(SHINJUKU + " 1 1-8", SUMIDA + " 1 1-8");
    Explanation told = decision.explanations().get(0);
    assertThat(told.verdicts())
        .extracting(LenderVerdict::lender)
        .as("who has no agreement is only counted")
        .containsExactlyInAnyOrder(SHINJUKU, SUMIDA);
    assertThat(told.unbound()).isEqualTo(told.lenders() - 2);
  }

  @Test
  void whoJoinsTheLendersAssociationFillsWhatIsOpenAtOnce() {
    umbrella();
    kizuna.offered("o3", SUGINAMI, 3, 1, 8);
    kizuna.requested("r1", 3, 1, 8);
    assertThat(kizuna.open("r1")).isEqualTo(24);
    associated("tokubetsuku", SHINJUKU, SUMIDA, SUGINAMI);

    assertThat(kizuna.dispatches("r1")).containsExactly(SUGINAMI + " 3 1-8");
  }

  @Test
  void whoJoinsTheReceiversAssociationIsServedAtOnce() {
    umbrella();
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);
    RequestTerms suzu = new RequestTerms();
    suzu.receiver = SUZU;
    kizuna.requested(suzu);
    assertThat(kizuna.dispatches("r1")).isEmpty();
    associated("shichokai", WAJIMA, SUZU);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 3 1-8");
  }

  @Test
  void anUmbrellaIsNoAgreementOfTheReceiversOwn() {
    umbrella();
    kizuna.offered("o1", SHINJUKU, 1, 1, 8);
    AgreementTerms own = new AgreementTerms();
    own.id = "a2";
    own.lenders = Set.of(SUMIDA);
    kizuna.signed(own);
    kizuna.offered("o2", SUMIDA, 1, 1, 8);
    kizuna.requested("r1", 1, 1, 8);

    assertThat(kizuna.dispatch("r1-1"))
        .extracting("lender", "agreementId")
        .containsExactly(SUMIDA, "a2");
  }

  @Test
  void anAssociationThatNobodyListedSignsNothing() {
    AgreementTerms terms = new AgreementTerms();
    terms.lenderAssociations = List.of("nobody");

    assertThat(kizuna.refuse(Role.COORDINATOR, ID, new Fact.AgreementSigned(terms.signed())))
        .isEqualTo(Reason.unknown(RejectionCode.UNKNOWN_ASSOCIATION, "a1", "nobody"));
  }

  // Suspension.

  @Test
  void whileItIsSuspendedNothingNewIsProposedAndOnlyWhatIsConfirmedStays() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r0", 2, 1, 8);
    kizuna.acted(Act.CONFIRM, "r0-1");
    kizuna.requested("r1", 2, 1, 8);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementSuspended("a1"));
    kizuna.requested("r2", 2, 1, 8);

    assertThat(kizuna.dispatches("r0")).containsExactly(SHINJUKU + " 2 1-8");
    assertThat(kizuna.dispatches("r1")).isEmpty();
    assertThat(kizuna.dispatches("r2")).isEmpty();
    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, NetworkAtWork.act(Act.CONFIRM, "r1-1", null)))
        .isEqualTo(new Reason.Suspended("r1-1", "a1"));
    kizuna.acted(Act.DEPART, "r0-1");
  }

  @Test
  void onceItIsResumedWhatIsOpenIsFilledAtOnce() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementSuspended("a1"));
    kizuna.requested("r1", 2, 1, 8);
    Decision decision = kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementResumed("a1"));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
    assertThat(decision.explanations())
        .extracting(Explanation::trigger)
        .containsExactly(MatchTrigger.AGREEMENT_CAME);
    assertThat(kizuna.network.register().agreements().get(0).state(day(1)))
        .isEqualTo(AgreementState.IN_FORCE);
  }

  // Journeys.

  private void journeys(int travelDays) {
    AgreementTerms terms = new AgreementTerms();
    terms.travelDays = travelDays;
    kizuna.signed(terms);
  }

  @Test
  void theJourneysCountInTheTourAndKeepTheOffersPeople() {
    journeys(2);
    kizuna.offered("o1", SHINJUKU, 5, 1, 30);
    kizuna.requested("r1", 5, 1, 16);

    assertThat(kizuna.dispatches("r1"))
        .as("eight days with two on the road each way")
        .containsExactly(SHINJUKU + " 5 3-6", SHINJUKU + " 5 11-14");
    assertThat(List.of(1, 8, 9, 16, 17))
        .extracting(d -> kizuna.free("o1", d))
        .containsExactly(0, 0, 0, 0, 5);
    assertThat(kizuna.network.personDays(SHINJUKU)).as("of work").isEqualTo(5 * 8);
  }

  @Test
  void theyMustBeHomeBeforeTheOfferEnds() {
    journeys(2);
    kizuna.offered("o1", SHINJUKU, 5, 1, 6);
    kizuna.requested("r1", 5, 1, 16);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 3-4");
  }

  @Test
  void theyLeaveTodayAtTheEarliest() {
    journeys(2);
    kizuna.at(morningOf(day(3)));
    kizuna.offered("o1", SHINJUKU, 5, 1, 12);
    kizuna.requested("r1", 5, 1, 8);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 5-8");
  }

  // Notice of a recall.

  private void onSiteUnderNotice() {
    AgreementTerms terms = new AgreementTerms();
    terms.recallNoticeDays = 3;
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
    kizuna.at(morningOf(day(2)));
  }

  private Fact recalled(LocalDate lastDay, RefusalReason reason) {
    return new Fact.DispatchActed(Act.RECALL, named("r1-1"), lastDay, reason, false);
  }

  @Test
  void aRecallGivesTheNoticeThatTheAgreementNames() {
    onSiteUnderNotice();

    assertThat(kizuna.refuse(Role.WARD, SHINJUKU, recalled(day(4), RefusalReason.NO_STAFF_LEFT)))
        .isEqualTo(Reason.day(RejectionCode.NOTICE_TOO_SHORT, "r1-1", day(5), null, day(4)));
    kizuna.accept(Role.WARD, SHINJUKU, recalled(day(5), RefusalReason.NO_STAFF_LEFT));
    assertThat(kizuna.dispatch("r1-1").lastDay()).isEqualTo(day(5));
  }

  @Test
  void aLenderThatWasStruckRecallsAtOnce() {
    onSiteUnderNotice();
    kizuna.declared("fire", HazardType.MAJOR_ACCIDENT, SHINJUKU);
    kizuna.accept(Role.WARD, SHINJUKU, recalled(day(2), RefusalReason.OTHER));

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.RECALLED);
  }

  @Test
  void aDisasterOfItsOwnThatNobodyDeclaredYetIsReasonEnough() {
    onSiteUnderNotice();
    kizuna.accept(Role.WARD, SHINJUKU, recalled(day(2), RefusalReason.OWN_DISASTER));

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.RECALLED);
  }

  @Test
  void whoStaysAsLongAsPlannedNeedsNoNotice() {
    onSiteUnderNotice();
    kizuna.at(morningOf(day(7)));
    kizuna.accept(Role.WARD, SHINJUKU, recalled(day(8), RefusalReason.NO_STAFF_LEFT));

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.RECALLED);
  }
}
