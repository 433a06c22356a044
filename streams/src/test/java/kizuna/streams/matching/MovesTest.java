package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is only proposed is moved where that fills more or serves a higher class, with as few moves
 * as possible; what is confirmed stays.
 */
class MovesTest {

  private static final TaskType SHELTER = TaskType.SHELTER_OPERATION;
  private static final TaskType WATER = TaskType.WATER_SUPPLY;
  private static final TaskType GOODS = TaskType.RELIEF_GOODS;

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private Decision offered(String id, String lender, int headCount, TaskType... tasks) {
    OfferTerms terms = new OfferTerms();
    terms.id = id;
    terms.lender = lender;
    terms.headCount = headCount;
    terms.taskTypes = Set.of(tasks);
    return kizuna.offered(terms);
  }

  private Decision requested(String id, int headCount, TaskType task) {
    return requested(id, headCount, task, Priority.NORMAL);
  }

  private Decision requested(String id, int headCount, TaskType task, Priority priority) {
    RequestTerms terms = new RequestTerms();
    terms.id = id;
    terms.headCount = headCount;
    terms.taskType = task;
    terms.priority = priority;
    kizuna.at(kizuna.now().plusSeconds(60));
    return kizuna.requested(terms);
  }

  private static Explanation of(Decision decision, String request) {
    return decision.explanations().stream()
        .filter(e -> e.request().id().equals(request))
        .findFirst()
        .orElseThrow(() -> new AssertionError("expected an explanation of " + request));
  }

  // More is filled.

  @Test
  void anOpenRequestTakesTheOfferOfAProposalThatCanGoElsewhere() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    offered("o2", SUMIDA, 5, SHELTER);
    Decision decision = requested("r2", 5, WATER);

    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.REARRANGED);
    assertThat(kizuna.dispatch("r1-2"))
        .extracting("offerId", "replaces")
        .containsExactly("o2", "r1-1");
    assertThat(kizuna.dispatch("r2-1").replaces()).isNull();
    assertThat(kizuna.dispatch("r1-2").changedSequence())
        .as("in the same decision")
        .isEqualTo(kizuna.dispatch("r2-1").changedSequence());
    assertThat(decision.passed()).isEmpty();
  }

  @Test
  void whoIsMovedAndWhomForAreBothExplained() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    offered("o2", SUMIDA, 5, SHELTER);
    Decision decision = requested("r2", 5, WATER);

    Explanation asked = of(decision, "r2");
    assertThat(asked.trigger()).isEqualTo(MatchTrigger.REQUEST_ASKED);
    assertThat(asked.openBefore()).isEqualTo(40);
    assertThat(asked.openAfter()).isZero();
    Explanation moved = of(decision, "r1");
    assertThat(moved.trigger()).isEqualTo(MatchTrigger.REARRANGED);
    assertThat(moved.openBefore()).isZero();
    assertThat(moved.openAfter()).isZero();
    for (Explanation e : List.of(asked, moved)) {
      assertThat(e.rearrangements())
          .extracting(
              r -> r.dispatch().id(), Rearrangement::forRequestId, Rearrangement::replacedBy)
          .containsExactly(tuple("r1-1", "r2", List.of("r1-2")));
      assertThat(e.verdicts()).hasSize(3);
    }
    assertThat(asked.verdicts().get(0))
        .satisfies(
            v -> {
              assertThat(v.lender()).isEqualTo(SHINJUKU);
              assertThat(v.verdict()).isEqualTo(Verdict.CHOSEN);
              assertThat(v.proposals()).extracting(Dispatch::id).containsExactly("r2-1");
            });
    assertThat(moved.verdicts().get(0).lender()).isEqualTo(SUMIDA);
  }

  @Test
  void aNewOfferFillsAnOpenRequestThoughItFitsOnlyAnother() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    requested("r2", 5, WATER);
    assertThat(kizuna.dispatches("r2")).isEmpty();
    offered("o2", SUMIDA, 5, SHELTER);

    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 5 1-8");
  }

  @Test
  void whatIsConfirmedIsNeverTouched() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    kizuna.acted(Act.CONFIRM, "r1-1");
    offered("o2", SUMIDA, 5, SHELTER);
    requested("r2", 5, WATER, Priority.LIFE_SAFETY);

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @Test
  void whatACoordinatorPinnedIsNotTakenApart() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    kizuna.overridden(
        new OverrideDecision("v1", OverrideDecision.Kind.PIN, "r1", SHINJUKU, null, null));
    offered("o2", SUMIDA, 5, SHELTER);
    requested("r2", 5, WATER, Priority.LIFE_SAFETY);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @Test
  void nobodyIsMovedToWhomACoordinatorForbids() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    kizuna.overridden(
        new OverrideDecision("v1", OverrideDecision.Kind.FORBID, "r1", SUMIDA, null, null));
    offered("o2", SUMIDA, 5, SHELTER);
    requested("r2", 5, WATER);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @Test
  void onlyAsManyPersonsAreMovedOnOnlyTheDaysThatItTakes() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    offered("o2", SUMIDA, 5, SHELTER);
    RequestTerms few = new RequestTerms();
    few.id = "r2";
    few.taskType = WATER;
    few.headCount = 2;
    few.firstDay = day(3);
    few.lastDay = day(4);
    Instant held = kizuna.dispatch("r1-1").holdUntil();
    kizuna.at(kizuna.now().plusSeconds(600));
    kizuna.requested(few);

    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 2 3-4");
    assertThat(kizuna.dispatches("r1"))
        .containsExactlyInAnyOrder(
            SHINJUKU + " 3 1-8", SHINJUKU + " 2 1-2", SHINJUKU + " 2 5-8", SUMIDA + " 2 3-4");
    assertThat(kizuna.open("r1") + kizuna.open("r2")).isZero();
    assertThat(kizuna.network.requestOf("r1").dispatchIds())
        .filteredOn(id -> !id.equals("r1-1"))
        .allSatisfy(
            id -> {
              Dispatch d = kizuna.dispatch(id);
              assertThat(d.replaces()).isEqualTo("r1-1");
              assertThat(d.holdUntil())
                  .as("held no longer than before by who was asked before")
                  .isEqualTo(
                      d.lender().equals(SHINJUKU)
                          ? held
                          : kizuna.now().plus(Duration.ofMinutes(NetworkAtWork.HOLD_MINUTES)));
            });
  }

  // As few moves as possible.

  @Test
  void whereOneMoveIsEnoughOneIsMade() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    offered("o2", SUMIDA, 5, SHELTER, GOODS);
    requested("r2", 5, GOODS);
    offered("o3", SUGINAMI, 5, SHELTER, GOODS);
    requested("r3", 5, WATER);

    assertThat(kizuna.dispatches("r3")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatches("r1")).containsExactly(SUGINAMI + " 5 1-8");
    assertThat(kizuna.dispatch("r2-1").state()).isEqualTo(DispatchState.PROPOSED);
  }

  @Test
  void whereItTakesTwoMovesTwoAreMade() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    offered("o2", SUMIDA, 5, SHELTER, GOODS);
    requested("r2", 5, GOODS);
    offered("o3", SUGINAMI, 5, GOODS);
    Decision decision = requested("r3", 5, WATER);

    assertThat(kizuna.dispatches("r3")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).containsExactly(SUGINAMI + " 5 1-8");
    assertThat(decision.explanations())
        .extracting(e -> e.request().id())
        .containsExactlyInAnyOrder("r1", "r2", "r3");
    assertThat(of(decision, "r3").rearrangements())
        .extracting(r -> r.dispatch().id(), Rearrangement::replacedBy)
        .containsExactlyInAnyOrder(tuple("r1-1", List.of("r1-2")), tuple("r2-1", List.of("r2-2")));
  }

  @Test
  void whereNothingIsGainedNothingIsMoved() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    Decision decision = requested("r2", 5, WATER);

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.PROPOSED);
    assertThat(kizuna.dispatches("r2")).isEmpty();
    assertThat(of(decision, "r2").rearrangements()).isEmpty();
    assertThat(decision.explanations()).hasSize(1);
  }

  // A higher class.

  @Test
  void aHigherClassTakesFromTheLastServedOfALowerClass() {
    offered("o1", SHINJUKU, 5, SHELTER);
    requested("r1", 5, SHELTER);
    offered("o2", SUMIDA, 5, SHELTER);
    requested("r2", 5, SHELTER);
    Decision decision = requested("r3", 5, SHELTER, Priority.LIFE_SAFETY);

    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.PROPOSED);
    assertThat(kizuna.dispatch("r2-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.REARRANGED);
    assertThat(kizuna.dispatches("r3")).containsExactly(SUMIDA + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).isEmpty();
    assertThat(of(decision, "r2").rearrangements())
        .extracting(r -> r.dispatch().id(), Rearrangement::forRequestId, Rearrangement::replacedBy)
        .containsExactly(tuple("r2-1", "r3", List.of()));
    assertThat(of(decision, "r2").openAfter()).isEqualTo(40);
  }

  @Test
  void whoLostItToAHigherClassIsServedWithTheNextOffer() {
    offered("o1", SHINJUKU, 5, SHELTER);
    requested("r1", 5, SHELTER);
    requested("r2", 5, SHELTER, Priority.LIFE_SAFETY);
    assertThat(kizuna.dispatches("r1")).isEmpty();
    kizuna.acted(Act.DECLINE, "r2-1");

    assertThat(kizuna.dispatches("r1"))
        .as("it refused nobody")
        .containsExactly(SHINJUKU + " 5 1-8");
  }

  @Test
  void beforeAnythingIsTakenFromALowerClassItIsMovedWhereItCanGo() {
    offered("o1", SHINJUKU, 5, SHELTER, WATER);
    requested("r1", 5, SHELTER);
    offered("o2", SUMIDA, 5, SHELTER);
    requested("r2", 5, WATER, Priority.LIFE_SAFETY);

    assertThat(kizuna.open("r1") + kizuna.open("r2")).isZero();
  }

  @Test
  void aLowerClassNeverTakes() {
    offered("o1", SHINJUKU, 5, SHELTER);
    requested("r1", 5, SHELTER, Priority.URGENT);
    requested("r2", 5, SHELTER, Priority.NORMAL);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Priority.class)
  void theSameClassNeverTakes(Priority priority) {
    offered("o1", SHINJUKU, 5, SHELTER);
    requested("r1", 5, SHELTER, priority);
    requested("r2", 5, SHELTER, priority);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @Test
  void whoHasWaitedLongerThanAClassIsWorthKeepsWhatItHas() {
    offered("o1", SHINJUKU, 5, SHELTER);
    requested("r1", 5, SHELTER, Priority.NORMAL);
    kizuna.acted(Act.DECLINE, "r1-1");
    kizuna.at(kizuna.now().plus(Duration.ofHours(NetworkAtWork.PRIORITY_CLASS_HOURS + 1)));
    offered("o2", SUMIDA, 5, SHELTER);
    kizuna.requested("r0", 5, 1, 8);
    kizuna.acted(Act.CONFIRM, "r0-1");
    assertThat(kizuna.dispatches("r1")).hasSize(1);
    requested("r2", 5, SHELTER, Priority.URGENT);

    assertThat(kizuna.dispatches("r1")).hasSize(1);
    assertThat(kizuna.dispatches("r2")).isEmpty();
  }

  @Test
  void aRequestThatACoordinatorRaisedTakesToo() {
    offered("o1", SHINJUKU, 5, SHELTER);
    requested("r1", 5, SHELTER);
    requested("r2", 5, SHELTER);
    kizuna.overridden(
        new OverrideDecision(
            "v1", OverrideDecision.Kind.REPRIORITISE, "r2", null, Priority.LIFE_SAFETY, null));

    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatches("r1")).isEmpty();
  }
}
