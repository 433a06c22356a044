package kizuna.schemas.access;

import org.jspecify.annotations.Nullable;

/**
 * Whom a module believes, settings {@code kizuna.access.*}. There is no way to leave it open.
 *
 * @param jwkSetUri URL of the keys with which the identity provider signs its tokens
 * @param issuer who must have issued a token; null: whoever has those keys
 * @param publicKey location of one public key (PEM) instead of the URL
 * @param roleClaim claim of a token that names the role; {@code kizuna_role} if left out
 * @param bodyClaim claim of a token that names for whom; {@code kizuna_body} if left out
 * @param audience whom a token must be meant for (claim {@code aud}); null: the provider signs for
 *     nobody else
 */
public record AccessSettings(
    @Nullable String jwkSetUri,
    @Nullable String issuer,
    @Nullable String publicKey,
    String roleClaim,
    String bodyClaim,
    @Nullable String audience) {

  /** Where these settings lie. */
  public static final String PREFIX = "kizuna.access";

  @SuppressWarnings("NullAway") // Settings that are left out come as null.
  public AccessSettings {
    jwkSetUri = given(jwkSetUri);
    issuer = given(issuer);
    audience = given(audience);
    publicKey = given(publicKey);
    roleClaim = given(roleClaim) == null ? "kizuna_role" : roleClaim;
    bodyClaim = given(bodyClaim) == null ? "kizuna_body" : bodyClaim;
    if ((jwkSetUri == null) == (publicKey == null)) {
      throw new IllegalArgumentException(
          "expected "
              + PREFIX
              + ".jwk-set-uri (KIZUNA_ACCESS_JWK_SET_URI), the URL of the identity provider's keys,"
              + " or "
              + PREFIX
              + ".public-key (KIZUNA_ACCESS_PUBLIC_KEY), the location of a PEM file, but "
              + (jwkSetUri == null ? "neither: nobody could be told from anybody" : "both"));
    }
    if (jwkSetUri != null && !jwkSetUri.matches("https?://[^\\s/]+.*")) {
      throw new IllegalArgumentException(
          "expected a URL like http://localhost:8090/idp/oauth2/jwks for "
              + PREFIX
              + ".jwk-set-uri, but "
              + jwkSetUri);
    }
  }

  private static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** Nothing is set: says what is expected. */
  public static AccessSettings none() {
    return new AccessSettings(null, null, null, "", "", null);
  }
}
