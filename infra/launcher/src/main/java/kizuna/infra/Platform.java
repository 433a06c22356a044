package kizuna.infra;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import kizuna.infra.broker.ClusterReview;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.door.HealthWatch;
import kizuna.infra.drill.DrillStarter;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.infra.identity.IdentityFolder;
import kizuna.infra.process.HttpHealthCheck;
import kizuna.infra.process.PidFile;
import kizuna.infra.process.ServiceSpec;
import kizuna.infra.process.Supervisor;
import kizuna.infra.registry.RegistryProxy;
import kizuna.producers.LogTime;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The whole system on one machine: the broker in this JVM; the other parts as child processes; all
 * data in one folder. No part that strangers reach shares memory with the broker. Started in the
 * order of need and stopped in the reverse order; a child that ends is started again.
 */
public final class Platform implements AutoCloseable {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(90);

  /** A service that ended this often before it was ever ready will not start. */
  private static final int MAX_FAILED_STARTS = 2;

  private static final int ADMIN_TIMEOUT_MILLIS = 3_000;

  private final PlatformSettings settings;
  private final Consumer<String> notices;
  private final CommandMessages messages = CommandMessages.ofUp(LanguageTag.ofMachine());
  private final DataFolder data;
  private final Accounts accounts;
  private final Map<String, Supervisor> supervisors = new ConcurrentHashMap<>();
  private final HealthWatch health;
  private final ServiceSpecs specs;
  private final long startedNanos = System.nanoTime();

  private @Nullable String demonstrationPassword;
  private @Nullable EmbeddedBroker broker;
  private @Nullable RegistryProxy registryProxy;
  private @Nullable Admin admin;
  private boolean closed;

  private Platform(PlatformSettings settings, DataFolder data, Consumer<String> notices) {
    this.settings = settings;
    this.data = data;
    this.accounts = Accounts.open(data.accounts());
    this.specs = new ServiceSpecs(settings, data, accounts);
    this.notices = notices;
    this.health =
        new HealthWatch(
            List.of(
                ServiceSpecs.DOOR,
                ServiceSpecs.BROKER,
                ServiceSpecs.REGISTRY,
                ServiceSpecs.STREAMS,
                ServiceSpecs.PRODUCERS),
            name -> notices.accept(messages.text("part.ready", name, secondsSinceStart())));
  }

  /**
   * Creates a platform without starting it.
   *
   * @param data the folder of everything that must outlive the processes; closed with the platform
   * @param notices where a sentence about each step goes
   */
  public static Platform of(PlatformSettings settings, DataFolder data, Consumer<String> notices) {
    return new Platform(settings, data, notices);
  }

  /** Starts everything; returns when the processes run, which is before they are ready. */
  public void start() throws InterruptedException {
    endLeftovers();
    requireFreePorts();
    startDoor();
    ReadModelPlace.write(data.path(), settings.database());
    // The registry needs neither the broker nor this JVM: both start at the same time.
    startRegistry();
    KafkaCluster cluster = startBroker();
    Admin client = connect(cluster);
    if (hasOwnCluster()) {
      OnlyInstance.require(client, Namespace.LIVE, notices);
    }
    List<String> made = Provisioning.provision(client, Topics.of(Namespace.LIVE));
    Provisioning.provisionOrders(client);
    if (!made.isEmpty()) {
      notices.accept(messages.text("topics", made.size()));
    }
    if (hasOwnCluster()) {
      ClusterReview.of(client, Topics.of(Namespace.LIVE)).forEach(notices);
    }
    awaitRegistry();
    Optional<Instant> newest = LogTime.newest(cluster, Topics.of(Namespace.LIVE).intake);
    boolean ahead = isAhead(newest);
    startStreams();
    if (!ahead) {
      loadReferenceData(client, cluster);
    }
    // Last, so that no report comes before the reference data.
    launch(specs.producers());
    health.check(ServiceSpecs.PRODUCERS, () -> HttpHealthCheck.isUp(specs.producers().health()));
  }

  /** Ends what a launcher that was killed left behind. */
  private void endLeftovers() {
    for (ServiceSpec service : specs.all()) {
      PidFile.endLeftover(service)
          .ifPresent(
              pid ->
                  notices.accept(messages.text("leftover", service.name(), String.valueOf(pid))));
    }
  }

  private void requireFreePorts() {
    if (!hasOwnCluster()) {
      Ports.requireFree(settings.brokerPort(), "broker", "--broker-port");
    }
    if (!hasOwnRegistry()) {
      Ports.requireFree(settings.registryPort(), "schema registry", "--registry-port");
    }
    Ports.requireFree(settings.port(), "front door", "--port");
  }

  private boolean hasOwnCluster() {
    return settings.bootstrapServers().isPresent();
  }

  private boolean hasOwnRegistry() {
    return settings.schemaRegistry().isPresent();
  }

  private void startRegistry() {
    if (hasOwnRegistry()) {
      accounts.writeRegistry(schemaRegistry(), settings.clients());
    } else {
      notices.accept(messages.text("start.registry"));
      accounts.writeRegistry(schemaRegistry());
      registryProxy = RegistryProxy.open(settings.registryPort(), specs.registrySocket(), accounts);
      launch(specs.registry());
    }
    health.check(ServiceSpecs.REGISTRY, () -> HttpHealthCheck.isServed(specs.registryHealth()));
  }

  /** Starts the embedded broker unless the user brought a cluster; the cluster to work on. */
  private KafkaCluster startBroker() {
    if (hasOwnCluster()) {
      accounts.writeBroker(bootstrapServers(), settings.clients());
      return accounts.cluster(Account.LAUNCHER, bootstrapServers());
    }
    notices.accept(messages.text("start.broker"));
    EmbeddedBroker started =
        EmbeddedBroker.start(data.broker(), settings.brokerPort(), data.clusterId(), accounts);
    broker = started;
    data.clusterId(started.clusterId());
    return accounts.cluster(Account.LAUNCHER, bootstrapServers());
  }

  private Admin connect(KafkaCluster cluster) {
    Map<String, Object> adminSettings = cluster.settings();
    adminSettings.put("default.api.timeout.ms", ADMIN_TIMEOUT_MILLIS * 5);
    adminSettings.put("request.timeout.ms", ADMIN_TIMEOUT_MILLIS);
    Admin client = Admin.create(adminSettings);
    admin = client;
    health.check(ServiceSpecs.BROKER, () -> answers(client));
    return client;
  }

  private void startStreams() {
    ClockDoubt doubt = new ClockDoubt(data.path(), notices);
    doubt.forget();
    notices.accept(messages.text("start.parts"));
    launch(specs.streams());
    health.check(
        ServiceSpecs.STREAMS,
        () -> {
          HttpHealthCheck.Answer answer = HttpHealthCheck.ask(specs.streams().health());
          doubt.observe(answer.body());
          return answer.isUp();
        });
  }

  private void loadReferenceData(Admin client, KafkaCluster cluster) throws InterruptedException {
    ConfluentRegistry registry =
        new ConfluentRegistry(schemaRegistry().toString(), accounts.client(Account.LAUNCHER));
    int loaded = ReferenceDataLoader.load(data.path(), client, cluster, registry, Instant.now());
    if (loaded > 0) {
      notices.accept(messages.text("reference", loaded));
    }
  }

  /** Whether the log is ahead of the clock of this machine. */
  private boolean isAhead(Optional<Instant> newest) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    boolean ahead = newest.filter(time -> time.isAfter(now.plus(LogTime.MOST_AHEAD))).isPresent();
    newest.ifPresent(
        time ->
            notices.accept(
                messages.text(
                    ahead ? "newest.ahead" : "newest",
                    time.truncatedTo(ChronoUnit.SECONDS),
                    now,
                    ClockDoubt.words(Duration.between(now, time), messages))));
    return ahead;
  }

  /** The door and, where none is brought, the identity provider behind it, in one process. */
  private void startDoor() {
    IdentityFolder folder = IdentityFolder.open(data.identity());
    if (settings.access().provider().isEmpty()) {
      demonstrationPassword = folder.password();
    }
    specs.doorFile().write(folder);
    launch(specs.door());
    health.check(ServiceSpecs.DOOR, () -> HttpHealthCheck.isUp(specs.door().health()));
  }

  /** The password of the demonstration accounts; empty where there are none. */
  public Optional<String> demonstrationPassword() {
    return Optional.ofNullable(demonstrationPassword);
  }

  private void awaitRegistry() throws InterruptedException {
    long end = System.nanoTime() + REGISTRY_TIMEOUT.toNanos();
    while (!health.awaitUp(ServiceSpecs.REGISTRY, Duration.ofMillis(200))) {
      requireOpen();
      Supervisor child = supervisors.get(ServiceSpecs.REGISTRY);
      if (child != null && child.ends() >= MAX_FAILED_STARTS) {
        throw new UserError(
            "expected a readable registry database in "
                + data.registry()
                + ", but the schema registry cannot start on it (its log is "
                + data.log(ServiceSpecs.REGISTRY)
                + "); put the whole data folder back from a backup, or begin anew with another --data DIR.");
      }
      if (System.nanoTime() > end) {
        throw new UserError(
            "expected the schema registry to answer at "
                + schemaRegistry()
                + "/subjects, but it does not; "
                + (child == null
                    ? "check that it runs and that --schema-registry is its full URL."
                    : "its log is " + data.log(ServiceSpecs.REGISTRY) + "."));
      }
    }
  }

  private synchronized void launch(ServiceSpec part) {
    requireOpen();
    supervisors.put(part.name(), Supervisor.start(part, notices));
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new UserError("expected to start, but everything is being stopped.");
    }
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

  /** Waits until every service is ready; false at the limit. */
  public boolean awaitReady(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (String part : health.parts().keySet()) {
      if (!health.awaitUp(part, Duration.ofNanos(end - System.nanoTime()))) {
        return false;
      }
    }
    // The gateway checks the other services itself.
    return HttpHealthCheck.await(
        specs.doorSettings().here().resolve("/actuator/health"),
        Duration.ofNanos(end - System.nanoTime()),
        () -> true);
  }

  public HealthWatch health() {
    return health;
  }

  /** The address for people and programs. */
  public URI address() {
    return specs.doorSettings().address();
  }

  public String bootstrapServers() {
    return specs.bootstrapServers();
  }

  /** The full URL that a Confluent client needs. */
  public URI schemaRegistry() {
    return specs.schemaRegistry();
  }

  /** Begins the runs that pages order, until it is closed. */
  DrillStarter startDrills() {
    return DrillStarter.inChildren(
        accounts.cluster(Account.LAUNCHER, bootstrapServers()),
        new ConfluentRegistry(schemaRegistry().toString(), accounts.client(Account.LAUNCHER)),
        Kizuna.class.getName(),
        List.of(
            "--data=" + dataFolder(),
            "--bootstrap-servers=" + bootstrapServers(),
            "--schema-registry=" + schemaRegistry()),
        log("drills"));
  }

  /** Pid of a child process that runs now. */
  public Optional<Long> pid(String part) {
    return Optional.ofNullable(supervisors.get(part)).flatMap(Supervisor::pid);
  }

  public Path dataFolder() {
    return data.path();
  }

  public long freeDiskBytes() {
    return data.freeBytes();
  }

  /** The log file of a service. */
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
    for (String part :
        List.of(
            ServiceSpecs.DOOR,
            ServiceSpecs.PRODUCERS,
            ServiceSpecs.STREAMS,
            ServiceSpecs.REGISTRY)) {
      Supervisor child = supervisors.remove(part);
      if (child != null) {
        child.stop(STOP_TIMEOUT);
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
