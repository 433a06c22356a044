package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import kizuna.streams.state.Dispatch.Step;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.DispatchState.Report;
import org.jspecify.annotations.Nullable;

/**
 * Reports on a dispatch: the changes by each, the other reports it implies, and how it is taken
 * back.
 */
final class DispatchReports {

  private DispatchReports() {}

  /** See {@link Dispatch#reported}. */
  static Dispatch reported(
      Dispatch d,
      Act act,
      Role role,
      String body,
      LocalDate last,
      @Nullable RefusalReason why,
      long sequence,
      Instant at) {
    DispatchBuilder changed = new DispatchBuilder(d).changedBy(sequence, at);
    changed.steps.add(
        new Step(
            act,
            role,
            body,
            d.state(),
            d.lastDay(),
            d.released(),
            d.releasedUntil(),
            d.reason(),
            d.endedAt(),
            d.implied()));
    act.report().ifPresent(changed.implied::remove);
    if (!d.isLate(act)) {
      LocalDate ends = last.isBefore(d.firstDay()) ? d.firstDay().minusDays(1) : last;
      changed.state = d.state().after(act).orElseThrow();
      changed.lastDay = ends;
      changed.reason = why == null ? d.reason() : why;
      changed.implied.addAll(impliedBy(d, act, ends));
      if (act == Act.RELEASE) {
        changed.released = true;
        changed.releasedUntil = ends;
      }
    }
    setTime(changed, act, at);
    return changed.build();
  }

  private static void setTime(DispatchBuilder changed, Act act, Instant at) {
    switch (act) {
      case CONFIRM -> changed.confirmedAt = at;
      case DEPART -> changed.departedAt = at;
      case ARRIVE -> changed.arrivedAt = at;
      case RELEASE, RECALL -> changed.endedAt = at;
      case RETURN -> changed.returnedAt = at;
      default -> {}
    }
  }

  /** Reports that were not made and that this act implies. */
  static Set<Report> impliedBy(Dispatch d, Act act, LocalDate ends) {
    Set<Report> implied = EnumSet.noneOf(Report.class);
    boolean worked = act != Act.RECALL && (act != Act.RETURN || !ends.isBefore(d.firstDay()));
    switch (act) {
      case ARRIVE, HAND_OVER, RELEASE, RECALL, RETURN -> {
        if (d.departedAt() == null) {
          implied.add(Report.DEPARTURE);
        }
        if (d.arrivedAt() == null && act != Act.ARRIVE && worked) {
          implied.add(Report.ARRIVAL);
        }
        if (d.endedAt() == null && act == Act.RETURN) {
          implied.add(Report.RELEASE);
        }
      }
      default -> {}
    }
    return implied;
  }

  /** See {@link Dispatch#needStated}. */
  static Dispatch needStated(Dispatch d, long sequence, Instant at) {
    DispatchBuilder changed = new DispatchBuilder(d).changedBy(sequence, at);
    LocalDate until = d.plannedLastDay();
    changed.releasedUntil = until;
    changed.steps.replaceAll(s -> s.released() ? releasedUntil(s, until) : s);
    return changed.build();
  }

  private static Step releasedUntil(Step s, LocalDate until) {
    return new Step(
        s.act(),
        s.role(),
        s.body(),
        s.state(),
        s.lastDay(),
        s.released(),
        until,
        s.reason(),
        s.endedAt(),
        s.implied());
  }

  /** See {@link Dispatch#retracted}. */
  static Dispatch retracted(Dispatch d, long sequence, Instant at) {
    Step step = d.steps().get(d.steps().size() - 1);
    DispatchBuilder changed = new DispatchBuilder(d).changedBy(sequence, at);
    changed.steps.remove(changed.steps.size() - 1);
    changed.state = step.state();
    changed.lastDay = step.lastDay();
    changed.released = step.released();
    changed.releasedUntil = step.releasedUntil();
    changed.reason = step.reason();
    changed.endedAt = step.endedAt();
    changed.implied = EnumSet.noneOf(Report.class);
    changed.implied.addAll(step.implied());
    switch (step.act()) {
      case CONFIRM -> changed.confirmedAt = null;
      case DEPART -> changed.departedAt = null;
      case ARRIVE -> changed.arrivedAt = null;
      case RETURN -> changed.returnedAt = null;
      default -> {}
    }
    return changed.build();
  }
}
