package kizuna.schemas.form;

import kizuna.facts.AccessDenied;

/** The form of records about denied access (アクセス拒否の記録). */
final class AccessForm {

  private static final int LONGEST_METHOD = 16;

  private AccessForm() {}

  static void denied(AccessDenied b, FieldChecks checks) {
    checks.account("account", b.getAccount());
    if ((b.getAccount() == null) != (b.getRole() == null)) {
      checks.wrong(
          "role",
          FormRule.ROLE_WITH_ACCOUNT,
          "a role exactly where there is an account",
          String.valueOf(b.getRole()));
    }
    if (b.getBody() != null) {
      checks.id("body", b.getBody());
    }
    if (!b.getMethod().matches("[A-Z]{1," + LONGEST_METHOD + "}")) {
      checks.wrong(
          "method",
          FormRule.NOT_THE_FORM,
          "a method of HTTP like POST",
          FieldChecks.quoted(b.getMethod()));
    }
    checks.text("path", b.getPath());
    if (b.getAbout() != null) {
      checks.text("about", b.getAbout());
    }
    checks.range("suppressed", b.getSuppressed(), 0, Integer.MAX_VALUE);
  }
}
