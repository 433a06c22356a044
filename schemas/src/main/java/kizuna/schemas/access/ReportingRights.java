package kizuna.schemas.access;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.codes.Role;

/**
 * Who may report what: nobody, unless a line here says so. The door asks it before a fact goes into
 * the log; whoever decides the fact asks again, by rules of its own that say the same.
 */
public final class ReportingRights {

  /**
   * What a fact is about, as far as it decides who may report it.
   *
   * @param network the network that decides it
   * @param desks municipalities whose desk it concerns: the receiver; of a declaration the struck
   * @param wards local governments whom it concerns as lenders
   */
  public record About(String network, Set<String> desks, Set<String> wards) {}

  private ReportingRights() {}

  /** The offices that report facts of a kind, each about its own. */
  public static Set<Role> offices(FactKind kind) {
    return switch (kind) {
      case NETWORK_FORMED,
          MUNICIPALITIES_LISTED,
          ASSOCIATION_LISTED,
          AGREEMENT_SIGNED,
          AGREEMENT_ENDED,
          AGREEMENT_SUSPENDED,
          AGREEMENT_RESUMED,
          LENDER_JOINED,
          LENDER_LEFT,
          NETWORK_TERMS_CHANGED ->
          EnumSet.of(Role.COORDINATOR, Role.SYSTEM);
      case DUTY_DESK_PUBLISHED -> EnumSet.of(Role.DESK, Role.WARD, Role.COORDINATOR);
      case PLAN_CONFIRMED,
          DISASTER_DECLARED,
          DISASTER_ENDED,
          DISASTER_REOPENED,
          DISASTER_CORRECTED ->
          EnumSet.of(Role.DESK, Role.WARD, Role.COORDINATOR, Role.SYSTEM);
      case AID_REQUESTED, AID_REQUEST_AMENDED, AID_REQUEST_CANCELLED, AID_REQUEST_MERGED ->
          EnumSet.of(Role.DESK, Role.COORDINATOR, Role.SYSTEM);
      case AID_REQUEST_DOCUMENTED,
          OFFER_REJECTED,
          COUNTERPART_APPOINTED,
          COUNTERPART_RELIEVED,
          STAFF_RELEASED,
          STAFF_RETASKED,
          EXTENSION_REQUESTED ->
          EnumSet.of(Role.DESK, Role.COORDINATOR);
      case STAFF_OFFERED,
          OFFER_WITHDRAWN,
          LENDER_LIMITS_SET,
          DISPATCH_CONFIRMED,
          DISPATCH_DECLINED,
          STAFF_DEPARTED,
          STAFF_RECALLED,
          STAFF_RETURNED,
          EXTENSION_ANSWERED ->
          EnumSet.of(Role.WARD, Role.COORDINATOR);
      case DISPATCH_CANCELLED, STAFF_ARRIVED, HANDOVER_STARTED, REPORT_RETRACTED ->
          EnumSet.of(Role.DESK, Role.WARD, Role.COORDINATOR);
      case OVERRIDE_MADE, OVERRIDE_REVOKED, CLOCK_SET -> EnumSet.of(Role.COORDINATOR);
      case DISASTERS_JOINED -> EnumSet.of(Role.COORDINATOR, Role.SYSTEM);
      case TIME_PASSED, ESCALATION_ANSWERED, ACCESS_DENIED, RULES_ADOPTED ->
          EnumSet.of(Role.SYSTEM);
      case UNKNOWN -> EnumSet.noneOf(Role.class);
    };
  }

  /** Whether an office may report a fact of a kind about something. */
  public static boolean may(Role office, String body, FactKind kind, About about) {
    return offices(kind).contains(office)
        && switch (office) {
          case DESK -> about.desks().contains(body);
          case WARD -> about.wards().contains(body);
          case COORDINATOR -> about.network().equals(body);
          case SYSTEM -> true;
          case UNKNOWN -> false;
        };
  }

  /**
   * Why an account may report no fact of this kind whatsoever; empty if it may.
   *
   * @param drill whether that is in a drill
   */
  public static Optional<DenialCode> never(Caller caller, FactKind kind, boolean drill) {
    Set<Role> offices = offices(kind);
    boolean people = offices.stream().anyMatch(office -> office != Role.SYSTEM);
    if (caller.speaksForAnybody(drill)) {
      return people ? Optional.empty() : Optional.of(DenialCode.NOT_OF_ROLE);
    }
    if (caller.role() == AccountRole.DIRECTOR) {
      return Optional.of(DenialCode.DRILLS_ONLY);
    }
    return Caller.office(caller.role()).filter(offices::contains).isPresent()
        ? Optional.empty()
        : Optional.of(DenialCode.NOT_OF_ROLE);
  }

  /**
   * Whether a fact brings something new, so that there is nothing yet that could be another's: only
   * the name in which it is reported can be wrong.
   */
  public static boolean bringsNew(FactKind kind) {
    return switch (kind) {
      case NETWORK_FORMED,
          MUNICIPALITIES_LISTED,
          ASSOCIATION_LISTED,
          AGREEMENT_SIGNED,
          DISASTER_DECLARED,
          AID_REQUESTED,
          STAFF_OFFERED,
          COUNTERPART_APPOINTED,
          DUTY_DESK_PUBLISHED ->
          true;
      default -> false;
    };
  }
}
