package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * What the request and the agreement of a dispatch still allow. The rules decide by it, and the
 * pages offer by it.
 *
 * @param needEnded whether a report ended the request
 * @param suspended whether the agreement is suspended
 * @param inForceUntil last day of the agreement; null: no limit
 * @param longestTourDays longest tour under the agreement in days, travel included; null: no limit
 * @param taskTypes work under the agreement; empty: all
 */
public record DispatchTerms(
    boolean needEnded,
    boolean suspended,
    @Nullable LocalDate inForceUntil,
    @Nullable Integer longestTourDays,
    Set<TaskType> taskTypes) {

  /** Why people cannot stay longer. */
  public enum Obstacle {
    NEED_ENDED,
    DAYS_OVER,
    SUSPENDED,
    NOT_IN_FORCE,
    TOUR_TOO_LONG
  }

  public DispatchTerms {
    taskTypes = Set.copyOf(taskTypes);
  }

  /** No agreement limits it. */
  public static DispatchTerms unlimited(boolean needEnded) {
    return new DispatchTerms(needEnded, false, null, null, Set.of());
  }

  static DispatchTerms of(boolean needEnded, Agreement a) {
    return new DispatchTerms(
        needEnded, a.suspended(), a.validTo(), a.longestTourDays(), a.taskTypes());
  }

  /** Without the limits of rules that coordinators waived for the lender and the request. */
  public DispatchTerms waiving(Predicate<EligibilityRule> waived) {
    return new DispatchTerms(
        needEnded,
        suspended && !waived.test(EligibilityRule.AGREEMENT_NOT_SUSPENDED),
        inForceUntil == null || waived.test(EligibilityRule.AGREEMENT_IN_FORCE)
            ? null
            : inForceUntil,
        longestTourDays,
        taskTypes.isEmpty() || waived.test(EligibilityRule.AGREEMENT_COVERS_TASK)
            ? Set.of()
            : taskTypes);
  }

  /**
   * The first obstacle to an extension, in the order of {@link Obstacle}; empty: it can be asked
   * for. An extension begins after the last day and covers no day that is over.
   */
  public Optional<Obstacle> toStayUntil(LocalDate lastDay, Dispatch d, LocalDate today) {
    if (needEnded) {
      return Optional.of(Obstacle.NEED_ENDED);
    }
    if (d.lastDay().plusDays(1).isBefore(today)) {
      return Optional.of(Obstacle.DAYS_OVER);
    }
    if (suspended) {
      return Optional.of(Obstacle.SUSPENDED);
    }
    if (inForceUntil != null && lastDay.isAfter(inForceUntil)) {
      return Optional.of(Obstacle.NOT_IN_FORCE);
    }
    return lastDayOfTour(d).filter(lastDay::isAfter).map(longest -> Obstacle.TOUR_TOO_LONG);
  }

  /** The first obstacle to one more day. */
  public Optional<Obstacle> toStayLonger(Dispatch d, LocalDate today) {
    return toStayUntil(d.lastDay().plusDays(1), d, today);
  }

  /** The last day that the longest tour allows; empty: no limit. */
  public Optional<LocalDate> lastDayOfTour(Dispatch d) {
    return Optional.ofNullable(longestTourDays)
        .map(days -> Agreement.lastDayOfTour(d.firstDay(), d.travelDays(), days));
  }

  /** Whether people may be given this work. */
  public boolean covers(TaskType taskType) {
    return taskTypes.isEmpty() || taskTypes.contains(taskType);
  }
}
