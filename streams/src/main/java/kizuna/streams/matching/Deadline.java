package kizuna.streams.matching;

import java.util.OptionalLong;

/**
 * What becomes due because time passes; {@link PassingOfTime}, {@link NewDay} and {@link
 * GapsForeseen} keep it.
 */
public enum Deadline {

  /** A hold lapses; how long it lasts, the network says. */
  HOLD_LAPSES(OptionalLong.empty()),

  /** A gap is told before its first day. */
  GAP_TOLD(OptionalLong.of(GapsForeseen.TOLD_BEFORE_DAYS)),

  /** The end of a plan confirmation is told before its last day. */
  PLAN_CONFIRMATION_TOLD(OptionalLong.of(NewDay.CONFIRMATION_TOLD_BEFORE_DAYS)),

  /** A document that has not followed the spoken request is told. */
  DOCUMENT_TOLD(OptionalLong.of(NewDay.DOCUMENT_EXPECTED_WITHIN_DAYS)),

  /** What is open goes to the next tier; after how long, the network says. */
  ESCALATED(OptionalLong.empty());

  private final OptionalLong days;

  Deadline(OptionalLong days) {
    this.days = days;
  }

  /** How many days; empty where the network says how long. */
  public OptionalLong days() {
    return days;
  }
}
