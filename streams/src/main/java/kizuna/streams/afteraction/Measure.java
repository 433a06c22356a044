package kizuna.streams.afteraction;

import java.util.EnumSet;
import java.util.Set;

/** The measures of objectives on the log of a drill. */
public enum Measure {
  /** A body reports a kind of fact at most {@code within} minutes after an inject. */
  REPORT_AFTER_INJECT(
      Unit.MINUTES, Set.of(Field.INJECT, Field.WITHIN), Set.of(Field.BODY, Field.KIND)),

  /** An inject is confirmed at most {@code within} minutes after it was sent. */
  INJECT_CONFIRMED(Unit.MINUTES, Set.of(Field.WITHIN), Set.of(Field.INJECT, Field.BODY)),

  /** Every proposal is confirmed or declined before its hold ends. */
  PROPOSALS_ANSWERED(Unit.PERSONS, Set.of(), Set.of(Field.BODY, Field.TASK)),

  /** Each request has a proposal at most {@code within} minutes after it was filed. */
  FIRST_PROPOSAL(Unit.MINUTES, Set.of(Field.WITHIN), Set.of(Field.BODY, Field.TASK)),

  /** Each request has a confirmed dispatch at most {@code within} minutes after it was filed. */
  FIRST_CONFIRMATION(Unit.MINUTES, Set.of(Field.WITHIN), Set.of(Field.BODY, Field.TASK)),

  /** Each request has people on site at most {@code within} minutes after it was filed. */
  FIRST_ARRIVAL(Unit.MINUTES, Set.of(Field.WITHIN), Set.of(Field.BODY, Field.TASK)),

  /** No life-safety request is open while an offer that fits it is free. */
  LIFE_SAFETY_SERVED(Unit.MINUTES, Set.of(), Set.of(Field.BODY, Field.TASK)),

  /** Each relieving wave is on site before its handover overlap begins. */
  HANDOVER_OVERLAP_KEPT(Unit.DAYS, Set.of(), Set.of(Field.BODY, Field.TASK)),

  /** The receiver's plan under the agreement is confirmed when people arrive. */
  RECEPTION_READY(Unit.PERSONS, Set.of(), Set.of(Field.BODY, Field.TASK)),

  /** Each receiver has at least {@code percent} of its person-days covered. */
  PERSON_DAYS_FILLED(Unit.PERCENT, Set.of(Field.PERCENT), Set.of(Field.BODY, Field.TASK));

  /** The unit of a miss. */
  public enum Unit {
    MINUTES,
    DAYS,
    PERSONS,
    PERCENT
  }

  /** A further field of an objective, besides id, texts and measure. */
  public enum Field {
    INJECT("inject"),
    WITHIN("within"),
    PERCENT("percent"),
    BODY("body"),
    TASK("task"),
    KIND("kind");

    private final String key;

    Field(String key) {
      this.key = key;
    }

    /** Its name in the file. */
    public String key() {
      return key;
    }
  }

  private final Unit unit;
  private final Set<Field> required;
  private final Set<Field> optional;

  Measure(Unit unit, Set<Field> required, Set<Field> optional) {
    this.unit = unit;
    this.required = required;
    this.optional = optional;
  }

  public Unit unit() {
    return unit;
  }

  Set<Field> required() {
    return required;
  }

  /** The fields that an objective with this measure may have. */
  Set<Field> allowed() {
    Set<Field> allowed = EnumSet.noneOf(Field.class);
    allowed.addAll(required);
    allowed.addAll(optional);
    return allowed;
  }
}
