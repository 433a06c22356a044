package kizuna.producers.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.AccountRole;
import kizuna.codes.CommandRefusal;
import kizuna.codes.DrillCommandCode;
import kizuna.codes.DrillEndReason;
import kizuna.codes.DrillEventKind;
import kizuna.codes.DrillPaceCode;
import kizuna.codes.TakeOverReason;
import kizuna.drills.DrillCommand;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.drills.InjectStep;
import kizuna.facts.Fact;
import kizuna.producers.drill.DrillSchedule.Output;
import kizuna.producers.drill.DrillSchedule.Send;
import kizuna.producers.drill.DrillSchedule.Write;
import kizuna.schemas.drill.DrillConduct;
import kizuna.schemas.form.FormErrors;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.FactSource;
import kizuna.seeds.drill.InjectList;
import org.junit.jupiter.api.Test;

/** What a run sends when, without threads, clocks and Kafka: real time is a number here. */
class DrillScheduleTest {

  private static final Instant REAL = Instant.parse("2026-11-28T00:00:00Z");
  private static final DrillOffice NERIMA = new DrillOffice(AccountRole.WARD, "131202");
  private static final DrillOffice SETAGAYA = new DrillOffice(AccountRole.WARD, "131121");
  private static final DrillOffice DIRECTOR = new DrillOffice(AccountRole.DIRECTOR, "");

  private static final String INJECTS =
      """
      [{"number": "1", "at": "+0:15", "fromEn": "Suzu", "to": "131202 131121", "means": "TELEPHONE",
        "textEn": "Please offer.", "expectedEn": "Offers", "expectedFact": "StaffOffered", "withinMinutes": 30},
       {"number": "2", "at": "+0:40", "fromEn": "Suzu", "to": "131202", "means": "PAGE", "textEn": "Seen?",
        "expectedEn": "Confirms", "withinMinutes": 10, "contingency": "2a"},
       {"number": "2a", "at": "+0:50", "fromEn": "Suzu", "to": "131202", "means": "RADIO", "textEn": "Instead.", "standby": true},
       {"number": "3", "at": "+0:56", "fromEn": "Ota", "to": "172049", "means": "EVENT", "textEn": "Ota withdraws.",
        "fact": {"fact": "OfferWithdrawn", "by": "WARD 131121", "offerId": "setagaya-1", "reason": "NO_STAFF_LEFT"}}]
      """;

  private final Drill drill;
  private final List<Fact> sent = new ArrayList<>();
  private final List<DrillEvent> written = new ArrayList<>();
  private DrillConduct conduct = new DrillConduct();
  private DrillSchedule schedule;
  private long nanos;

  DrillScheduleTest() throws Exception {
    drill = Drills.load("first-hour");
    schedule = begin(60, false, List.of(), Optional.empty(), Optional.empty());
  }

  private DrillSchedule begin(
      double speed,
      boolean joins,
      List<DrillOffice> played,
      Optional<Duration> takeOver,
      Optional<Instant> endsAt)
      throws FormErrors {
    List<Fact> facts = drill.facts();
    sent.clear();
    written.clear();
    conduct = new DrillConduct();
    nanos = 0;
    schedule =
        new DrillSchedule(
            new DrillPlan(
                drill,
                FactSource.of(facts, facts.size() - drill.log().size()),
                joins ? InjectList.readJson(drill, INJECTS) : List.of(),
                speed,
                endsAt,
                Optional.empty(),
                joins,
                played,
                takeOver,
                DIRECTOR,
                null),
            "first-hour-1",
            nanos,
            REAL);
    advance(); // Reference data is sent before the clock starts.
    return schedule;
  }

  /** Lets real time go on, in small steps while that is short. */
  private void go(Duration real) {
    long end = nanos + real.toNanos();
    long step = real.compareTo(Duration.ofMinutes(5)) > 0 ? real.toNanos() : 100_000_000L;
    do {
      nanos = Math.min(end, nanos + step);
      advance();
    } while (nanos < end);
  }

  private void advance() {
    while (true) {
      List<Output> outputs = schedule.advance(nanos, REAL.plusNanos(nanos));
      if (outputs.isEmpty()) {
        return;
      }
      for (Output output : outputs) {
        if (output instanceof Send send) {
          sent.add(send.fact());
        } else if (output instanceof Write write) {
          written.add(write.event());
          conduct.apply(write.event());
        }
      }
    }
  }

  private DrillEvent command(DrillCommand.Builder command) {
    DrillEvent event =
        DrillEvent.newBuilder()
            .setEventId(UUID.randomUUID())
            .setRunId("first-hour-1")
            .setRealTime(REAL)
            .setOffice(DIRECTOR)
            .setKind(DrillEventKind.COMMANDED)
            .setCommand(command.build())
            .build();
    schedule.receive(event, nanos, REAL.plusNanos(nanos));
    go(Duration.ZERO);
    return written.stream()
        .filter(e -> event.getEventId().toString().equals(e.getAnswers()))
        .findFirst()
        .orElseThrow();
  }

  private DrillEvent command(DrillCommandCode code) {
    return command(DrillCommand.newBuilder().setCode(code));
  }

  private DrillEvent inject(DrillCommandCode code, String number) {
    return command(DrillCommand.newBuilder().setCode(code).setInject(number));
  }

  private List<DrillEvent> of(DrillEventKind kind) {
    return written.stream().filter(e -> e.getKind() == kind).toList();
  }

  private int logSent() {
    return (int)
        sent.stream()
            .filter(f -> drill.log().stream().anyMatch(l -> l.getEventId().equals(f.getEventId())))
            .count();
  }

  @Test
  void aLogIsSentWholeInItsOrderAtEverySpeed() throws Exception {
    for (double speed : new double[] {0, 60, 100_000}) {
      schedule = begin(speed, false, List.of(), Optional.empty(), Optional.empty());
      go(Duration.ZERO);
      go(Duration.ofDays(400));
      assertThat(sent).isEqualTo(drill.facts());
      assertThat(schedule.isEnded()).isTrue();
    }
  }

  @Test
  void atSpeedSixtyAMinuteOfTheScenarioIsASecond() {
    go(Duration.ZERO);
    int first = sent.size();
    // 16:00 + 14 minutes: the disaster is declared.
    go(Duration.ofMillis(13_900));
    assertThat(sent).hasSize(first);
    go(Duration.ofMillis(100));
    assertThat(sent).hasSize(first + 1);
    assertThat(sent.get(first).getDisasterDeclared()).isNotNull();
    assertThat(schedule.pace(nanos, REAL).getScenarioTime())
        .isEqualTo(Instant.parse("2024-01-01T07:14:00Z"));
  }

  @Test
  void pausedNothingIsSentAndResumedNothingIsLate() {
    go(Duration.ZERO);
    go(Duration.ofSeconds(10));
    int before = sent.size();
    assertThat(command(DrillCommandCode.PAUSE).getPace().getState())
        .isEqualTo(DrillPaceCode.PAUSED);
    go(Duration.ofHours(1));
    assertThat(sent).hasSize(before);
    assertThat(command(DrillCommandCode.PAUSE).getRefusal())
        .isEqualTo(CommandRefusal.NOTHING_TO_CHANGE);
    command(DrillCommandCode.RESUME);
    go(Duration.ofSeconds(4));
    assertThat(sent).hasSize(before + 1);
    assertThat(schedule.pace(nanos, REAL).getLatenessMax()).isZero();
  }

  /** The machine is busy now and then: every fiftieth time it comes 80 ms late, else one. */
  @Test
  void atSpeedSixtyNinetyNineOfAHundredFactsAreLessThanAHundredMillisecondsLate() {
    // The facts of the first moment are sent already.
    int reference = drill.facts().size() - drill.log().size();
    List<Long> late = new ArrayList<>(Collections.nCopies(sent.size() - reference, 0L));
    for (int turn = 1; !schedule.isEnded(); turn++) {
      long wake = Math.min(schedule.nextWorkNanos(nanos), nanos + 100_000_000);
      nanos = Math.max(nanos, wake) + (turn % 50 == 0 ? 80_000_000 : 1_000_000);
      int before = sent.size();
      advance();
      for (Fact fact : sent.subList(before, sent.size())) {
        long scenario = Duration.between(drill.start(), fact.getRecordedAt()).toNanos();
        late.add((nanos - scenario / 60) / 1_000_000);
      }
    }

    assertThat(late).hasSize(drill.log().size());
    late.sort(Comparator.naturalOrder());
    DrillPace pace = schedule.pace(nanos, REAL);
    assertThat(pace.getLatenessP99())
        .isEqualTo(late.get((int) Math.ceil(late.size() * 0.99) - 1))
        .isPositive()
        .isLessThan(100);
    assertThat(pace.getLatenessP50()).isEqualTo(late.get((late.size() + 1) / 2 - 1));
    assertThat(pace.getLatenessMax()).isEqualTo(late.get(late.size() - 1));
  }

  @Test
  void aStepSendsTheNextAndWaits() {
    go(Duration.ofSeconds(1));
    int before = sent.size();
    DrillEvent stepped = command(DrillCommandCode.STEP);
    assertThat(sent).hasSize(before + 1);
    assertThat(stepped.getPace().getState()).isEqualTo(DrillPaceCode.PAUSED);
    assertThat(stepped.getPace().getScenarioTime())
        .isEqualTo(Instant.parse("2024-01-01T07:14:00Z"));
  }

  @Test
  void theSpeedChangesFromNowOn() {
    go(Duration.ofSeconds(1));
    DrillEvent faster =
        command(DrillCommand.newBuilder().setCode(DrillCommandCode.SPEED).setSpeed(3_600.0));
    assertThat(faster.getPace().getScenarioTime()).isEqualTo(Instant.parse("2024-01-01T07:01:00Z"));
    go(Duration.ofSeconds(1));
    assertThat(schedule.pace(nanos, REAL).getScenarioTime())
        .isEqualTo(Instant.parse("2024-01-01T08:01:00Z"));
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(
              command(DrillCommand.newBuilder().setCode(DrillCommandCode.SPEED).setSpeed(bad))
                  .getRefusal())
          .isEqualTo(CommandRefusal.BAD_SPEED);
    }
  }

  @Test
  void aSkipSendsAllUpToThereAtOnceAndGoesOnFromThere() {
    go(Duration.ofSeconds(1));
    Instant to = Instant.parse("2024-01-01T07:31:00Z");
    DrillEvent skipped =
        command(DrillCommand.newBuilder().setCode(DrillCommandCode.SKIP).setSkipTo(to));
    assertThat(skipped.getPace().getScenarioTime()).isEqualTo(to);
    assertThat(sent.stream().filter(f -> f.getAidRequested() != null)).hasSize(3);
    assertThat(
            command(
                    DrillCommand.newBuilder()
                        .setCode(DrillCommandCode.SKIP)
                        .setSkipTo(to.minusSeconds(1)))
                .getRefusal())
        .isEqualTo(CommandRefusal.TIME_IS_OVER);
  }

  @Test
  void itEndsAtItsTimeAndByTheDirector() throws Exception {
    Instant until = Instant.parse("2024-01-01T07:30:00Z");
    schedule = begin(0, false, List.of(), Optional.empty(), Optional.of(until));
    go(Duration.ZERO);
    assertThat(schedule.isEnded()).isTrue();
    assertThat(sent.stream().filter(f -> f.getAidRequested() != null)).hasSize(2);
    assertThat(
            schedule
                .endedEvent(DrillEnded.newBuilder().setFacts(5), nanos, REAL)
                .getEnded()
                .getReason())
        .isEqualTo(DrillEndReason.TIME_OVER);

    schedule = begin(60, true, List.of(), Optional.empty(), Optional.empty());
    go(Duration.ofDays(1));
    assertThat(schedule.isEnded()).as("people may still act").isFalse();
    command(DrillCommandCode.END);
    assertThat(schedule.isEnded()).isTrue();
    assertThat(command(DrillCommandCode.RESUME).getRefusal()).isEqualTo(CommandRefusal.ENDED);
  }

  private Fact offer(DrillOffice ward, Instant at) {
    Fact like =
        drill.log().stream()
            .filter(f -> f.getStaffOffered() != null)
            .filter(f -> f.getReporter().getBody().equals(ward.getBody()))
            .findFirst()
            .orElseThrow();
    return Fact.newBuilder(like)
        .setEventId(UUID.randomUUID())
        .setRecordedAt(at)
        .setOccurredAt(at)
        .build();
  }

  @Test
  void factsOfAPlayedBodyAreKeptReadyAndTheRestGoesOn() throws Exception {
    schedule = begin(0, true, List.of(NERIMA), Optional.empty(), Optional.empty());
    go(Duration.ZERO);

    assertThat(of(DrillEventKind.FACT_KEPT_READY)).isNotEmpty();
    assertThat(sent).noneMatch(f -> f.getReporter().getBody().equals("131202"));
    assertThat(logSent() + of(DrillEventKind.FACT_KEPT_READY).size()).isEqualTo(drill.log().size());
    int kept = conduct.keptReady(NERIMA);

    DrillEvent taken =
        command(DrillCommand.newBuilder().setCode(DrillCommandCode.TAKE_OVER).setBody(NERIMA));
    assertThat(taken.getBody().getReason()).isEqualTo(TakeOverReason.DIRECTOR);
    assertThat(taken.getBody().getReleased()).isEqualTo(kept);
    assertThat(logSent()).isEqualTo(drill.log().size());
    assertThat(conduct.played()).isEmpty();
  }

  @Test
  void whatAPlayedBodyReportedItselfIsNotSentAgain() throws Exception {
    schedule = begin(60, true, List.of(NERIMA), Optional.empty(), Optional.empty());
    go(Duration.ofSeconds(25));
    // Eight minutes before the log has it, and with another event id.
    Fact own = offer(NERIMA, Instant.parse("2024-01-01T07:25:00Z"));
    schedule.accepted(own, nanos, REAL);
    go(Duration.ofMinutes(3));

    DrillEvent acted = of(DrillEventKind.BODY_ACTED).get(0);
    assertThat(acted.getAct().getInsteadOf()).isNotNull();
    assertThat(acted.getAct().getDueAt()).isEqualTo(Instant.parse("2024-01-01T07:33:00Z"));
    assertThat(of(DrillEventKind.FACT_KEPT_READY))
        .noneMatch(e -> acted.getAct().getInsteadOf().equals(e.getKept().getFactId()));
    command(DrillCommand.newBuilder().setCode(DrillCommandCode.LEAVE).setBody(NERIMA));
    assertThat(sent)
        .noneMatch(f -> f.getStaffOffered() != null && f.getReporter().getBody().equals("131202"));
  }

  @Test
  void aBodyThatDoesNotActInTimeIsTakenOverByTheLog() throws Exception {
    schedule =
        begin(60, true, List.of(NERIMA), Optional.of(Duration.ofMinutes(20)), Optional.empty());
    go(Duration.ofSeconds(52));
    assertThat(of(DrillEventKind.BODY_TAKEN_OVER)).isEmpty();
    go(Duration.ofSeconds(2));

    DrillEvent taken = of(DrillEventKind.BODY_TAKEN_OVER).get(0);
    assertThat(taken.getBody().getReason()).isEqualTo(TakeOverReason.NOT_IN_TIME);
    Fact released =
        sent.stream()
            .filter(f -> f.getReporter().getBody().equals("131202"))
            .findFirst()
            .orElseThrow();
    assertThat(released.getRecordedAt())
        .as("stamped when it is sent, so that the log's time never goes back")
        .isEqualTo(Instant.parse("2024-01-01T07:53:00Z"));
  }

  @Test
  void injectsAreSentHeldJumpedAndReplacedByTheirContingency() throws Exception {
    schedule = begin(60, true, List.of(), Optional.empty(), Optional.empty());
    go(Duration.ofSeconds(1));
    inject(DrillCommandCode.INJECT_HOLD, "1");
    go(Duration.ofSeconds(20));
    assertThat(of(DrillEventKind.INJECT_SENT)).isEmpty();
    inject(DrillCommandCode.INJECT_RESUME, "1");
    go(Duration.ofSeconds(1));
    assertThat(of(DrillEventKind.INJECT_SENT)).hasSize(1);
    assertThat(inject(DrillCommandCode.INJECT_JUMP, "1").getRefusal())
        .isEqualTo(CommandRefusal.INJECT_IS_DONE);

    DrillEvent instead = inject(DrillCommandCode.INJECT_SEND_CONTINGENCY, "2");
    assertThat(instead.getInject().getNumber()).isEqualTo("2");
    assertThat(of(DrillEventKind.INJECT_SENT))
        .last()
        .satisfies(
            e -> {
              assertThat(e.getInject().getNumber()).isEqualTo("2a");
              assertThat(e.getInject().getInsteadOf()).isEqualTo("2");
            });
    assertThat(inject(DrillCommandCode.INJECT_SEND_CONTINGENCY, "3").getRefusal())
        .isEqualTo(CommandRefusal.NO_CONTINGENCY);
    assertThat(inject(DrillCommandCode.INJECT_SEND, "99").getRefusal())
        .isEqualTo(CommandRefusal.NO_SUCH_INJECT);

    inject(DrillCommandCode.INJECT_SEND, "3");
    assertThat(sent)
        .last()
        .satisfies(
            f -> {
              assertThat(f.getOfferWithdrawn()).isNotNull();
              assertThat(f.getRecordedAt()).isEqualTo(schedule.pace(nanos, REAL).getScenarioTime());
            });
    go(Duration.ofHours(1));
    assertThat(of(DrillEventKind.INJECT_SENT)).as("each once").hasSize(3);
  }

  @Test
  void whatIsExpectedIsDoneInTimeLateOrMissed() throws Exception {
    schedule = begin(60, true, List.of(NERIMA, SETAGAYA), Optional.empty(), Optional.empty());
    go(Duration.ofSeconds(20));
    Instant offered = Instant.parse("2024-01-01T07:20:00Z");
    schedule.accepted(offer(NERIMA, offered), nanos, REAL);
    go(Duration.ofSeconds(20));
    schedule.receive(
        DrillEvent.newBuilder()
            .setEventId(UUID.randomUUID())
            .setRunId("first-hour-1")
            .setRealTime(REAL)
            .setOffice(NERIMA)
            .setKind(DrillEventKind.INJECT_CONFIRMED)
            .setInject(InjectStep.newBuilder().setNumber("2").setBody(NERIMA).build())
            .build(),
        nanos,
        REAL);
    go(Duration.ofSeconds(10));
    schedule.accepted(offer(SETAGAYA, Instant.parse("2024-01-01T07:50:00Z")), nanos, REAL);
    go(Duration.ZERO);

    assertThat(of(DrillEventKind.EXPECTED_ACT_DONE))
        .extracting(
            e ->
                e.getInject().getNumber()
                    + " "
                    + e.getInject().getBody().getBody()
                    + " "
                    + e.getInject().getLate())
        .containsExactly("1 131202 false", "2 131202 false", "1 131121 true");
    assertThat(of(DrillEventKind.EXPECTED_ACT_MISSED))
        .extracting(e -> e.getInject().getNumber() + " " + e.getInject().getBody().getBody())
        .containsExactly("1 131121");
    assertThat(conduct.inject("1").orElseThrow().missed()).isEmpty();
  }

  @Test
  void nobodyJoinsARunThatTakesNobody() {
    assertThat(
            command(DrillCommand.newBuilder().setCode(DrillCommandCode.JOIN).setBody(NERIMA))
                .getRefusal())
        .isEqualTo(CommandRefusal.JOINS_NOT);
  }

  @Test
  void onlyBodiesOfTheLogAndItsLendersArePlayedAndEachOnce() throws Exception {
    schedule = begin(60, true, List.of(), Optional.empty(), Optional.empty());
    DrillCommand.Builder join =
        DrillCommand.newBuilder()
            .setCode(DrillCommandCode.JOIN)
            .setBody(new DrillOffice(AccountRole.WARD, "999999"));
    assertThat(command(join).getRefusal()).isEqualTo(CommandRefusal.NO_SUCH_BODY);
    assertThat(command(join.setBody(NERIMA)).getKind()).isEqualTo(DrillEventKind.BODY_JOINED);
    assertThat(command(join.setBody(NERIMA)).getRefusal()).isEqualTo(CommandRefusal.PLAYED_ALREADY);
    assertThat(
            command(DrillCommand.newBuilder().setCode(DrillCommandCode.LEAVE).setBody(SETAGAYA))
                .getRefusal())
        .isEqualTo(CommandRefusal.NOT_PLAYED);
  }

  @Test
  void timePassesByFactsWherePeoplePlay() throws Exception {
    schedule = begin(3_600, true, List.of(), Optional.empty(), Optional.empty());
    go(Duration.ofSeconds(3));
    assertThat(sent.stream().filter(f -> f.getTimePassed() != null))
        .extracting(Fact::getRecordedAt)
        .containsExactly(
            Instant.parse("2024-01-01T08:00:00Z"),
            Instant.parse("2024-01-01T09:00:00Z"),
            Instant.parse("2024-01-01T10:00:00Z"));
    assertThat(sent.stream().filter(f -> schedule.ticks.made(f.getEventId())))
        .as("told apart from what was reported")
        .containsExactlyElementsOf(sent.stream().filter(f -> f.getTimePassed() != null).toList());
  }

  @Test
  void theConductIsTheFoldOfTheEventsHoweverOftenTheyAreRead() throws Exception {
    schedule = begin(60, true, List.of(NERIMA), Optional.empty(), Optional.empty());
    go(Duration.ofMinutes(2));
    DrillConduct again = new DrillConduct();
    written.forEach(again::apply);
    written.forEach(again::apply);
    assertThat(again.count()).isEqualTo(written.size());
    assertThat(again.scenarioTime(REAL.plusNanos(nanos)))
        .isEqualTo(conduct.scenarioTime(REAL.plusNanos(nanos)));
    assertThat(again.keptReady(NERIMA)).isEqualTo(conduct.keptReady(NERIMA)).isPositive();
  }
}
