package kizuna.infra.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import kizuna.infra.host.SealedStore;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceVerificationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.util.UriUtils;

/** The beans of the embedded identity provider. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@ImportAutoConfiguration({
  ConfigurationPropertiesAutoConfiguration.class,
  PropertyPlaceholderAutoConfiguration.class,
  TomcatServletWebServerAutoConfiguration.class
})
class IdentityConfiguration {

  static final String SIGN_IN = "/sign-in";
  static final String ACTIVATE = "/activate";
  private static final String ASSETS = "/assets/*";
  private static final String VERIFICATION = "/oauth2/device_verification";
  private static final Duration CODE_LIFE = Duration.ofMinutes(2);
  private static final Duration DEVICE_CODE_LIFE = Duration.ofMinutes(10);

  /** The endpoint of device codes creates a session for a moment, once for each sign-in. */
  private static final int MAX_SESSIONS = 100;

  private static final String CSRF_COOKIE = "KIZUNA_IDP_CSRF";

  @Bean
  SecurityFilterChain securityFilterChain(
      HttpSecurity http,
      IdentityProvider.Settings settings,
      IdentityFolder folder,
      RegisteredClientRepository clients,
      PrometheusMeterRegistry meters)
      throws Exception {
    Map<String, DemoAccount> accounts = DemoAccount.demonstration();
    boolean secure = "https".equals(settings.door().getScheme());
    SignedInCookie signedIn =
        new SignedInCookie(
            folder.sealer(), accounts, IdentityProvider.PATH, secure, Clock.systemUTC());
    SingleUseSignIn singleUseSignIn = new SingleUseSignIn(settings.issuer(), signedIn);
    SavedPage savedPage = new SavedPage(settings.door());
    return http.oauth2AuthorizationServer(
            server -> configureEndpoints(server, singleUseSignIn, clients))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(SIGN_IN, ASSETS, ErrorPage.PATH, MetricsPage.PATH)
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .authenticationProvider(
            new PasswordSignIn(
                accounts,
                folder.password(),
                new LoginThrottle(System::nanoTime),
                new SignInMeters(meters)))
        .formLogin(
            form ->
                form.loginPage(SIGN_IN)
                    .loginProcessingUrl(SIGN_IN)
                    .successHandler(savedPage)
                    .failureHandler(new SignInPage.Failed())
                    .permitAll())
        .exceptionHandling(
            failures ->
                failures
                    .authenticationEntryPoint(savedPage)
                    .accessDeniedHandler(
                        (request, response, denied) -> withoutCookie(request, response, savedPage)))
        // No state for anonymous callers: no session, no saved request.
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .securityContext(context -> context.securityContextRepository(signedIn))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .csrf(csrf -> csrf.csrfTokenRepository(csrfCookie(secure)))
        // The gateway sets them on every response.
        .headers(headers -> headers.disable())
        .build();
  }

  private void configureEndpoints(
      OAuth2AuthorizationServerConfigurer server,
      SingleUseSignIn singleUseSignIn,
      RegisteredClientRepository clients) {
    server
        .oidc(oidc -> {})
        .authorizationEndpoint(
            endpoint -> endpoint.authorizationResponseHandler(singleUseSignIn::granted))
        .clientAuthentication(
            client ->
                client
                    .authenticationConverter(new CommandLineClient.Converter())
                    .authenticationProvider(new CommandLineClient.Provider(clients)))
        // Below the issuer's own path.
        .deviceAuthorizationEndpoint(endpoint -> endpoint.verificationUri(ACTIVATE))
        .deviceVerificationEndpoint(
            endpoint ->
                endpoint
                    .authenticationProviders(providers -> providers.forEach(this::codeIsConsent))
                    .deviceVerificationResponseHandler(singleUseSignIn::activated)
                    .errorResponseHandler(singleUseSignIn::notActivated));
  }

  private static CookieCsrfTokenRepository csrfCookie(boolean secure) {
    CookieCsrfTokenRepository cookie = new CookieCsrfTokenRepository();
    cookie.setCookieName(CSRF_COOKIE);
    cookie.setCookieCustomizer(
        builder -> builder.path(IdentityProvider.PATH).sameSite("Lax").secure(secure));
    return cookie;
  }

  /** The form came without its CSRF cookie: show it again with a new one. */
  private static void withoutCookie(
      HttpServletRequest request, HttpServletResponse response, SavedPage savedPage)
      throws IOException {
    String path = request.getRequestURI();
    if (path.equals(request.getContextPath() + SIGN_IN)) {
      savedPage.again(request, response);
    } else if (path.equals(request.getContextPath() + VERIFICATION)) {
      String code = request.getParameter(ActivatePage.CODE);
      response.sendRedirect(
          request.getContextPath()
              + ACTIVATE
              + (code == null
                  ? ""
                  : "?"
                      + ActivatePage.CODE
                      + "="
                      + UriUtils.encode(code, java.nio.charset.StandardCharsets.UTF_8)));
    } else {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }
  }

  /** Typing the code and pressing the button is consent; a second question would add nothing. */
  private void codeIsConsent(
      org.springframework.security.authentication.AuthenticationProvider provider) {
    if (provider instanceof OAuth2DeviceVerificationAuthenticationProvider verification) {
      verification.setAuthorizationConsentRequired(context -> false);
    }
  }

  @Bean
  DelegatingFilterProxyRegistrationBean securityFilterRegistration() {
    return new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
  }

  /** A link must never grant access to a command line: the code is sent by pressing the button. */
  @Bean
  FilterRegistrationBean<jakarta.servlet.Filter> activateByPostFilter() {
    var registration =
        new FilterRegistrationBean<jakarta.servlet.Filter>(
            (request, response, chain) -> {
              var http = (jakarta.servlet.http.HttpServletRequest) request;
              if (PathPatternRequestMatcher.pathPattern(HttpMethod.GET, VERIFICATION)
                  .matches(http)) {
                ((jakarta.servlet.http.HttpServletResponse) response)
                    .sendRedirect(http.getContextPath() + ACTIVATE);
              } else {
                chain.doFilter(request, response);
              }
            });
    registration.setOrder(Integer.MIN_VALUE + 2);
    return registration;
  }

  @Bean
  FilterRegistrationBean<RequestLimitFilter> requestLimitFilter() {
    FilterRegistrationBean<RequestLimitFilter> registration =
        new FilterRegistrationBean<>(new RequestLimitFilter(System::nanoTime));
    // After the filter that reads the forwarded headers.
    registration.setOrder(Integer.MIN_VALUE + 1);
    return registration;
  }

  @Bean
  PrometheusMeterRegistry meters() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  @Bean
  ServletRegistrationBean<MetricsPage> metricsPage(PrometheusMeterRegistry meters) {
    return new ServletRegistrationBean<>(new MetricsPage(meters), MetricsPage.PATH);
  }

  @Bean
  ServletRegistrationBean<ErrorPage> errorPage() {
    return new ServletRegistrationBean<>(new ErrorPage(), ErrorPage.PATH);
  }

  /** No registry of sessions: there are none, and the default one only grows. */
  @Bean
  SessionRegistry sessionRegistry() {
    return new NoSessionRegistry();
  }

  @Bean
  ServletRegistrationBean<SignInPage> signInPage(IdentityProvider.Settings settings) {
    return new ServletRegistrationBean<>(
        new SignInPage(DemoAccount.demonstration().values()), SIGN_IN);
  }

  @Bean
  ServletRegistrationBean<ActivatePage> activatePage() {
    return new ServletRegistrationBean<>(new ActivatePage(), ACTIVATE);
  }

  @Bean
  ServletRegistrationBean<IdentityAssets> assets() {
    return new ServletRegistrationBean<>(new IdentityAssets(), ASSETS);
  }

  @Bean
  AuthorizationServerSettings serverSettings(IdentityProvider.Settings settings) {
    return AuthorizationServerSettings.builder().issuer(settings.issuer().toString()).build();
  }

  @Bean(destroyMethod = "close")
  AuthorizationStore authorizationService(IdentityFolder folder) {
    Clock clock = Clock.systemUTC();
    return new AuthorizationStore(
        clock, new SealedStore(folder.sessions(), "idp_grant", folder.sealer(), clock));
  }

  @Bean
  RegisteredClientRepository registeredClients(
      IdentityProvider.Settings settings, IdentityFolder folder) {
    TokenSettings tokens =
        TokenSettings.builder()
            .authorizationCodeTimeToLive(CODE_LIFE)
            .deviceCodeTimeToLive(DEVICE_CODE_LIFE)
            .accessTokenTimeToLive(settings.accessTokenLife())
            .refreshTokenTimeToLive(settings.idle())
            // A new refresh token each time: a user at work is not signed out at a fixed hour.
            .reuseRefreshTokens(false)
            .build();
    String operatorSecret =
        folder.operatorSecret(settings.door(), URI.create(settings.issuer() + "/oauth2/token"));
    return new InMemoryRegisteredClientRepository(
        client(
            IdentityProvider.DOOR,
            tokens,
            client ->
                client
                    .clientSecret(settings.doorSecret())
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                    .redirectUri(SavedPage.redirectUri(settings.door()))
                    .scope(OidcScopes.OPENID)
                    .scope(OidcScopes.PROFILE)),
        client(
            IdentityProvider.COMMAND_LINE,
            tokens,
            client ->
                client
                    .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                    .authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
                    .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)),
        client(
            IdentityFolder.OPERATOR,
            tokens,
            client ->
                client
                    .clientSecret(operatorSecret)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)));
  }

  private static RegisteredClient client(
      String id, TokenSettings tokens, Consumer<RegisteredClient.Builder> rest) {
    RegisteredClient.Builder client =
        // The same after a restart: grants that are kept name it.
        RegisteredClient.withId(id)
            .clientId(id)
            .tokenSettings(tokens)
            .clientSettings(
                ClientSettings.builder()
                    .requireProofKey(id.equals(IdentityProvider.DOOR))
                    .requireAuthorizationConsent(false)
                    .build());
    rest.accept(client);
    return client.build();
  }

  /** Client secrets are random, long and already in memory: hashing protects nothing. */
  @Bean
  @SuppressWarnings("deprecation")
  PasswordEncoder clientSecretEncoder() {
    return NoOpPasswordEncoder.getInstance();
  }

  /** Prevents the default user; {@link PasswordSignIn} checks passwords. */
  @Bean
  UserDetailsService userDetailsService() {
    return name -> {
      throw new UsernameNotFoundException("expected the accounts of the demonstration");
    };
  }

  @Bean
  JWKSource<SecurityContext> jwkSource(IdentityFolder folder) {
    return new ImmutableJWKSet<>(new JWKSet(folder.signingKey()));
  }

  @Bean
  JwtDecoder jwtDecoder(JWKSource<SecurityContext> keys) {
    return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
  }

  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> tokenCustomizer() {
    return new ClaimsCustomizer(DemoAccount.demonstration());
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatLimits() {
    TomcatContextCustomizer sessions =
        context -> {
          if (context.getManager() instanceof org.apache.catalina.session.ManagerBase manager) {
            manager.setMaxActiveSessions(MAX_SESSIONS);
          }
        };
    return factory -> {
      factory.addContextCustomizers(sessions);
      factory.addErrorPages(new org.springframework.boot.web.error.ErrorPage(ErrorPage.PATH));
    };
  }
}
