package kizuna.streams.drills;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import kizuna.schemas.JapanTime;
import kizuna.states.DrillStatus;
import org.jspecify.annotations.Nullable;

/**
 * The expiry of a drill's run: a number of days after it last ran or had new facts, unless it is
 * kept, and at the earliest {@link #NOTICE} after the announcement. Pure: the time is an argument,
 * and is the machine's, never the drill's.
 *
 * <p>The notice also protects against a wrong clock: an announcement by a clock years ahead is
 * withdrawn at the first check with a right one.
 */
public final class DrillExpiry {

  /** Time from the announcement of an expiry to the expiry. */
  public static final Duration NOTICE = Duration.ofDays(7);

  /** Default number of days after which a run that is not kept expires. */
  public static final int USUAL_DAYS = 90;

  public static final int MAX_DAYS = 36_500;

  /** How long the status of a deleted run is kept. */
  public static final Duration REMEMBERED = Duration.ofDays(366);

  private DrillExpiry() {}

  /** The status of a new run. */
  public static DrillStatus begun(String runId, Instant now, int days) {
    return DrillStatus.newBuilder()
        .setRunId(runId)
        .setActiveAt(now.truncatedTo(ChronoUnit.MILLIS))
        .setIntakeEnd(0)
        .setExpiresAfterDays(days)
        .build();
  }

  /**
   * The state of a run after a check.
   *
   * @param before the state before; null: a new run
   * @param intakeEnd offset after its last fact
   * @param running whether a process decides it now
   * @param days after which it expires
   */
  public static DrillStatus looked(
      @Nullable DrillStatus before,
      String runId,
      long intakeEnd,
      boolean running,
      Instant now,
      int days) {
    DrillStatus known = before == null ? begun(runId, now, days) : before;
    DrillStatus.Builder after = DrillStatus.newBuilder(known).setExpiresAfterDays(days);
    // A time in the future is from a wrong clock.
    if (running || known.getIntakeEnd() != intakeEnd || known.getActiveAt().isAfter(now)) {
      after.setActiveAt(now.truncatedTo(ChronoUnit.MILLIS)).setIntakeEnd(intakeEnd);
    }
    Optional<Instant> due = dueAt(after.build());
    Instant announced = known.getAnnouncedAt();
    if (due.isEmpty() || now.isBefore(due.get().minus(NOTICE))) {
      after.setAnnouncedAt(null);
    } else if (announced == null || announced.isAfter(now)) {
      after.setAnnouncedAt(now.truncatedTo(ChronoUnit.MILLIS));
    }
    return after.build();
  }

  /** Kept until the end of a day in Japan; null: for good. */
  public static DrillStatus kept(DrillStatus status, @Nullable LocalDate until) {
    return DrillStatus.newBuilder(status)
        .setKept(true)
        .setKeptUntil(until)
        .setAnnouncedAt(null)
        .build();
  }

  /** The status of a run that is not kept any more. */
  public static DrillStatus released(DrillStatus status) {
    return DrillStatus.newBuilder(status)
        .setKept(false)
        .setKeptUntil(null)
        .setAnnouncedAt(null)
        .build();
  }

  /** The status of a run in removal. */
  public static DrillStatus removed(DrillStatus status, boolean expired, Instant now) {
    return status.getRemovedAt() != null
        ? DrillStatus.newBuilder(status).setLeftovers(true).build()
        : DrillStatus.newBuilder(status)
            .setRemovedAt(now.truncatedTo(ChronoUnit.MILLIS))
            .setExpired(expired)
            .setLeftovers(true)
            .build();
  }

  /** Whether its removal has begun. */
  public static boolean isGone(DrillStatus status) {
    return status.getRemovedAt() != null;
  }

  /** Whether it must be removed now. */
  public static boolean isDue(DrillStatus status, Instant now) {
    return !isGone(status)
        && status.getAnnouncedAt() != null
        && expiresAt(status, now).filter(at -> !now.isBefore(at)).isPresent();
  }

  /** Whether the status of a deleted run can be deleted. */
  public static boolean isForgotten(DrillStatus status, Instant now) {
    Instant removed = status.getRemovedAt();
    return removed != null && !status.getLeftovers() && now.isAfter(removed.plus(REMEMBERED));
  }

  /** When it expires; empty: it is kept for good. */
  public static Optional<Instant> expiresAt(DrillStatus status, Instant now) {
    Instant announced = status.getAnnouncedAt();
    Instant soonest = (announced == null ? now : announced).plus(NOTICE);
    return dueAt(status).map(due -> due.isAfter(soonest) ? due : soonest);
  }

  /** The end of its time, announced or not. */
  private static Optional<Instant> dueAt(DrillStatus status) {
    Instant idle = status.getActiveAt().plus(Duration.ofDays(status.getExpiresAfterDays()));
    LocalDate until = status.getKeptUntil();
    if (!status.getKept()) {
      return Optional.of(idle);
    }
    if (until == null) {
      return Optional.empty();
    }
    Instant kept = until.plusDays(1).atStartOfDay(JapanTime.ZONE).toInstant();
    return Optional.of(kept.isAfter(idle) ? kept : idle);
  }
}
