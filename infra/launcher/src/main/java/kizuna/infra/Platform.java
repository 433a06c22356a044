package kizuna.infra;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import kizuna.infra.identity.IdentityFolder;
import kizuna.infra.process.HttpHealthCheck;
import kizuna.infra.process.ServiceSpec;
import kizuna.producers.LogTime;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.text.MachineLanguage;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The whole system on one machine, with all data in one folder: the broker in this JVM, every other
 * service in a child process. No service that strangers reach shares memory with the broker. A
 * service starts after those it needs, and stops before them.
 */
public final class Platform implements AutoCloseable {

  private static final Duration REGISTRY_TIMEOUT = Duration.ofSeconds(90);
  private static final int ADMIN_TIMEOUT_MILLIS = 3_000;

  private final PlatformSettings settings;
  private final Consumer<String> notices;
  private final CommandMessages messages = CommandMessages.ofUp(LanguageTag.ofMachine());
  private final DataFolder data;
  private final Accounts accounts;
  private final HealthWatch health;
  private final ServiceSpecs specs;
  private final ServiceProcesses processes;
  private final RegistryStart registry;
  private final long startedNanos = System.nanoTime();

  private volatile boolean closing;
  private @Nullable String demonstrationPassword;
  private @Nullable EmbeddedBroker broker;
  private @Nullable Admin admin;

  private Platform(PlatformSettings settings, DataFolder data, Consumer<String> notices) {
    this.settings = settings;
    this.data = data;
    this.accounts = Accounts.open(data.accounts());
    this.specs = new ServiceSpecs(settings, data, accounts);
    // A signal of a terminal also ends the parts: that is no failure.
    this.notices =
        sentence -> {
          if (!closing) {
            notices.accept(sentence);
          }
        };
    this.health =
        new HealthWatch(
            List.of(
                ServiceSpecs.DOOR,
                ServiceSpecs.BROKER,
                ServiceSpecs.REGISTRY,
                ServiceSpecs.STREAMS,
                ServiceSpecs.PRODUCERS),
            name -> this.notices.accept(messages.text("part.ready", name, secondsSinceStart())));
    this.processes = new ServiceProcesses(this.notices);
    this.registry = new RegistryStart(settings, data, accounts, specs, processes, health);
  }

  /**
   * Creates a platform without starting it.
   *
   * @param data the folder of everything that outlives the processes; closed with the platform
   * @param notices receives a sentence about each step
   */
  public static Platform of(PlatformSettings settings, DataFolder data, Consumer<String> notices) {
    return new Platform(settings, data, notices);
  }

  /** Starts every process; returns before they are ready. */
  public void start() throws InterruptedException {
    processes.endLeftovers(specs.all());
    requireFreePorts();
    startDoor();
    ReadModelPlace.write(data.path(), settings.database());
    // The registry does not need the broker: both start at the same time.
    registry.start(notices);
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
      ClusterReview.of(client, Topics.of(Namespace.LIVE))
          .forEach(found -> notices.accept(found.in(MachineLanguage.locale())));
    }
    registry.await(REGISTRY_TIMEOUT);
    registry.requireRegistryOf(cluster, Topics.of(Namespace.LIVE).matchDecisions);
    Optional<Instant> newest = LogTime.newest(cluster, Topics.of(Namespace.LIVE).intake);
    boolean ahead = isAhead(newest);
    startStreams();
    if (!ahead) {
      loadReferenceData(client, cluster);
    }
    // Last: no report may precede the reference data.
    ServiceSpec producers = specs.producers();
    processes.launch(producers);
    health.check(ServiceSpecs.PRODUCERS, () -> HttpHealthCheck.isUp(producers.health()));
  }

  private void requireFreePorts() {
    if (!hasOwnCluster()) {
      Ports.requireFree(settings.brokerPort(), "broker", "--broker-port");
    }
    if (settings.schemaRegistry().isEmpty()) {
      Ports.requireFree(settings.registryPort(), "registry", "--registry-port");
    }
    Ports.requireFree(settings.port(), "door", "--port");
  }

  private boolean hasOwnCluster() {
    return settings.bootstrapServers().isPresent();
  }

  /** Starts the embedded broker unless the user brought a cluster; returns the cluster in use. */
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
    ServiceSpec streams = specs.streams();
    processes.launch(streams);
    health.check(
        ServiceSpecs.STREAMS,
        () -> {
          HttpHealthCheck.Answer answer = HttpHealthCheck.ask(streams.health());
          doubt.observe(answer.body());
          return answer.isUp();
        });
  }

  private void loadReferenceData(Admin client, KafkaCluster cluster) throws InterruptedException {
    int loaded =
        ReferenceDataLoader.load(data.path(), client, cluster, registry.client(), Instant.now());
    if (loaded > 0) {
      notices.accept(messages.text("reference", loaded));
    }
  }

  /** Whether the log is ahead of this machine's clock; prints both times for the user. */
  private boolean isAhead(Optional<Instant> newest) {
    Instant now = Instant.now();
    boolean ahead = newest.filter(time -> time.isAfter(now.plus(LogTime.MAX_AHEAD))).isPresent();
    newest.ifPresent(
        time ->
            notices.accept(
                messages.text(
                    ahead ? "newest.ahead" : "newest",
                    messages.time(time),
                    messages.time(now),
                    ClockDoubt.words(Duration.between(now, time), messages))));
    return ahead;
  }

  /** Starts the gateway and, unless the user brought one, the identity provider, in one process. */
  private void startDoor() {
    IdentityFolder folder = IdentityFolder.open(data.identity());
    if (settings.access().provider().isEmpty()) {
      demonstrationPassword = folder.password();
    }
    specs.doorFile().write(folder);
    ServiceSpec door = specs.door();
    processes.launch(door);
    health.check(ServiceSpecs.DOOR, () -> HttpHealthCheck.isUp(door.health()));
  }

  /** The password of the demonstration accounts; empty where there are none. */
  public Optional<String> demonstrationPassword() {
    return Optional.ofNullable(demonstrationPassword);
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

  /** Starts the drill runs that pages order, until the starter is closed. */
  DrillStarter startDrills() {
    return DrillStarter.inChildren(
        accounts.cluster(Account.LAUNCHER, bootstrapServers()),
        registry.client(),
        Kizuna.class.getName(),
        List.of(
            "--data=" + dataFolder(),
            "--bootstrap-servers=" + bootstrapServers(),
            "--schema-registry=" + schemaRegistry()),
        log("drills"));
  }

  /** Whether the program of a part was deleted while it ran; a notice reported it. */
  boolean programGone() {
    return processes.programGone();
  }

  /** The pid of a service that runs now. */
  public Optional<Long> pid(String part) {
    return processes.pid(part);
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

  /** Stops every service before those it needs. */
  @Override
  public synchronized void close() {
    closing = true;
    health.close();
    processes.stop();
    registry.close();
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
