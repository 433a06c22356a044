package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a sign-in a browser is led to a page of this server, and nowhere else. */
class ReturnAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/a b",
        "/\t/evil.example",
        "/\u0000",
        "/輪島",
        "desk.html",
        "",
        "/oauth2/authorization/kizuna",
        "/login/oauth2/code/kizuna?code=1",
        "/%zz"
      })
  void whatLeadsElsewhereOrBackToTheSignInIsNotFollowed(String path) {
    assertThat(ReturnAddress.ours(path)).isEmpty();
    assertThat(ReturnAddress.signInFor(path)).isEqualTo(ReturnAddress.SIGN_IN);
  }

  @Test
  void aPageOfThisServerIsFollowedWithItsParameters() {
    assertThat(ReturnAddress.ours("/")).contains("/");
    assertThat(ReturnAddress.ours("/desk.html?body=172049&lang=ja"))
        .contains("/desk.html?body=172049&lang=ja");
    assertThat(ReturnAddress.signInFor("/desk.html?body=172049&lang=ja"))
        .startsWith(ReturnAddress.SIGN_IN + "?")
        .endsWith("=%2Fdesk.html%3Fbody%3D172049%26lang%3Dja");
  }

  @Test
  void anAddressThatIsTooLongIsForgotten() {
    assertThat(ReturnAddress.ours("/?" + "q".repeat(900))).isPresent();
    assertThat(ReturnAddress.ours("/?" + "q".repeat(1_000))).isEmpty();
    assertThat(ReturnAddress.ours(null)).isEmpty();
  }
}
