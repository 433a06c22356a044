package kizuna.infra;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.door.GatewayApplication;
import kizuna.infra.door.GatewaySettings;
import kizuna.infra.door.ProviderSettings;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.host.Ports;
import kizuna.infra.identity.IdentityFolder;
import kizuna.infra.identity.IdentityProvider;
import kizuna.infra.process.ServiceSpec;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.infra.registry.RegistryProxy;
import kizuna.schemas.ClientProperties;
import org.jspecify.annotations.Nullable;

/**
 * Builds the specifications of the child processes: flags, environment and addresses of gateway,
 * registry, streams and producers.
 */
final class ServiceSpecs {

  /** Spring Boot's settings of a resource server, as environment variables. */
  private static final String JWT = "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_";

  static final String DOOR = "door";
  static final String BROKER = GatewayApplication.BROKER;
  static final String REGISTRY = GatewayApplication.REGISTRY;
  static final String STREAMS = GatewayApplication.STREAMS;
  static final String PRODUCERS = GatewayApplication.PRODUCERS;

  private final PlatformSettings settings;
  private final DataFolder data;
  private final Accounts accounts;
  private final Path registrySocket;
  private final Installation installation = Installation.here();
  // Random free ports: fixed ones could belong to another installation that starts at the same
  // moment.
  private final int streamsPort = Ports.free();
  private final int producersPort = Ports.free();
  private final int identityPort = Ports.free();
  private final String doorSecret;
  private @Nullable ProviderSettings provider;

  ServiceSpecs(PlatformSettings settings, DataFolder data, Accounts accounts) {
    this.settings = settings;
    this.data = data;
    this.accounts = accounts;
    this.registrySocket = EmbeddedRegistry.socket(data.registry());
    this.doorSecret = IdentityFolder.open(data.identity()).doorSecret();
  }

  /** All services, in the order of stopping. */
  List<ServiceSpec> all() {
    return List.of(door(), producers(), streams(), registry());
  }

  Path registrySocket() {
    return registrySocket;
  }

  ServiceSpec registry() {
    return EmbeddedRegistry.spec(
        installation,
        data.registry(),
        settings.registryPort(),
        registrySocket,
        data.log(REGISTRY),
        data.pidFile(REGISTRY));
  }

  /** The settings file of the gateway and, unless the user brought one, the identity provider. */
  GatewayApplication.Settings doorFile() {
    PlatformSettings.Access access = settings.access();
    Optional<IdentityProvider.Settings> embedded =
        access.provider().isPresent()
            ? Optional.empty()
            : Optional.of(
                new IdentityProvider.Settings(
                    identityPort,
                    doorSettings().address(),
                    doorSecret,
                    access.accessTokenLife(),
                    GatewaySettings.IDLE));
    return new GatewayApplication.Settings(
        doorSettings(),
        provider(),
        embedded,
        data.identity(),
        bootstrapServers(),
        registryHealth(),
        settings
            .database()
            .map(
                own ->
                    new GatewayApplication.SessionDatabase(
                        own.url(), own.user(), own.passwordFile().toAbsolutePath())));
  }

  GatewaySettings doorSettings() {
    return new GatewaySettings(
        settings.port(),
        settings.access().listen(),
        settings.access().publicUrl(),
        local(producersPort),
        local(streamsPort),
        GatewaySettings.IDLE,
        GatewaySettings.Limits.USUAL);
  }

  /** The trusted identity provider; the settings of an external one are requested once. */
  private synchronized ProviderSettings provider() {
    ProviderSettings known = provider;
    if (known == null) {
      known =
          settings
              .access()
              .provider()
              .map(PlatformSettings.OwnProvider::discovered)
              .orElseGet(
                  () ->
                      ProviderSettings.embedded(
                          doorSettings().address(), identityPort, doorSecret));
      provider = known;
    }
    return known;
  }

  ServiceSpec door() {
    List<String> java = new ArrayList<>(Installation.javaCommand(MemoryBudget.DOOR));
    java.add("-XX:TieredStopAtLevel=1");
    return new ServiceSpec(
        DOOR,
        java,
        installation.classPath(Installation.DOOR),
        GatewayApplication.class.getName(),
        Map.of(
            GatewayApplication.SETTINGS_FILE,
            data.identity().resolve(GatewayApplication.FILE).toString()),
        data.log(DOOR),
        data.pidFile(DOOR),
        doorSettings().here().resolve("/api/me"));
  }

  ServiceSpec streams() {
    List<String> java = Installation.javaCommand(MemoryBudget.STREAMS);
    return springService(STREAMS, java, "kizuna.streams.StreamsApplication", streamsPort);
  }

  ServiceSpec producers() {
    List<String> java = new ArrayList<>(Installation.javaCommand(MemoryBudget.PRODUCERS));
    java.add("-XX:TieredStopAtLevel=1");
    return springService(PRODUCERS, java, "kizuna.producers.ProducersApplication", producersPort);
  }

  private ServiceSpec springService(String name, List<String> java, String mainClass, int port) {
    return new ServiceSpec(
        name,
        java,
        installation.classPath(name),
        mainClass,
        environment(name, port),
        data.log(name),
        data.pidFile(name),
        URI.create(local(port) + "/actuator/health"));
  }

  private Map<String, String> environment(String name, int port) {
    Map<String, String> environment = new HashMap<>();
    if (name.equals(STREAMS)) {
      settings
          .database()
          .ifPresent(
              own -> {
                environment.put("KIZUNA_DATABASE_URL", own.url());
                environment.put("KIZUNA_DATABASE_USER", own.user());
                environment.put(
                    "KIZUNA_DATABASE_PASSWORD_FILE",
                    own.passwordFile().toAbsolutePath().toString());
              });
    }
    environment.putAll(
        Map.ofEntries(
            Map.entry("KIZUNA_BOOTSTRAP_SERVERS", bootstrapServers()),
            Map.entry(ClientProperties.VARIABLE, clientFile(name)),
            Map.entry("KIZUNA_SCHEMA_REGISTRY", schemaRegistry().toString()),
            // The same at each start: a killed instance rejoins its group as the same member.
            Map.entry("KIZUNA_INSTANCE", "decisions-1"),
            Map.entry("KIZUNA_STATE_DIR", data.path().resolve(name).toString()),
            Map.entry(JWT + "ISSUERURI", provider().issuer().toString()),
            Map.entry(JWT + "JWKSETURI", provider().keys().toString()),
            Map.entry(JWT + "JWSALGORITHMS", "RS256,PS256,ES256"),
            Map.entry("KIZUNA_ACCESS_ROLE_CLAIM", provider().roleClaim()),
            Map.entry("KIZUNA_ACCESS_BODY_CLAIM", provider().bodyClaim()),
            Map.entry("SERVER_ADDRESS", Ports.LOOPBACK),
            Map.entry("SERVER_PORT", Integer.toString(port))));
    provider().audience().ifPresent(own -> environment.put(JWT + "AUDIENCES", own));
    return Map.copyOf(environment);
  }

  private String clientFile(String part) {
    return accounts
        .clientFile(part.equals(STREAMS) ? Account.STREAMS : Account.PRODUCERS)
        .toString();
  }

  private static URI local(int port) {
    return URI.create("http://" + Ports.LOOPBACK + ":" + port);
  }

  /** The address of the cluster, for clients. */
  String bootstrapServers() {
    return settings.bootstrapServers().orElse(Ports.LOOPBACK + ":" + settings.brokerPort());
  }

  /** The full URL that a Confluent client needs. */
  URI schemaRegistry() {
    return settings.schemaRegistry().orElseGet(() -> EmbeddedRegistry.url(settings.registryPort()));
  }

  /** Answers 2xx while the registry is up. */
  URI registryHealth() {
    return settings
        .schemaRegistry()
        .map(own -> URI.create(own + "/subjects"))
        .orElseGet(() -> RegistryProxy.health(settings.registryPort()));
  }
}
