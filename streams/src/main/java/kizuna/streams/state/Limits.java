package kizuna.streams.state;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The limits that lenders set for themselves. Immutable. */
final class Limits {

  static final Limits NONE = new Limits(Map.of());

  private final Map<String, LenderLimits> byLender;

  /** Limited uses, which are counted by the day. */
  private final Set<DailyLimitUse> limited = new HashSet<>();

  private Limits(Map<String, LenderLimits> byLender) {
    this.byLender = byLender;
    byLender.forEach(
        (lender, limits) -> {
          if (limits.all() != null) {
            limited.add(new DailyLimitUse.OfLender(lender, null));
          }
          limits
              .byTask()
              .keySet()
              .forEach(task -> limited.add(new DailyLimitUse.OfLender(lender, task)));
        });
  }

  Limits with(String lender, LenderLimits limits) {
    Map<String, LenderLimits> all = new LinkedHashMap<>(byLender);
    all.put(lender, limits);
    return new Limits(all);
  }

  LenderLimits of(String lender) {
    return byLender.getOrDefault(lender, LenderLimits.NONE);
  }

  boolean contains(DailyLimitUse use) {
    return limited.contains(use);
  }

  /** Whether there is any new limit. */
  boolean limitMoreThan(ReferenceState before) {
    return limited.stream().anyMatch(use -> !before.isLimited(use));
  }
}
