package kizuna.infra.door;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.cloud.gateway.config.GatewayAutoConfiguration;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.session.CookieWebSessionIdResolver;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;

/**
 * How the front door is put together. What is taken of Spring Boot is named one by one: the class
 * path of the launcher holds what the parts need, too.
 */
@Configuration(proxyBeanMethods = false)
@Import(SignInConfiguration.class)
@ImportAutoConfiguration({
  ConfigurationPropertiesAutoConfiguration.class,
  PropertyPlaceholderAutoConfiguration.class,
  SslAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  CodecsAutoConfiguration.class,
  NettyReactiveWebServerAutoConfiguration.class,
  HttpHandlerAutoConfiguration.class,
  WebFluxAutoConfiguration.class,
  GatewayAutoConfiguration.class
})
class GatewayConfiguration {

  @Bean
  HostOriginFilter guard(GatewaySettings settings) {
    return new HostOriginFilter(settings);
  }

  @Bean
  NotDecidingFilter notDeciding(HealthWatch health) {
    return new NotDecidingFilter(health);
  }

  @Bean
  BodyLimitFilter bodyLimit(ConnectionLimiter connections) {
    return new BodyLimitFilter(connections);
  }

  @Bean
  ReturnAddress returnTo(GatewaySettings settings, SessionStore sessions) {
    return new ReturnAddress(settings, sessions);
  }

  @Bean
  ConnectionLimiter connections(LongSupplier nanos) {
    return new ConnectionLimiter(ConnectionLimiter.Limits.USUAL, nanos);
  }

  @Bean
  RateLimitFilter rateLimit(GatewaySettings settings, LongSupplier nanos) {
    return new RateLimitFilter(settings, nanos);
  }

  @Bean
  ProblemExceptionHandler problemExceptionHandler() {
    return new ProblemExceptionHandler();
  }

  /** Addresses that two programs could read differently never come near a part. */
  @Bean
  ServerExchangeRejectedHandler rejected() {
    return (exchange, why) -> GatewayProblem.BAD_ADDRESS.write(exchange);
  }

  @Bean
  EarlyErrorHandler earlyProblems() {
    return new EarlyErrorHandler();
  }

  @Bean
  CallerClaims who(ProviderSettings provider) {
    return new CallerClaims(provider);
  }

  @Bean
  RouterFunction<ServerResponse> ownAnswers(
      CallerClaims who, HealthWatch health, ProviderSettings provider) {
    return new CurrentUserController(who, health, provider).routes();
  }

  @Bean
  RouteLocator routes(
      RouteLocatorBuilder builder, GatewaySettings settings, ProviderSettings provider) {
    return GatewayRoutes.routes(builder, settings, provider.embedded().orElse(null));
  }

  @Bean
  GatewayRoutes toParts(
      AccessTokenRenewal tokens,
      DenialReporter denials,
      CallerClaims who,
      SignOutHandler signedOut,
      GatewaySettings settings) {
    return new GatewayRoutes(tokens, denials, who, signedOut, settings);
  }

  @Bean
  SignOutHandler signedOut(ProviderSettings provider, GatewaySettings settings) {
    return new SignOutHandler(provider, settings);
  }

  @Bean
  StreamSessionFilter openStreams(SessionStore sessions) {
    return new StreamSessionFilter(sessions);
  }

  @Bean
  DenialReporter denials(
      ReactiveClientRegistrationRepository clients, GatewaySettings settings, CallerClaims who) {
    return new DenialReporter(
        WebClient.create(settings.producers().toString()),
        SignInConfiguration.ownTokens(clients),
        who);
  }

  /** A request is sent once: whether a report is sent again is its sender's decision. */
  @Bean
  HttpClientCustomizer sendOnce(ReactorResourceFactory threads) {
    return client -> client.disableRetry(true).runOn(threads.getLoopResources());
  }

  /** Threads of its own: closing one door does not close another in the same JVM. */
  @Bean
  ReactorResourceFactory threads() {
    ReactorResourceFactory threads = new ReactorResourceFactory();
    threads.setUseGlobalResources(false);
    // Whoever stops Kizuna does not wait: nothing new can come once the server is closed, but
    // Netty would watch for it for two seconds, anew with each word on a stream that is open.
    threads.setShutdownQuietPeriod(Duration.ZERO);
    threads.setShutdownTimeout(Duration.ofSeconds(2));
    return threads;
  }

  @Bean
  SessionStore sessions(GatewaySettings settings) {
    return new SessionStore(settings.limits().sessions());
  }

  @Bean
  WebSessionManager webSessionManager(SessionStore sessions, GatewaySettings settings) {
    CookieWebSessionIdResolver cookie = new KeptCookie();
    cookie.setCookieName(SignInConfiguration.COOKIE);
    cookie.addCookieInitializer(
        builder ->
            builder
                .httpOnly(true)
                .sameSite("Lax")
                .secure("https".equals(settings.address().getScheme())));
    DefaultWebSessionManager manager = new DefaultWebSessionManager();
    manager.setSessionIdResolver(cookie);
    manager.setSessionStore(sessions);
    return manager;
  }

  /**
   * A session gets a new id when somebody signs in. An answer to what the browser had asked before
   * under the old id, the icon of the sign-in page for one, comes later and must not take away the
   * new one's cookie. Only who signs out loses it; that of a session that has ended opens nothing.
   */
  private static final class KeptCookie extends CookieWebSessionIdResolver {
    @Override
    public void expireSession(ServerWebExchange exchange) {
      if (exchange.getRequest().getPath().value().equals(CurrentUserController.SIGN_OUT)) {
        super.expireSession(exchange);
      }
    }
  }
}
