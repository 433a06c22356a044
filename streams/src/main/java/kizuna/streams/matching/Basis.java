package kizuna.streams.matching;

import java.util.Optional;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Period;
import kizuna.streams.state.ReferenceState;

/**
 * The basis of a proposal: an agreement in force that covers it, a lender that is not struck, the
 * override that it cites. A proposal that lost its basis cannot be confirmed, unless a coordinator
 * waives the rule by name.
 */
final class Basis {

  private final ReferenceState register;
  private final Dispatch d;

  private Basis(NetworkView state, Dispatch d) {
    this.register = state.register();
    this.d = d;
  }

  /** Why a proposal has lost its basis; empty if it has not. */
  static Optional<Reason> lost(NetworkView state, Dispatch d) {
    return new Basis(state, d).lost();
  }

  private Optional<Reason> lost() {
    String override = d.overrideId();
    if (override != null && register.override(override) == null) {
      return Optional.of(Reason.unknown(RejectionCode.UNKNOWN_OVERRIDE, d.id(), override));
    }
    if (!register.isLender(d.lender())) {
      return Optional.of(Reason.unknown(RejectionCode.UNKNOWN_LENDER, d.id(), d.lender()));
    }
    if (register.isStruck(d.lender()) && !isWaived(EligibilityRule.LENDER_NOT_STRUCK)) {
      return Optional.of(new Reason.LenderStruck(d.id(), d.lender()));
    }
    return agreementLost();
  }

  private Optional<Reason> agreementLost() {
    Agreement a = register.agreement(d.agreementId());
    if (a == null || !register.binds(a, d.lender()) || !isFor(a, d.receiver())) {
      return Optional.of(new Reason.DoesNotBind(d.id(), d.agreementId(), d.lender(), d.receiver()));
    }
    boolean begun = !d.firstDay().isBefore(a.validFrom());
    if ((!begun || d.lastDay().isAfter(a.validTo()))
        && !isWaived(EligibilityRule.AGREEMENT_IN_FORCE)) {
      return Optional.of(
          new Reason.NotInForce(
              d.id(), a.id(), a.validFrom(), a.validTo(), begun ? d.lastDay() : d.firstDay()));
    }
    if (a.suspended() && !isWaived(EligibilityRule.AGREEMENT_NOT_SUSPENDED)) {
      return Optional.of(new Reason.Suspended(d.id(), a.id()));
    }
    Disaster disaster = register.disaster(d.disasterId());
    if (disaster != null
        && !a.covers(disaster.hazard())
        && !isWaived(EligibilityRule.AGREEMENT_COVERS_HAZARD)) {
      return Optional.of(new Reason.HazardNotCovered(d.id(), a.id(), disaster.hazard()));
    }
    if (!a.covers(d.taskType()) && !isWaived(EligibilityRule.AGREEMENT_COVERS_TASK)) {
      return Optional.of(new Reason.TaskNotCovered(d.id(), a.id(), d.taskType()));
    }
    Integer longest = a.longestTourDays();
    return longest != null
            && d.lastDay().isAfter(Agreement.lastDayOfTour(d.firstDay(), d.travelDays(), longest))
        ? Optional.of(
            new Reason.TourTooLong(
                RejectionCode.AGREEMENT_NOT_IN_FORCE,
                d.id(),
                a.id(),
                longest,
                new Period(d.firstDay(), d.lastDay()).days() + 2 * d.travelDays()))
        : Optional.empty();
  }

  private boolean isFor(Agreement a, String receiver) {
    return register.agreementsFor(receiver).stream().anyMatch(other -> other.id().equals(a.id()));
  }

  private boolean isWaived(EligibilityRule rule) {
    return register.overridesFor(d.requestId()).stream()
        .flatMap(o -> o.waives(d.lender()).stream())
        .anyMatch(rule.name()::equals);
  }
}
