package kizuna.streams.topology;

import static kizuna.streams.topology.FactBuilder.DAY1;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUGINAMI;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.Outcome;
import kizuna.codes.RejectionCode;
import kizuna.codes.RequestState;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.MatchDecision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One disaster as its people live it, fact by fact. */
class OneDisasterTest {

  private final LogHarness kizuna = new LogHarness();
  private final FactBuilder facts = new FactBuilder();

  @BeforeEach
  void networkAndDisaster() {
    kizuna.accept(facts.networkFormed(SHINJUKU, SUMIDA, SUGINAMI));
    kizuna.accept(facts.municipalities());
    kizuna.accept(facts.agreement());
    kizuna.accept(facts.declared("noto", WAJIMA));
  }

  private static Instant morningOf(LocalDate day) {
    return day.atTime(9, 0).toInstant(ZoneOffset.ofHours(9));
  }

  @Test
  void aRequestWithoutOffersIsOpenAndSaysWhy() {
    MatchDecision decision = kizuna.accept(facts.requested("r1", 5, 8));

    Explanation why = decision.getExplanations().get(0);
    assertThat(why.getOpenAfter()).isEqualTo(40);
    assertThat(why.getHistogram().get(0).getRule()).isEqualTo(MatchRule.STAFF_OFFERED);
    assertThat(why.getHistogram().get(0).getLenders()).isEqualTo(3);
    assertThat(kizuna.request("r1").getState()).isEqualTo(RequestState.OPEN);
  }

  @Test
  void twoOffersFillARequestAndItIsConfirmedSentAndEnded() {
    kizuna.accept(facts.requested("r1", 5, 8));
    kizuna.accept(facts.offered("o1", SHINJUKU, 3, 8));
    MatchDecision second = kizuna.accept(facts.offered("o2", SUMIDA, 3, 10));

    assertThat(second.getExplanations().get(0).getVerdicts().get(0).getVerdict())
        .isEqualTo(Verdict.CHOSEN);
    assertThat(kizuna.dispatch("r1-1").getHeadCount()).isEqualTo(3);
    assertThat(kizuna.dispatch("r1-2").getHeadCount()).isEqualTo(2);
    assertThat(kizuna.dispatch("r1-2").getLastDay()).isEqualTo(DAY1.plusDays(7));
    assertThat(kizuna.request("r1").getState()).isEqualTo(RequestState.MATCHED);

    kizuna.accept(facts.confirmed("r1", SHINJUKU));
    kizuna.accept(facts.departed("r1", SHINJUKU));
    kizuna.accept(facts.arrived("r1", SHINJUKU));
    assertThat(kizuna.request("r1").getState()).isEqualTo(RequestState.PARTIALLY_DEPLOYED);
    kizuna.accept(facts.confirmed("r1", SUMIDA));
    kizuna.accept(facts.departed("r1", SUMIDA));
    kizuna.accept(facts.arrived("r1", SUMIDA));
    assertThat(kizuna.request("r1").getState()).isEqualTo(RequestState.FULFILLED);

    // The log is told each day; a report from further ahead would not be believed.
    for (int day = 1; day <= 7; day++) {
      kizuna.accept(facts.timePassed(morningOf(DAY1.plusDays(day))));
    }
    kizuna.accept(facts.released("r1", SHINJUKU, DAY1.plusDays(7)));
    facts.at(morningOf(DAY1.plusDays(8)));
    kizuna.accept(facts.returned("r1", SHINJUKU));
    kizuna.accept(facts.released("r1", SUMIDA, DAY1.plusDays(5)));
    kizuna.accept(facts.returned("r1", SUMIDA));
    assertThat(kizuna.dispatch("r1-2").getState()).isEqualTo(DispatchState.RETURNED);
    assertThat(kizuna.request("r1").getState()).isEqualTo(RequestState.CLOSED);
    assertThat(kizuna.request("r1").getRequestedPersonDays()).isEqualTo(40 - 4);
  }

  @Test
  void aWithdrawalIsRematchedAtOnce() {
    kizuna.accept(facts.requested("r1", 3, 8));
    kizuna.accept(facts.offered("o1", SHINJUKU, 3, 8));
    kizuna.accept(facts.offered("o2", SUMIDA, 3, 8));
    kizuna.accept(facts.confirmed("r1", SHINJUKU));

    kizuna.accept(facts.withdrawn("o1", SHINJUKU));

    assertThat(kizuna.dispatch("r1-1").getState()).isEqualTo(DispatchState.CANCELLED);
    assertThat(kizuna.dispatch("r1-2").getLender()).isEqualTo(SUMIDA);
    assertThat(kizuna.dispatch("r1-2").getState()).isEqualTo(DispatchState.PROPOSED);
    assertThat(kizuna.request("r1").getOpenPersonDays()).isZero();
  }

  @Test
  void aHoldThatIsNotConfirmedLapsesWhenTimePassesAndAnotherLenderIsAsked() {
    kizuna.accept(facts.requested("r1", 3, 8));
    kizuna.accept(facts.offered("o1", SHINJUKU, 3, 8));
    kizuna.accept(facts.offered("o2", SUMIDA, 3, 8));

    kizuna.accept(facts.timePassed(facts.now().plus(Duration.ofMinutes(61))));

    assertThat(kizuna.dispatch("r1-1").getState()).isEqualTo(DispatchState.LAPSED);
    assertThat(kizuna.dispatch("r1-2").getLender()).isEqualTo(SUMIDA);
  }

  @Test
  void aRecallOpensTheNeedAgainFromTheDayAfter() {
    kizuna.accept(facts.requested("r1", 3, 8));
    kizuna.accept(facts.offered("o1", SHINJUKU, 3, 8));
    kizuna.accept(facts.confirmed("r1", SHINJUKU));
    kizuna.accept(facts.departed("r1", SHINJUKU));
    kizuna.accept(facts.arrived("r1", SHINJUKU));
    facts.at(morningOf(DAY1.plusDays(1)));
    kizuna.accept(facts.recalled("r1", SHINJUKU, DAY1.plusDays(2)));

    assertThat(kizuna.request("r1").getOpenPersonDays()).isEqualTo(15);
    kizuna.accept(facts.offered("o2", SUMIDA, 3, 8));
    assertThat(kizuna.dispatch("r1-2").getFirstDay()).isEqualTo(DAY1.plusDays(3));
    facts.at(morningOf(DAY1.plusDays(3)));
    kizuna.accept(facts.returned("r1", SHINJUKU));
    assertThat(kizuna.ledger).hasSize(2);
  }

  @Test
  void theSameFactAgainIsAnsweredAsBeforeAndOtherContentUnderItsIdIsRefused() {
    var asked = facts.requested("r1", 5, 8);
    kizuna.accept(asked);
    MatchDecision again = kizuna.put(asked);
    assertThat(again.getOutcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(again.getDuplicateOf()).isEqualTo(5);

    var other = facts.requested("r2", 6, 8);
    other.put("eventId", asked.getEventId());
    MatchDecision refused = kizuna.put(other);
    assertThat(refused.getOutcome()).isEqualTo(Outcome.REJECTED);
    assertThat(refused.getReasons().get(0).getCode())
        .isEqualTo(RejectionCode.SAME_ID_OTHER_CONTENT);
  }

  @Test
  void nobodyDepartsBeforeConfirmedAndNobodyActsForAnother() {
    kizuna.accept(facts.requested("r1", 3, 8));
    kizuna.accept(facts.offered("o1", SHINJUKU, 3, 8));
    assertThat(kizuna.put(facts.departed("r1", SHINJUKU)).getReasons().get(0).getCode())
        .isEqualTo(RejectionCode.ILLEGAL_TRANSITION);
    assertThat(kizuna.put(facts.withdrawn("o1", SUMIDA)).getReasons().get(0).getCode())
        .isEqualTo(RejectionCode.NOT_YOURS);
  }

  @Test
  void anAmendmentKeepsWhatFitsAndRefusesToGoBelowWhatIsConfirmed() {
    kizuna.accept(facts.requested("r1", 3, 8));
    kizuna.accept(facts.offered("o1", SHINJUKU, 2, 8));
    kizuna.accept(facts.offered("o2", SUMIDA, 1, 8));
    kizuna.accept(facts.confirmed("r1", SHINJUKU));

    kizuna.accept(facts.amended("r1", 2, null));
    assertThat(kizuna.dispatch("r1-1").getState()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(kizuna.dispatch("r1-2").getState()).isEqualTo(DispatchState.CANCELLED);
    assertThat(kizuna.put(facts.amended("r1", 1, null)).getReasons().get(0).getCode())
        .isEqualTo(RejectionCode.BELOW_COMMITTED);
    kizuna.accept(facts.amended("r1", 4, null));
    assertThat(kizuna.request("r1").getOpenPersonDays()).isEqualTo(8);
  }

  @Test
  void aRestartGoesOnAsIfNothingHadHappened() {
    LogHarness other = new LogHarness();
    kizuna.accept(facts.requested("r1", 5, 20));
    kizuna.accept(facts.offered("o1", SHINJUKU, 3, 8));
    kizuna.restart();
    kizuna.accept(facts.offered("o2", SUMIDA, 3, 30));
    kizuna.restart();
    kizuna.accept(facts.withdrawn("o2", SUMIDA));
    kizuna.intake.forEach(
        bytes ->
            other.put(
                FactBuilder.NETWORK.getBytes(java.nio.charset.StandardCharsets.UTF_8), bytes));

    assertThat(other.decisionBytes).hasSameSizeAs(kizuna.decisionBytes);
    for (int i = 0; i < other.decisionBytes.size(); i++) {
      assertThat(other.decisionBytes.get(i)).isEqualTo(kizuna.decisionBytes.get(i));
    }
  }
}
