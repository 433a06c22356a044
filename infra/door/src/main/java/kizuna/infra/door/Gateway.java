package kizuna.infra.door;

import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import kizuna.edge.TraceSettings;
import kizuna.infra.host.Ports;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.SealedStore;
import kizuna.infra.host.Sealer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.ConnectionProvider;

/**
 * The one address for people and programs: signs people in, routes writes to producers and
 * everything else to streams with an access token of the caller, limits requests, sets security
 * headers, and reports the health of all services.
 *
 * <p>Accepts only requests for its own host names, so that a page of another site cannot use it
 * through the user's browser.
 */
public final class Gateway implements AutoCloseable {

  /**
   * Maximum idle time of a reused connection to a service or to the identity provider. They close
   * idle connections after 10 s or more; a request on a connection that is being closed fails.
   */
  public static final Duration LONGEST_REST = Duration.ofSeconds(5);

  /** To one address, of all clients but the routes. */
  private static final int MAX_CONNECTIONS = 500;

  static {
    // For every client of this process except the routes, which have their own pool.
    HttpResources.set(
        ConnectionProvider.builder("door")
            .maxConnections(MAX_CONNECTIONS)
            .maxIdleTime(LONGEST_REST)
            .build());
  }

  private final ReactiveWebServerApplicationContext context;
  private final GatewaySettings settings;

  private Gateway(ReactiveWebServerApplicationContext context, GatewaySettings settings) {
    this.context = context;
    this.settings = settings;
  }

  /**
   * Starts a gateway; its sessions end with it.
   *
   * @param provider returns the identity provider's settings for the door's address
   * @param health the state of all parts
   */
  public static Gateway open(
      GatewaySettings asked, Function<URI, ProviderSettings> provider, HealthWatch health) {
    return open(asked, provider, health, System::nanoTime);
  }

  /**
   * @param nanos the clock of all limits in time
   */
  static Gateway open(
      GatewaySettings asked,
      Function<URI, ProviderSettings> provider,
      HealthWatch health,
      LongSupplier nanos) {
    Sealer sealer = new Sealer(PrivateFiles.newSecret());
    return open(asked, provider, health, nanos, SealedStore.DatabaseAddress.MEMORY, sealer);
  }

  /**
   * Starts one of several doors, or one with persistent sessions.
   *
   * @param sessions database of the sessions
   * @param sealer the same for all doors on that database
   */
  public static Gateway open(
      GatewaySettings asked,
      Function<URI, ProviderSettings> provider,
      HealthWatch health,
      SealedStore.DatabaseAddress sessions,
      Sealer sealer) {
    return open(asked, provider, health, System::nanoTime, sessions, sealer);
  }

  private static Gateway open(
      GatewaySettings asked,
      Function<URI, ProviderSettings> provider,
      HealthWatch health,
      LongSupplier nanos,
      SealedStore.DatabaseAddress sessions,
      Sealer sealer) {
    GatewaySettings settings = asked.port() == 0 ? asked.onPort(Ports.free()) : asked;
    Ports.requireFree(settings.port(), "door", "--port");
    // Logging is configured already.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    SpringApplication application = new SpringApplication(GatewayConfiguration.class);
    application.setWebApplicationType(WebApplicationType.REACTIVE);
    application.setRegisterShutdownHook(false);
    application.addInitializers(
        context -> {
          GenericApplicationContext beans = (GenericApplicationContext) context;
          beans.registerBean(GatewaySettings.class, () -> settings);
          beans.registerBean(LongSupplier.class, () -> nanos);
          beans.registerBean(SealedStore.DatabaseAddress.class, () -> sessions);
          beans.registerBean(Sealer.class, () -> sealer);
          beans.registerBean(ProviderSettings.class, () -> provider.apply(settings.address()));
          beans.registerBean(
              HealthWatch.class, () -> health, bean -> bean.setDestroyMethodName(""));
        });
    Map<String, Object> properties =
        new HashMap<>(TraceSettings.properties(System.getenv(TraceSettings.VARIABLE)));
    properties.put("spring.config.name", "door");
    properties.put(
        "spring.cloud.gateway.server.webflux.httpclient.pool.max-idle-time", LONGEST_REST);
    application.setDefaultProperties(properties);
    try {
      return new Gateway(
          (ReactiveWebServerApplicationContext)
              application.run(
                  "--server.address=" + settings.listen(), "--server.port=" + settings.port()),
          settings);
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException || cause instanceof PortInUseException) {
          Ports.requireFree(settings.port(), "door", "--port");
        }
      }
      throw e;
    }
  }

  public int port() {
    return settings.port();
  }

  /** The address that people type. */
  public URI address() {
    return settings.address();
  }

  /** Its connections; for tests and measurements. */
  ConnectionLimiter connections() {
    return context.getBean(ConnectionLimiter.class);
  }

  @Override
  public void close() {
    context.close();
  }
}
