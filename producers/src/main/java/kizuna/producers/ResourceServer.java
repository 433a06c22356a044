package kizuna.producers;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import kizuna.codes.DenialCode;
import kizuna.facts.AccessDenied;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.AccessSettings;
import kizuna.schemas.access.Caller;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.converter.RsaKeyConverters;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Nobody reports anything without a token of our identity provider. There are no sessions here:
 * each request brings its token.
 */
@Configuration(proxyBeanMethods = false)
class ResourceServer {

  @Bean
  AccessSettings accessSettings(Environment environment) {
    try {
      return Binder.get(environment)
          .bind(AccessSettings.PREFIX, AccessSettings.class)
          .orElseGet(AccessSettings::none);
    } catch (BindException e) {
      throw NestedExceptionUtils.getMostSpecificCause(e) instanceof IllegalArgumentException wrong
          ? new IllegalStateException(wrong.getMessage(), e)
          : e;
    }
  }

  @Bean
  JwtDecoder jwtDecoder(AccessSettings settings, ResourceLoader resources) {
    NimbusJwtDecoder decoder =
        settings.jwkSetUri() == null
            ? NimbusJwtDecoder.withPublicKey(key(settings, resources)).build()
            : NimbusJwtDecoder.withJwkSetUri(settings.jwkSetUri())
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
    List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
    JwtTimestampValidator times = new JwtTimestampValidator();
    times.setAllowEmptyExpiryClaim(false);
    validators.add(times);
    if (settings.issuer() != null) {
      validators.add(new JwtIssuerValidator(settings.issuer()));
    }
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
    return decoder;
  }

  private static java.security.interfaces.RSAPublicKey key(
      AccessSettings settings, ResourceLoader resources) {
    String location = String.valueOf(settings.publicKey());
    try (InputStream pem = resources.getResource(location).getInputStream()) {
      java.security.interfaces.RSAPublicKey key = RsaKeyConverters.x509().convert(pem);
      if (key == null) {
        throw new IllegalStateException("expected a public key (PEM) in " + location);
      }
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException("expected a public key (PEM) at " + location, e);
    }
  }

  @Bean
  SecurityFilterChain reporters(
      HttpSecurity http,
      ProblemResponses problems,
      DenialRecorder denials,
      ProducerSettings door,
      AccessSettings settings) {
    AuthenticationEntryPoint whoIsThere = new WhoIsThere(problems, denials, door);
    return http.csrf(AbstractHttpConfigurer::disable) // No cookie is ever believed here.
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .headers(headers -> headers.frameOptions(frame -> frame.deny()))
        .authorizeHttpRequests(
            may ->
                may.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers("/actuator/**")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .exceptionHandling(e -> e.authenticationEntryPoint(whoIsThere))
        .oauth2ResourceServer(
            server ->
                server
                    .authenticationEntryPoint(whoIsThere)
                    .jwt(jwt -> jwt.jwtAuthenticationConverter(caller(settings)))
                    .withObjectPostProcessor(
                        new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {
                          @Override
                          public <O extends BearerTokenAuthenticationFilter> O postProcess(
                              O filter) {
                            filter.setAuthenticationFailureHandler(whoIsThere::commence);
                            return filter;
                          }
                        }))
        .build();
  }

  private static Converter<Jwt, AbstractAuthenticationToken> caller(AccessSettings settings) {
    return jwt -> {
      try {
        return new CallerAuthentication(Caller.of(jwt.getClaims(), settings));
      } catch (Caller.NotACaller e) {
        throw new InvalidBearerTokenException(String.valueOf(e.getMessage()), e);
      }
    };
  }

  /** Says that somebody has to sign in, as a problem; a token that nobody signed is on record. */
  private record WhoIsThere(
      ProblemResponses problems, DenialRecorder denials, ProducerSettings settings)
      implements AuthenticationEntryPoint {

    @Override
    public void commence(
        HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
        throws IOException {
      if (e instanceof AuthenticationServiceException) {
        problems.write(new ApiException(ProblemType.PROVIDER_AWAY), request, response);
        return;
      }
      boolean token = e instanceof InvalidBearerTokenException;
      response.setHeader(
          HttpHeaders.WWW_AUTHENTICATE, token ? "Bearer error=\"invalid_token\"" : "Bearer");
      if (token && !isExpired(e)) {
        denials.record(
            Namespace.LIVE,
            settings.defaultNetwork(),
            AccessDenied.newBuilder()
                .setMethod(method(request))
                .setPath(ReportController.shown(request.getRequestURI()))
                .setCode(DenialCode.TOKEN_REFUSED)
                .build());
      }
      problems.write(
          e.getCause() instanceof Caller.NotACaller claims
              ? new ApiException(ProblemType.CLAIMS_REFUSED, String.valueOf(claims.getMessage()))
              : new ApiException(token ? ProblemType.TOKEN_REFUSED : ProblemType.SIGN_IN),
          request,
          response);
    }

    /** What was good once is nobody's attack. */
    private static boolean isExpired(AuthenticationException e) {
      return e.getCause() instanceof JwtValidationException invalid
          && invalid.getErrors().stream()
              .allMatch(error -> String.valueOf(error.getDescription()).contains("expired"));
    }

    private static String method(HttpServletRequest request) {
      String method = request.getMethod();
      return method.matches("[A-Z]{1,16}") ? method : "OTHER";
    }
  }
}
