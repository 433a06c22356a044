package kizuna.infra.door;

import java.util.Optional;
import kizuna.schemas.access.Caller;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;

/** Reads from a sign-in or a token who somebody is. */
final class CallerClaims {

  private final String roleClaim;
  private final String bodyClaim;

  CallerClaims(ProviderSettings provider) {
    this.roleClaim = provider.roleClaim();
    this.bodyClaim = provider.bodyClaim();
  }

  /** The claim that says what somebody may do. */
  String roleClaim() {
    return roleClaim;
  }

  Optional<String> role(Authentication who) {
    return one(who, roleClaim);
  }

  Optional<String> body(Authentication who) {
    return one(who, bodyClaim);
  }

  /** What the claim of the role says, for a sentence. */
  String shownRole(Authentication who) {
    return Caller.shown(
        who.getPrincipal() instanceof ClaimAccessor claims ? claims.getClaim(roleClaim) : null);
  }

  /** As the parts read it: a list of one is its one value. */
  private static Optional<String> one(Authentication who, String name) {
    return who.getPrincipal() instanceof ClaimAccessor claims
        ? Optional.ofNullable(Caller.one(claims.getClaim(name)))
        : Optional.empty();
  }

  /** A name to show; the account where the provider gives none. */
  String name(Authentication who) {
    return claim(who, "name").orElse(who.getName());
  }

  private static Optional<String> claim(Authentication who, String name) {
    return who.getPrincipal() instanceof ClaimAccessor claims
        ? Optional.ofNullable(claims.getClaimAsString(name))
        : Optional.empty();
  }
}
