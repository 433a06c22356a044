package kizuna.infra.host;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Seals state that a browser keeps for this installation, so that strangers cannot fill the memory
 * of the server.
 */
public final class CookieCipher {

  private static final int LONGEST = 4_000;

  private final Sealer sealer;
  private final String cookie;

  /**
   * @param cookie name of the cookie: the value of another cookie cannot be decrypted
   */
  public CookieCipher(Sealer sealer, String cookie) {
    this.sealer = sealer;
    this.cookie = cookie;
  }

  /** The encrypted text, in characters that are valid in a cookie. */
  public String seal(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sealer.seal(text.getBytes(StandardCharsets.UTF_8), cookie));
  }

  /** The decrypted text; empty if another installation encrypted it or it was changed. */
  public Optional<String> open(String sealed) {
    if (sealed.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return sealer
          .open(Base64.getUrlDecoder().decode(sealed), cookie)
          .map(text -> new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
