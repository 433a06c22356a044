package kizuna.streams.afteraction;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.AgreementState;
import kizuna.states.AgreementStatus;
import kizuna.states.PlanConfirmation;

/**
 * The report's data of one agreement.
 *
 * @param inForce whether it was in force at the end
 * @param confirmedUntil last day of each side's plan that was confirmed
 */
record AgreementCourse(
    String network, String id, String title, boolean inForce, List<LocalDate> confirmedUntil) {

  static AgreementCourse of(AgreementStatus status, SharedValues shared) {
    return new AgreementCourse(
        shared.text(status.getNetworkId()),
        status.getAgreementId(),
        status.getTitle(),
        status.getState() == AgreementState.IN_FORCE,
        status.getPlanConfirmations().stream()
            .map(PlanConfirmation::getValidTo)
            .map(shared::day)
            .toList());
  }

  /** Bodies with a confirmed plan on a day. */
  int confirmations(LocalDate day) {
    return (int) confirmedUntil.stream().filter(to -> !to.isBefore(day)).count();
  }
}
