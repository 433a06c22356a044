package kizuna.schemas.form;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kizuna.codes.TaskType;
import kizuna.facts.LenderLimit;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.OfferRejected;
import kizuna.facts.OfferWithdrawn;
import kizuna.facts.StaffOffered;
import org.jspecify.annotations.Nullable;

/** The form of reports about a lender's staff: offers (職員派遣の申出) and limits. */
final class LenderForm {

  private static final int LONGEST_REST_DAYS = 60;

  private LenderForm() {}

  static void withdrawn(OfferWithdrawn b, FieldChecks checks) {
    checks.id("offerId", b.getOfferId());
  }

  static void rejected(OfferRejected b, FieldChecks checks) {
    checks.id("offerId", b.getOfferId());
  }

  static void limits(LenderLimitsSet b, FieldChecks checks) {
    checks.code("lender", b.getLender());
    limits(b.getLimits(), checks);
    checks.range("restDays", b.getRestDays(), 0, LONGEST_REST_DAYS);
  }

  static void offered(StaffOffered b, FieldChecks checks) {
    checks.id("offerId", b.getOfferId());
    checks.code("lender", b.getLender());
    if (b.getDisasterId() != null) {
      checks.id("disasterId", b.getDisasterId());
    }
    if (b.getAnswersRequestId() != null) {
      checks.id("answersRequestId", b.getAnswersRequestId());
    }
    checks.size("taskTypes", b.getTaskTypes().size(), 1);
    checks.size("qualifications", b.getQualifications().size(), 0);
    checks.range("headCount", b.getHeadCount(), 1, FieldChecks.MAX_PERSONS);
    checks.period(b.getFirstDay(), b.getLastDay());
  }

  private static void limits(List<LenderLimit> limits, FieldChecks checks) {
    if (!checks.size("limits", limits.size(), 0)) {
      return;
    }
    // The limit for all tasks together, which names none, may also appear only once.
    Set<@Nullable TaskType> seen = new HashSet<>();
    for (int i = 0; i < limits.size(); i++) {
      LenderLimit limit = limits.get(i);
      String at = "limits[" + i + "].";
      checks.range(at + "headCount", limit.getHeadCount(), 0, FieldChecks.MAX_PERSONS);
      if (!seen.add(limit.getTaskType())) {
        checks.wrong(
            at + "taskType",
            FormRule.WORK_TWICE,
            "each work once",
            (limit.getTaskType() == null ? "all work" : limit.getTaskType()) + " again");
      }
    }
  }
}
