package kizuna.infra.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a browser keeps for this installation comes back as it was, or not at all. */
class CookieCipherTest {

  private final String secret = PrivateFiles.newSecret();
  private final CookieCipher cipher = cipher(secret, "sign-in");

  private static CookieCipher cipher(String secret, String cookie) {
    return new CookieCipher(new Sealer(secret), cookie);
  }

  @Test
  void itIsReadWithTheSameSecretAsTheSameCookieAndSaysNothingToOthers() {
    String sealed = cipher.seal("state=輪島");

    assertThat(cipher.open(sealed)).contains("state=輪島");
    assertThat(sealed).matches("[A-Za-z0-9_-]+").isNotEqualTo(cipher.seal("state=輪島"));
    assertThat(cipher(secret, "sign-in").open(sealed)).as("another door").contains("state=輪島");
    assertThat(cipher(secret, "session").open(sealed)).isEmpty();
    assertThat(cipher(PrivateFiles.newSecret(), "sign-in").open(sealed)).isEmpty();
  }

  @Test
  void aChangedCharacterIsSeenWhereverItIs() {
    String sealed = cipher.seal("account=viewer");
    // The last character may hold bits that no byte has.
    for (int i = 0; i < sealed.length() - 1; i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertThat(cipher.open(changed)).as("at %s", i).isEmpty();
    }
  }

  @Test
  void whatIsNoneIsEmptyHoweverLong() {
    for (String none : new String[] {"", "A", "not base64 !", "A".repeat(16), "A".repeat(5_000)}) {
      assertThat(cipher.open(none)).isEmpty();
    }
  }
}
