package kizuna.streams.afteraction;

/**
 * The headline figures of a report: what is compared between drills. The word lists define each
 * ({@code Figure.NAME} and {@code Figure.NAME.how}); {@link RunFigures} computes it, once.
 */
public enum Figure {
  FACTS(Unit.NUMBER),
  REJECTED(Unit.NUMBER),
  DEAD_LETTERS(Unit.NUMBER),
  REQUESTS(Unit.NUMBER),
  REQUESTED_PERSON_DAYS(Unit.NUMBER),
  FILLED_PERSON_DAYS(Unit.NUMBER),
  SHORTFALL_PERSON_DAYS(Unit.NUMBER),
  FILLED_PERCENT(Unit.PERCENT),
  TIME_TO_PROPOSAL(Unit.MILLISECONDS),
  TIME_TO_CONFIRMATION(Unit.MILLISECONDS),
  TIME_TO_ARRIVAL(Unit.MILLISECONDS),
  TIME_TO_ANSWER(Unit.MILLISECONDS),
  PROPOSALS(Unit.NUMBER),
  DECLINED(Unit.NUMBER),
  LAPSED(Unit.NUMBER),
  RECALLED(Unit.NUMBER),
  OVERRIDES(Unit.NUMBER),
  GAP_PERSON_DAYS(Unit.NUMBER),
  LENDERS(Unit.NUMBER),
  FAIRNESS_PERCENT(Unit.PERCENT),
  AGREEMENTS_USED(Unit.NUMBER),
  AGREEMENTS_UNUSED(Unit.NUMBER),
  AGREEMENTS_UNCONFIRMED(Unit.NUMBER),
  INJECTS_SENT(Unit.NUMBER),
  EXPECTED_ACTS_DONE(Unit.NUMBER),
  EXPECTED_ACTS_MISSED(Unit.NUMBER),
  OBJECTIVES_MET(Unit.NUMBER),
  OBJECTIVES_MISSED(Unit.NUMBER);

  /** The unit of a figure. */
  public enum Unit {
    NUMBER,
    PERCENT,
    MILLISECONDS
  }

  private final Unit unit;

  Figure(Unit unit) {
    this.unit = unit;
  }

  public Unit unit() {
    return unit;
  }
}
