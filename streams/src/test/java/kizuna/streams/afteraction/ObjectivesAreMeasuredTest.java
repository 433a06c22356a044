package kizuna.streams.afteraction;

import static kizuna.streams.topology.FactBuilder.DAY1;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillEventKind;
import kizuna.codes.FactKind;
import kizuna.codes.InjectMeans;
import kizuna.codes.Priority;
import kizuna.codes.TaskType;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillText;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import kizuna.schemas.Namespace;
import kizuna.streams.afteraction.ObjectiveResult.Case;
import kizuna.streams.afteraction.ObjectiveResult.Outcome;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each measure on a small log: met or missed, by whom, by how much, by which facts. */
class ObjectivesAreMeasuredTest {

  private final FactBuilder facts = new FactBuilder();
  private final RecordedRun run = new RecordedRun(Namespace.LIVE);

  @BeforeEach
  void networkAndDisaster() {
    run.tell(facts.networkFormed(SHINJUKU, SUMIDA));
    run.tell(facts.municipalities());
    run.tell(facts.agreement());
    run.tell(facts.declared("noto", WAJIMA));
  }

  private static Objective objective(Measure measure, long within) {
    return new Objective(
        "o",
        "目標",
        "Objective",
        measure,
        measure == Measure.REPORT_AFTER_INJECT ? Optional.of("1") : Optional.empty(),
        within,
        80,
        Optional.empty(),
        Optional.empty(),
        FactKind.AID_REQUESTED);
  }

  private ObjectiveResult measured(Measure measure, long within) {
    return run.report(List.of(objective(measure, within))).objectives().get(0);
  }

  /** The next fact comes so many minutes after the last one: each takes one itself. */
  private void minutes(long minutes) {
    facts.at(facts.now().plus(Duration.ofMinutes(minutes - 1)));
  }

  @ParameterizedTest
  @EnumSource(Measure.class)
  void ofARunWithoutAFactNothingIsMeasured(Measure measure) {
    assertThat(
            new RunFigures(new DrillCourse().figures(), List.of(objective(measure, 30)))
                .objectives())
        .extracting(ObjectiveResult::outcome)
        .containsExactly(Outcome.NOT_MEASURED);
  }

  @Test
  void nothingHappenedThatCouldBeMeasured() {
    assertThat(measured(Measure.FIRST_PROPOSAL, 30).outcome()).isEqualTo(Outcome.NOT_MEASURED);
    assertThat(measured(Measure.PROPOSALS_ANSWERED, 0).outcome()).isEqualTo(Outcome.NOT_MEASURED);
  }

  @Test
  void theFirstProposalComesWithinItsTimeOrNot() {
    long asked = run.tell(facts.requested("r1", 2, 4)).getSequence();
    minutes(20);
    long offered = run.tell(facts.offered("o1", SHINJUKU, 2, 4)).getSequence();

    assertThat(measured(Measure.FIRST_PROPOSAL, 20).outcome()).isEqualTo(Outcome.MET);
    ObjectiveResult missed = measured(Measure.FIRST_PROPOSAL, 19);
    assertThat(missed.outcome()).isEqualTo(Outcome.MISSED);
    assertThat(missed.shown())
        .containsExactly(
            new Case(
                WAJIMA,
                "r1",
                20,
                1,
                List.of(
                    new FactReference(FactBuilder.NETWORK, asked),
                    new FactReference(FactBuilder.NETWORK, offered))));
  }

  @Test
  void aRequestThatNobodyAnswersMissesItsTimeWhenItHasPassed() {
    run.tell(facts.requested("r1", 2, 4));
    minutes(25);
    run.tell(facts.timePassed(facts.now()));

    assertThat(measured(Measure.FIRST_CONFIRMATION, 30).outcome()).isEqualTo(Outcome.NOT_MEASURED);
    assertThat(measured(Measure.FIRST_CONFIRMATION, 20).shown().get(0).by()).isEqualTo(5);
  }

  @Test
  void aProposalIsAnsweredOrLapses() {
    run.tell(facts.requested("r1", 2, 4));
    run.tell(facts.offered("o1", SHINJUKU, 2, 4));
    assertThat(measured(Measure.PROPOSALS_ANSWERED, 0).cases()).isZero();
    run.tell(facts.declined("r1", SHINJUKU));
    assertThat(measured(Measure.PROPOSALS_ANSWERED, 0).outcome()).isEqualTo(Outcome.MET);

    run.tell(facts.offered("o2", SUMIDA, 2, 4));
    Instant later = facts.now().plus(Duration.ofHours(30));
    run.tell(facts.timePassed(later));

    ObjectiveResult missed = measured(Measure.PROPOSALS_ANSWERED, 0);
    assertThat(missed.outcome()).isEqualTo(Outcome.MISSED);
    assertThat(missed.missed()).isEqualTo(1);
    assertThat(missed.shown().get(0).body()).isEqualTo(SUMIDA);
    assertThat(missed.shown().get(0).by()).isEqualTo(2);
    assertThat(missed.shown().get(0).facts()).hasSize(2);
  }

  /** A lender that has declined is not asked again, though its people are free. */
  @Test
  void aLifeSafetyRequestIsOpenBesideAFreeOffer() {
    run.tell(facts.offered("o1", SHINJUKU, 2, 4));
    run.tell(
        facts.requested(
            "r1", WAJIMA, 2, DAY1, 4, Priority.LIFE_SAFETY, TaskType.SHELTER_OPERATION));
    assertThat(measured(Measure.LIFE_SAFETY_SERVED, 0).outcome()).isEqualTo(Outcome.MET);
    run.tell(facts.declined("r1", SHINJUKU));
    minutes(45);
    run.tell(facts.timePassed(facts.now()));

    ObjectiveResult missed = measured(Measure.LIFE_SAFETY_SERVED, 0);

    assertThat(missed.outcome()).isEqualTo(Outcome.MISSED);
    assertThat(missed.shown().get(0).subject()).isEqualTo("r1 / " + SHINJUKU);
    assertThat(missed.shown().get(0).by()).isEqualTo(45);
    run.tell(facts.offered("o2", SUMIDA, 2, 4));
    long served = measured(Measure.LIFE_SAFETY_SERVED, 0).shown().get(0).by();
    minutes(30);
    run.tell(facts.timePassed(facts.now()));
    assertThat(measured(Measure.LIFE_SAFETY_SERVED, 0).shown().get(0).by()).isEqualTo(served);
  }

  @Test
  void whoArrivesFindsThePlanConfirmedOrNot() {
    run.tell(facts.requested("r1", 2, 4));
    run.tell(facts.offered("o1", SHINJUKU, 2, 4));
    run.tell(facts.confirmed("r1", SHINJUKU));
    run.tell(facts.departed("r1", SHINJUKU));
    run.tell(facts.arrived("r1", SHINJUKU));

    ObjectiveResult missed = measured(Measure.RECEPTION_READY, 0);
    assertThat(missed.outcome()).isEqualTo(Outcome.MISSED);
    assertThat(missed.shown().get(0).body()).isEqualTo(WAJIMA);
    assertThat(missed.shown().get(0).by()).isEqualTo(2);
  }

  @Test
  void thePersonDaysOfAReceiverAreFilledToAShare() {
    run.tell(facts.requested("r1", 4, 5));
    run.tell(facts.offered("o1", SHINJUKU, 3, 5));

    ObjectiveResult missed = measured(Measure.PERSON_DAYS_FILLED, 0);
    assertThat(missed.shown().get(0).value()).isEqualTo(75);
    assertThat(missed.shown().get(0).by()).isEqualTo(5);
  }

  @Test
  void aReportComesWithinSoManyMinutesOfAnInject() {
    Instant sent = facts.now();
    minutes(31);
    long asked = run.tell(facts.requested("r1", 2, 4)).getSequence();
    DrillCourse course = new DrillCourse();
    course.add(event(DrillEventKind.INJECT_PLANNED, sent).setPlanned(inject()).build());
    course.add(
        event(DrillEventKind.INJECT_SENT, sent)
            .setInject(InjectStep.newBuilder().setNumber("1").build())
            .build());

    ObjectiveResult missed =
        run.figures(course.figures(), List.of(objective(Measure.REPORT_AFTER_INJECT, 30)))
            .report("run-1")
            .objectives()
            .get(0);

    assertThat(missed.shown())
        .containsExactly(
            new Case(WAJIMA, "1", 31, 1, List.of(new FactReference(FactBuilder.NETWORK, asked))));
    assertThat(
            run.figures(course.figures(), List.of(objective(Measure.INJECT_CONFIRMED, 10)))
                .report("run-1")
                .objectives()
                .get(0)
                .outcome())
        .isEqualTo(Outcome.MISSED);
  }

  private static Inject inject() {
    return Inject.newBuilder()
        .setNumber("1")
        .setScenarioTime(Instant.EPOCH)
        .setSender(new DrillText("県", "Prefecture"))
        .setRecipients(List.of(WAJIMA))
        .setMeans(InjectMeans.TELEPHONE)
        .setText(new DrillText("余震", "Aftershock"))
        .build();
  }

  private static DrillEvent.Builder event(DrillEventKind kind, Instant at) {
    return DrillEvent.newBuilder()
        .setEventId(UUID.randomUUID())
        .setRunId("run-1")
        .setRealTime(at)
        .setScenarioTime(at)
        .setOffice(new DrillOffice(AccountRole.DIRECTOR, ""))
        .setKind(kind);
  }
}
