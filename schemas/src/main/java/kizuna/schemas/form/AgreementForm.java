package kizuna.schemas.form;

import kizuna.facts.AdvanceParty;
import kizuna.facts.AgreementEnded;
import kizuna.facts.AgreementResumed;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AgreementSuspended;
import kizuna.facts.PlanConfirmed;

/** The form of reports about agreements (災害時相互応援協定). */
final class AgreementForm {

  private static final int LONGEST_TRAVEL_DAYS = 14;
  private static final int LONGEST_NOTICE_DAYS = 60;
  private static final int MAX_ADVANCE_PARTIES = 50;
  private static final int LONGEST_ADVANCE_DAYS = 30;

  private AgreementForm() {}

  static void planConfirmed(PlanConfirmed b, FieldChecks checks) {
    checks.id("agreementId", b.getAgreementId());
    checks.code("confirmedBy", b.getConfirmedBy());
    checks.date("validTo", b.getValidTo());
  }

  static void ended(AgreementEnded b, FieldChecks checks) {
    checks.id("agreementId", b.getAgreementId());
    checks.date("lastDay", b.getLastDay());
  }

  static void suspended(AgreementSuspended b, FieldChecks checks) {
    checks.id("agreementId", b.getAgreementId());
    checks.text("reason", b.getReason());
  }

  static void resumed(AgreementResumed b, FieldChecks checks) {
    checks.id("agreementId", b.getAgreementId());
  }

  static void signed(AgreementSigned b, FieldChecks checks) {
    checks.id("agreementId", b.getAgreementId());
    checks.range("version", b.getVersion(), 1, 1_000_000);
    checks.text("title", b.getTitle());
    checks.codes("lenders", b.getLenders(), 0);
    checks.ids("lenderAssociations", b.getLenderAssociations());
    checks.codes("receivers", b.getReceivers(), 0);
    checks.ids("associations", b.getAssociations());
    checks.size("hazards", b.getHazards().size(), 0);
    checks.size("taskTypes", b.getTaskTypes().size(), 0);
    if (b.getReceivers().isEmpty() && b.getAssociations().isEmpty()) {
      checks.wrong("receivers", FormRule.NO_RECEIVERS, "receivers or associations", "neither");
    }
    if (b.getHeadCountLimit() != null) {
      checks.range("headCountLimit", b.getHeadCountLimit(), 1, FieldChecks.MAX_PERSONS);
    }
    tour(b, checks);
    checks.range("recallNoticeDays", b.getRecallNoticeDays(), 0, LONGEST_NOTICE_DAYS);
    checks.date("validFrom", b.getValidFrom());
    if (b.getValidTo() != null) {
      checks.date("validTo", b.getValidTo());
      if (b.getValidTo().isBefore(b.getValidFrom())) {
        checks.wrong(
            "validTo",
            FormRule.DAY_FROM,
            "a day from " + b.getValidFrom() + " on",
            b.getValidTo().toString(),
            b.getValidFrom(),
            b.getValidTo());
      }
    }
    checks.text("source", b.getSource());
    if (checks.range("advanceParties", b.getAdvanceParties().size(), 0, MAX_ADVANCE_PARTIES)) {
      for (int i = 0; i < b.getAdvanceParties().size(); i++) {
        advanceParty(b.getAdvanceParties().get(i), "advanceParties[" + i + "].", checks);
      }
    }
  }

  private static void advanceParty(AdvanceParty party, String at, FieldChecks checks) {
    checks.code(at + "lender", party.getLender());
    checks.code(at + "receiver", party.getReceiver());
    checks.range(at + "headCount", party.getHeadCount(), 1, FieldChecks.MAX_PERSONS);
    checks.range(at + "days", party.getDays(), 1, LONGEST_ADVANCE_DAYS);
    checks.text(at + "place", party.getPlace());
    checks.text(at + "route", party.getRoute());
    checks.text(at + "purpose", party.getPurpose());
  }

  /** Travel there and back counts in the tour: at least one day of work must be left. */
  private static void tour(AgreementSigned b, FieldChecks checks) {
    int travel = b.getTravelDays();
    boolean right = checks.range("travelDays", travel, 0, LONGEST_TRAVEL_DAYS);
    Integer longest = b.getLongestTourDays();
    if (longest != null) {
      right &= checks.range("longestTourDays", longest, 1, FieldChecks.LONGEST_PERIOD_DAYS);
      if (right && 2 * travel >= longest) {
        checks.wrong(
            "travelDays",
            FormRule.RANGE,
            "less than half of longestTourDays (" + longest + ")",
            Integer.toString(travel),
            0,
            (longest - 1) / 2,
            travel);
      }
    }
  }
}
