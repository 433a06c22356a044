package kizuna.producers.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kizuna.codes.CommandRefusal;
import kizuna.codes.DrillEndReason;
import kizuna.codes.DrillEventKind;
import kizuna.codes.DrillPaceCode;
import kizuna.codes.TakeOverReason;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import kizuna.facts.Fact;
import kizuna.producers.drill.DrillEvents.Moment;
import kizuna.producers.drill.PlayedBodies.StandsFor;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of a run's replayer. Pure: real time, commands and reports come from outside; not
 * thread-safe.
 *
 * <p>At one scenario time the facts of the log come first, then injects, then missed expectations.
 */
final class DrillSchedule implements AutoCloseable {

  /** An output of the replayer: a fact for the intake log, or an event. */
  sealed interface Output {}

  /** A fact to send; negative lateness: it had no time at which it was due. */
  record Send(Fact fact, long lateNanos) implements Output {}

  /** An event to write. */
  record Write(DrillEvent event) implements Output {}

  /** Most outputs of one call: commands are looked at in between. */
  static final int MAX_OUTPUTS = 500;

  /** So long after the end of the log time still passes by facts. */
  private static final Duration TICKS_AFTER_LOG = Duration.ofDays(30);

  final DrillPlan plan;
  final DrillEvents events;
  final DrillClock clock;
  final InjectQueue injects;
  final PlayedBodies bodies;
  private final DrillCommands commands = new DrillCommands(this);
  final HourlyTicks ticks;

  /** Ids of facts that the replayer sent and that have no known decision yet. */
  private final Set<UUID> ours = new HashSet<>();

  private final Lateness lateness = new Lateness();
  private final List<Output> outputs = new ArrayList<>();
  private final FactCursor log;
  private int sent;

  /** Whether the reference data is sent: the clock starts then. */
  private boolean begun;

  /** Everything up to this scenario time is sent at once; null: the clock decides. */
  private @Nullable Instant burstUntil;

  private @Nullable DrillEvent burstFor;
  private boolean pauseAfterBurst;
  private @Nullable DrillEndReason ended;

  DrillSchedule(DrillPlan plan, String runId, long nanos, Instant real) {
    this.plan = plan;
    this.events = new DrillEvents(runId);
    this.clock = new DrillClock(plan.drill().start(), plan.speed(), true, nanos);
    this.injects = new InjectQueue(plan.injects(), events);
    this.log = new FactCursor(plan.facts());
    this.bodies =
        plan.joins() ? PlayedBodies.of(plan.facts(), plan.lenders()) : new PlayedBodies(Set.of());
    this.ticks = new HourlyTicks(runId, plan.drill());
    begin(moment(nanos, real));
  }

  /** Whether reports and injects must be followed, or only the log be sent. */
  private boolean isLive() {
    return plan.joins() || !plan.injects().isEmpty();
  }

  private void begin(Moment now) {
    write(events.started(now, plan.started(), plan.orderedBy()));
    plan.injects().forEach(inject -> write(events.planned(now, inject)));
    for (DrillOffice body : plan.played()) {
      if (bodies.isKnown(body)) {
        bodies.join(body);
        write(events.joined(now, body, null));
      }
    }
    if (plan.pauseAt().isPresent()) {
      burstUntil = plan.pauseAt().get();
      pauseAfterBurst = true;
    }
    write(events.pace(now, pace(now), null));
  }

  Moment moment(long nanos, Instant real) {
    return new Moment(nanos, real, clock.at(nanos));
  }

  void write(DrillEvent event) {
    outputs.add(new Write(event));
  }

  boolean isEnded() {
    return ended != null;
  }

  /** The next time with work, by {@link System#nanoTime}; far in the future while it waits. */
  long nextWorkNanos(long nanos) {
    if (burstUntil != null || log.isReferenceNext()) {
      return nanos;
    }
    Optional<Instant> at = nextAt();
    return !clock.isRunning() || at.isEmpty() ? Long.MAX_VALUE : clock.nanosOf(at.get());
  }

  /** Scenario time of the next fact or inject. */
  Optional<Instant> nextItem() {
    return earlier(log.nextAt(), injects.next().map(Inject::getScenarioTime));
  }

  private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
    return a.isEmpty() || (b.isPresent() && b.get().isBefore(a.get())) ? b : a;
  }

  /** Returns the scenario time of the next item, including the end. */
  Optional<Instant> nextAt() {
    Optional<Instant> at = earlier(nextItem(), injects.nextMissed());
    at = earlier(at, overdue().map(Map.Entry::getKey));
    if (plan.joins()
        && clock.speed() != DrillClock.MAX_SPEED
        && ticks.at().isBefore(plan.drill().end().plus(TICKS_AFTER_LOG))) {
      at = earlier(at, Optional.of(ticks.at()));
    }
    return earlier(at, plan.endsAt());
  }

  private Optional<Map.Entry<Instant, DrillOffice>> overdue() {
    return plan.takeOverAfter().flatMap(bodies::nextOverdue);
  }

  /** Processes due items; at most {@link #MAX_OUTPUTS} at once. */
  List<Output> advance(long nanos, Instant real) {
    while (ended == null && log.isReferenceNext() && outputs.size() < MAX_OUTPUTS) {
      send(log.take(), -1);
      sent++;
    }
    if (!begun && !log.isReferenceNext()) {
      begun = true;
      clock.set(plan.drill().start(), nanos);
    }
    while (ended == null && !log.isReferenceNext() && outputs.size() < MAX_OUTPUTS) {
      Optional<Instant> at = nextAt();
      Instant burst = burstUntil;
      if (burst != null && (at.isEmpty() || at.get().isAfter(burst))) {
        endBurst(burst, nanos, real);
        continue;
      }
      if (at.isEmpty()) {
        finish(nanos, real);
        break;
      }
      boolean max = clock.speed() == DrillClock.MAX_SPEED;
      if (burst == null && (!clock.isRunning() || (!max && at.get().isAfter(clock.at(nanos))))) {
        break;
      }
      one(at.get(), nanos, real, burst != null || max);
    }
    return drain();
  }

  /** A log without participants ends with its last fact; with participants it continues. */
  private void finish(long nanos, Instant real) {
    if (!plan.joins() && clock.isRunning()) {
      end(DrillEndReason.LOG_OVER, moment(nanos, real), null);
    }
  }

  List<Output> drain() {
    List<Output> all = List.copyOf(outputs);
    outputs.clear();
    return all;
  }

  private void endBurst(Instant until, long nanos, Instant real) {
    burstUntil = null;
    if (until.isAfter(clock.at(nanos))) {
      clock.set(until, nanos);
    }
    if (pauseAfterBurst) {
      pauseAfterBurst = false;
      clock.run(false, nanos);
    }
    DrillEvent command = burstFor;
    burstFor = null;
    Moment now = moment(nanos, real);
    write(events.pace(now, pace(now), command));
  }

  /**
   * Processes the next item.
   *
   * @param at its scenario time
   * @param moves whether the clock moves to that time; false: it is already there
   */
  void one(Instant at, long nanos, Instant real, boolean moves) {
    long late = moves ? -1 : Math.max(0, nanos - clock.nanosOf(at));
    if (moves && at.isAfter(clock.at(nanos))) {
      clock.set(at, nanos);
    }
    Moment now = moment(nanos, real);
    if (plan.endsAt().isPresent() && !at.isBefore(plan.endsAt().get())) {
      end(DrillEndReason.TIME_OVER, now, null);
    } else if (log.nextAt().filter(t -> !t.isAfter(at)).isPresent()) {
      fact(log.take(), late, now);
    } else if (injects.next().filter(i -> !i.getScenarioTime().isAfter(at)).isPresent()) {
      send(injects.next().orElseThrow(), null, now, null);
    } else if (injects.nextMissed().filter(t -> !t.isAfter(at)).isPresent()) {
      injects
          .missed(new Moment(nanos, real, at.isAfter(now.scenario()) ? at : now.scenario()))
          .forEach(this::write);
    } else if (overdue().filter(o -> !o.getKey().isAfter(at)).isPresent()) {
      leave(overdue().orElseThrow().getValue(), TakeOverReason.NOT_IN_TIME, now, null);
    } else {
      tick();
    }
  }

  private void fact(Fact fact, long late, Moment now) {
    Optional<Boolean> kept = bodies.keep(fact);
    if (kept.isPresent() && kept.get()) {
      write(events.kept(now, fact));
    } else if (kept.isPresent()) {
      sent++;
      if (late >= 0) {
        lateness.add(late);
      }
      send(fact, late);
      if (isLive()) {
        PlayedBodies.office(fact)
            .ifPresent(body -> injects.done(fact, body, now).forEach(this::write));
      }
    }
  }

  private void send(Fact fact, long late) {
    if (isLive()) {
      ours.add(fact.getEventId());
    }
    outputs.add(new Send(fact, late));
  }

  /** Sends an inject: its fact, if it is one, and the word of it. */
  void send(Inject inject, @Nullable String insteadOf, Moment now, @Nullable DrillEvent command) {
    Fact fact = inject.getFact();
    if (fact != null) {
      Fact stamped =
          Fact.newBuilder(fact).setOccurredAt(now.scenario()).setRecordedAt(now.scenario()).build();
      send(stamped, -1);
    }
    write(injects.sent(inject, insteadOf, fact, now, command));
  }

  /** With participants, the log's own clock facts may be late. */
  private void tick() {
    for (Fact fact : ticks.next()) {
      send(fact, -1);
    }
  }

  void end(DrillEndReason reason, Moment now, @Nullable DrillEvent command) {
    ended = reason;
    clock.run(false, now.nanos());
    injects.missed(now).forEach(this::write);
    write(events.pace(now, pace(now), command));
  }

  /** Sends everything up to a scenario time at once, then answers the command. */
  void burst(Instant until, DrillEvent command) {
    burstUntil = until;
    burstFor = command;
  }

  /** Processes items until one fact of the log was processed or one inject was sent. */
  void oneItem(Instant first, Moment now) {
    int before = log.taken();
    int size = outputs.size();
    while (ended == null && log.taken() == before && !hasInject(size)) {
      one(nextAt().orElse(first), now.nanos(), now.real(), true);
    }
  }

  private boolean hasInject(int from) {
    return outputs.subList(from, outputs.size()).stream()
        .anyMatch(o -> o instanceof Write w && w.event().getKind() == DrillEventKind.INJECT_SENT);
  }

  /** The last event of a run, once everything is decided. */
  DrillEvent endedEvent(DrillEnded.Builder outcome, long nanos, Instant real) {
    Moment now = moment(nanos, real);
    DrillEndReason reason = ended == null ? DrillEndReason.FAILED : ended;
    return events.ended(now, pace(now), outcome.setReason(reason).build(), null);
  }

  /** The current position, written every few seconds. */
  DrillEvent progress(long nanos, Instant real) {
    Moment now = moment(nanos, real);
    return events.progress(now, pace(now));
  }

  DrillPace pace(long nanos, Instant real) {
    return pace(moment(nanos, real));
  }

  DrillPace pace(Moment now) {
    Optional<Instant> item = nextItem();
    boolean paced = clock.isRunning() && clock.speed() != DrillClock.MAX_SPEED;
    long lag =
        paced && item.isPresent()
            ? Math.max(0, (now.nanos() - clock.nanosOf(item.get())) / 1_000_000)
            : 0;
    return DrillPace.newBuilder()
        .setState(
            ended != null
                ? DrillPaceCode.ENDED
                : clock.isRunning() ? DrillPaceCode.RUNNING : DrillPaceCode.PAUSED)
        .setSpeed(clock.speed())
        .setScenarioTime(now.scenario())
        .setSent(sent)
        .setKeptReady(bodies.keptReady())
        .setNextAt(item.orElse(null))
        .setLag(lag)
        .setLatenessP50(lateness.percentile(50))
        .setLatenessP99(lateness.percentile(99))
        .setLatenessMax(lateness.max())
        .build();
  }

  // Actions of participants.

  /** A report was accepted that the replayer did not send itself, or did. */
  void accepted(Fact fact, long nanos, Instant real) {
    Optional<DrillOffice> body = PlayedBodies.office(fact);
    if (ours.remove(fact.getEventId()) || ended != null || body.isEmpty()) {
      return;
    }
    Moment now = moment(nanos, real);
    Optional<StandsFor> standsFor = bodies.reported(body.get(), fact);
    write(events.acted(now, body.get(), fact, standsFor));
    injects.done(fact, body.get(), now).forEach(this::write);
  }

  /** An event that others wrote: a command, or the confirmation of an inject. */
  void receive(DrillEvent event, long nanos, Instant real) {
    Moment now = moment(nanos, real);
    InjectStep step = event.getInject();
    if (event.getKind() == DrillEventKind.INJECT_CONFIRMED && step != null) {
      if (step.getBody() != null && ended == null) {
        injects.confirmed(step.getNumber(), step.getBody(), now).forEach(this::write);
      }
    } else if (event.getKind() == DrillEventKind.COMMANDED && event.getCommand() != null) {
      Optional<CommandRefusal> refusal =
          ended != null
              ? Optional.of(CommandRefusal.ENDED)
              : commands.obey(event, event.getCommand(), now);
      refusal.ifPresent(why -> write(events.refused(now, event, why)));
    }
  }

  void leave(
      DrillOffice body, @Nullable TakeOverReason reason, Moment now, @Nullable DrillEvent event) {
    List<Fact> ready = bodies.leave(body);
    write(events.left(now, body, reason, ready.size(), event));
    for (Fact fact : ready) {
      sent++;
      Fact stamped = Fact.newBuilder(fact).setRecordedAt(now.scenario()).build();
      send(stamped, -1);
      injects.done(stamped, body, now).forEach(this::write);
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
