package kizuna.schemas.access;

import org.jspecify.annotations.Nullable;

/**
 * Names of the claims of a token that say who somebody is in Kizuna; identity providers differ.
 *
 * @param role claim that names the role
 * @param body claim that names for whom the account acts
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
