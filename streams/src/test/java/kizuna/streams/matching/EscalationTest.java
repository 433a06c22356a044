package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static kizuna.streams.matching.NetworkAtWork.need;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a network cannot fill goes to the next tier's network, and what is found there comes back.
 */
class EscalationTest {

  private static final String BLOCK = "block";

  /** Shinjuku and Sumida lend first; Suginami stands for those of the next tier. */
  private final NetworkAtWork wards =
      new NetworkAtWork(ID, NetworkAtWork.formed(BLOCK, SHINJUKU, SUMIDA));

  private final NetworkAtWork block =
      new NetworkAtWork(BLOCK, NetworkAtWork.formed(null, SUGINAMI));

  @BeforeEach
  void agreements() {
    wards.signed(new AgreementTerms());
    block.signed(new AgreementTerms());
  }

  /** Every fact that a decision passes on is decided there, until nothing more is passed. */
  private Decision deliver(Decision decision) {
    for (EscalationMessage passed : decision.passed()) {
      NetworkAtWork to = passed.to().equals(BLOCK) ? block : wards;
      to.at(to.now().isBefore(wards.now()) ? wards.now() : to.now());
      deliver(to.accept(Role.SYSTEM, "kizuna", fact(passed)));
    }
    return decision;
  }

  private static Fact fact(EscalationMessage passed) {
    if (passed instanceof EscalationMessage.OfDisaster p) {
      return new Fact.DisasterDeclared(p.disaster(), true, true, true);
    } else if (passed instanceof EscalationMessage.Requested p) {
      RequestTerms terms = new RequestTerms();
      terms.id = ID + "." + p.request().id();
      terms.needs = p.open();
      terms.firstDay = p.open().get(0).days().first();
      terms.lastDay = p.request().period().last();
      terms.priority = p.request().priority();
      terms.escalatedFrom = new Request.EscalatedFrom(ID, p.request().id());
      return new Fact.AidRequested(terms.request());
    } else if (passed instanceof EscalationMessage.Amended p) {
      return new Fact.AidRequestAmended(
          ID + "." + p.requestId(),
          null,
          p.open(),
          p.firstDay(),
          p.lastDay(),
          p.priority(),
          p.correction());
    } else if (passed instanceof EscalationMessage.Joined p) {
      return new Fact.DisastersJoined(p.disasterId(), p.into());
    } else if (passed instanceof EscalationMessage.Merged p) {
      return new Fact.AidRequestMerged(ID + "." + p.requestId(), ID + "." + p.into());
    } else if (passed instanceof EscalationMessage.Corrected p) {
      return p.correction();
    } else if (passed instanceof EscalationMessage.Ended p) {
      return new Fact.DisasterEnded(p.disasterId(), false, NetworkAtWork.day(1));
    } else if (passed instanceof EscalationMessage.Cancelled p) {
      return new Fact.AidRequestCancelled(ID + "." + p.requestId(), p.reason());
    } else if (passed instanceof EscalationMessage.Answered p) {
      return new Fact.EscalationAnswered(p.requestId(), BLOCK, p.cover());
    }
    throw new AssertionError("expected a known kind, but " + passed);
  }

  private Decision afterMinutes(int minutes) {
    return wards.timePassed(wards.now().plus(Duration.ofMinutes(minutes)));
  }

  private void escalated() {
    deliver(afterMinutes(NetworkAtWork.ESCALATE_AFTER_MINUTES));
  }

  private void offeredByBlock(int headCount, int firstDay, int lastDay) {
    OfferTerms terms = new OfferTerms();
    terms.id = "b" + headCount + "-" + firstDay;
    terms.lender = SUGINAMI;
    terms.headCount = headCount;
    terms.firstDay = day(firstDay);
    terms.lastDay = day(lastDay);
    deliver(block.offered(terms));
  }

  // Passed on.

  @Test
  void whatIsOpenAtItsDeadlineGoesToTheNextTierOnce() {
    wards.offered("o1", SHINJUKU, 2, 1, 4);
    wards.requested("r1", 5, 1, 8);
    wards.acted(Act.CONFIRM, "r1-1");

    assertThat(afterMinutes(NetworkAtWork.ESCALATE_AFTER_MINUTES - 1).passed()).isEmpty();
    Decision decision = afterMinutes(1);
    assertThat(decision.passed())
        .containsExactly(
            new EscalationMessage.OfDisaster(
                BLOCK,
                RankedLenders.disasterOf(
                    new kizuna.streams.state.StagedState(wards.network), r1())),
            new EscalationMessage.Requested(BLOCK, r1(), List.of(need(3, 1, 4), need(5, 5, 8))));
    assertThat(decision.notices())
        .contains(new Notice(Notice.Code.ESCALATED, "r1", WAJIMA, null, 3 * 4 + 5 * 4));
    assertThat(wards.requestState("r1")).isEqualTo(RequestState.ESCALATED);
    assertThat(afterMinutes(600).passed()).isEmpty();
  }

  private Request r1() {
    return wards.network.requestOf("r1").request();
  }

  @Test
  void lifeSafetyGoesSooner() {
    RequestTerms urgent = new RequestTerms();
    urgent.priority = Priority.LIFE_SAFETY;
    wards.requested(urgent);

    assertThat(afterMinutes(NetworkAtWork.LIFE_SAFETY_ESCALATE_AFTER_MINUTES - 1).passed())
        .isEmpty();
    assertThat(afterMinutes(1).passed()).hasSize(2);
  }

  @Test
  void aRequestThatBecomesAMatterOfLifeGoesSoonerToo() {
    wards.requested("r1", 5, 1, 8);
    wards.overridden(
        new OverrideDecision(
            "v1", OverrideDecision.Kind.REPRIORITISE, "r1", null, Priority.LIFE_SAFETY, null));

    assertThat(afterMinutes(NetworkAtWork.LIFE_SAFETY_ESCALATE_AFTER_MINUTES).passed()).hasSize(2);
  }

  @Test
  void whatIsFilledGoesNowhere() {
    wards.offered("o1", SHINJUKU, 5, 1, 8);
    wards.requested("r1", 5, 1, 8);
    wards.acted(Act.CONFIRM, "r1-1");

    assertThat(afterMinutes(10_000).passed()).isEmpty();
  }

  @Test
  void whatOpensAgainAfterTheDeadlineGoesToo() {
    wards.offered("o1", SHINJUKU, 5, 1, 8);
    wards.requested("r1", 5, 1, 8);
    wards.acted(Act.CONFIRM, "r1-1");
    afterMinutes(NetworkAtWork.ESCALATE_AFTER_MINUTES);
    wards.acted(Act.CANCEL, "r1-1");

    assertThat(afterMinutes(1).passed()).hasSize(2);
  }

  @Test
  void theLastTierPassesNothingOn() {
    block.requested("r1", 5, 1, 8);

    assertThat(block.timePassed(block.now().plus(Duration.ofDays(3))).passed()).isEmpty();
    assertThat(block.requestState("r1")).isEqualTo(RequestState.OPEN);
  }

  // Found there.

  @Test
  void whatIsFoundThereComesBackAndCountsAsCovered() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    assertThat(block.network.requestOf("tokyo23.r1").request().escalatedFrom())
        .isEqualTo(new Request.EscalatedFrom(ID, "r1"));
    offeredByBlock(3, 1, 8);

    assertThat(wards.byDay("r1")).containsExactlyElementsOf(Collections.nCopies(8, "0+3/2"));
    assertThat(wards.requestState("r1")).isEqualTo(RequestState.ESCALATED);
    offeredByBlock(2, 2, 8);
    offeredByBlock(2, 1, 1);
    assertThat(wards.byDay("r1")).containsExactlyElementsOf(Collections.nCopies(8, "0+5/0"));
    assertThat(wards.requestState("r1"))
        .as("promised, and nobody has arrived that this network knows of")
        .isEqualTo(RequestState.MATCHED);
  }

  @Test
  void whatIsThereAlreadyIsFoundAtOnce() {
    offeredByBlock(5, 1, 8);
    wards.requested("r1", 5, 1, 8);
    escalated();

    assertThat(wards.open("r1")).isZero();
    assertThat(block.dispatches("tokyo23.r1")).containsExactly(SUGINAMI + " 5 1-8");
  }

  @Test
  void aRequestServedByTheNextTierIsClosedWhenItsDaysHavePassed() {
    offeredByBlock(5, 1, 8);
    wards.requested("r1", 5, 1, 8);
    escalated();
    wards.timePassed(morningOf(day(9)));

    assertThat(wards.requestState("r1")).isEqualTo(RequestState.CLOSED);
  }

  @Test
  void whoWasPromisedThereAndIsNotAnyMoreIsMissingHereAgain() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    offeredByBlock(5, 1, 8);
    wards.offered("o1", SHINJUKU, 2, 1, 8);
    assertThat(wards.dispatches("r1")).as("nobody is missing").isEmpty();
    deliver(
        block.accept(
            Role.WARD, SUGINAMI, new Fact.OfferWithdrawn("b5-1", RefusalReason.OWN_DISASTER)));

    assertThat(wards.byDay("r1")).containsExactlyElementsOf(Collections.nCopies(8, "2+0/3"));
    assertThat(block.byDay("tokyo23.r1"))
        .as("and there only as many as are missing here")
        .containsExactlyElementsOf(Collections.nCopies(8, "0+0/3"));
  }

  @Test
  void anAnswerOfANetworkThatWasNotAskedIsRefused() {
    wards.requested("r1", 5, 1, 8);

    assertThat(
            wards.refuse(
                Role.SYSTEM,
                "kizuna",
                new Fact.EscalationAnswered("r1", BLOCK, List.of(need(5, 1, 8)))))
        .isEqualTo(new Reason.GoesOnAs(RejectionCode.NOT_ESCALATED, "r1", "block"));
  }

  // Told there what changes here.

  @Test
  void whoIsFoundHereAfterAllIsAskedThereNoMore() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    deliver(wards.offered("o1", SHINJUKU, 2, 1, 8));
    assertThat(block.byDay("tokyo23.r1"))
        .containsExactlyElementsOf(Collections.nCopies(8, "0+0/3"));

    deliver(wards.offered("o2", SUMIDA, 3, 1, 8));
    assertThat(block.open("tokyo23.r1")).isZero();
    offeredByBlock(5, 1, 8);
    assertThat(block.dispatches("tokyo23.r1")).isEmpty();
  }

  @Test
  void whoIsMissingAgainIsAskedThereAgainThoughNobodyWasForAWhile() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    deliver(wards.offered("o1", SHINJUKU, 5, 1, 8));
    assertThat(block.open("tokyo23.r1")).isZero();
    deliver(wards.acted(Act.DECLINE, "r1-1"));

    assertThat(block.open("tokyo23.r1")).isEqualTo(40);
  }

  @Test
  void daysThatOpenBeforeThoseThatWerePassedOnAreAskedThereToo() {
    wards.offered("o1", SHINJUKU, 5, 1, 4);
    wards.requested("r1", 5, 1, 8);
    wards.acted(Act.CONFIRM, "r1-1");
    escalated();
    assertThat(block.network.requestOf("tokyo23.r1").request().period().first()).isEqualTo(day(5));
    deliver(wards.acted(Act.CANCEL, "r1-1"));

    assertThat(block.byDay("tokyo23.r1"))
        .containsExactlyElementsOf(Collections.nCopies(8, "0+0/5"));
  }

  @Test
  void aLargerOrLongerNeedIsPassedOn() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    deliver(
        wards.accept(
            Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 6, null, null, day(9), null)));

    assertThat(block.byDay("tokyo23.r1"))
        .containsExactlyElementsOf(Collections.nCopies(9, "0+0/6"));
  }

  @Test
  void aNeedThatIsCancelledHereIsCancelledThere() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    offeredByBlock(5, 1, 8);
    deliver(
        wards.accept(
            Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED)));

    assertThat(block.requestState("tokyo23.r1")).isEqualTo(RequestState.CANCELLED);
    assertThat(block.dispatch("tokyo23.r1-1").state()).isEqualTo(DispatchState.CANCELLED);
    assertThat(wards.requestState("r1")).isEqualTo(RequestState.CANCELLED);
  }

  @Test
  void aDuplicateThatIsMergedHereIsMergedThere() {
    wards.requested("r1", 5, 1, 8);
    wards.requested("r2", 7, 1, 4);
    escalated();
    deliver(wards.accept(Role.DESK, WAJIMA, new Fact.AidRequestMerged("r1", "r2")));

    assertThat(block.requestState("tokyo23.r1")).isEqualTo(RequestState.MERGED);
    assertThat(block.requestState("tokyo23.r2")).isEqualTo(RequestState.OPEN);
    assertThat(block.byDay("tokyo23.r2"))
        .isEqualTo(wards.byDay("r2"))
        .startsWith("0+0/7")
        .endsWith("0+0/5");
  }

  @Test
  void aDuplicateForWhomPeopleArePromisedThereEndsThereToo() {
    wards.requested("r1", 5, 1, 8);
    wards.requested("r2", 5, 1, 8);
    escalated();
    offeredByBlock(5, 1, 8);
    String served = wards.open("r1") == 0 ? "r1" : "r2";
    String other = served.equals("r1") ? "r2" : "r1";
    block.acted(Act.CONFIRM, "tokyo23." + served + "-1");
    deliver(wards.accept(Role.DESK, WAJIMA, new Fact.AidRequestMerged(served, other)));

    assertThat(block.requestState("tokyo23." + served)).isEqualTo(RequestState.CANCELLED);
    assertThat(block.open("tokyo23." + other)).as("the same people are proposed anew").isZero();
    assertThat(wards.open(other)).isZero();
  }

  @Test
  void aPriorityThatIsRaisedHereIsRaisedThere() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    deliver(
        wards.overridden(
            new OverrideDecision(
                "v1", OverrideDecision.Kind.REPRIORITISE, "r1", null, Priority.LIFE_SAFETY, null)));

    assertThat(block.network.requestOf("tokyo23.r1").request().priority())
        .isEqualTo(Priority.LIFE_SAFETY);
  }

  // The next tier.

  private static Fact nextTier(String networkId) {
    return new Fact.NetworkTermsChanged(null, null, null, null, networkId, null, null);
  }

  @Test
  void aNetworkWithAnotherNextTierPassesOnThereAndGoesOnWithWhatItPassedBefore() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    coordinated(nextTier("kanto"));
    wards.requested("r2", 5, 1, 8);

    assertThat(afterMinutes(NetworkAtWork.ESCALATE_AFTER_MINUTES).passed())
        .extracting(EscalationMessage::to)
        .containsOnly("kanto");
    assertThat(
            wards
                .accept(
                    Role.DESK, WAJIMA, new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED))
                .passed())
        .extracting(EscalationMessage::to)
        .containsExactly(BLOCK);
  }

  @Test
  void aNetworkWithoutANextTierPassesNothingOn() {
    wards.requested("r1", 5, 1, 8);
    coordinated(nextTier(""));

    assertThat(afterMinutes(10_000).passed()).isEmpty();
    assertThat(wards.requestState("r1")).isEqualTo(RequestState.OPEN);
  }

  // Disasters.

  private Decision coordinated(Fact fact) {
    return deliver(wards.accept(Role.COORDINATOR, ID, fact));
  }

  private kizuna.streams.state.Disaster there() {
    return java.util.Objects.requireNonNull(block.network.register().disaster(disaster()));
  }

  private String disaster() {
    return r1().disasterId();
  }

  @Test
  void aDisasterThatIsCorrectedHereIsCorrectedThere() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    coordinated(
        new Fact.DisasterCorrected(
            disaster(),
            "能登の津波",
            kizuna.streams.state.HazardType.TSUNAMI,
            null,
            java.util.Set.of(NetworkAtWork.SUZU),
            java.util.Set.of()));

    assertThat(there().name()).isEqualTo("能登の津波");
    assertThat(there().hazard()).isEqualTo(kizuna.streams.state.HazardType.TSUNAMI);
    assertThat(there().struck()).contains(NetworkAtWork.SUZU, WAJIMA);
  }

  @Test
  void aDisasterThatStruckMoreHereStruckMoreThere() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    kizuna.streams.state.Disaster known =
        java.util.Objects.requireNonNull(wards.network.register().disaster(disaster()));
    coordinated(
        new Fact.DisasterDeclared(
            new kizuna.streams.state.Disaster(
                known.id(),
                known.name(),
                known.hazard(),
                java.util.Set.of(NetworkAtWork.SUZU),
                known.struckAt())));

    assertThat(there().struck()).contains(NetworkAtWork.SUZU, WAJIMA);
  }

  @Test
  void aDisasterThatEndsHereEndsThereWithWhatWasAsked() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    offeredByBlock(5, 1, 8);
    coordinated(new Fact.DisasterEnded(disaster(), true, day(1)));

    assertThat(block.requestState("tokyo23.r1")).isEqualTo(RequestState.CANCELLED);
    assertThat(there().ended()).isTrue();
  }

  @Test
  void itGoesOnThereWhereOthersStillAsk() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    block.requested("own", 2, 1, 8);
    Decision ended =
        wards.accept(Role.COORDINATOR, ID, new Fact.DisasterEnded(disaster(), true, day(1)));
    for (EscalationMessage passed : ended.passed()) {
      if (passed instanceof EscalationMessage.Ended) {
        assertThat(block.refuse(Role.SYSTEM, "kizuna", fact(passed)).code())
            .isEqualTo(RejectionCode.DISASTER_GOES_ON);
      } else {
        deliver(block.accept(Role.SYSTEM, "kizuna", fact(passed)));
      }
    }

    assertThat(there().ended()).isFalse();
    assertThat(block.requestState("own")).isEqualTo(RequestState.OPEN);
  }

  @Test
  void aDisasterThatGoesOnAfterAllGoesOnThereAndIsAskedForAgain() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    coordinated(new Fact.DisasterEnded(disaster(), true, day(1)));
    coordinated(new Fact.DisasterReopened(disaster()));
    assertThat(there().ended()).isFalse();

    deliver(
        wards.accept(
            Role.DESK, WAJIMA, new Fact.AidRequestAmended("r1", 4, null, null, null, null)));
    assertThat(block.open("tokyo23.r1")).isEqualTo(32);
  }

  @Test
  void daysThatHavePassedAreNotAskedFor() {
    wards.offered("o1", SHINJUKU, 2, 1, 8);
    wards.requested("r1", 5, 1, 8);
    wards.acted(Act.CONFIRM, "r1-1");
    escalated();
    wards.at(morningOf(day(4)));
    deliver(wards.acted(Act.CANCEL, "r1-1"));

    assertThat(block.byDay("tokyo23.r1"))
        .containsExactly("0+0/0", "0+0/0", "0+0/0", "0+0/5", "0+0/5", "0+0/5", "0+0/5", "0+0/5");
  }

  @Test
  void whoWasReleasedThereIsLookedForNowhereUntilTheNeedIsStatedAnew() {
    wards.requested("r1", 5, 1, 8);
    escalated();
    offeredByBlock(5, 1, 8);
    String there = block.network.requestOf(ID + ".r1").dispatchIds().get(0);
    for (Act act : List.of(Act.CONFIRM, Act.ARRIVE)) {
      deliver(block.acted(act, there));
    }
    deliver(block.acted(Act.RELEASE, there, day(2)));

    assertThat(wards.open("r1")).isZero();

    // A correction repeats the need there, and opens nothing.
    deliver(
        wards.accept(
            Role.DESK,
            WAJIMA,
            new Fact.AidRequestAmended("r1", null, null, null, null, Priority.URGENT)));
    assertThat(block.open(ID + ".r1")).isZero();

    deliver(
        wards.accept(
            Role.DESK,
            WAJIMA,
            new Fact.AidRequestAmended(
                "r1", null, List.of(need(5, 1, 2), need(3, 3, 8)), null, null, null)));
    assertThat(wards.open("r1")).isEqualTo(3 * 6);
    assertThat(block.open(ID + ".r1")).isEqualTo(3 * 6);
  }
}
