package kizuna.streams.contract;

import java.util.List;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Period;

/** Persons by day, between the contract and the domain. */
final class DailyCounts {

  private DailyCounts() {}

  static List<DailyCount> ofFacts(List<kizuna.facts.DailyCount> counts) {
    return counts.stream()
        .map(c -> new DailyCount(new Period(c.getFirstDay(), c.getLastDay()), c.getHeadCount()))
        .toList();
  }

  static kizuna.facts.DailyCount toFact(DailyCount c) {
    return new kizuna.facts.DailyCount(c.days().first(), c.days().last(), c.headCount());
  }

  static List<kizuna.facts.DailyCount> toFacts(List<DailyCount> counts) {
    return counts.stream().map(DailyCounts::toFact).toList();
  }
}
