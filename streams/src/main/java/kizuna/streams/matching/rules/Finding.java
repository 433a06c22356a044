package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.Set;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Period;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.TaskType;

/**
 * The finding of one rule on one lender, as facts; the nearest miss of several agreements or
 * offers. A new kind is a record here and a method of the {@link Visitor}: the compiler reports
 * each place that lacks it.
 */
public sealed interface Finding {

  /** The rule of the finding. */
  EligibilityRule rule();

  /** Calls the visitor's method for this kind. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each kind. */
  interface Visitor<R> {
    R visit(Forbidden f);

    R visit(Struck f);

    R visit(NoAgreement f);

    R visit(NotInForce f);

    R visit(Suspended f);

    R visit(HazardNotCovered f);

    R visit(TaskNotCovered f);

    R visit(TourTooShort f);

    R visit(HeadCountUsed f);

    R visit(NotOffered f);

    R visit(OtherDisaster f);

    R visit(OtherTasks f);

    R visit(NotQualified f);

    R visit(OtherDays f);

    R visit(RefusedBefore f);

    R visit(LimitReached f);

    R visit(NotRested f);

    R visit(NoCapacity f);
  }

  /** A coordinator forbade the pairing. */
  record Forbidden(String overrideId) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.PAIRING_NOT_FORBIDDEN;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A disaster struck the lender itself. */
  record Struck() implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.LENDER_NOT_STRUCK;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** No agreement binds the lender to the receiver. */
  record NoAgreement(Period wanted) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.AGREEMENT_IN_FORCE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The agreement is in force on other days only.
   *
   * @param to {@link kizuna.streams.state.Agreement#OPEN_END} if it has no end
   */
  record NotInForce(Period wanted, String agreementId, LocalDate from, LocalDate to)
      implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.AGREEMENT_IN_FORCE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The agreement is suspended. */
  record Suspended(String agreementId) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.AGREEMENT_NOT_SUSPENDED;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The agreement is for other hazards. */
  record HazardNotCovered(HazardType wanted, String agreementId, Set<HazardType> hazards)
      implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.AGREEMENT_COVERS_HAZARD;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The agreement is for other work. */
  record TaskNotCovered(TaskType wanted, String agreementId, Set<TaskType> taskTypes)
      implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.AGREEMENT_COVERS_TASK;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The longest tour leaves no day of work.
   *
   * @param wantedDays one day of work and the journeys
   * @param longestDays the longest that agreement and request allow
   */
  record TourTooShort(int wantedDays, String agreementId, int longestDays) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.AGREEMENT_TOUR_LONG_ENOUGH;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The agreement's head-count is used up on the open days.
   *
   * @param limit persons a day
   */
  record HeadCountUsed(String agreementId, int limit) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.AGREEMENT_HEAD_COUNT_LEFT;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The lender has no offer. */
  record NotOffered() implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.STAFF_OFFERED;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The offer is for another disaster only. */
  record OtherDisaster(String wanted, String offerId, String offeredFor) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.OFFER_FOR_THIS_DISASTER;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The offer is for other work. */
  record OtherTasks(TaskType wanted, String offerId, Set<TaskType> taskTypes) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.OFFER_COVERS_TASK;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Not all people offered have the required qualifications. */
  record NotQualified(Set<Qualification> wanted, String offerId, Set<Qualification> held)
      implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.OFFER_HAS_QUALIFICATIONS;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The offer is for other days. */
  record OtherDays(Period wanted, String offerId, Period days) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.OFFER_COVERS_PERIOD;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A dispatch from the offer was refused for the request. */
  record RefusedBefore(String offerId) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.NOT_REFUSED_BEFORE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The lender has as many people away as its limit allows, on each open day.
   *
   * @param limit persons a day
   */
  record LimitReached(int limit) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.LENDER_LIMIT_LEFT;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Free staff would lose its rest after a tour. */
  record NotRested(int restDays) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.STAFF_RESTED;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** No person is free on the open days. */
  record NoCapacity(Period wanted) implements Finding {
    @Override
    public EligibilityRule rule() {
      return EligibilityRule.CAPACITY_LEFT;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }
}
