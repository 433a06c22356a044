package kizuna.infra.door;

import java.net.URI;
import java.time.Clock;
import java.util.Set;
import kizuna.infra.host.Sealer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryReactiveOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.server.WebSessionServerOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.logout.DelegatingServerLogoutHandler;
import org.springframework.security.web.server.authentication.logout.SecurityContextServerLogoutHandler;
import org.springframework.security.web.server.authentication.logout.WebSessionServerLogoutHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestHandler;
import org.springframework.security.web.server.csrf.WebSessionServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.XorServerCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Mono;

/**
 * Authentication. A browser signs in at the identity provider (OpenID Connect, authorization code
 * with PKCE) and gets a session; its tokens never leave this process. A program sends an access
 * token with each request and has no session.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SignInConfiguration {

  static final String COOKIE = "KIZUNA_SESSION";

  private static final Set<String> FORMS =
      Set.of("/idp/sign-in", "/idp/oauth2/device_verification");

  private static final String BEARER = "bearer ";
  private static final String LOGIN_REQUIRED = "login_required";

  /** Public addresses: they contain no personal data. */
  private static final String[] PUBLIC = {
    CurrentUserController.PATH,
    CurrentUserController.HEALTH,
    "/assets/**",
    "/webjars/**",
    "/*.js",
    "/*.css",
    "/*.svg",
    "/*.png",
    "/favicon.ico",
    "/manifest.webmanifest"
  };

  @Bean
  @Order(1)
  SecurityWebFilterChain apiSecurityFilterChain(
      ServerHttpSecurity http, ReactiveJwtDecoder tokens) {
    return rules(http)
        .securityMatcher(
            exchange ->
                isProgram(exchange.getRequest()) ? MatchResult.match() : MatchResult.notMatch())
        .csrf(ServerHttpSecurity.CsrfSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
        .oauth2ResourceServer(
            server ->
                server
                    .jwt(jwt -> jwt.jwtDecoder(tokens))
                    .authenticationEntryPoint(SignInConfiguration::refused)
                    .authenticationFailureHandler(
                        (filtered, failure) -> refused(filtered.getExchange(), failure)))
        .exceptionHandling(
            failures -> failures.authenticationEntryPoint(SignInConfiguration::refused))
        .build();
  }

  @Bean
  @Order(2)
  SecurityWebFilterChain browserSecurityFilterChain(
      ServerHttpSecurity http,
      ReactiveClientRegistrationRepository clients,
      ServerOAuth2AuthorizedClientRepository tokens,
      SignOutHandler signedOut,
      ReturnAddress returnTo,
      Sealer sealer,
      GatewaySettings settings) {
    var authorization =
        new DefaultServerOAuth2AuthorizationRequestResolver(
            clients,
            new PathPatternParserServerWebExchangeMatcher(
                "/oauth2/authorization/{registrationId}"));
    authorization.setAuthorizationRequestCustomizer(
        OAuth2AuthorizationRequestCustomizers.withPkce());
    return rules(http)
        .csrf(
            csrf ->
                csrf.csrfTokenRepository(new CsrfTokens())
                    .csrfTokenRequestHandler(new TokenInHeader())
                    .requireCsrfProtectionMatcher(SignInConfiguration::writesInASession)
                    .accessDeniedHandler(
                        (exchange, denied) -> GatewayProblem.NO_CSRF_TOKEN.write(exchange)))
        .oauth2Login(
            login ->
                login
                    .loginPage(ReturnAddress.SIGN_IN)
                    .clientRegistrationRepository(clients)
                    .authorizedClientRepository(tokens)
                    .authorizationRequestRepository(
                        new AuthorizationRequestCookie(
                            sealer,
                            clients,
                            "https".equals(settings.address().getScheme()),
                            Clock.systemUTC()))
                    .authorizationRequestResolver(new WithPage(authorization, settings.address()))
                    .authenticationSuccessHandler(returnTo)
                    .authenticationFailureHandler(
                        (filtered, failure) -> notSignedIn(filtered.getExchange(), failure)))
        .logout(
            out ->
                out.requiresLogout(
                        ServerWebExchangeMatchers.pathMatchers(
                            HttpMethod.POST, CurrentUserController.SIGN_OUT))
                    .logoutHandler(
                        new DelegatingServerLogoutHandler(
                            new SecurityContextServerLogoutHandler(),
                            new WebSessionServerLogoutHandler()))
                    .logoutSuccessHandler(signedOut))
        .exceptionHandling(
            failures ->
                failures.authenticationEntryPoint(
                    (exchange, failure) ->
                        isPageOfABrowser(exchange.getRequest())
                            ? returnTo.signIn(exchange)
                            : GatewayProblem.NOT_SIGNED_IN.write(exchange)))
        .build();
  }

  private static ServerHttpSecurity rules(ServerHttpSecurity http) {
    return http.requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        // They are set on every answer, also on those that never come so far.
        .headers(ServerHttpSecurity.HeaderSpec::disable)
        .authorizeExchange(
            exchanges ->
                exchanges
                    .pathMatchers("/idp/**")
                    .permitAll()
                    .pathMatchers(HttpMethod.GET, PUBLIC)
                    .permitAll()
                    .pathMatchers(HttpMethod.HEAD, PUBLIC)
                    .permitAll()
                    .anyExchange()
                    .authenticated());
  }

  /** A session's cookie wins: a page cannot act for another account beside it. */
  private static boolean isProgram(ServerHttpRequest request) {
    String authorization = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    return authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && !request.getCookies().containsKey(COOKIE)
        && !request.getPath().value().startsWith("/idp/");
  }

  /** Whether a browser shows the response as a page; among writes, only the provider's forms. */
  static boolean isPageOfABrowser(ServerHttpRequest request) {
    return (!HostOriginFilter.isWrite(request.getMethod())
            || FORMS.contains(request.getPath().value()))
        && !request.getPath().value().startsWith("/api/")
        && request.getHeaders().getAccept().stream()
            .anyMatch(type -> type.isConcrete() && type.isCompatibleWith(MediaType.TEXT_HTML));
  }

  /** The forms of the provider carry its own CSRF token. */
  private static Mono<MatchResult> writesInASession(ServerWebExchange exchange) {
    ServerHttpRequest request = exchange.getRequest();
    if (!HostOriginFilter.isWrite(request.getMethod())
        || request.getPath().value().startsWith("/idp/")) {
      // Never refuses reads; /api/me reads the token.
      return MatchResult.notMatch();
    }
    return exchange
        .getSession()
        .filter(SessionStore::isSignedIn)
        .flatMap(session -> MatchResult.match())
        .switchIfEmpty(MatchResult.notMatch());
  }

  private static Mono<Void> refused(ServerWebExchange exchange, AuthenticationException failure) {
    if (failure instanceof AuthenticationServiceException) {
      return GatewayProblem.IDENTITY_AWAY.write(exchange);
    }
    exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    return GatewayProblem.TOKEN_REFUSED.write(exchange);
  }

  private static Mono<Void> notSignedIn(
      ServerWebExchange exchange, AuthenticationException failure) {
    LoggerFactory.getLogger(SignInConfiguration.class)
        .info("a sign-in failed: {}", failure.getMessage());
    String page = ReturnAddress.page(exchange).orElse("/");
    String error = exchange.getRequest().getQueryParams().getFirst(OAuth2ParameterNames.ERROR);
    // The cookie of the provider's form was lost, as was ours: start the sign-in again.
    return LOGIN_REQUIRED.equals(error) && isPageOfABrowser(exchange.getRequest())
        ? ReturnAddress.redirect(exchange, ReturnAddress.signInFor(page))
        : GatewayProblem.signInFailed(ReturnAddress.signInFor(page)).write(exchange);
  }

  /** The standard authorization request plus the page to return to. */
  private record WithPage(ServerOAuth2AuthorizationRequestResolver usual, URI address)
      implements ServerOAuth2AuthorizationRequestResolver {
    @Override
    public Mono<OAuth2AuthorizationRequest> resolve(ServerWebExchange exchange) {
      return usual
          .resolve(exchange)
          .map(request -> ReturnAddress.withPage(request, exchange, address));
    }

    @Override
    public Mono<OAuth2AuthorizationRequest> resolve(ServerWebExchange exchange, String client) {
      return usual
          .resolve(exchange, client)
          .map(request -> ReturnAddress.withPage(request, exchange, address));
    }
  }

  /** Our pages send the token in the header: no body is read for it. */
  private static final class TokenInHeader implements ServerCsrfTokenRequestHandler {
    private final XorServerCsrfTokenRequestAttributeHandler usual =
        new XorServerCsrfTokenRequestAttributeHandler();

    @Override
    public void handle(ServerWebExchange exchange, Mono<CsrfToken> token) {
      usual.handle(exchange, token);
    }

    @Override
    public Mono<String> resolveCsrfTokenValue(ServerWebExchange exchange, CsrfToken token) {
      return usual.resolveCsrfTokenValue(
          new ServerWebExchangeDecorator(exchange) {
            @Override
            public Mono<MultiValueMap<String, String>> getFormData() {
              return Mono.just(new LinkedMultiValueMap<>());
            }

            @Override
            public Mono<MultiValueMap<String, Part>> getMultipartData() {
              return Mono.just(new LinkedMultiValueMap<>());
            }
          },
          token);
    }
  }

  @Bean
  ReactiveClientRegistrationRepository clientRegistrations(
      ProviderSettings provider, GatewaySettings settings) {
    return new InMemoryReactiveClientRegistrationRepository(
        registration(AccessTokenRenewal.REGISTRATION, provider)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .redirectUri(settings.address() + "/login/oauth2/code/kizuna")
            .scope("openid", "profile")
            .build(),
        registration(DenialReporter.REGISTRATION, provider)
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .build());
  }

  private static ClientRegistration.Builder registration(String id, ProviderSettings provider) {
    return ClientRegistration.withRegistrationId(id)
        .clientId(provider.clientId())
        .clientSecret(provider.clientSecret())
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .issuerUri(provider.issuer().toString())
        .authorizationUri(provider.authorizationAddress().toString())
        .tokenUri(provider.tokenAddress().toString())
        .jwkSetUri(provider.keys().toString())
        .userNameAttributeName(IdTokenClaimNames.SUB);
  }

  @Bean
  ReactiveJwtDecoder jwtDecoder(ProviderSettings provider) {
    return new ProviderKeySet(provider.keys()).decoder(provider.issuer(), provider.audience());
  }

  @Bean
  ServerOAuth2AuthorizedClientRepository authorizedClients() {
    return new WebSessionServerOAuth2AuthorizedClientRepository();
  }

  @Bean
  AccessTokenRenewal accessTokenRenewal(
      ReactiveClientRegistrationRepository clients,
      ServerOAuth2AuthorizedClientRepository tokens,
      SessionStore sessions) {
    var manager = new DefaultReactiveOAuth2AuthorizedClientManager(clients, tokens);
    manager.setAuthorizedClientProvider(
        ReactiveOAuth2AuthorizedClientProviderBuilder.builder()
            .authorizationCode()
            .refreshToken()
            .build());
    return new AccessTokenRenewal(manager, tokens, sessions);
  }

  /** The gateway's own token, for reporting denied reads. */
  static ReactiveOAuth2AuthorizedClientManager ownTokens(
      ReactiveClientRegistrationRepository clients) {
    var manager =
        new AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager(
            clients, new InMemoryReactiveOAuth2AuthorizedClientService(clients));
    manager.setAuthorizedClientProvider(
        ReactiveOAuth2AuthorizedClientProviderBuilder.builder().clientCredentials().build());
    return manager;
  }

  /**
   * Stores the CSRF token in the session. The standard repository changes the session id with each
   * new token, which would sign out concurrent requests; the id has changed at sign-in already.
   */
  private static final class CsrfTokens implements ServerCsrfTokenRepository {
    private static final String ATTRIBUTE = CsrfTokens.class.getName();
    private final WebSessionServerCsrfTokenRepository usual =
        new WebSessionServerCsrfTokenRepository();

    CsrfTokens() {
      usual.setSessionAttributeName(ATTRIBUTE);
    }

    @Override
    public Mono<CsrfToken> generateToken(ServerWebExchange exchange) {
      return usual.generateToken(exchange);
    }

    @Override
    public Mono<Void> saveToken(ServerWebExchange exchange, @Nullable CsrfToken token) {
      return exchange
          .getSession()
          .doOnNext(
              session -> {
                if (token == null) {
                  session.getAttributes().remove(ATTRIBUTE);
                } else {
                  session.getAttributes().put(ATTRIBUTE, token);
                }
              })
          .then();
    }

    @Override
    public Mono<CsrfToken> loadToken(ServerWebExchange exchange) {
      return usual.loadToken(exchange);
    }
  }
}
