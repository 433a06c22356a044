package kizuna.infra.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;

/** An identity token says who somebody is, and opens nothing. */
class ClaimsCustomizerTest {

  private static JwtClaimsSet claims(OAuth2TokenType type) {
    JwtClaimsSet.Builder claims =
        JwtClaimsSet.builder().audience(List.of(IdentityProvider.DOOR)).issuedAt(Instant.now());
    JwtEncodingContext context =
        JwtEncodingContext.with(JwsHeader.with(SignatureAlgorithm.RS256), claims)
            .principal(PasswordSignIn.signedIn("viewer", Instant.now()))
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .tokenType(type)
            .build();
    new ClaimsCustomizer(DemoAccount.demonstration()).customize(context);
    return claims.build();
  }

  private static List<String> audience(OAuth2TokenType type) {
    return List.copyOf(Objects.requireNonNull(claims(type).getAudience()));
  }

  @Test
  void aNameIsGivenInBothLanguages() {
    JwtClaimsSet claims = claims(new OAuth2TokenType(OidcParameterNames.ID_TOKEN));
    assertThat(claims.getClaimAsString("name")).isEqualTo("閲覧");
    assertThat(claims.getClaimAsString("name#en")).isEqualTo("Viewer");
  }

  @Test
  void onlyAnAccessTokenIsMeantForTheParts() {
    assertThat(audience(OAuth2TokenType.ACCESS_TOKEN)).containsExactly(IdentityProvider.AUDIENCE);
    assertThat(audience(new OAuth2TokenType(OidcParameterNames.ID_TOKEN)))
        .containsExactly(IdentityProvider.DOOR);
  }
}
