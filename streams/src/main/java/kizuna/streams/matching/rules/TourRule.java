package kizuna.streams.matching.rules;

import java.util.OptionalLong;

/**
 * The cut of a stay into tours (waves, 陣); {@link TourPlanner} applies it. A constant's name is the
 * rule's id everywhere.
 */
public enum TourRule {

  /** Staff that can stay, stays: tours are planned in layers, the longest first. */
  LONGEST_STAY_FIRST(OptionalLong.empty()),

  /**
   * A stay that is longer than the longest tour is cut into waves of even length: nine days with
   * tours of eight are five and four. If no lender can send the next wave so early, the wave before
   * stays as much longer as it takes, at most the longest tour.
   */
  EVEN_WAVES(OptionalLong.empty()),

  /**
   * Days of work in the shortest tour. A shorter one is proposed only if the stay or the longest
   * tour is shorter, or no other lender can come for so long.
   */
  SHORTEST_TOUR(OptionalLong.of(TourPlanner.SHORTEST_TOUR_DAYS));

  private final OptionalLong days;

  TourRule(OptionalLong days) {
    this.days = days;
  }

  /** Number of days; empty if the rule has none. */
  public OptionalLong days() {
    return days;
  }
}
