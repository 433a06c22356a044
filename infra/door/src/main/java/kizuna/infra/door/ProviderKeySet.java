package kizuna.infra.door;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSecurityContextJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Caches the public keys of the identity provider. A token with an unknown key id triggers a
 * reload, rate-limited: made-up tokens cannot flood the provider.
 */
final class ProviderKeySet {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final WebClient provider;
  private volatile @Nullable JWKSet keys;
  private @Nullable Mono<JWKSet> underWay;
  private long lookedAt;

  ProviderKeySet(URI address) {
    this.provider = WebClient.create(address.toString());
  }

  /**
   * A decoder for signed tokens of an issuer that have an expiry time; all others are refused.
   *
   * @param audience required audience of tokens; empty: the issuer signs for no other application
   */
  ReactiveJwtDecoder decoder(URI issuer, Optional<String> audience) {
    NimbusReactiveJwtDecoder decoder =
        NimbusReactiveJwtDecoder.withJwkSource(this::keysOf)
            .jwtProcessorCustomizer(
                processor ->
                    processor.setJWSKeySelector(
                        new JWSVerificationKeySelector<>(
                            ALGORITHMS, new JWKSecurityContextJWKSet())))
            .build();
    JwtTimestampValidator times = new JwtTimestampValidator();
    times.setAllowEmptyExpiryClaim(false);
    List<OAuth2TokenValidator<Jwt>> validators =
        new ArrayList<>(List.of(times, new JwtIssuerValidator(issuer.toString())));
    audience.map(JwtAudienceValidator::new).ifPresent(validators::add);
    decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(validators));
    return token ->
        decoder
            .decode(token)
            .onErrorMap(
                IllegalStateException.class,
                e -> new AuthenticationServiceException("the provider's keys cannot be had", e));
  }

  private Flux<JWK> keysOf(SignedJWT token) {
    JWKSelector wanted = new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader()));
    JWKSet known = keys;
    List<JWK> found = known == null ? List.of() : wanted.select(known);
    return found.isEmpty() ? fetch().flatMapIterable(wanted::select) : Flux.fromIterable(found);
  }

  /** The current keys, or those of the last load if that was just now. */
  private synchronized Mono<JWKSet> fetch() {
    JWKSet known = keys;
    long now = System.nanoTime();
    if (known != null && now - lookedAt < LOOK_AGAIN_AFTER.toNanos()) {
      return Mono.just(known);
    }
    Mono<JWKSet> asked = underWay;
    if (asked == null) {
      asked =
          provider
              .get()
              .retrieve()
              .bodyToMono(String.class)
              .timeout(LONGEST_WAIT)
              .map(ProviderKeySet::parsed)
              .doOnNext(this::cache)
              .doOnTerminate(this::done)
              .cache();
      underWay = asked;
    }
    return asked;
  }

  private synchronized void cache(JWKSet now) {
    keys = now;
    lookedAt = System.nanoTime();
  }

  private synchronized void done() {
    underWay = null;
  }

  private static JWKSet parsed(String text) {
    try {
      return JWKSet.parse(text);
    } catch (ParseException e) {
      throw new IllegalStateException("expected a set of keys (RFC 7517) of the provider", e);
    }
  }
}
