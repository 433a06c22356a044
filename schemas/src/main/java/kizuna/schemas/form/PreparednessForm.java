package kizuna.schemas.form;

import kizuna.facts.ContactTestAnswered;
import kizuna.facts.ContactTestSent;
import kizuna.facts.LessonClosed;
import kizuna.facts.LessonRecorded;

/** The form of partners' activities between disasters: lessons and contact tests. */
final class PreparednessForm {

  private static final int LONGEST_LESSON = 500;
  private static final int LONGEST_OFFICE = 60;
  private static final int LONGEST_FACT = 100;
  private static final int MAX_FACTS = 20;
  private static final int MAX_ASKED = 200;
  private static final int MAX_MINUTES = 10_080;

  private PreparednessForm() {}

  static void recorded(LessonRecorded b, FieldChecks checks) {
    checks.id("lessonId", b.getLessonId());
    checks.text("text", b.getText(), LONGEST_LESSON);
    checks.id("origin", b.getOrigin());
    if (checks.size("facts", b.getFacts().size(), 0, MAX_FACTS)) {
      for (int i = 0; i < b.getFacts().size(); i++) {
        checks.text("facts[" + i + "]", b.getFacts().get(i), LONGEST_FACT);
      }
    }
    if (b.getAgreementId() != null) {
      checks.id("agreementId", b.getAgreementId());
    }
    if (b.getBody() != null) {
      checks.code("body", b.getBody());
    }
    if (b.getTaskType() != null) {
      checks.known("taskType", b.getTaskType());
    }
    if (b.getAgreementId() == null && b.getBody() == null && b.getTaskType() == null) {
      checks.wrong("agreementId", FormRule.REQUIRED, "agreementId, body or taskType", "none");
    }
    party("ownerBody", b.getOwnerBody(), checks);
    checks.text("ownerOffice", b.getOwnerOffice(), LONGEST_OFFICE);
    checks.date("dueOn", b.getDueOn());
    if (!b.getTestedBy().isEmpty()) {
      checks.id("testedBy", b.getTestedBy());
    }
  }

  static void closed(LessonClosed b, FieldChecks checks) {
    checks.id("lessonId", b.getLessonId());
    party("ownerBody", b.getOwnerBody(), checks);
    checks.id("run", b.getRun());
    checks.id("objective", b.getObjective());
  }

  static void sent(ContactTestSent b, FieldChecks checks) {
    checks.id("testId", b.getTestId());
    party("sentBy", b.getSentBy(), checks);
    if (checks.size("askedBodies", b.getAskedBodies().size(), 1, MAX_ASKED)) {
      checks.codes("askedBodies", b.getAskedBodies(), 1);
    }
    checks.range("withinMinutes", b.getWithinMinutes(), 1, MAX_MINUTES);
  }

  static void answered(ContactTestAnswered b, FieldChecks checks) {
    checks.id("testId", b.getTestId());
    checks.code("answeredBy", b.getAnsweredBy());
  }

  /** A municipality's code, or the id of a network. */
  static void party(String path, String body, FieldChecks checks) {
    if (body.chars().allMatch(c -> c >= '0' && c <= '9')) {
      checks.code(path, body);
    } else {
      checks.id(path, body);
    }
  }
}
