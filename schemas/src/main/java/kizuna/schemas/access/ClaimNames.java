package kizuna.schemas.access;

import org.jspecify.annotations.Nullable;

/**
 * Names of the token's claims for the role and body of the caller; identity providers differ.
 *
 * @param role claim with the role
 * @param body claim with the body that the account acts for
 */
public record ClaimNames(String role, String body) {

  public static final ClaimNames USUAL = new ClaimNames("kizuna_role", "kizuna_body");

  /** Those that are given; the usual ones for what is null or blank. */
  public static ClaimNames of(@Nullable String role, @Nullable String body) {
    return new ClaimNames(
        role == null || role.isBlank() ? USUAL.role : role.strip(),
        body == null || body.isBlank() ? USUAL.body : body.strip());
  }
}
