package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/** Which access tokens the front door takes. */
class ProviderKeySetTest {

  private static StandInIdentity identity;

  @BeforeAll
  static void open() throws IOException {
    identity = new StandInIdentity();
  }

  @AfterAll
  static void close() {
    identity.close();
  }

  private static ReactiveJwtDecoder decoder(Optional<String> audience) {
    URI keys = identity.provider(StandInIdentity.ISSUER).keys();
    return new ProviderKeySet(keys).decoder(StandInIdentity.ISSUER, audience);
  }

  private static String account(ReactiveJwtDecoder decoder, String token) {
    return String.valueOf(decoder.decode(token).blockOptional().orElseThrow().getSubject());
  }

  @Test
  void aTokenMeantForAnotherApplicationIsRefused() {
    ReactiveJwtDecoder decoder = decoder(Optional.of("kizuna"));

    for (List<String> others :
        List.of(List.of("another"), List.of("kizuna-2", "Kizuna"), List.<String>of())) {
      assertThatThrownBy(() -> decoder.decode(identity.tokenFor(others)).block())
          .as("%s", others)
          .isInstanceOf(JwtException.class)
          .hasMessageContaining("aud");
    }
    assertThat(account(decoder, identity.tokenFor(List.of("another", "kizuna"))))
        .isEqualTo("desk-wajima");
    assertThat(account(decoder, identity.tokenFor(List.of("kizuna")))).isEqualTo("desk-wajima");
  }

  /** The embedded provider signs for nobody else. */
  @Test
  void whereNoAudienceIsSetAnyIsTaken() {
    ReactiveJwtDecoder decoder = decoder(Optional.empty());

    assertThat(account(decoder, identity.tokenFor(List.of()))).isEqualTo("desk-wajima");
    assertThat(account(decoder, identity.tokenFor(List.of("another")))).isEqualTo("desk-wajima");
  }

  @Test
  void aTokenWithoutAnEndOrOfAnotherIssuerIsRefused() {
    ReactiveJwtDecoder decoder = decoder(Optional.of("kizuna"));
    Instant later = Instant.now().plusSeconds(600);
    for (String bad :
        List.of(
            identity.token("a", "DESK", StandInIdentity.ISSUER, null),
            identity.token("a", "DESK", URI.create("http://other.example"), later))) {
      assertThatThrownBy(() -> decoder.decode(bad).block()).isInstanceOf(JwtException.class);
    }
  }

  /** That nobody can be checked now is not the caller's fault. */
  @Test
  void aProviderThatIsAwayIsNoBadToken() throws IOException {
    StandInIdentity away = new StandInIdentity();
    URI keys = away.provider(StandInIdentity.ISSUER).keys();
    away.close();
    ReactiveJwtDecoder decoder =
        new ProviderKeySet(keys).decoder(StandInIdentity.ISSUER, Optional.empty());

    assertThatThrownBy(() -> decoder.decode(identity.tokenFor(List.of())).block())
        .isInstanceOf(AuthenticationServiceException.class);
  }
}
