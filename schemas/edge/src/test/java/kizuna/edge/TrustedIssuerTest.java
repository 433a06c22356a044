package kizuna.edge;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.core.io.ByteArrayResource;

/** An application does not start unless it is clear whose tokens it accepts. */
class TrustedIssuerTest {

  private static final String ISSUER = "http://localhost:8090/idp";
  private static final String KEYS = "http://localhost:8090/idp/oauth2/jwks";

  private final OAuth2ResourceServerProperties.Jwt jwt = new OAuth2ResourceServerProperties.Jwt();

  @Test
  void withoutAnIssuerItDoesNotStart() {
    assertThatThrownBy(() -> EdgeConfiguration.demandIssuer(jwt))
        .hasMessageContaining("spring.security.oauth2.resourceserver.jwt.issuer-uri")
        .hasMessageContaining("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI")
        .hasMessageEndingWith("but neither: nobody could be let in");
    jwt.setIssuerUri(" ");
    jwt.setJwkSetUri("");
    assertThatThrownBy(() -> EdgeConfiguration.demandIssuer(jwt)).hasMessageContaining("neither");
  }

  @Test
  void keysWithoutAnIssuerOrBesideAPublicKeyAreRefused() {
    jwt.setJwkSetUri(KEYS);
    assertThatThrownBy(() -> EdgeConfiguration.demandIssuer(jwt))
        .hasMessageEndingWith("but jwk-set-uri without issuer-uri");
    jwt.setIssuerUri(ISSUER);
    jwt.setPublicKeyLocation(new ByteArrayResource(new byte[1]));
    assertThatThrownBy(() -> EdgeConfiguration.demandIssuer(jwt)).hasMessageEndingWith("but both");
  }

  @Test
  void whatIsNoUrlIsNamed() {
    jwt.setIssuerUri("ftp://x");
    assertThatThrownBy(() -> EdgeConfiguration.demandIssuer(jwt))
        .hasMessageContaining("expected a URL like")
        .hasMessageEndingWith("but ftp://x");
  }

  @Test
  void anIssuerOrAPublicKeyIsEnough() {
    jwt.setIssuerUri(ISSUER);
    assertThatCode(() -> EdgeConfiguration.demandIssuer(jwt)).doesNotThrowAnyException();
    jwt.setJwkSetUri(KEYS);
    assertThatCode(() -> EdgeConfiguration.demandIssuer(jwt)).doesNotThrowAnyException();
    OAuth2ResourceServerProperties.Jwt key = new OAuth2ResourceServerProperties.Jwt();
    key.setPublicKeyLocation(new ByteArrayResource(new byte[1]));
    assertThatCode(() -> EdgeConfiguration.demandIssuer(key)).doesNotThrowAnyException();
  }
}
