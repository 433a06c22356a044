package kizuna.infra;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.door.GatewayApplication;
import kizuna.infra.door.GatewaySettings;
import kizuna.infra.door.HealthWatch;
import kizuna.infra.door.ProviderSettings;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.host.Ports;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.UserError;
import kizuna.infra.identity.IdentityFolder;
import kizuna.infra.identity.IdentityProvider;
import kizuna.infra.process.HttpHealthCheck;
import kizuna.infra.process.PidFile;
import kizuna.infra.process.ServiceSpec;
import kizuna.infra.process.Supervisor;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.infra.registry.RegistryProxy;
import kizuna.producers.LogTime;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The whole system on one machine: the broker in this JVM; front door, registry, streams and
 * producers as child processes; all data in one folder. No part that strangers reach shares memory
 * with the broker.
 *
 * <p>Started in the order of need and stopped in the reverse order. What runs is watched: a child
 * that ends is started again.
 */
public final class Platform implements AutoCloseable {

  static final String DOOR = "door";
  static final String BROKER = GatewayApplication.BROKER;
  static final String REGISTRY = GatewayApplication.REGISTRY;
  static final String STREAMS = GatewayApplication.STREAMS;
  static final String PRODUCERS = GatewayApplication.PRODUCERS;

  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(90);

  /** A child that ended so often before it was ready once will not get ready. */
  private static final int HOPELESS = 2;

  private static final int ADMIN_TIMEOUT_MILLIS = 3_000;

  private final PlatformSettings settings;
  private final Consumer<String> say;
  private final DataFolder data;
  private final Accounts accounts;
  private final Map<String, Supervisor> children = new ConcurrentHashMap<>();
  private final HealthWatch health;
  private final Installation installation = Installation.here();
  // Nobody types these. Fixed ones, taken by another installation that starts in the same moment,
  // would lead our door to its parts.
  private final int streamsPort = Ports.free();
  private final int producersPort = Ports.free();
  private final int identityPort = Ports.free();
  private final String doorSecret = PrivateFiles.newSecret();
  private final long startedNanos = System.nanoTime();

  private final Object providerLock = new Object();
  private @Nullable ProviderSettings provider;
  private @Nullable String demonstrationPassword;
  private @Nullable EmbeddedBroker broker;
  private @Nullable RegistryProxy registryProxy;
  private @Nullable Admin admin;
  private boolean closed;

  private Platform(PlatformSettings settings, DataFolder data, Consumer<String> say) {
    this.settings = settings;
    this.data = data;
    this.accounts = Accounts.open(data.accounts());
    this.say = say;
    this.health =
        new HealthWatch(
            List.of(DOOR, BROKER, REGISTRY, STREAMS, PRODUCERS),
            name -> say.accept(name + " is ready (" + secondsSinceStart() + " s)"));
  }

  /**
   * A platform that is yet to be started.
   *
   * @param data the folder of everything that must outlive the processes; closed with the platform
   * @param say where a sentence about each step goes
   */
  public static Platform of(PlatformSettings settings, DataFolder data, Consumer<String> say) {
    return new Platform(settings, data, say);
  }

  /** Starts everything; returns when the processes run, which is before they are ready. */
  public void start() throws InterruptedException {
    Path registrySocket = EmbeddedRegistry.socket(data.registry());
    ServiceSpec registry =
        EmbeddedRegistry.part(
            installation,
            data.registry(),
            settings.registryPort(),
            registrySocket,
            data.log(REGISTRY),
            data.pidFile(REGISTRY));
    for (ServiceSpec part : List.of(door(), producers(), streams(), registry)) {
      PidFile.endLeftover(part)
          .ifPresent(
              pid ->
                  say.accept(
                      "stopped "
                          + part.name()
                          + " (pid "
                          + pid
                          + "), left behind by a launcher that was killed"));
    }
    boolean ownRegistry = settings.schemaRegistry().isPresent();
    boolean ownCluster = settings.bootstrapServers().isPresent();
    if (!ownCluster) {
      Ports.demandFree(settings.brokerPort(), "broker", "--broker-port");
    }
    if (!ownRegistry) {
      Ports.demandFree(settings.registryPort(), "schema registry", "--registry-port");
    }
    openDoor();
    ReadModelPlace.write(data.path(), settings.database());

    // The registry needs neither the broker nor this JVM: both start at the same time.
    if (!ownRegistry) {
      say.accept("starting the schema registry");
      accounts.writeRegistry(schemaRegistry());
      registryProxy = RegistryProxy.open(settings.registryPort(), registrySocket, accounts);
      launch(registry);
    }
    health.check(REGISTRY, () -> HttpHealthCheck.isUp(registryHealth()));

    if (!ownCluster) {
      say.accept("starting the broker");
      EmbeddedBroker started =
          EmbeddedBroker.start(data.broker(), settings.brokerPort(), data.clusterId(), accounts);
      broker = started;
      data.clusterId(started.clusterId());
    }
    KafkaCluster cluster =
        ownCluster
            ? KafkaCluster.open(bootstrapServers())
            : accounts.cluster(Account.LAUNCHER, bootstrapServers());
    Map<String, Object> asking = cluster.settings();
    asking.put("default.api.timeout.ms", ADMIN_TIMEOUT_MILLIS * 5);
    asking.put("request.timeout.ms", ADMIN_TIMEOUT_MILLIS);
    Admin client = Admin.create(asking);
    admin = client;
    health.check(BROKER, () -> answers(client));
    if (ownCluster) {
      OnlyInstance.demand(client, Namespace.LIVE, say);
    }
    List<String> made = Provisioning.provision(client, Topics.of(Namespace.LIVE));
    if (!made.isEmpty()) {
      say.accept("made " + made.size() + " topics");
    }
    awaitRegistry();
    Optional<Instant> newest = LogTime.newest(cluster, Topics.of(Namespace.LIVE).intake);
    boolean ahead = isAhead(newest);
    ClockDoubt doubt = new ClockDoubt(data.path(), say);
    doubt.forget();
    say.accept("starting streams and producers");
    launch(streams());
    health.check(
        STREAMS,
        () -> {
          HttpHealthCheck.Answer answer = HttpHealthCheck.ask(streams().health());
          doubt.observe(answer.body());
          return answer.isUp();
        });
    int loaded =
        ahead
            ? 0
            : ReferenceDataLoader.load(
                data.path(),
                client,
                cluster,
                new ConfluentRegistry(
                    schemaRegistry().toString(),
                    ownRegistry ? ClientProperties.NONE : accounts.client(Account.LAUNCHER)),
                Instant.now());
    if (loaded > 0) {
      say.accept("loaded " + loaded + " facts of reference data into the live log");
    }
    // Last, so that no report comes before the reference data.
    launch(producers());
    health.check(PRODUCERS, () -> HttpHealthCheck.isUp(producers().health()));
  }

  /** Whether the log is later than this machine's clock. */
  private boolean isAhead(Optional<Instant> newest) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    boolean ahead = newest.filter(time -> time.isAfter(now.plus(LogTime.MOST_AHEAD))).isPresent();
    newest.ifPresent(
        time ->
            say.accept(
                "the newest fact on record is of "
                    + time.truncatedTo(ChronoUnit.SECONDS)
                    + "; this machine's clock says "
                    + now
                    + (ahead
                        ? ", which is " + ClockDoubt.words(Duration.between(now, time)) + " earlier"
                        : "")));
    return ahead;
  }

  /** The door and, where none is brought, the identity provider behind it, in one process. */
  private void openDoor() {
    Ports.demandFree(settings.port(), "front door", "--port");
    IdentityFolder folder = IdentityFolder.open(data.identity());
    PlatformSettings.Access access = settings.access();
    Optional<IdentityProvider.Settings> embedded =
        access.provider().isPresent()
            ? Optional.empty()
            : Optional.of(
                new IdentityProvider.Settings(
                    identityPort,
                    address(),
                    doorSecret,
                    access.accessTokenLife(),
                    GatewaySettings.IDLE));
    if (embedded.isPresent()) {
      demonstrationPassword = folder.password();
    }
    new GatewayApplication.Settings(
            doorSettings(),
            provider(),
            embedded,
            data.identity(),
            bootstrapServers(),
            registryHealth())
        .write(folder);
    launch(door());
    health.check(DOOR, () -> HttpHealthCheck.isUp(door().health()));
  }

  private GatewaySettings doorSettings() {
    return new GatewaySettings(
        settings.port(),
        settings.access().listen(),
        settings.access().publicUrl(),
        local(producersPort),
        local(streamsPort),
        GatewaySettings.IDLE,
        GatewaySettings.Limits.USUAL);
  }

  /** Who says who somebody is. */
  private ProviderSettings provider() {
    // Not the monitor of this: a provider that does not answer must not hold up close().
    synchronized (providerLock) {
      ProviderSettings known = provider;
      if (known == null) {
        known =
            settings
                .access()
                .provider()
                .map(PlatformSettings.OwnProvider::discovered)
                .orElseGet(() -> ProviderSettings.embedded(address(), identityPort, doorSecret));
        provider = known;
      }
      return known;
    }
  }

  /** The password of the demonstration's accounts; empty where there are none. */
  public Optional<String> demonstrationPassword() {
    return Optional.ofNullable(demonstrationPassword);
  }

  private void awaitRegistry() throws InterruptedException {
    long end = System.nanoTime() + REGISTRY_LIMIT.toNanos();
    while (!health.awaitUp(REGISTRY, Duration.ofMillis(200))) {
      demandOpen();
      Supervisor child = children.get(REGISTRY);
      if (child != null && child.ends() >= HOPELESS) {
        throw new UserError(
            "expected a readable registry database in "
                + data.registry()
                + ", but the schema registry cannot start on it (its log is "
                + data.log(REGISTRY)
                + "); put the whole data folder back from a backup, or begin anew with another --data DIR.");
      }
      if (System.nanoTime() > end) {
        throw new UserError(
            "expected the schema registry to answer at "
                + schemaRegistry()
                + "/subjects, but it does not; "
                + (child == null
                    ? "check that it runs and that --schema-registry is its full URL."
                    : "its log is " + data.log(REGISTRY) + "."));
      }
    }
  }

  private synchronized void launch(ServiceSpec part) {
    demandOpen();
    children.put(part.name(), Supervisor.start(part, say));
  }

  private synchronized void demandOpen() {
    if (closed) {
      throw new UserError("expected to start, but everything is being stopped.");
    }
  }

  private ServiceSpec door() {
    List<String> java = new ArrayList<>(Installation.javaCommand(MemoryBudget.DOOR));
    java.add("-XX:TieredStopAtLevel=1");
    return new ServiceSpec(
        DOOR,
        java,
        Installation.ownClassPath(),
        GatewayApplication.class.getName(),
        Map.of(
            GatewayApplication.SETTINGS_FILE,
            data.identity().resolve(GatewayApplication.FILE).toString()),
        data.log(DOOR),
        data.pidFile(DOOR),
        doorSettings().here().resolve("/api/me"));
  }

  private ServiceSpec streams() {
    List<String> java = new ArrayList<>(Installation.javaCommand(MemoryBudget.STREAMS));
    // Only what is really hot, the deciding itself, is worth the second compiler: at the usual
    // thresholds it takes half of the CPU while the application starts.
    java.add("-XX:Tier4InvocationThreshold=50000");
    java.add("-XX:Tier4MinInvocationThreshold=6000");
    java.add("-XX:Tier4CompileThreshold=150000");
    java.add("-XX:Tier4BackEdgeThreshold=400000");
    return springPart(STREAMS, java, "kizuna.streams.StreamsApplication", streamsPort);
  }

  private ServiceSpec producers() {
    List<String> java = new ArrayList<>(Installation.javaCommand(MemoryBudget.PRODUCERS));
    java.add("-XX:TieredStopAtLevel=1");
    return springPart(PRODUCERS, java, "kizuna.producers.ProducersApplication", producersPort);
  }

  private ServiceSpec springPart(String name, List<String> java, String mainClass, int port) {
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
            // The same at each start: what was killed is taken for the same member of the group.
            Map.entry("KIZUNA_INSTANCE", "decisions-1"),
            Map.entry("KIZUNA_STATE_DIR", data.path().resolve(name).toString()),
            Map.entry("KIZUNA_ACCESS_ISSUER", provider().issuer().toString()),
            Map.entry("KIZUNA_ACCESS_JWK_SET_URI", provider().keys().toString()),
            Map.entry("KIZUNA_ACCESS_ROLE_CLAIM", provider().roleClaim()),
            Map.entry("KIZUNA_ACCESS_BODY_CLAIM", provider().bodyClaim()),
            Map.entry("KIZUNA_ACCESS_AUDIENCE", provider().audience().orElse("")),
            Map.entry("SERVER_ADDRESS", Ports.LOOPBACK),
            Map.entry("SERVER_PORT", Integer.toString(port))));
    return new ServiceSpec(
        name,
        java,
        installation.classPath(name),
        mainClass,
        Map.copyOf(environment),
        data.log(name),
        data.pidFile(name),
        URI.create(local(port) + "/actuator/health"));
  }

  /** Where a part finds its secrets; empty where nothing of ours asks for any. */
  private String clientFile(String part) {
    boolean allOwn =
        settings.bootstrapServers().isPresent() && settings.schemaRegistry().isPresent();
    Account account = part.equals(STREAMS) ? Account.STREAMS : Account.PRODUCERS;
    return allOwn ? "" : accounts.clientFile(account).toString();
  }

  private static URI local(int port) {
    return URI.create("http://" + Ports.LOOPBACK + ":" + port);
  }

  private static boolean answers(Admin admin) {
    try {
      return !admin
          .describeCluster()
          .nodes()
          .get(ADMIN_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until every part is ready; false if one is not by the limit. */
  public boolean awaitReady(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (String part : health.parts().keySet()) {
      if (!health.awaitUp(part, Duration.ofNanos(end - System.nanoTime()))) {
        return false;
      }
    }
    // It looks for itself whether the others are ready.
    return HttpHealthCheck.await(
        doorSettings().here().resolve("/actuator/health"),
        Duration.ofNanos(end - System.nanoTime()),
        () -> true);
  }

  public HealthWatch health() {
    return health;
  }

  /** The address for people and programs. */
  public URI address() {
    return doorSettings().address();
  }

  public String bootstrapServers() {
    return settings.bootstrapServers().orElse(Ports.LOOPBACK + ":" + settings.brokerPort());
  }

  /** The full URL that a Confluent client needs. */
  public URI schemaRegistry() {
    return settings.schemaRegistry().orElseGet(() -> EmbeddedRegistry.url(settings.registryPort()));
  }

  private URI registryHealth() {
    return settings
        .schemaRegistry()
        .map(own -> URI.create(own + "/subjects"))
        .orElseGet(() -> RegistryProxy.health(settings.registryPort()));
  }

  /** Pid of a child process that runs now. */
  public Optional<Long> pid(String part) {
    return Optional.ofNullable(children.get(part)).flatMap(Supervisor::pid);
  }

  public Path dataFolder() {
    return data.path();
  }

  public long freeDiskBytes() {
    return data.freeBytes();
  }

  /** Where a part's log lines are. */
  public Path log(String part) {
    return data.log(part);
  }

  long secondsSinceStart() {
    return Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds();
  }

  /** Stops everything in the reverse order of need. */
  @Override
  public synchronized void close() {
    closed = true;
    health.close();
    for (String part : List.of(DOOR, PRODUCERS, STREAMS, REGISTRY)) {
      Supervisor child = children.remove(part);
      if (child != null) {
        child.stop(PATIENCE);
      }
    }
    if (registryProxy != null) {
      registryProxy.close();
      registryProxy = null;
    }
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
      admin = null;
    }
    if (broker != null) {
      broker.close();
      broker = null;
    }
    data.close();
  }
}
