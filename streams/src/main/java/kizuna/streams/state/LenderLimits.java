package kizuna.streams.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a lender over all disasters (派遣可能上限).
 *
 * @param all most persons away on one day, for all tasks; null: no limit
 * @param byTask the same for one kind of work
 * @param restDays days of rest after a tour
 */
public record LenderLimits(@Nullable Integer all, Map<TaskType, Integer> byTask, int restDays) {

  /** No limit, no rest. */
  public static final LenderLimits NONE = new LenderLimits(null, Map.of(), 0);

  public LenderLimits {
    byTask = Map.copyOf(byTask);
  }

  /** Whether there is any limit by the day. */
  public boolean limitsHeads() {
    return all != null || !byTask.isEmpty();
  }
}
