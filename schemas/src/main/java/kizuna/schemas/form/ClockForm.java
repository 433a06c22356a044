package kizuna.schemas.form;

import kizuna.facts.ClockSet;
import kizuna.facts.RulesAdopted;
import kizuna.facts.TimePassed;

/** The form of reports about the log itself: its time (時刻) and its rules (規則). */
final class ClockForm {

  private static final int MAX_RULES_VERSION = 1_000_000;

  private ClockForm() {}

  static void passed(TimePassed b, FieldChecks checks) {
    checks.time("to", b.getTo());
    if (b.getHeld() != null) {
      checks.time("held", b.getHeld());
    }
  }

  static void set(ClockSet b, FieldChecks checks) {
    checks.time("to", b.getTo());
    if (b.getReason() != null) {
      checks.text("reason", b.getReason());
    }
  }

  static void adopted(RulesAdopted b, FieldChecks checks) {
    checks.range("fromVersion", b.getFromVersion(), 1, MAX_RULES_VERSION);
    checks.range("toVersion", b.getToVersion(), 1, MAX_RULES_VERSION);
    if (b.getSince() < 1) {
      checks.wrong(
          "since", FormRule.AT_LEAST, "1 or more", Long.toString(b.getSince()), 1, b.getSince());
    }
  }
}
