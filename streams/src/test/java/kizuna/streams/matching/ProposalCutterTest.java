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
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.Test;

/**
 * People see the end of a decision, not how it was searched for: few tours, nothing that was only
 * tried, nothing moved that came back.
 */
class ProposalCutterTest {

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

  // On a plan of its own: what moves may leave.

  /** A part of what was taken apart that stays where it was. */
  private record Rest(int headCount, Period days) {}

  private CutProposals splitProposals(Dispatch seen, Rest... rests) {
    Plan plan = new Plan(new StagedState(kizuna.network), 99);
    StagedState attempt = plan.state().attempt();
    plan.remove(attempt, seen);
    for (Rest rest : rests) {
      plan.addRest(attempt, seen, rest.headCount, rest.days);
    }
    plan.keep(attempt, List.of(seen));
    return ProposalCutter.cut(plan);
  }

  private static Rest rest(int headCount, int firstDay, int lastDay) {
    return new Rest(headCount, new Period(day(firstDay), day(lastDay)));
  }

  private static List<String> puts(CutProposals cut) {
    return cut.state().changes().stream()
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

  private Dispatch oneProposal(int travelDays) {
    agreement(travelDays);
    offered("o1", SHINJUKU, 0, 9, SHELTER);
    requested("r1", SHELTER);
    return kizuna.dispatch("r1-1");
  }

  @Test
  void whatCameBackNeverMoved() {
    Dispatch seen = oneProposal(0);

    CutProposals cut = splitProposals(seen, rest(3, 1, 8), rest(2, 1, 3), rest(2, 4, 8));

    assertThat(puts(cut)).isEmpty();
    assertThat(cut.moved()).isEmpty();
  }

  @Test
  void whatStayedOfItIsHeldAsLongAsItWas() {
    Dispatch seen = oneProposal(0);
    Instant held = seen.holdUntil();
    kizuna.at(kizuna.now().plusSeconds(600));

    CutProposals cut = splitProposals(seen, rest(2, 1, 8), rest(2, 1, 3));

    assertThat(puts(cut))
        .containsExactly(
            "r1-1 CANCELLED 5 " + day(1) + "/" + day(8) + " for null",
            "r1-2 PROPOSED 2 " + day(1) + "/" + day(8) + " for r1-1",
            "r1-3 PROPOSED 2 " + day(1) + "/" + day(3) + " for r1-1");
    assertThat(cut.state().dispatchOf("r1-2").holdUntil()).isEqualTo(held);
    assertThat(cut.state().dispatchOf("r1-3").wave()).isEqualTo(2);
    assertThat(cut.replacedBy()).containsEntry("r1-1", Set.of("r1-2", "r1-3"));
  }

  @Test
  void layersAreFewerToursThanSteps() {
    Dispatch seen = oneProposal(0);

    assertThat(puts(splitProposals(seen, rest(4, 1, 2), rest(3, 3, 5), rest(3, 6, 8))))
        .containsExactly(
            "r1-1 CANCELLED 5 " + day(1) + "/" + day(8) + " for null",
            "r1-2 PROPOSED 3 " + day(1) + "/" + day(8) + " for r1-1",
            "r1-3 PROPOSED 1 " + day(1) + "/" + day(2) + " for r1-1");
  }

  @Test
  void whereOthersWouldBeOnTheRoadTheyAreNotJoined() {
    Dispatch seen = oneProposal(1);
    Period before = new Period(seen.firstDay(), day(3));
    Period after = new Period(day(4), seen.lastDay());

    assertThat(puts(splitProposals(seen, new Rest(3, before), new Rest(2, after))))
        .containsExactly(
            "r1-1 CANCELLED 5 " + seen.firstDay() + "/" + seen.lastDay() + " for null",
            "r1-2 PROPOSED 3 " + seen.firstDay() + "/" + day(3) + " for r1-1",
            "r1-3 PROPOSED 2 " + day(4) + "/" + seen.lastDay() + " for r1-1");
  }

  @Test
  void aRequestForWhichNothingStandsWasNeverProposedFor() {
    agreement(0);
    offered("o1", SHINJUKU, 1, 8, SHELTER);
    requested("r1", WATER);
    requested("r2", SHELTER);

    assertThat(kizuna.network.requestOf("r1").request().firstProposedAt()).isNull();
    assertThat(kizuna.network.requestOf("r2").request().firstProposedAt()).isNotNull();
  }
}
