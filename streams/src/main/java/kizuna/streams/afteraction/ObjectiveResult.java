package kizuna.streams.afteraction;

import java.util.List;

/**
 * The result of an objective.
 *
 * @param cases number of measured cases
 * @param missed number of those that missed it
 * @param shown those that missed it, the worst first, at most {@link #MAX_SHOWN}; if none missed
 *     it, the nearest to missing it
 */
public record ObjectiveResult(Objective objective, int cases, int missed, List<Case> shown) {

  /** Most cases that a result lists. */
  public static final int MAX_SHOWN = 100;

  /** Met, missed, or no case to measure. */
  public enum Outcome {
    MET,
    MISSED,
    NOT_MEASURED
  }

  /**
   * One thing that was measured.
   *
   * @param body code of who met or missed it
   * @param subject id of the request, dispatch or inject
   * @param value what was measured, in the unit of the measure
   * @param by amount over the limit; 0 or less: met
   * @param facts the facts that show it
   */
  public record Case(String body, String subject, long value, long by, List<FactReference> facts) {

    public Case {
      facts = List.copyOf(facts);
    }
  }

  public ObjectiveResult {
    shown = List.copyOf(shown);
  }

  public Outcome outcome() {
    return cases == 0 ? Outcome.NOT_MEASURED : missed == 0 ? Outcome.MET : Outcome.MISSED;
  }
}
