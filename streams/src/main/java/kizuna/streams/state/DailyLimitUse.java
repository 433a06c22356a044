package kizuna.streams.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Use per day under a limit: counted only if there is a limit. */
public sealed interface DailyLimitUse {

  /** Persons of a lender at work at a receiver under an agreement. */
  record UnderAgreement(String agreementId, String lender, String receiver)
      implements DailyLimitUse {}

  /** Persons that a lender has away, at work or on the road; null: for any task. */
  record OfLender(String lender, @Nullable TaskType taskType) implements DailyLimitUse {}

  /** Everything that a dispatch uses, and when. */
  static List<Map.Entry<DailyLimitUse, Period>> of(Dispatch d) {
    if (d.covers().isEmpty() || d.blocks().isEmpty()) {
      return d.blocks()
          .map(away -> List.of(away(d, null, away), away(d, d.taskType(), away)))
          .orElse(List.of());
    }
    Period away = d.blocks().get();
    DailyLimitUse under = new UnderAgreement(d.agreementId(), d.lender(), d.receiver());
    return List.of(
        Map.entry(under, d.covers().get()), away(d, null, away), away(d, d.taskType(), away));
  }

  private static Map.Entry<DailyLimitUse, Period> away(
      Dispatch d, @Nullable TaskType taskType, Period away) {
    return Map.entry(new OfLender(d.lender(), taskType), away);
  }

  /** Head-counts by day of everything that is limited. */
  final class Counts {

    private final Map<DailyLimitUse, Map<Long, Integer>> counts = new HashMap<>();

    int on(DailyLimitUse use, long epochDay) {
      Map<Long, Integer> days = counts.get(use);
      return days == null ? 0 : days.getOrDefault(epochDay, 0);
    }

    /** Adds a dispatch's use of everything that the register limits. */
    void add(ReferenceState register, Dispatch d, int sign) {
      if (!register.mayLimit(d)) {
        return;
      }
      for (Map.Entry<DailyLimitUse, Period> use : of(d)) {
        if (register.isLimited(use.getKey())) {
          add(use.getKey(), use.getValue(), sign * d.headCount());
        }
      }
    }

    private void add(DailyLimitUse use, Period days, int headCount) {
      Map<Long, Integer> byDay = counts.computeIfAbsent(use, u -> new HashMap<>());
      for (long d = days.first().toEpochDay(); d <= days.last().toEpochDay(); d++) {
        byDay.merge(d, headCount, (a, b) -> a + b == 0 ? null : a + b);
      }
    }

    /** Use under a new limit has not been counted before. */
    void addNewlyLimited(
        ReferenceState before, ReferenceState after, Iterable<Dispatch> dispatches) {
      counts.keySet().removeIf(use -> !after.isLimited(use));
      if (!after.limitsMoreThan(before)) {
        return;
      }
      for (Dispatch d : dispatches) {
        for (Map.Entry<DailyLimitUse, Period> use : of(d)) {
          if (after.isLimited(use.getKey()) && !before.isLimited(use.getKey())) {
            add(use.getKey(), use.getValue(), d.headCount());
          }
        }
      }
    }
  }
}
