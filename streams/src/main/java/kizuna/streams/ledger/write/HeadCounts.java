package kizuna.streams.ledger.write;

import kizuna.states.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * The persons of a dispatch, counted by current place. Those with a missing report are counted
 * separately: their place is unknown.
 */
final class HeadCounts {

  static final int HELD = 0;
  static final int COMMITTED = 1;
  static final int IN_TRANSIT = 2;
  static final int ON_SITE = 3;
  static final int NOT_REPORTED = 4;
  static final int PLACES = 5;
  private static final int[] NOWHERE = {};

  private HeadCounts() {}

  /** Persons by place; empty if the dispatch is called off or over. */
  static int[] of(@Nullable LedgerEntry e) {
    if (e == null) {
      return NOWHERE;
    }
    if (e.getMissingReport() != null) {
      return at(NOT_REPORTED, e);
    }
    return switch (e.getState()) {
      case PROPOSED -> at(HELD, e);
      case CONFIRMED -> at(COMMITTED, e);
      case DEPARTED -> at(IN_TRANSIT, e);
      case ON_SITE, HANDING_OVER -> at(ON_SITE, e);
      default -> NOWHERE;
    };
  }

  private static int[] at(int place, LedgerEntry e) {
    int[] persons = new int[PLACES];
    persons[place] = e.getHeadCount();
    return persons;
  }

  /** The change of the persons in each place. */
  static long[] more(@Nullable LedgerEntry before, @Nullable LedgerEntry now) {
    long[] more = new long[PLACES];
    int[] then = of(before);
    int[] persons = of(now);
    for (int i = 0; i < PLACES; i++) {
      more[i] = (persons.length == 0 ? 0 : persons[i]) - (then.length == 0 ? 0 : then[i]);
    }
    return more;
  }

  /** Persons on the way there, at work, or on the way home (派遣中), as reported. */
  static int away(LedgerEntry e) {
    if (e.getMissingReport() != null) {
      return 0;
    }
    return switch (e.getState()) {
      case DEPARTED, ON_SITE, HANDING_OVER, RELEASED, RECALLED -> e.getHeadCount();
      default -> 0;
    };
  }

  /** Current persons times days (延べ人数). */
  static long days(LedgerEntry e) {
    return switch (e.getState()) {
      case DECLINED, LAPSED, CANCELLED, UNKNOWN -> 0;
      default ->
          e.getHeadCount()
              * Math.max(0, e.getLastDay().toEpochDay() - e.getFirstDay().toEpochDay() + 1);
    };
  }
}
