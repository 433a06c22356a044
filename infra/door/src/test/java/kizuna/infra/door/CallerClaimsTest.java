package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.oauth2.core.ClaimAccessor;

/** What the door reads of a signed-in person. */
class CallerClaimsTest {

  private static String name(Locale language, Map<String, Object> claims) {
    ClaimAccessor principal = () -> claims;
    return new CallerClaims(
            ProviderSettings.embedded(URI.create("http://localhost:8080"), 1, "secret"))
        .name(new TestingAuthenticationToken(principal, null), language);
  }

  @Test
  void aNameIsReadInTheLanguageOfThePage() {
    Map<String, Object> both = Map.of("name", "輪島市災害対策本部", "name#en", "Emergency desk of Wajima");
    assertThat(name(Locale.JAPANESE, both)).isEqualTo("輪島市災害対策本部");
    assertThat(name(Locale.ENGLISH, both)).isEqualTo("Emergency desk of Wajima");
    assertThat(name(Locale.ENGLISH, Map.of("name", "輪島市災害対策本部"))).isEqualTo("輪島市災害対策本部");
  }
}
