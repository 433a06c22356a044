package kizuna.producers.drill;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.AccountRole;
import kizuna.codes.CommandRefusal;
import kizuna.codes.DrillEventKind;
import kizuna.codes.TakeOverReason;
import kizuna.drills.BodyAct;
import kizuna.drills.BodyStep;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.drills.DrillStarted;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import kizuna.drills.KeptFact;
import kizuna.facts.Fact;
import org.jspecify.annotations.Nullable;

/** Makes the events that the replayer of one run writes, each with the next id. */
final class DrillEvents {

  /** The replayer itself. */
  static final DrillOffice REPLAYER = new DrillOffice(AccountRole.SERVICE, "");

  private final String runId;
  private long made;

  DrillEvents(String runId) {
    this.runId = runId;
  }

  private DrillEvent.Builder event(DrillEventKind kind, Moment now, @Nullable DrillEvent answers) {
    String id = "kizuna/drill/" + runId + "/event/" + ++made;
    return DrillEvent.newBuilder()
        .setEventId(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)))
        .setRunId(runId)
        .setRealTime(now.real())
        .setScenarioTime(now.scenario())
        .setOffice(answers == null ? REPLAYER : answers.getOffice())
        .setAnswers(answers == null ? null : answers.getEventId().toString())
        .setKind(kind);
  }

  /**
   * A moment at which something is written.
   *
   * @param nanos by {@link System#nanoTime}
   * @param real by the machine's clock
   */
  record Moment(long nanos, Instant real, Instant scenario) {}

  DrillEvent started(Moment now, DrillStarted started, DrillOffice office) {
    return event(DrillEventKind.STARTED, now, null).setOffice(office).setStarted(started).build();
  }

  DrillEvent planned(Moment now, Inject inject) {
    return event(DrillEventKind.INJECT_PLANNED, now, null).setPlanned(inject).build();
  }

  DrillEvent refused(Moment now, DrillEvent command, CommandRefusal why) {
    return event(DrillEventKind.COMMAND_REFUSED, now, command).setRefusal(why).build();
  }

  DrillEvent pace(Moment now, DrillPace pace, @Nullable DrillEvent command) {
    return event(DrillEventKind.PACE_CHANGED, now, command).setPace(pace).build();
  }

  DrillEvent progress(Moment now, DrillPace pace) {
    return event(DrillEventKind.PROGRESSED, now, null).setPace(pace).build();
  }

  DrillEvent inject(
      DrillEventKind kind, Moment now, InjectStep step, @Nullable DrillEvent command) {
    return event(kind, now, command).setInject(step).build();
  }

  DrillEvent joined(Moment now, DrillOffice body, @Nullable DrillEvent command) {
    return event(DrillEventKind.BODY_JOINED, now, command)
        .setBody(BodyStep.newBuilder().setBody(body).build())
        .build();
  }

  DrillEvent left(
      Moment now,
      DrillOffice body,
      @Nullable TakeOverReason reason,
      int released,
      @Nullable DrillEvent command) {
    return event(
            reason == null ? DrillEventKind.BODY_LEFT : DrillEventKind.BODY_TAKEN_OVER,
            now,
            command)
        .setBody(
            BodyStep.newBuilder().setBody(body).setReason(reason).setReleased(released).build())
        .build();
  }

  /** A fact of a played body is kept ready. */
  DrillEvent kept(Moment now, Fact fact) {
    KeptFact kept =
        KeptFact.newBuilder()
            .setFactId(fact.getEventId().toString())
            .setFactKind(fact.getKind())
            .setBody(PlayedBodies.office(fact).orElseThrow())
            .setDueAt(fact.getRecordedAt())
            .setSubject(PlayedBodies.subject(fact))
            .build();
    return event(DrillEventKind.FACT_KEPT_READY, now, null).setKept(kept).build();
  }

  /** A body reported a fact itself; with the fact of the log that it replaces, if any. */
  DrillEvent acted(
      Moment now, DrillOffice body, Fact report, Optional<PlayedBodies.StandsFor> standsFor) {
    BodyAct act =
        BodyAct.newBuilder()
            .setFactId(report.getEventId().toString())
            .setFactKind(report.getKind())
            .setBody(body)
            .setInsteadOf(standsFor.map(f -> f.id().toString()).orElse(null))
            .setDueAt(standsFor.map(PlayedBodies.StandsFor::dueAt).orElse(null))
            .build();
    return event(DrillEventKind.BODY_ACTED, now, null).setAct(act).build();
  }

  DrillEvent ended(Moment now, DrillPace pace, DrillEnded ended, @Nullable DrillEvent command) {
    return event(DrillEventKind.ENDED, now, command).setPace(pace).setEnded(ended).build();
  }
}
