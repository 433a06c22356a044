package kizuna.streams.matching;

import java.util.Optional;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.AgreementState;
import kizuna.streams.books.Books;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.Period;
import kizuna.streams.books.Register;
import kizuna.streams.matching.rules.EligibilityRule;

/**
 * What a proposal rests on: an agreement in force that covers it, a lender that is not struck, the
 * override that it cites. A proposal is no promise: what does not hold any more cannot be
 * confirmed, unless a coordinator waives the rule by name.
 */
final class Basis {

  private final Register register;
  private final Dispatch d;

  private Basis(Books books, Dispatch d) {
    this.register = books.register();
    this.d = d;
  }

  /** Why a proposal rests on nothing any more; empty if it does. */
  static Optional<Reason> lost(Books books, Dispatch d) {
    return new Basis(books, d).lost();
  }

  private Optional<Reason> lost() {
    String override = d.overrideId();
    if (override != null && register.override(override) == null) {
      return reason(RejectionCode.UNKNOWN_OVERRIDE, "an override that stands", override);
    }
    if (!register.isLender(d.lender())) {
      return reason(RejectionCode.UNKNOWN_LENDER, "a lender of the network", d.lender());
    }
    if (register.isStruck(d.lender()) && !isWaived(EligibilityRule.LENDER_NOT_STRUCK)) {
      return reason(RejectionCode.LENDER_STRUCK, "a lender that is not struck", d.lender());
    }
    return agreementLost();
  }

  private Optional<Reason> agreementLost() {
    Agreement a = register.agreement(d.agreementId());
    if (a == null || !register.binds(a, d.lender()) || !isFor(a, d.receiver())) {
      return notInForce(d.lender() + " " + d.receiver(), d.agreementId());
    }
    boolean valid = !d.firstDay().isBefore(a.validFrom()) && !d.lastDay().isAfter(a.validTo());
    if (!valid && !isWaived(EligibilityRule.AGREEMENT_IN_FORCE)) {
      return notInForce(
          new Period(d.firstDay(), d.lastDay()).toString(),
          a.id()
              + " "
              + a.validFrom()
              + "/"
              + (a.validTo().equals(Agreement.OPEN_END) ? "" : a.validTo()));
    }
    if (a.suspended() && !isWaived(EligibilityRule.AGREEMENT_NOT_SUSPENDED)) {
      return notInForce(AgreementState.IN_FORCE.name(), a.id() + " " + AgreementState.SUSPENDED);
    }
    Disaster disaster = register.disaster(d.disasterId());
    if (disaster != null
        && !a.covers(disaster.hazard())
        && !isWaived(EligibilityRule.AGREEMENT_COVERS_HAZARD)) {
      return notInForce(disaster.hazard().name(), a.id());
    }
    if (!a.covers(d.taskType()) && !isWaived(EligibilityRule.AGREEMENT_COVERS_TASK)) {
      return notInForce(d.taskType().name(), a.id());
    }
    Integer longest = a.longestTourDays();
    return longest != null
            && d.lastDay().isAfter(Agreement.lastDayOfTour(d.firstDay(), d.travelDays(), longest))
        ? notInForce("at most " + longest + " days", a.id())
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

  private Optional<Reason> notInForce(String expected, String actual) {
    return reason(RejectionCode.AGREEMENT_NOT_IN_FORCE, expected, actual);
  }

  private Optional<Reason> reason(RejectionCode code, String expected, String actual) {
    return Optional.of(new Reason(code, d.id(), expected, actual));
  }
}
