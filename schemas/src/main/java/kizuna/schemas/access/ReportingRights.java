package kizuna.schemas.access;

import java.util.Optional;
import java.util.Set;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.schemas.form.FactKinds;

/**
 * Who may report what: only the offices that the row of the kind in {@link FactKinds} names.
 * Producers checks this before a fact goes into the log; streams checks again, by its own
 * equivalent rules.
 */
public final class ReportingRights {

  /**
   * The subject of a fact, as needed to decide who may report it.
   *
   * @param network the network that decides it
   * @param desks municipalities whose desk it concerns: the receiver; for a declaration the struck
   *     ones
   * @param wards local governments that it concerns as lenders
   */
  public record About(String network, Set<String> desks, Set<String> wards) {}

  private ReportingRights() {}

  /** The offices that report facts of a kind, each about its own; none for an unknown kind. */
  public static Set<Role> offices(FactKind kind) {
    return FactKinds.has(kind) ? FactKinds.of(kind).offices() : Set.of();
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
    if (caller.mayReportForAnyBody(drill)) {
      return FactKinds.has(kind) && FactKinds.of(kind).reportable()
          ? Optional.empty()
          : Optional.of(DenialCode.NOT_OF_ROLE);
    }
    if (caller.role() == AccountRole.DIRECTOR) {
      return Optional.of(DenialCode.DRILLS_ONLY);
    }
    return Caller.office(caller.role()).filter(offices::contains).isPresent()
        ? Optional.empty()
        : Optional.of(DenialCode.NOT_OF_ROLE);
  }
}
