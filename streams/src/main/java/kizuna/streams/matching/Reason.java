package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Lifecycle;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * One reason of a "no", as facts: no sentence, no notation. A new kind is a record here and a
 * method of the {@link Visitor}: the compiler reports each place that lacks it.
 */
public sealed interface Reason {

  /** The code of the check that refused. */
  RejectionCode code();

  /** Its subject: an id or a code. */
  String subject();

  /** Calls the visitor's method for this kind. */
  <R> R accept(Visitor<R> visitor);

  /**
   * A role and body that may report something: "kizuna", a municipality, or a network's
   * coordinator.
   */
  record Office(Role role, String body) {}

  /** The values that two requests must share to be one need. */
  record Need(
      String receiver, String disasterId, TaskType taskType, Set<Qualification> qualifications) {}

  /** One method for each kind. */
  interface Visitor<R> {
    R visit(Bare r);

    R visit(SameIdOtherContent r);

    R visit(NotYours r);

    R visit(Unknown r);

    R visit(NoCounterpart r);

    R visit(StateForbids r);

    R visit(DayMustBe r);

    R visit(VersionNotNewer r);

    R visit(NotInForce r);

    R visit(Suspended r);

    R visit(DoesNotBind r);

    R visit(HazardNotCovered r);

    R visit(TaskNotCovered r);

    R visit(TourTooLong r);

    R visit(GoesOnAs r);

    R visit(ConfirmedElsewhere r);

    R visit(NotTheSameNeed r);

    R visit(DisasterDeclared r);

    R visit(LooksLikeDrill r);

    R visit(TooMuchToJoin r);

    R visit(BelowCommitted r);

    R visit(CapacityTaken r);

    R visit(StaffTaken r);

    R visit(OfferEnds r);

    R visit(LimitTaken r);

    R visit(TaskOutside r);

    R visit(LimitExceeded r);

    R visit(OverrideIncomplete r);

    R visit(RuleNotWaivable r);

    R visit(StruckByOthers r);

    R visit(NothingToRetract r);

    R visit(NeedGiven r);

    R visit(StaffGiven r);

    R visit(LimitGiven r);

    R visit(LenderStruck r);

    R visit(DisasterGoesOn r);

    R visit(DisasterOver r);
  }

  /** The code is the whole reason. */
  record Bare(RejectionCode code, String subject) implements Reason {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An earlier report has the same event id with other content.
   *
   * @param firstSequence position of the first answer
   */
  record SameIdOtherContent(String subject, long firstSequence) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.SAME_ID_OTHER_CONTENT;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Other bodies may report it.
   *
   * @param offices roles that may; empty: none
   */
  record NotYours(String subject, List<Office> offices, Office reporter) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.NOT_YOURS;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An item that the report names does not exist, or is no longer valid.
   *
   * @param state its state; null: it does not exist
   */
  record Unknown(RejectionCode code, String subject, List<String> ids, @Nullable Lifecycle<?> state)
      implements Reason {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The lender is no counterpart of the receiver in the disaster. */
  record NoCounterpart(String subject, String receiver, String disasterId) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.UNKNOWN_COUNTERPART;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The act is not possible in this state.
   *
   * @param legal states in which it is legal
   */
  record StateForbids(
      RejectionCode code, String subject, Lifecycle<?> state, List<? extends Lifecycle<?>> legal)
      implements Reason {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A day is not among those that are accepted.
   *
   * @param to null: no last day
   * @param came the one in the report; null: none
   */
  record DayMustBe(
      RejectionCode code,
      String subject,
      LocalDate from,
      @Nullable LocalDate to,
      @Nullable LocalDate came)
      implements Reason {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The version of an agreement is not above the present one. */
  record VersionNotNewer(String subject, int known, int came) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.VERSION_NOT_NEWER;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The agreement is not in force on a day of the dispatch.
   *
   * @param to {@link kizuna.streams.state.Agreement#OPEN_END} if it has no end
   */
  record NotInForce(String subject, String agreementId, LocalDate from, LocalDate to, LocalDate day)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.AGREEMENT_NOT_IN_FORCE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The agreement is suspended. */
  record Suspended(String subject, String agreementId) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.AGREEMENT_NOT_IN_FORCE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The agreement does not bind the lender to the receiver any more. */
  record DoesNotBind(String subject, String agreementId, String lender, String receiver)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.AGREEMENT_NOT_IN_FORCE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The agreement does not cover the hazard. */
  record HazardNotCovered(String subject, String agreementId, HazardType hazard) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.AGREEMENT_NOT_IN_FORCE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The agreement does not cover the work. */
  record TaskNotCovered(String subject, String agreementId, TaskType taskType) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.AGREEMENT_NOT_IN_FORCE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The tour is longer than the agreement allows, journeys included. */
  record TourTooLong(
      RejectionCode code, String subject, String agreementId, int longestDays, int days)
      implements Reason {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * It ended because another one continues; or another network has it.
   *
   * @param other the request, disaster or network that continues it
   */
  record GoesOnAs(RejectionCode code, String subject, String other) implements Reason {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The item that would end has promised people. */
  record ConfirmedElsewhere(String subject, String other, int persons) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.CONFIRMED_ELSEWHERE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Two requests have different needs. */
  record NotTheSameNeed(String subject, Need need, String other, Need otherNeed) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.NOT_THE_SAME_NEED;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A declared disaster may be the same.
   *
   * @param name the declared name
   */
  record DisasterDeclared(String subject, String other, String name) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.DISASTER_ALREADY_DECLARED;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The name of a disaster contains a word for a drill or a test.
   *
   * @param name the declared name
   */
  record LooksLikeDrill(String subject, String name) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.LOOKS_LIKE_DRILL;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Joining two disasters would move too many records. */
  record TooMuchToJoin(String subject, long most, long found) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.TOO_MUCH_TO_JOIN;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The request needs fewer than are promised on a day.
   *
   * @param least persons, including those with a released need
   */
  record BelowCommitted(String subject, int least, int came, LocalDate day) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.BELOW_COMMITTED;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The extension includes a day with a smaller need. */
  record CapacityTaken(String subject, int wanted, int left, LocalDate day) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.CAPACITY_TAKEN;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The extension includes a day on which the people are promised elsewhere.
   *
   * @param left free persons of the offer
   */
  record StaffTaken(String subject, int wanted, int left, LocalDate day, String offerId)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.CAPACITY_TAKEN;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The extension, with the way home, goes beyond the offer.
   *
   * @param offered days of the offer
   * @param day the first day after it
   */
  record OfferEnds(String subject, int wanted, LocalDate day, String offerId, Period offered)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.CAPACITY_TAKEN;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The extension includes a day on which agreement or lender allows fewer.
   *
   * @param limit persons a day
   */
  record LimitTaken(String subject, int wanted, int left, LocalDate day, int limit)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.CAPACITY_TAKEN;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The agreement does not cover other work. */
  record TaskOutside(String subject, String agreementId, Set<TaskType> covered, TaskType came)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.TASK_OUTSIDE_AGREEMENT;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The offer exceeds the lender's limit.
   *
   * @param limit persons a day
   * @param nextFree the next days on which the same number would be accepted
   */
  record LimitExceeded(String subject, int limit, DailyCount offered, @Nullable Period nextFree)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.LENDER_LIMIT_EXCEEDED;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The override does not name its subject. */
  record OverrideIncomplete(String subject, OverrideDecision.Kind kind) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.OVERRIDE_INCOMPLETE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The rule cannot be waived.
   *
   * @param rule its id, as reported
   */
  record RuleNotWaivable(String subject, String rule, List<EligibilityRule> waivable)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.RULE_NOT_WAIVABLE;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Only the municipalities themselves or the coordinator may declare them struck. */
  record StruckByOthers(String subject, String networkId, List<String> codes) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.STRUCK_BY_OTHERS;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * No such report can be taken back.
   *
   * @param act the act in the report; null: any
   * @param last the last reported act; null: none
   * @param state its state after a retraction; null: that is not the reason
   */
  record NothingToRetract(
      String subject,
      DispatchState.@Nullable Act act,
      DispatchState.@Nullable Act last,
      @Nullable DispatchState state)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.NOTHING_TO_RETRACT;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Other dispatches cover the need that a report freed.
   *
   * @param dispatchIds dispatches that cover it
   */
  record NeedGiven(String subject, int persons, LocalDate day, List<String> dispatchIds)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.GIVEN_TO_OTHERS;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The people that a report freed are promised elsewhere.
   *
   * @param dispatchIds dispatches with these people
   */
  record StaffGiven(
      String subject, int persons, LocalDate day, List<String> dispatchIds, String offerId)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.GIVEN_TO_OTHERS;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The room within a limit that a report freed is used by others.
   *
   * @param dispatchIds others of the request and the offer that day
   * @param limit persons a day
   */
  record LimitGiven(String subject, int persons, LocalDate day, List<String> dispatchIds, int limit)
      implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.GIVEN_TO_OTHERS;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A declared disaster struck the lender. */
  record LenderStruck(String subject, String lender) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.LENDER_STRUCK;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A disaster with open items ends only with a confirmation; a very large one cannot end at once.
   *
   * @param requests that are not over
   * @param people promised or away
   */
  record DisasterGoesOn(String subject, int requests, int people) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.DISASTER_GOES_ON;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Nothing new is reported of a disaster that has ended. */
  record DisasterOver(String subject, String disasterId, LocalDate endedOn) implements Reason {
    @Override
    public RejectionCode code() {
      return RejectionCode.DISASTER_OVER;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A reason for which the code is enough. */
  static Reason of(RejectionCode code, String subject) {
    return new Bare(code, subject);
  }

  /** An item that the report names does not exist. */
  static Reason unknown(RejectionCode code, String subject, String id) {
    return new Unknown(code, subject, List.of(id), null);
  }

  /** A day is not among those that are accepted; {@code to} null: from a day on. */
  static Reason day(
      RejectionCode code,
      String subject,
      LocalDate from,
      @Nullable LocalDate to,
      @Nullable LocalDate came) {
    return new DayMustBe(code, subject, from, to, came);
  }

  /** The act is not possible in this state. */
  static <A extends Enum<A>, S extends Enum<S> & Lifecycle<A>> Reason state(
      RejectionCode code, String subject, S state, A act) {
    return new StateForbids(
        code, subject, state, Lifecycle.legalIn(state.getDeclaringClass(), act));
  }
}
