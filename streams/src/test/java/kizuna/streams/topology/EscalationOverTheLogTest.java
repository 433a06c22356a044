package kizuna.streams.topology;

import static kizuna.streams.topology.FactBuilder.DAY1;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUGINAMI;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.codes.RequestState;
import kizuna.codes.Role;
import kizuna.codes.Tier;
import kizuna.decisions.MatchDecision;
import kizuna.facts.EscalatedFrom;
import kizuna.facts.Fact;
import kizuna.facts.NetworkFormed;
import kizuna.states.RequestStatus;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two networks on one log: what the first cannot fill is written to the log as facts of the second,
 * and what is found there as a fact of the first.
 */
class EscalationOverTheLogTest {

  private static final String BLOCK = "block";

  private final FactBuilder wards = new FactBuilder();
  private final FactBuilder block = new FactBuilder(BLOCK, OperationMode.ACTUAL);
  @TempDir Path stateDir;
  private DrivenTopology kizuna;

  @BeforeEach
  void twoNetworks() {
    kizuna = new DrivenTopology(stateDir);
    tell(kizuna);
  }

  @AfterEach
  void stop() {
    kizuna.close();
  }

  /** The first passes on what is open after an hour. */
  private void tell(DrivenTopology topology) {
    topology.put(
        wards.fact(
            Role.SYSTEM,
            "kizuna",
            FactKind.NETWORK_FORMED,
            NetworkFormed.newBuilder()
                .setName("特別区")
                .setLenders(List.of(SHINJUKU))
                .setHoldMinutes(60)
                .setLifeSafetyHoldMinutes(30)
                .setPriorityClassHours(24)
                .setTier(Tier.AGREEMENT)
                .setEscalatesTo(BLOCK)
                .setEscalateAfterMinutes(60)
                .setLifeSafetyEscalateAfterMinutes(30)
                .build()),
        wards.municipalities(),
        wards.agreement(),
        wards.declared("noto", WAJIMA),
        block.networkFormed(SUGINAMI),
        block.municipalities(),
        block.agreement(),
        wards.requested("r1", 5, 8));
  }

  private void anHourPassed() {
    kizuna.put(wards.timePassed(wards.now().plus(Duration.ofHours(1))));
  }

  private List<MatchDecision> decisionsOf(String network) {
    return kizuna.read(kizuna.topics.matchDecisions, kizuna.formats.decisions()).stream()
        .filter(d -> d.getNetworkId().equals(network))
        .toList();
  }

  private RequestStatus last(String requestId) {
    List<RequestStatus> all =
        kizuna.read(kizuna.topics.requestStatus, kizuna.formats.requests()).stream()
            .filter(s -> s.getRequestId().equals(requestId))
            .toList();
    assertThat(all).as(requestId).isNotEmpty();
    return all.get(all.size() - 1);
  }

  private void nothingWasUnreadableOrRefused() {
    assertThat(kizuna.read(kizuna.topics.deadLetters, kizuna.formats.deadLetters())).isEmpty();
    assertThat(kizuna.read(kizuna.topics.rejections, kizuna.formats.rejections())).isEmpty();
  }

  @Test
  void whatIsOpenAfterItsDeadlineIsARequestOfTheNextTier() {
    kizuna.everything();
    anHourPassed();

    List<TestRecord<String, byte[]>> passed = kizuna.records(kizuna.topics.intake.name());
    assertThat(passed).extracting(TestRecord::key).containsExactly(BLOCK, BLOCK);
    assertThat(decisionsOf(BLOCK))
        .extracting(
            MatchDecision::getFactKind, MatchDecision::getSubject, MatchDecision::getOutcome)
        .containsExactly(
            tuple(FactKind.DISASTER_DECLARED, "noto", Outcome.ACCEPTED),
            tuple(FactKind.AID_REQUESTED, "tokyo23.r1", Outcome.ACCEPTED));
    RequestStatus there = last("tokyo23.r1");
    assertThat(there.getEscalatedFrom()).isEqualTo(new EscalatedFrom("tokyo23", "r1"));
    assertThat(there.getOpenPersonDays()).isEqualTo(40);
    assertThat(there.getReceiver()).isEqualTo(WAJIMA);
    nothingWasUnreadableOrRefused();
  }

  @Test
  void theFirstSaysWhereItWentAndOnce() {
    kizuna.everything();
    anHourPassed();
    RequestStatus here = last("r1");
    assertThat(here.getState()).isEqualTo(RequestState.ESCALATED);
    assertThat(here.getEscalatedTo()).isEqualTo(BLOCK);

    kizuna.everything();
    anHourPassed();
    assertThat(decisionsOf(BLOCK)).isEmpty();
  }

  @Test
  void whatIsFoundThereCountsHere() {
    anHourPassed();
    kizuna.everything();
    kizuna.put(block.offered("b1", SUGINAMI, 3, 8));

    RequestStatus here = last("r1");
    assertThat(here.getCoveredElsewhere())
        .containsExactly(new kizuna.facts.DailyCount(DAY1, DAY1.plusDays(7), 3));
    assertThat(here.getOpenPersonDays()).isEqualTo(16);
    assertThat(decisionsOf("tokyo23"))
        .extracting(MatchDecision::getFactKind, MatchDecision::getOutcome)
        .containsExactly(tuple(FactKind.ESCALATION_ANSWERED, Outcome.ACCEPTED));
    nothingWasUnreadableOrRefused();
  }

  @Test
  void whoIsFoundHereAfterAllIsNotAskedForThereAndIsAgainWhenMissed() {
    anHourPassed();
    kizuna.everything();
    kizuna.put(wards.offered("o1", SHINJUKU, 5, 8));

    assertThat(decisionsOf(BLOCK))
        .extracting(MatchDecision::getFactKind, MatchDecision::getOutcome)
        .containsExactly(tuple(FactKind.AID_REQUEST_AMENDED, Outcome.ACCEPTED));
    assertThat(last("tokyo23.r1").getOpenPersonDays()).isZero();
    kizuna.put(wards.declined("r1", SHINJUKU));
    assertThat(last("tokyo23.r1").getOpenPersonDays()).isEqualTo(40);
    nothingWasUnreadableOrRefused();
  }

  @Test
  void whatIsCancelledHereIsCancelledThere() {
    anHourPassed();
    kizuna.everything();
    kizuna.put(wards.cancelledRequest("r1"));

    assertThat(last("tokyo23.r1").getState()).isEqualTo(RequestState.CANCELLED);
    nothingWasUnreadableOrRefused();
  }

  /** The time had been told up to that deadline already, for another request. */
  @Test
  void whatIsOpenAgainAfterItsDeadlineGoesToTheNextTierWithoutAnEndlessTellingOfTheTime() {
    Fact sameMoment = wards.requested("r2", 2, 8);
    kizuna.put(
        Fact.newBuilder(sameMoment)
            .setRecordedAt(sameMoment.getRecordedAt().minus(Duration.ofMinutes(1)))
            .build(),
        wards.offered("o1", SHINJUKU, 5, 8),
        wards.confirmed("r1", SHINJUKU));
    kizuna.machine = wards.now();
    tick(Duration.ofHours(2));
    assertThat(last("r2").getState()).isEqualTo(RequestState.ESCALATED);
    kizuna.everything();

    wards.at(kizuna.machine);
    kizuna.put(wards.calledOff("r1", SHINJUKU));
    tick(Duration.ofHours(1));

    assertThat(last("r1").getState()).isEqualTo(RequestState.ESCALATED);
    assertThat(decisionsOf("tokyo23"))
        .filteredOn(d -> d.getFactKind() == FactKind.TIME_PASSED)
        .hasSizeLessThanOrEqualTo(2);
  }

  private void tick(Duration time) {
    for (Duration left = time; !left.isZero(); left = left.minus(Duration.ofMinutes(1))) {
      kizuna.tick(Duration.ofMinutes(1));
    }
  }

  @Test
  void theSameLogPassesTheSameBytes() {
    kizuna.records(kizuna.topics.intake.name());
    anHourPassed();
    List<String> once = passedOn(kizuna);
    try (DrivenTopology other = new DrivenTopology(stateDir.resolve("again"))) {
      EscalationOverTheLogTest twin = new EscalationOverTheLogTest();
      twin.tell(other);
      other.put(twin.wards.timePassed(twin.wards.now().plus(Duration.ofHours(1))));
      assertThat(passedOn(other)).isEqualTo(once).hasSize(2);
    }
  }

  private static List<String> passedOn(DrivenTopology topology) {
    return topology.records(topology.topics.intake.name()).stream()
        .map(r -> DrivenTopology.line(r.key(), r.value()))
        .toList();
  }

  @Test
  void aRequestOfTheDeskIsNotChangedByWhatIsPassedOn() {
    Fact asked = wards.requested("r2", 2, 8);
    kizuna.put(asked);
    kizuna.everything();
    anHourPassed();

    RequestStatus here = last("r2");
    assertThat(here.getHeadCount()).isEqualTo(2);
    assertThat(here.getEscalatedFrom()).isNull();
  }
}
