package kizuna.streams.api;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.AccessSettings;
import kizuna.schemas.access.Caller;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.explain.MessageCatalog;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
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
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nobody reads anything but the static files of the pages without a token of our identity provider.
 * There are no sessions here: each request brings its token.
 */
@Configuration(proxyBeanMethods = false)
public class ResourceServer {

  private static final String RETRY_AFTER_SECONDS = "2";

  /** Files that hold no data: what a page is made of before somebody has signed in. */
  private static final String[] STATIC = {
    "/",
    "/*.html",
    "/*.js",
    "/*.css",
    "/*.svg",
    "/*.png",
    "/*.ico",
    "/*.json",
    "/*.txt",
    "/*.woff2",
    "/assets/**",
    "/webjars/**"
  };

  @Bean
  public AccessSettings accessSettings(Environment environment) {
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
  SecurityFilterChain readers(
      HttpSecurity http, Localizations localizations, AccessSettings settings) {
    AuthenticationEntryPoint whoIsThere = new WhoIsThere(localizations);
    return http.csrf(AbstractHttpConfigurer::disable) // No cookie is ever believed here.
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .headers(AbstractHttpConfigurer::disable) // ResponseHeaders sets them, for every answer.
        .authorizeHttpRequests(
            may ->
                may.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers("/actuator/**")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, STATIC)
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

  /** Says that somebody has to sign in, as a problem, and whether the token was no good. */
  private record WhoIsThere(Localizations localizations, JsonMapper json)
      implements AuthenticationEntryPoint {

    WhoIsThere(Localizations localizations) {
      this(localizations, new JsonMapper());
    }

    @Override
    public void commence(
        HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
        throws IOException {
      MessageCatalog words = localizations.forCaller(request);
      boolean provider = e instanceof AuthenticationServiceException;
      Caller.NotACaller claims = e.getCause() instanceof Caller.NotACaller c ? c : null;
      ProblemType type =
          provider
              ? ProblemType.PROVIDER_AWAY
              : claims != null
                  ? ProblemType.CLAIMS_REFUSED
                  : e instanceof InvalidBearerTokenException
                      ? ProblemType.TOKEN_REFUSED
                      : ProblemType.SIGN_IN;
      if (provider) {
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
      } else {
        response.setHeader(
            HttpHeaders.WWW_AUTHENTICATE,
            e instanceof InvalidBearerTokenException ? "Bearer error=\"invalid_token\"" : "Bearer");
      }
      response.setStatus(type.status());
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setCharacterEncoding("UTF-8");
      response.setHeader(HttpHeaders.CONTENT_LANGUAGE, words.language().tag());
      String key =
          provider ? "provider" : e instanceof InvalidBearerTokenException ? "token" : "signIn";
      ObjectNode body =
          ProblemResponses.document(
              type,
              words,
              claims != null
                  ? words.sentence("error.claims", String.valueOf(claims.getMessage()))
                  : words.text("error." + key),
              request);
      body.putArray("errors");
      response.getWriter().write(json.writeValueAsString(body));
    }
  }
}
