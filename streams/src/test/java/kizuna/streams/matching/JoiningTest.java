package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.TaskType;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import org.junit.jupiter.api.Test;

/**
 * People see the end of a decision, not how it was searched for: few tours, nothing that was only
 * tried, nothing moved that came back.
 */
class JoiningTest {

  private static final TaskType SHELTER = TaskType.SHELTER_OPERATION;
  private static final TaskType WATER = TaskType.WATER_SUPPLY;

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private void agreement(int travelDays) {
    AgreementTerms terms = new AgreementTerms();
    terms.travelDays = travelDays;
    kizuna.signed(terms);
  }

  private void offered(String id, String lender, int firstDay, int lastDay, TaskType... tasks) {
    OfferTerms terms = new OfferTerms();
    terms.id = id;
    terms.lender = lender;
    terms.firstDay = day(firstDay);
    terms.lastDay = day(lastDay);
    terms.taskTypes = Set.of(tasks);
    kizuna.offered(terms);
  }

  private Decision requested(String id, TaskType task) {
    RequestTerms terms = new RequestTerms();
    terms.id = id;
    terms.taskType = task;
    kizuna.at(kizuna.now().plusSeconds(60));
    return kizuna.requested(terms);
  }

  /** The first four days can go elsewhere by one chain, the others by another. */
  private Decision movedInTwoSteps() {
    agreement(0);
    offered("o1", SHINJUKU, 1, 8, SHELTER, WATER);
    requested("r1", SHELTER);
    offered("o2", SUMIDA, 1, 4, SHELTER);
    offered("o3", SUGINAMI, 5, 8, SHELTER);
    return requested("r2", WATER);
  }

  @Test
  void whatTwoChainsBroughtIsOneTour() {
    movedInTwoSteps();

    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 5 1-4", SUGINAMI + " 5 5-8");
  }

  @Test
  void whatWasOnlyTriedIsNotOnTheLedger() {
    Decision decision = movedInTwoSteps();

    assertThat(kizuna.network.requestOf("r1").dispatchIds())
        .containsExactly("r1-1", "r1-2", "r1-3");
    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "reason")
        .containsExactly(DispatchState.CANCELLED, RefusalReason.REARRANGED);
    assertThat(decision.changes())
        .filteredOn(Change.DispatchPut.class::isInstance)
        .extracting(c -> ((Change.DispatchPut) c).dispatch().id())
        .containsExactlyInAnyOrder("r1-1", "r1-2", "r1-3", "r2-1");
  }

  @Test
  void theExplanationTellsWhatStands() {
    Decision decision = movedInTwoSteps();

    assertThat(decision.explanations())
        .extracting(e -> e.request().id())
        .containsExactlyInAnyOrder("r1", "r2");
    for (Explanation e : decision.explanations()) {
      assertThat(e.rearrangements())
          .extracting(
              r -> r.dispatch().id(), Rearrangement::forRequestId, Rearrangement::replacedBy)
          .containsExactly(tuple("r1-1", "r2", List.of("r1-2", "r1-3")));
    }
    assertThat(decision.explanations())
        .filteredOn(e -> e.request().id().equals("r2"))
        .flatExtracting(Explanation::verdicts)
        .filteredOn(v -> v.verdict() == Verdict.CHOSEN)
        .flatExtracting(LenderVerdict::proposals)
        .extracting(Dispatch::id, Dispatch::headCount, Dispatch::firstDay, Dispatch::lastDay)
        .containsExactly(tuple("r2-1", 5, day(1), day(8)));
  }

  @Test
  void whereOnlyWhatNobodyHadSeenWasMovedNothingWasMoved() {
    offered("o1", SHINJUKU, 1, 8, SHELTER, WATER);
    requested("r1", SHELTER);
    assertThat(kizuna.dispatches("r1")).as("nothing binds them yet").isEmpty();
    offered("o2", SUMIDA, 1, 8, SHELTER);
    requested("r2", WATER);
    AgreementTerms terms = new AgreementTerms();
    Decision decision = kizuna.signed(terms);

    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 5 1-8");
    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 5 1-8");
    assertThat(kizuna.network.requestOf("r1").dispatchIds()).containsExactly("r1-1");
    assertThat(kizuna.dispatch("r1-1"))
        .extracting("state", "replaces", "wave")
        .containsExactly(DispatchState.PROPOSED, null, 1);
    assertThat(decision.explanations()).flatExtracting(Explanation::rearrangements).isEmpty();
  }

  // On a draft of its own: what searching may leave.

  private StagedState calledOff(String dispatchId) {
    StagedState draft = new StagedState(kizuna.network);
    Dispatch d = kizuna.dispatch(dispatchId);
    draft.apply(
        new Change.DispatchPut(
            d.moved(
                DispatchState.CANCELLED,
                d.lastDay(),
                RefusalReason.REARRANGED,
                99,
                draft.clock())));
    return draft;
  }

  private static List<String> puts(Joining joining) {
    return joining.books().changes().stream()
        .filter(Change.DispatchPut.class::isInstance)
        .map(c -> ((Change.DispatchPut) c).dispatch())
        .map(
            d ->
                d.id()
                    + " "
                    + d.state()
                    + " "
                    + d.headCount()
                    + " "
                    + d.firstDay()
                    + "/"
                    + d.lastDay()
                    + " for "
                    + d.replaces())
        .toList();
  }

  private void oneProposal(int travelDays) {
    agreement(travelDays);
    offered("o1", SHINJUKU, 0, 9, SHELTER);
    requested("r1", SHELTER);
  }

  @Test
  void whatCameBackNeverMoved() {
    oneProposal(0);
    StagedState draft = calledOff("r1-1");
    Proposals proposals = new Proposals(99);
    Dispatch was = kizuna.dispatch("r1-1");
    proposals.rest(draft, was, 3, new Period(day(1), day(8)));
    proposals.rest(draft, was, 2, new Period(day(1), day(3)));
    proposals.rest(draft, was, 2, new Period(day(4), day(8)));

    assertThat(puts(Joining.of(draft))).isEmpty();
  }

  @Test
  void whatStayedOfItIsHeldAsLongAsItWas() {
    oneProposal(0);
    Instant held = kizuna.dispatch("r1-1").holdUntil();
    kizuna.at(kizuna.now().plusSeconds(600));
    StagedState draft = calledOff("r1-1");
    Proposals proposals = new Proposals(99);
    Dispatch was = kizuna.dispatch("r1-1");
    proposals.rest(draft, was, 2, new Period(day(1), day(8)));
    proposals.rest(draft, was, 2, new Period(day(1), day(3)));
    Joining joining = Joining.of(draft);

    assertThat(puts(joining))
        .containsExactly(
            "r1-1 CANCELLED 5 " + day(1) + "/" + day(8) + " for null",
            "r1-2 PROPOSED 2 " + day(1) + "/" + day(8) + " for r1-1",
            "r1-3 PROPOSED 2 " + day(1) + "/" + day(3) + " for r1-1");
    assertThat(joining.books().dispatchOf("r1-2").holdUntil()).isEqualTo(held);
    assertThat(joining.books().dispatchOf("r1-3").wave()).isEqualTo(2);
  }

  @Test
  void layersAreFewerToursThanSteps() {
    oneProposal(0);
    StagedState draft = calledOff("r1-1");
    Proposals proposals = new Proposals(99);
    Dispatch was = kizuna.dispatch("r1-1");
    proposals.rest(draft, was, 4, new Period(day(1), day(2)));
    proposals.rest(draft, was, 3, new Period(day(3), day(5)));
    proposals.rest(draft, was, 3, new Period(day(6), day(8)));

    assertThat(puts(Joining.of(draft)))
        .containsExactly(
            "r1-1 CANCELLED 5 " + day(1) + "/" + day(8) + " for null",
            "r1-2 PROPOSED 3 " + day(1) + "/" + day(8) + " for r1-1",
            "r1-3 PROPOSED 1 " + day(1) + "/" + day(2) + " for r1-1");
  }

  @Test
  void whereOthersWouldBeOnTheRoadTheyAreNotJoined() {
    oneProposal(1);
    StagedState draft = calledOff("r1-1");
    Proposals proposals = new Proposals(99);
    Dispatch was = kizuna.dispatch("r1-1");
    proposals.rest(draft, was, 3, new Period(was.firstDay(), day(3)));
    proposals.rest(draft, was, 2, new Period(day(4), was.lastDay()));

    assertThat(puts(Joining.of(draft)))
        .containsExactly(
            "r1-1 CANCELLED 5 " + was.firstDay() + "/" + was.lastDay() + " for null",
            "r1-2 PROPOSED 3 " + was.firstDay() + "/" + day(3) + " for r1-1",
            "r1-3 PROPOSED 2 " + day(4) + "/" + was.lastDay() + " for r1-1");
  }

  @Test
  void aRequestForWhichNothingStandsWasNeverProposedFor() {
    agreement(0);
    offered("o1", SHINJUKU, 1, 8, SHELTER);
    requested("r1", WATER);
    StagedState draft = new StagedState(kizuna.network);
    draft.apply(new Change.RequestPut(draft.requestOf("r1").request().proposedAt(draft.clock())));
    requested("r2", SHELTER);
    Dispatch other = kizuna.dispatch("r2-1");
    StagedState tried = new StagedState(kizuna.network);
    tried.apply(new Change.RequestPut(tried.requestOf("r1").request().proposedAt(tried.clock())));
    tried.apply(
        new Change.DispatchPut(
            other.moved(
                DispatchState.CANCELLED,
                other.lastDay(),
                RefusalReason.REARRANGED,
                99,
                tried.clock())));

    assertThat(Joining.of(tried).books().requestOf("r1").request().firstProposedAt()).isNull();
    assertThat(Joining.of(draft).books().requestOf("r1").request().firstProposedAt())
        .as("where nothing was moved all is as it was found")
        .isNotNull();
  }
}
