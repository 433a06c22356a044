package kizuna.edge;

import java.util.List;
import kizuna.schemas.access.ClaimNames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/**
 * Configuration imported by both applications. Spring Boot creates the {@code JwtDecoder} from its
 * own settings {@code spring.security.oauth2.resourceserver.jwt.*}; the names of the claims are
 * {@code kizuna.access.role-claim} and {@code kizuna.access.body-claim}.
 */
@Configuration(proxyBeanMethods = false)
public class EdgeConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(EdgeConfiguration.class);

  static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

  @Bean
  ProblemResponses problemResponses() {
    return new ProblemResponses();
  }

  @Bean
  ProblemErrorController problemErrorController(ProblemResponses problems) {
    return new ProblemErrorController(problems);
  }

  /** A token without an end is not accepted; Spring's own validator accepts it. */
  @Bean
  OAuth2TokenValidator<Jwt> tokensExpire() {
    JwtTimestampValidator times = new JwtTimestampValidator();
    times.setAllowEmptyExpiryClaim(false);
    return times;
  }

  @Bean
  BearerSignIn bearerSignIn(
      OAuth2ResourceServerProperties properties,
      Environment environment,
      ProblemResponses problems,
      ObjectProvider<RefusedTokens> refusedTokens) {
    demandIssuer(properties.getJwt());
    if (isGiven(properties.getJwt().getIssuerUri())
        && properties.getJwt().getAudiences().isEmpty()) {
      LOG.warn(
          "{}audiences (SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES) is not set: every token"
              + " of {} is let in, also one that is meant for another application",
          JWT,
          properties.getJwt().getIssuerUri());
    }
    return new BearerSignIn(
        ClaimNames.of(
            environment.getProperty("kizuna.access.role-claim"),
            environment.getProperty("kizuna.access.body-claim")),
        problems,
        refusedTokens.getIfAvailable(() -> request -> {}));
  }

  /**
   * Requires a configured token issuer. Without this check Spring's message for a missing setting
   * names a missing bean.
   */
  static void demandIssuer(OAuth2ResourceServerProperties.Jwt jwt) {
    boolean key = jwt.getPublicKeyLocation() != null;
    boolean issuer = isGiven(jwt.getIssuerUri());
    boolean keySet = isGiven(jwt.getJwkSetUri());
    if (key == (issuer || keySet) || (keySet && !issuer)) {
      throw new IllegalStateException(
          "expected either "
              + JWT
              + "issuer-uri (SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI), the identity"
              + " provider whose tokens are accepted, with jwk-set-uri if its keys are not found"
              + " by discovery, or "
              + JWT
              + "public-key-location (…_JWT_PUBLICKEYLOCATION), the location of a PEM file, but "
              + (key && (issuer || keySet)
                  ? "both"
                  : keySet ? "jwk-set-uri without issuer-uri" : "neither: nobody could be let in"));
    }
    for (String uri : List.of(text(jwt.getIssuerUri()), text(jwt.getJwkSetUri()))) {
      if (!uri.isEmpty() && !uri.matches("https?://[^\\s/]+.*")) {
        throw new IllegalStateException(
            "expected a URL like http://localhost:8090/idp/oauth2/jwks for "
                + JWT
                + "issuer-uri and jwk-set-uri, but "
                + uri);
      }
    }
  }

  private static boolean isGiven(@Nullable String text) {
    return !text(text).isEmpty();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text.strip();
  }
}
