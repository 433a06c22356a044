package kizuna.schemas.form;

import kizuna.codes.OverrideKind;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.OverrideMade;
import kizuna.facts.OverrideRevoked;
import org.jspecify.annotations.Nullable;

/** The form of decisions by a coordinator (調整担当): counterparts and overrides. */
final class CoordinationForm {

  private CoordinationForm() {}

  static void appointed(CounterpartAppointed b, FieldChecks checks) {
    checks.id("disasterId", b.getDisasterId());
    checks.code("receiver", b.getReceiver());
    checks.code("lender", b.getLender());
  }

  static void revoked(OverrideRevoked b, FieldChecks checks) {
    checks.id("overrideId", b.getOverrideId());
    checks.text("reason", b.getReason());
  }

  static void relieved(CounterpartRelieved b, FieldChecks checks) {
    checks.id("disasterId", b.getDisasterId());
    checks.code("receiver", b.getReceiver());
    boolean lenders = checks.code("lender", b.getLender());
    String next = b.getHandsOverTo();
    if (next != null) {
      lenders &= checks.code("handsOverTo", next);
      if (lenders && next.equals(b.getLender())) {
        checks.wrong("handsOverTo", FormRule.ANOTHER, "another lender than " + next, "the same");
      }
    }
  }

  static void overridden(OverrideMade b, FieldChecks checks) {
    checks.id("overrideId", b.getOverrideId());
    checks.id("requestId", b.getRequestId());
    checks.text("reason", b.getReason());
    OverrideKind kind = b.getKind();
    if (kind == OverrideKind.UNKNOWN) {
      // Already reported; the fields that belong to an unknown code are not known.
      return;
    }
    boolean lender = kind != OverrideKind.REPRIORITISE;
    if (belongs("lender", b.getLender(), lender, kind, checks) && lender) {
      checks.code("lender", b.getLender());
    }
    belongs("priority", b.getPriority(), kind == OverrideKind.REPRIORITISE, kind, checks);
    belongs("rule", b.getRule(), kind == OverrideKind.WAIVE, kind, checks);
  }

  private static boolean belongs(
      String path, @Nullable Object value, boolean needed, OverrideKind kind, FieldChecks checks) {
    if (needed && value == null) {
      return checks.wrong(path, FormRule.REQUIRED, "the " + path + " of the " + kind, "nothing");
    } else if (!needed && value != null) {
      return checks.wrong(
          path,
          FormRule.NOT_NEEDED,
          "nothing with " + kind,
          value instanceof String text ? FieldChecks.quoted(text) : value.toString(),
          value instanceof String text ? FieldChecks.quoted(text) : value);
    }
    return true;
  }
}
