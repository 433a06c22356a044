package kizuna.schemas.form;

import kizuna.facts.AssociationListed;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisasterReopened;
import kizuna.facts.DisastersJoined;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.LenderJoined;
import kizuna.facts.LenderLeft;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
import kizuna.facts.NetworkTermsChanged;
import org.jspecify.annotations.Nullable;

/** Checks the form of reference facts: networks, lenders, places and disasters. */
final class ReferenceForm {

  private static final int MAX_MINUTES = 1_000_000;
  private static final int LONGEST_OFFICE = 60;
  private static final int LONGEST_REMARK = 100;

  private ReferenceForm() {}

  static void association(AssociationListed b, FieldChecks checks) {
    checks.id("associationId", b.getAssociationId());
    checks.text("name", b.getName());
    checks.codes("members", b.getMembers(), 1);
    checks.text("source", b.getSource());
  }

  static void declared(DisasterDeclared b, FieldChecks checks) {
    checks.id("disasterId", b.getDisasterId());
    checks.text("name", b.getName());
    checks.codes("struck", b.getStruck(), 1);
    checks.time("struckAt", b.getStruckAt());
  }

  static void joined(DisastersJoined b, FieldChecks checks) {
    boolean ids = checks.id("disasterId", b.getDisasterId());
    ids &= checks.id("into", b.getInto());
    if (ids && b.getInto().equals(b.getDisasterId())) {
      checks.wrong(
          "into", FormRule.ANOTHER, "another disaster than " + b.getDisasterId(), "the same");
    }
  }

  static void ended(DisasterEnded b, FieldChecks checks) {
    checks.id("disasterId", b.getDisasterId());
  }

  static void reopened(DisasterReopened b, FieldChecks checks) {
    checks.id("disasterId", b.getDisasterId());
  }

  static void lenderJoined(LenderJoined b, FieldChecks checks) {
    checks.code("lender", b.getLender());
  }

  static void lenderLeft(LenderLeft b, FieldChecks checks) {
    checks.code("lender", b.getLender());
  }

  static void corrected(DisasterCorrected b, FieldChecks checks) {
    checks.id("disasterId", b.getDisasterId());
    if (b.getName() == null
        && b.getHazard() == null
        && b.getStruckAt() == null
        && b.getAlsoStruck().isEmpty()
        && b.getNotStruck().isEmpty()) {
      checks.wrong(
          "the correction",
          FormRule.NOTHING_CHANGED,
          "name, hazard, struckAt, alsoStruck or notStruck",
          "none of them");
    }
    if (b.getName() != null) {
      checks.text("name", b.getName());
    }
    if (b.getStruckAt() != null) {
      checks.time("struckAt", b.getStruckAt());
    }
    checks.codes("alsoStruck", b.getAlsoStruck(), 0);
    checks.codes("notStruck", b.getNotStruck(), 0);
    b.getNotStruck().stream()
        .filter(b.getAlsoStruck()::contains)
        .findFirst()
        .ifPresent(
            both ->
                checks.wrong(
                    "notStruck",
                    FormRule.ANOTHER,
                    "others than in alsoStruck",
                    "the same: " + both));
  }

  static void terms(NetworkTermsChanged b, FieldChecks checks) {
    if (b.getName() == null
        && b.getHoldMinutes() == null
        && b.getLifeSafetyHoldMinutes() == null
        && b.getPriorityClassHours() == null
        && b.getTier() == null
        && b.getEscalatesTo() == null
        && b.getEscalateAfterMinutes() == null
        && b.getLifeSafetyEscalateAfterMinutes() == null) {
      checks.wrong(
          "the change",
          FormRule.NOTHING_CHANGED,
          "name, holdMinutes, lifeSafetyHoldMinutes, priorityClassHours, tier, escalatesTo,"
              + " escalateAfterMinutes or lifeSafetyEscalateAfterMinutes",
          "none of them");
    }
    if (b.getName() != null) {
      checks.text("name", b.getName());
    }
    minutes("holdMinutes", b.getHoldMinutes(), checks);
    minutes("lifeSafetyHoldMinutes", b.getLifeSafetyHoldMinutes(), checks);
    if (b.getPriorityClassHours() != null) {
      checks.range("priorityClassHours", b.getPriorityClassHours(), 1, 10_000);
    }
    if (b.getEscalatesTo() != null && !b.getEscalatesTo().isEmpty()) {
      checks.id("escalatesTo", b.getEscalatesTo());
    }
    minutes("escalateAfterMinutes", b.getEscalateAfterMinutes(), checks);
    minutes("lifeSafetyEscalateAfterMinutes", b.getLifeSafetyEscalateAfterMinutes(), checks);
    checks.anotherNetwork("escalatesTo", b.getEscalatesTo());
  }

  private static void minutes(String path, @Nullable Integer minutes, FieldChecks checks) {
    if (minutes != null) {
      checks.range(path, minutes, 1, MAX_MINUTES);
    }
  }

  static void dutyDesk(DutyDeskPublished b, FieldChecks checks) {
    PreparednessForm.party("body", b.getBody(), checks);
    boolean ends = b.getOffice().isEmpty() && b.getPhone().isEmpty();
    if (!ends) {
      checks.text("office", b.getOffice(), LONGEST_OFFICE);
      checks.phone("phone", b.getPhone());
    }
    if (b.getSecondPhone() != null) {
      checks.phone("secondPhone", b.getSecondPhone());
    }
    if (b.getRemark() != null) {
      checks.text("remark", b.getRemark(), LONGEST_REMARK);
    }
  }

  static void network(NetworkFormed b, FieldChecks checks) {
    checks.text("name", b.getName());
    checks.codes("lenders", b.getLenders(), 1);
    checks.range("holdMinutes", b.getHoldMinutes(), 1, MAX_MINUTES);
    checks.range("lifeSafetyHoldMinutes", b.getLifeSafetyHoldMinutes(), 1, MAX_MINUTES);
    checks.range("priorityClassHours", b.getPriorityClassHours(), 1, 10_000);
    if (b.getEscalatesTo() != null) {
      checks.id("escalatesTo", b.getEscalatesTo());
    }
    checks.range("escalateAfterMinutes", b.getEscalateAfterMinutes(), 1, MAX_MINUTES);
    checks.range(
        "lifeSafetyEscalateAfterMinutes", b.getLifeSafetyEscalateAfterMinutes(), 1, MAX_MINUTES);
    checks.anotherNetwork("escalatesTo", b.getEscalatesTo());
  }

  static void municipalities(MunicipalitiesListed b, FieldChecks checks) {
    checks.size("municipalities", b.getMunicipalities().size(), 1);
    for (int i = 0; i < b.getMunicipalities().size(); i++) {
      Municipality m = b.getMunicipalities().get(i);
      String at = "municipalities[" + i + "].";
      checks.code(at + "code", m.getCode());
      checks.text(at + "name", m.getName());
      // Not every list has the reading of a name.
      checks.textOrNone(at + "kana", m.getKana());
      checks.textOrNone(at + "romaji", m.getRomaji());
      checks.degrees(at + "latitude", m.getLatitude(), 90);
      checks.degrees(at + "longitude", m.getLongitude(), 180);
    }
    checks.text("source", b.getSource());
  }
}
