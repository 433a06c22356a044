package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Overrides by a coordinator (調整担当), decided by {@link CoordinationHandler}, and their end. */
class OverridesTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private static OverrideDecision pin(String lender) {
    return new OverrideDecision("v1", OverrideDecision.Kind.PIN, "r1", lender, null, null);
  }

  private static OverrideDecision forbid(String lender) {
    return new OverrideDecision("v1", OverrideDecision.Kind.FORBID, "r1", lender, null, null);
  }

  private static OverrideDecision reprioritise(String id, String request, Priority priority) {
    return new OverrideDecision(
        id, OverrideDecision.Kind.REPRIORITISE, request, null, priority, null);
  }

  private static OverrideDecision waive(String lender, EligibilityRule rule) {
    return new OverrideDecision("v1", OverrideDecision.Kind.WAIVE, "r1", lender, null, rule.name());
  }

  private Priority priority(String request) {
    return kizuna.network.requestOf(request).request().priority();
  }

  // PIN.

  @Test
  void whoIsPinnedGoesInsteadOfWhoIsOnlyProposed() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
    Decision decision = kizuna.overridden(pin(SUMIDA));

    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 2 1-8");
    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.COORDINATION);
    assertThat(decision.explanations().get(0).verdicts().get(0))
        .satisfies(
            v -> {
              assertThat(v.lender()).isEqualTo(SUMIDA);
              assertThat(v.overrides()).containsExactly("v1");
              assertThat(v.rank()).extracting("pinned").isEqualTo(true);
            });
    kizuna.acted(Act.DECLINE, "r1-2");
    assertThat(kizuna.dispatches("r1"))
        .as("whom a coordinator set aside has refused nothing")
        .containsExactly(SHINJUKU + " 2 1-8");
  }

  @Test
  void whatThePinnedCannotTakeGoesToTheOthersAgain() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
    kizuna.overridden(pin(SUMIDA));

    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 2 1-8", SHINJUKU + " 3 1-8");
  }

  @Test
  void whatIsConfirmedStaysWhoeverIsPinned() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.overridden(pin(SUMIDA));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
  }

  @Test
  void forWhoCannotGoNothingIsTakenFromTheOthers() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.overridden(pin(SUMIDA));

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.PROPOSED);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.requested("r2", 1, 1, 8);
    kizuna.acted(Act.DECLINE, "r1-1");
    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 2 1-8");
  }

  @Test
  void whoIsPinnedNoMoreIsRankedLikeTheOthers() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.overridden(pin(SUMIDA));
    kizuna.revoked("v1");

    assertThat(kizuna.dispatches("r1"))
        .as("nothing moves for it")
        .containsExactly(SUMIDA + " 2 1-8");
    assertThat(kizuna.network.register().overridesFor("r1")).isEmpty();
  }

  // FORBID.

  @Test
  void whoIsForbiddenDoesNotGoAndOthersDoAtOnce() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.requested("r2", 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
    Decision decision = kizuna.overridden(forbid(SHINJUKU));

    assertThat(kizuna.dispatch("r1-1").reason()).isEqualTo(RefusalReason.COORDINATION);
    assertThat(kizuna.dispatches("r1")).doesNotContain(SHINJUKU + " 2 1-8").hasSize(1);
    assertThat(kizuna.dispatches("r1").get(0)).startsWith(SUMIDA);
    assertThat(kizuna.dispatches("r2"))
        .allSatisfy(d -> assertThat(d).startsWith(SHINJUKU))
        .isNotEmpty();
    assertThat(kizuna.open("r1") + kizuna.open("r2")).isZero();
    assertThat(decision.explanations()).isNotEmpty();
  }

  @Test
  void whatIsConfirmedStaysThoughItIsForbiddenNow() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.overridden(forbid(SHINJUKU));

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.CONFIRMED);
  }

  @Test
  void whoIsForbiddenNoMoreGoesAtOnce() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.overridden(forbid(SHINJUKU));
    assertThat(kizuna.dispatches("r1")).isEmpty();
    kizuna.revoked("v1");

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
  }

  // REPRIORITISE.

  @Test
  void aRequestOfAHigherClassIsServedBeforeThoseThatWereFirst() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.overridden(reprioritise("v1", "r2", Priority.LIFE_SAFETY));
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);

    assertThat(kizuna.dispatches("r1")).isEmpty();
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 3 1-8");
    assertThat(kizuna.dispatch("r2-1").holdUntil())
        .as("held as short as life safety is")
        .isEqualTo(kizuna.now().plus(Duration.ofMinutes(NetworkAtWork.LIFE_SAFETY_HOLD_MINUTES)));
  }

  @Test
  void onceOneOfSeveralIsRevokedTheNewestThatStillStandsCounts() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.overridden(reprioritise("v9", "r1", Priority.URGENT));
    kizuna.overridden(reprioritise("v5", "r1", Priority.LIFE_SAFETY));
    kizuna.overridden(reprioritise("v1", "r1", Priority.NORMAL));
    kizuna.revoked("v1");

    assertThat(priority("r1")).as("v5 came after v9").isEqualTo(Priority.LIFE_SAFETY);
    kizuna.revoked("v5");
    assertThat(priority("r1")).isEqualTo(Priority.URGENT);
  }

  @Test
  void onceItIsRevokedTheRequestIsOfTheClassThatWasAsked() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.requested("r2", 3, 1, 8);
    kizuna.overridden(reprioritise("v1", "r2", Priority.LIFE_SAFETY));
    assertThat(priority("r2")).isEqualTo(Priority.LIFE_SAFETY);
    kizuna.revoked("v1");
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);

    assertThat(priority("r2")).isEqualTo(Priority.NORMAL);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 3 1-8");
  }

  @Test
  void ofSeveralTheOneThatIsLeftCounts() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.overridden(reprioritise("v1", "r1", Priority.URGENT));
    kizuna.overridden(reprioritise("v2", "r1", Priority.LIFE_SAFETY));
    kizuna.revoked("v2");

    assertThat(priority("r1")).isEqualTo(Priority.URGENT);
  }

  @Test
  void anAmendmentOfTheDeskDoesNotUndoIt() {
    kizuna.requested("r1", 3, 1, 8);
    kizuna.overridden(reprioritise("v1", "r1", Priority.LIFE_SAFETY));
    kizuna.accept(
        Role.DESK,
        WAJIMA,
        new Fact.AidRequestAmended("r1", null, null, null, null, Priority.URGENT));

    assertThat(priority("r1")).isEqualTo(Priority.LIFE_SAFETY);
    kizuna.revoked("v1");
    assertThat(priority("r1")).isEqualTo(Priority.URGENT);
  }

  // WAIVE.

  @Test
  void aLimitThatIsWaivedIsCitedOnlyWhereItWouldHaveSpoken() {
    AgreementTerms limited = new AgreementTerms();
    limited.version = 2;
    limited.headCountLimit = 3;
    kizuna.signed(limited);
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.acted(Act.DECLINE, "r1-1");
    kizuna.overridden(waive(SHINJUKU, EligibilityRule.AGREEMENT_HEAD_COUNT_LEFT));
    Decision first = kizuna.offered("o2", SHINJUKU, 3, 1, 8);
    Decision second = kizuna.offered("o3", SHINJUKU, 2, 1, 8);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 3 1-8", SHINJUKU + " 2 1-8");
    assertThat(kizuna.dispatch("r1-2").overrideId()).as("three are borne anyway").isNull();
    assertThat(kizuna.dispatch("r1-3").overrideId()).isEqualTo("v1");
    assertThat(first.explanations().get(0).verdicts().get(0).overrides()).isEmpty();
    assertThat(second.explanations().get(0).verdicts().get(0).overrides()).containsExactly("v1");
  }

  @Test
  void whomAWaiverLetsGoGoesOnceNobodyIsLeftWhoNeedsNone() {
    OfferTerms qualified = new OfferTerms();
    qualified.headCount = 1;
    qualified.firstDay = NetworkAtWork.day(8);
    qualified.lastDay = NetworkAtWork.day(12);
    qualified.qualifications = Set.of(Qualification.ARCHITECT);
    kizuna.offered(qualified);
    RequestTerms terms = new RequestTerms();
    terms.headCount = 1;
    terms.firstDay = NetworkAtWork.day(2);
    terms.qualifications = qualified.qualifications;
    kizuna.requested(terms);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 1 8-8");
    kizuna.acted(Act.DECLINE, "r1-1");
    kizuna.offered("o2", SHINJUKU, 1, 1, 8);
    kizuna.requested("r2", 1, 12, 12);
    kizuna.overridden(waive(SHINJUKU, EligibilityRule.OFFER_HAS_QUALIFICATIONS));
    kizuna.accept(Role.WARD, SHINJUKU, new Fact.OfferWithdrawn("o1", RefusalReason.NO_STAFF_LEFT));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 1 2-8");
  }

  @Test
  void aRuleThatIsWaivedForALenderDoesNotStopItForThisRequest() {
    kizuna.declared("fire", HazardType.MAJOR_ACCIDENT, SHINJUKU);
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.requested("r2", 2, 1, 8);
    Decision decision = kizuna.overridden(waive(SHINJUKU, EligibilityRule.LENDER_NOT_STRUCK));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
    assertThat(kizuna.dispatches("r2")).isEmpty();
    assertThat(kizuna.dispatch("r1-1").overrideId()).isEqualTo("v1");
    assertThat(decision.explanations().get(0).verdicts().get(0).overrides()).containsExactly("v1");
  }

  @Test
  void anOfferThatComesLaterIsTakenUnderTheWaiverToo() {
    kizuna.requested("r1", 2, 1, 8);
    kizuna.overridden(waive(SHINJUKU, EligibilityRule.OFFER_COVERS_TASK));
    OfferTerms water = new OfferTerms();
    water.taskTypes = Set.of(TaskType.WATER_SUPPLY);
    kizuna.offered(water);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
    assertThat(kizuna.dispatch("r1-1").overrideId()).isEqualTo("v1");
  }

  @Test
  void onceTheWaiverIsRevokedTheRuleStopsAgainAndOnlyWhatIsConfirmedStays() {
    kizuna.declared("fire", HazardType.MAJOR_ACCIDENT, SHINJUKU);
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.requested("r1", 4, 1, 8);
    kizuna.overridden(waive(SHINJUKU, EligibilityRule.LENDER_NOT_STRUCK));
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.offered("o2", SHINJUKU, 2, 1, 8);
    assertThat(kizuna.dispatch("r1-2").state()).isEqualTo(DispatchState.PROPOSED);
    kizuna.revoked("v1");

    assertThat(kizuna.dispatch("r1-2"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.NOT_IN_FORCE);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 2 1-8");
  }

  @Test
  void aDispatchThatWouldBeWithoutTheWaiverDoesNotStandOnIt() {
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.accept(Role.DESK, WAJIMA, new Fact.AidRequested(new RequestTerms().request()));
    kizuna.overridden(waive(SHINJUKU, EligibilityRule.LENDER_NOT_STRUCK));
    kizuna.offered("o2", SHINJUKU, 2, 1, 8);

    assertThat(kizuna.dispatch("r1-2").overrideId()).isNull();
  }

  // What cannot be.

  @ParameterizedTest
  @EnumSource(EligibilityRule.class)
  void onlyWaivableRulesAreWaived(EligibilityRule rule) {
    kizuna.requested("r1", 2, 1, 8);
    Fact waiver = new Fact.OverrideMade(waive(SHINJUKU, rule));

    if (rule.isWaivable()) {
      kizuna.accept(Role.COORDINATOR, ID, waiver);
    } else {
      assertThat(kizuna.refuse(Role.COORDINATOR, ID, waiver))
          .isEqualTo(
              new Reason.RuleNotWaivable(
                  "v1",
                  rule.name(),
                  List.of(
                      EligibilityRule.LENDER_NOT_STRUCK,
                      EligibilityRule.AGREEMENT_IN_FORCE,
                      EligibilityRule.AGREEMENT_NOT_SUSPENDED,
                      EligibilityRule.AGREEMENT_COVERS_HAZARD,
                      EligibilityRule.AGREEMENT_COVERS_TASK,
                      EligibilityRule.AGREEMENT_HEAD_COUNT_LEFT,
                      EligibilityRule.OFFER_COVERS_TASK,
                      EligibilityRule.OFFER_HAS_QUALIFICATIONS,
                      EligibilityRule.NOT_REFUSED_BEFORE,
                      EligibilityRule.LENDER_LIMIT_LEFT,
                      EligibilityRule.STAFF_RESTED)));
    }
  }

  @ParameterizedTest
  @EnumSource(OverrideDecision.Kind.class)
  void anOverrideNamesWhatItIsAbout(OverrideDecision.Kind kind) {
    kizuna.requested("r1", 2, 1, 8);

    assertThat(
            kizuna.refuse(
                Role.COORDINATOR,
                ID,
                new Fact.OverrideMade(new OverrideDecision("v1", kind, "r1", null, null, null))))
        .extracting(Reason::code, Reason::subject)
        .containsExactly(RejectionCode.OVERRIDE_INCOMPLETE, "v1");
  }

  @Test
  void anOverrideIsMadeOnceForARequestThatIsThereAndALenderOfTheNetwork() {
    kizuna.requested("r1", 2, 1, 8);
    kizuna.overridden(forbid(SHINJUKU));

    assertThat(kizuna.refuse(Role.COORDINATOR, ID, new Fact.OverrideMade(forbid(SUMIDA))).code())
        .isEqualTo(RejectionCode.ALREADY_EXISTS);
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, new Fact.OverrideMade(pin(WAJIMA))).code())
        .isEqualTo(RejectionCode.UNKNOWN_LENDER);
    assertThat(
            kizuna
                .refuse(
                    Role.COORDINATOR,
                    ID,
                    new Fact.OverrideMade(reprioritise("v2", "r9", Priority.URGENT)))
                .code())
        .isEqualTo(RejectionCode.UNKNOWN_REQUEST);
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, new Fact.OverrideRevoked("v9")).code())
        .isEqualTo(RejectionCode.UNKNOWN_OVERRIDE);
    kizuna.revoked("v1");
    assertThat(kizuna.refuse(Role.COORDINATOR, ID, new Fact.OverrideRevoked("v1")).code())
        .isEqualTo(RejectionCode.UNKNOWN_OVERRIDE);
  }
}
