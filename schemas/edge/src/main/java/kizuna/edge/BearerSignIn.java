package kizuna.edge;

import kizuna.schemas.access.Caller;
import kizuna.schemas.access.ClaimNames;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;

/**
 * Sign-in by bearer token, the same in both applications. There are no sessions and no cookies:
 * each request has its token.
 */
public final class BearerSignIn {

  private final ClaimNames claims;
  private final ProblemEntryPoint entryPoint;

  BearerSignIn(ClaimNames claims, ProblemResponses problems, RefusedTokens refusedTokens) {
    this.claims = claims;
    this.entryPoint = new ProblemEntryPoint(problems, refusedTokens);
  }

  /** Adds it to a filter chain; the application configures which paths require a token. */
  public HttpSecurity on(HttpSecurity http) {
    return http.csrf(AbstractHttpConfigurer::disable) // Cookies are never accepted here.
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .exceptionHandling(e -> e.authenticationEntryPoint(entryPoint))
        .oauth2ResourceServer(
            server ->
                server
                    .authenticationEntryPoint(entryPoint)
                    .jwt(jwt -> jwt.jwtAuthenticationConverter(this::caller))
                    .withObjectPostProcessor(
                        new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {
                          @Override
                          public <O extends BearerTokenAuthenticationFilter> O postProcess(
                              O filter) {
                            filter.setAuthenticationFailureHandler(entryPoint::commence);
                            return filter;
                          }
                        }));
  }

  private AbstractAuthenticationToken caller(Jwt jwt) {
    try {
      return new CallerAuthentication(Caller.of(jwt.getClaims(), claims));
    } catch (Caller.InvalidCallerException e) {
      throw new InvalidBearerTokenException(String.valueOf(e.getMessage()), e);
    }
  }
}
