package kizuna.infra.door;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import kizuna.infra.host.SealedStore;
import kizuna.infra.host.Sealer;
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
 * The beans of the gateway. Auto-configurations are named one by one, because the class path also
 * holds those of the services.
 */
@Configuration(proxyBeanMethods = false)
@Import({SignInConfiguration.class, TraceConfiguration.class})
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
  HostOriginFilter hostOriginFilter(GatewaySettings settings) {
    return new HostOriginFilter(settings);
  }

  @Bean
  NotDecidingFilter notDecidingFilter(HealthWatch health) {
    return new NotDecidingFilter(health);
  }

  @Bean
  BodyLimitFilter bodyLimitFilter(ConnectionLimiter connections) {
    return new BodyLimitFilter(connections);
  }

  @Bean
  ReturnAddress returnAddress(GatewaySettings settings, SessionStore sessions) {
    return new ReturnAddress(settings, sessions);
  }

  @Bean
  ConnectionLimiter connectionLimiter(LongSupplier nanos) {
    return new ConnectionLimiter(ConnectionLimiter.Limits.USUAL, nanos);
  }

  @Bean
  RateLimitFilter rateLimitFilter(GatewaySettings settings, LongSupplier nanos) {
    return new RateLimitFilter(settings, nanos);
  }

  @Bean
  ProblemExceptionHandler problemExceptionHandler() {
    return new ProblemExceptionHandler();
  }

  /** Paths that two programs could parse differently never reach a service. */
  @Bean
  AddressFirewall addressFirewall() {
    return new AddressFirewall();
  }

  @Bean
  ServerExchangeRejectedHandler exchangeRejectedHandler() {
    return (exchange, why) -> {
      if (!AddressFirewall.refusesMethodOf(exchange)) {
        return GatewayProblem.BAD_ADDRESS.write(exchange);
      }
      exchange.getResponse().getHeaders().setAllow(AddressFirewall.METHODS);
      return GatewayProblem.noSuchMethod(exchange.getRequest().getMethod().name()).write(exchange);
    };
  }

  @Bean
  EarlyErrorHandler earlyErrorHandler() {
    return new EarlyErrorHandler();
  }

  @Bean
  CallerClaims callerClaims(ProviderSettings provider) {
    return new CallerClaims(provider);
  }

  @Bean
  RouterFunction<ServerResponse> localRoutes(
      CallerClaims who, HealthWatch health, ProviderSettings provider) {
    return new CurrentUserController(who, health, provider).routes();
  }

  @Bean
  RouteLocator routeLocator(
      RouteLocatorBuilder builder, GatewaySettings settings, ProviderSettings provider) {
    return GatewayRoutes.routes(builder, settings, provider.embedded().orElse(null));
  }

  @Bean
  GatewayRoutes gatewayRoutes(
      AccessTokenRenewal tokens,
      DenialReporter denials,
      CallerClaims who,
      SignOutHandler signedOut,
      GatewaySettings settings) {
    return new GatewayRoutes(tokens, denials, who, signedOut, settings);
  }

  @Bean
  SignOutHandler signOutHandler(ProviderSettings provider, GatewaySettings settings) {
    return new SignOutHandler(provider, settings);
  }

  @Bean
  StreamSessionFilter streamSessionFilter(SessionStore sessions) {
    return new StreamSessionFilter(sessions);
  }

  @Bean
  DenialReporter denialReporter(
      ReactiveClientRegistrationRepository clients, GatewaySettings settings, CallerClaims who) {
    return new DenialReporter(
        WebClient.create(settings.producers().toString()),
        SignInConfiguration.ownTokens(clients),
        who);
  }

  /** Requests are not retried: whether to send a report again is its sender's decision. */
  @Bean
  HttpClientCustomizer noRetryCustomizer(ReactorResourceFactory threads) {
    return client -> client.disableRetry(true).runOn(threads.getLoopResources());
  }

  /** Threads of its own, so that closing one gateway does not close another in the same JVM. */
  @Bean
  ReactorResourceFactory reactorResourceFactory() {
    ReactorResourceFactory threads = new ReactorResourceFactory();
    threads.setUseGlobalResources(false);
    // No quiet period: no request can come once the server is closed, but Netty would wait two
    // seconds, again after each event of an open stream.
    threads.setShutdownQuietPeriod(Duration.ZERO);
    threads.setShutdownTimeout(Duration.ofSeconds(2));
    return threads;
  }

  @Bean(destroyMethod = "close")
  SessionStore sessionStore(
      GatewaySettings settings, SealedStore.DatabaseAddress place, Sealer sealer) {
    Clock clock = Clock.systemUTC();
    return new SessionStore(
        settings.limits().sessions(), new SealedStore(place, "door_session", sealer, clock), clock);
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
   * Keeps the session cookie when a response belongs to an older session id: sign-in changes the
   * id, and a slower response of the same browser must not delete the new cookie. Only signing out
   * deletes it; the cookie of an ended session opens nothing.
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
