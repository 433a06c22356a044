package kizuna.streams.state;

import java.util.Optional;
import kizuna.streams.state.DispatchState.Act;

/**
 * Kinds of facts, by the contract's names: a refusal lists with them the acts that are possible
 * instead.
 */
public enum ReportKind {
  NETWORK_FORMED,
  MUNICIPALITIES_LISTED,
  ASSOCIATION_LISTED,
  AGREEMENT_SIGNED,
  PLAN_CONFIRMED,
  AGREEMENT_ENDED,
  DISASTER_DECLARED,
  AID_REQUESTED,
  AID_REQUEST_DOCUMENTED,
  AID_REQUEST_AMENDED,
  AID_REQUEST_CANCELLED,
  STAFF_OFFERED,
  OFFER_WITHDRAWN,
  DISPATCH_CONFIRMED,
  DISPATCH_DECLINED,
  DISPATCH_CANCELLED,
  STAFF_DEPARTED,
  STAFF_ARRIVED,
  HANDOVER_STARTED,
  STAFF_RECALLED,
  STAFF_RELEASED,
  STAFF_RETURNED,
  TIME_PASSED,
  AGREEMENT_SUSPENDED,
  AGREEMENT_RESUMED,
  LENDER_LIMITS_SET,
  COUNTERPART_APPOINTED,
  COUNTERPART_RELIEVED,
  OVERRIDE_MADE,
  OVERRIDE_REVOKED,
  AID_REQUEST_MERGED,
  OFFER_REJECTED,
  EXTENSION_REQUESTED,
  EXTENSION_ANSWERED,
  STAFF_RETASKED,
  ESCALATION_ANSWERED,
  ACCESS_DENIED,
  REPORT_RETRACTED,
  DISASTERS_JOINED,
  DUTY_DESK_PUBLISHED,
  CLOCK_SET,
  DISASTER_ENDED,
  DISASTER_REOPENED,
  DISASTER_CORRECTED,
  LENDER_JOINED,
  LENDER_LEFT,
  NETWORK_TERMS_CHANGED,
  RULES_ADOPTED,
  LESSON_RECORDED,
  LESSON_CLOSED,
  CONTACT_TEST_SENT,
  CONTACT_TEST_ANSWERED;

  /** The kind that reports an act on a dispatch; empty for an act by the passing of time alone. */
  public static Optional<ReportKind> of(Act act) {
    return switch (act) {
      case CONFIRM -> Optional.of(DISPATCH_CONFIRMED);
      case DECLINE -> Optional.of(DISPATCH_DECLINED);
      case CANCEL -> Optional.of(DISPATCH_CANCELLED);
      case DEPART -> Optional.of(STAFF_DEPARTED);
      case ARRIVE -> Optional.of(STAFF_ARRIVED);
      case HAND_OVER -> Optional.of(HANDOVER_STARTED);
      case RELEASE -> Optional.of(STAFF_RELEASED);
      case RECALL -> Optional.of(STAFF_RECALLED);
      case RETURN -> Optional.of(STAFF_RETURNED);
      case RETASK -> Optional.of(STAFF_RETASKED);
      case ASK_EXTENSION -> Optional.of(EXTENSION_REQUESTED);
      case ANSWER_EXTENSION -> Optional.of(EXTENSION_ANSWERED);
      case LAPSE -> Optional.empty();
    };
  }

  /** The kind of a fact; empty if refusals do not use it. */
  public static Optional<ReportKind> of(Fact fact) {
    if (fact instanceof Fact.DispatchActed acted) {
      return of(acted.act());
    }
    String name =
        fact.getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
            .toUpperCase(java.util.Locale.ROOT);
    for (ReportKind kind : values()) {
      if (kind.name().equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
