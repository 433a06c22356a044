package kizuna.infra.bench.quality;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of world.
 *
 * @param disasters number of disasters
 * @param unrest whether offers are withdrawn and pairings declined
 * @param limits whether agreements limit head-counts
 */
record ScenarioFamily(Supply supply, Timing timing, int disasters, boolean unrest, boolean limits) {

  /** Person-days offered for each one requested. */
  enum Supply {
    SCARCE(0.6),
    BALANCED(1.0),
    PLENTIFUL(1.6);

    final double ratio;

    Supply(double ratio) {
      this.ratio = ratio;
    }
  }

  /** The time of offers. */
  enum Timing {
    /** Before most requests. */
    EARLY,
    /** After most requests. */
    LATE,
    INTERLEAVED,
    /** In three bursts. */
    BURSTY
  }

  /** Every family: the cross product, and beside it each supply and timing with limits. */
  static List<ScenarioFamily> all() {
    List<ScenarioFamily> all = new ArrayList<>();
    for (Supply supply : Supply.values()) {
      for (Timing timing : Timing.values()) {
        for (int disasters = 1; disasters <= 2; disasters++) {
          all.add(new ScenarioFamily(supply, timing, disasters, false, false));
          all.add(new ScenarioFamily(supply, timing, disasters, true, false));
        }
        all.add(new ScenarioFamily(supply, timing, 1, false, true));
      }
    }
    return all;
  }

  /** Its row in the table. */
  String row() {
    return word(supply) + " / " + word(timing);
  }

  private static String word(Enum<?> code) {
    return code.name().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public String toString() {
    return row()
        + (disasters == 2 ? ", two disasters" : "")
        + (unrest ? ", withdrawals and declines" : "")
        + (limits ? ", head-count limits" : "");
  }
}
