package kizuna.infra.door;

import java.util.Locale;
import java.util.Optional;
import kizuna.schemas.access.Caller;
import kizuna.schemas.access.LenderRole;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;

/** Reads the caller from the claims of a sign-in or a token. */
final class CallerClaims {

  private final String roleClaim;
  private final String bodyClaim;

  CallerClaims(ProviderSettings provider) {
    this.roleClaim = provider.roleClaim();
    this.bodyClaim = provider.bodyClaim();
  }

  /** The value of the role claim. */
  String roleClaim() {
    return roleClaim;
  }

  Optional<String> role(Authentication who) {
    return one(who, roleClaim).map(LenderRole::written);
  }

  Optional<String> body(Authentication who) {
    return one(who, bodyClaim);
  }

  /** The role claim as it is shown in a message. */
  String shownRole(Authentication who) {
    return Caller.shown(
        who.getPrincipal() instanceof ClaimAccessor claims ? claims.getClaim(roleClaim) : null);
  }

  /** Reads a claim as the services do: a list of one counts as its value. */
  private static Optional<String> one(Authentication who, String name) {
    return who.getPrincipal() instanceof ClaimAccessor claims
        ? Optional.ofNullable(Caller.one(claims.getClaim(name)))
        : Optional.empty();
  }

  /**
   * The display name, in this language where the provider gives one (claim {@code name#en}, OpenID
   * Connect Core 5.2); the account id where it gives none.
   */
  String name(Authentication who, Locale language) {
    return claim(who, "name#" + language.getLanguage())
        .or(() -> claim(who, "name"))
        .orElse(who.getName());
  }

  private static Optional<String> claim(Authentication who, String name) {
    return who.getPrincipal() instanceof ClaimAccessor claims
        ? Optional.ofNullable(claims.getClaimAsString(name))
        : Optional.empty();
  }
}
