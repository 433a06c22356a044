package kizuna.producers.drill;

import java.time.Instant;
import java.util.Optional;
import kizuna.codes.CommandRefusal;
import kizuna.codes.DrillCommandCode;
import kizuna.codes.DrillEndReason;
import kizuna.codes.DrillEventKind;
import kizuna.codes.TakeOverReason;
import kizuna.drills.DrillCommand;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import kizuna.producers.drill.DrillEvents.Moment;
import org.jspecify.annotations.Nullable;

/** Obeys the commands of those who direct a run and of those who join it. */
final class DrillCommands {

  private final DrillSchedule schedule;

  DrillCommands(DrillSchedule schedule) {
    this.schedule = schedule;
  }

  /** Executes a command; returns the reason if it is refused. */
  Optional<CommandRefusal> obey(DrillEvent event, DrillCommand command, Moment now) {
    return switch (command.getCode()) {
      case PAUSE -> run(false, event, now);
      case RESUME -> run(true, event, now);
      case STEP -> step(event, now);
      case SPEED -> speed(command.getSpeed(), event, now);
      case SKIP -> skip(command.getSkipTo(), event, now);
      case END -> {
        schedule.end(DrillEndReason.DIRECTOR, now, event);
        yield Optional.empty();
      }
      case INJECT_HOLD, INJECT_RESUME, INJECT_JUMP, INJECT_SEND, INJECT_SEND_CONTINGENCY ->
          inject(command, event, now);
      case JOIN, LEAVE, TAKE_OVER -> body(command, event, now);
      case UNKNOWN -> Optional.of(CommandRefusal.UNKNOWN);
    };
  }

  private Optional<CommandRefusal> run(boolean on, DrillEvent event, Moment now) {
    if (schedule.clock.isRunning() == on) {
      return Optional.of(CommandRefusal.NOTHING_TO_CHANGE);
    }
    schedule.clock.run(on, now.nanos());
    schedule.write(schedule.events.pace(now, schedule.pace(now), event));
    return Optional.empty();
  }

  private Optional<CommandRefusal> step(DrillEvent event, Moment now) {
    Optional<Instant> item = schedule.nextItem();
    if (item.isEmpty()) {
      return Optional.of(CommandRefusal.NOTHING_TO_CHANGE);
    }
    schedule.clock.run(false, now.nanos());
    // Other items due until then are processed too.
    schedule.oneItem(item.get(), now);
    Moment then = schedule.moment(now.nanos(), now.real());
    schedule.write(schedule.events.pace(then, schedule.pace(then), event));
    return Optional.empty();
  }

  private Optional<CommandRefusal> speed(@Nullable Double times, DrillEvent event, Moment now) {
    if (times == null || !(times >= 0) || times == Double.POSITIVE_INFINITY) {
      return Optional.of(CommandRefusal.BAD_SPEED);
    }
    schedule.clock.speed(times, now.nanos());
    schedule.write(schedule.events.pace(now, schedule.pace(now), event));
    return Optional.empty();
  }

  private Optional<CommandRefusal> skip(@Nullable Instant to, DrillEvent event, Moment now) {
    if (to == null || to.isBefore(now.scenario())) {
      return Optional.of(CommandRefusal.TIME_IS_OVER);
    }
    schedule.burst(to, event);
    return Optional.empty();
  }

  private Optional<CommandRefusal> inject(DrillCommand command, DrillEvent event, Moment now) {
    Optional<Inject> found = schedule.injects.find(command.getInject());
    if (found.isEmpty()) {
      return Optional.of(CommandRefusal.NO_SUCH_INJECT);
    }
    Inject inject = found.get();
    String number = inject.getNumber();
    if (schedule.injects.isGone(number)) {
      return Optional.of(CommandRefusal.INJECT_IS_DONE);
    }
    switch (command.getCode()) {
      case INJECT_HOLD, INJECT_RESUME -> {
        boolean hold = command.getCode() == DrillCommandCode.INJECT_HOLD;
        if (schedule.injects.isHeld(number) == hold) {
          return Optional.of(CommandRefusal.NOTHING_TO_CHANGE);
        }
        schedule.injects.hold(number, hold);
        schedule.write(
            schedule.events.inject(
                hold ? DrillEventKind.INJECT_HELD : DrillEventKind.INJECT_RESUMED,
                now,
                InjectStep.newBuilder().setNumber(number).build(),
                event));
      }
      case INJECT_JUMP -> jump(number, now, event);
      case INJECT_SEND -> schedule.send(inject, null, now, event);
      default -> {
        Optional<Inject> contingency = schedule.injects.find(inject.getContingency());
        if (contingency.isEmpty() || schedule.injects.isGone(contingency.get().getNumber())) {
          return Optional.of(
              contingency.isEmpty()
                  ? CommandRefusal.NO_CONTINGENCY
                  : CommandRefusal.INJECT_IS_DONE);
        }
        jump(number, now, event);
        schedule.send(contingency.get(), number, now, event);
      }
    }
    return Optional.empty();
  }

  private void jump(String number, Moment now, DrillEvent event) {
    schedule.injects.jump(number);
    schedule.write(
        schedule.events.inject(
            DrillEventKind.INJECT_JUMPED,
            now,
            InjectStep.newBuilder().setNumber(number).build(),
            event));
  }

  private Optional<CommandRefusal> body(DrillCommand command, DrillEvent event, Moment now) {
    DrillOffice body = command.getBody();
    if (!schedule.plan.joins()) {
      return Optional.of(CommandRefusal.JOINS_NOT);
    }
    if (body == null || !schedule.bodies.isKnown(body)) {
      return Optional.of(CommandRefusal.NO_SUCH_BODY);
    }
    boolean joins = command.getCode() == DrillCommandCode.JOIN;
    if (schedule.bodies.isPlayed(body) == joins) {
      return Optional.of(joins ? CommandRefusal.PLAYED_ALREADY : CommandRefusal.NOT_PLAYED);
    }
    if (joins) {
      schedule.bodies.join(body);
      schedule.write(schedule.events.joined(now, body, event));
    } else {
      boolean left = command.getCode() == DrillCommandCode.LEAVE;
      schedule.leave(body, left ? null : TakeOverReason.DIRECTOR, now, event);
    }
    return Optional.empty();
  }
}
