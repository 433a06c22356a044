package kizuna.infra;

import java.time.Duration;
import java.util.function.Consumer;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.door.HealthWatch;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.UserError;
import kizuna.infra.process.HttpHealthCheck;
import kizuna.infra.registry.RegistryProxy;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.RecordedSchemas;
import kizuna.schemas.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Starts the schema registry of a platform, or uses the one that the user brought, and checks that
 * it is the registry that the log was written with.
 */
final class RegistryStart {

  /** A registry that ended this often before it was ever ready will not start. */
  private static final int MAX_FAILED_STARTS = 2;

  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

  private final PlatformSettings settings;
  private final DataFolder data;
  private final Accounts accounts;
  private final ServiceSpecs specs;
  private final ServiceProcesses processes;
  private final HealthWatch health;
  private final CommandMessages messages = CommandMessages.ofUp(LanguageTag.ofMachine());
  private @Nullable RegistryProxy proxy;

  RegistryStart(
      PlatformSettings settings,
      DataFolder data,
      Accounts accounts,
      ServiceSpecs specs,
      ServiceProcesses processes,
      HealthWatch health) {
    this.settings = settings;
    this.data = data;
    this.accounts = accounts;
    this.specs = specs;
    this.processes = processes;
    this.health = health;
  }

  private boolean isOwn() {
    return settings.schemaRegistry().isPresent();
  }

  /** Starts the embedded registry unless the user brought one; returns before it is ready. */
  void start(Consumer<String> notices) {
    if (isOwn()) {
      accounts.writeRegistry(specs.schemaRegistry(), settings.clients());
    } else {
      notices.accept(messages.text("start.registry"));
      accounts.writeRegistry(specs.schemaRegistry());
      proxy = RegistryProxy.open(settings.registryPort(), specs.registrySocket(), accounts);
      processes.launch(specs.registry());
    }
    health.check(ServiceSpecs.REGISTRY, () -> HttpHealthCheck.isServed(specs.registryHealth()));
  }

  /**
   * Waits until the registry answers.
   *
   * @throws UserError if it cannot start, or does not answer within {@code limit}
   */
  void await(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!health.awaitUp(ServiceSpecs.REGISTRY, POLL_INTERVAL)) {
      processes.requireOpen();
      if (processes.ends(ServiceSpecs.REGISTRY) >= MAX_FAILED_STARTS) {
        throw new UserError(
            messages.of("registry.unreadable", data.registry(), data.log(ServiceSpecs.REGISTRY)));
      }
      if (System.nanoTime() > end) {
        throw new UserError(
            messages.of(
                isOwn() ? "registry.silent.own" : "registry.silent",
                specs.schemaRegistry(),
                data.log(ServiceSpecs.REGISTRY)));
      }
    }
  }

  /**
   * Compares the registry with the schema ids of the log, before any service writes ids that mean
   * something else there.
   *
   * @throws UserError if it is the registry of another log
   */
  void requireRegistryOf(KafkaCluster cluster, Topic<?> decisions) {
    RecordedSchemas.difference(cluster, client(), decisions)
        .ifPresent(
            difference -> {
              throw new UserError(
                  messages.of(
                      "registry.other",
                      isOwn() ? specs.schemaRegistry() : data.registry(),
                      difference));
            });
  }

  /** A client with the launcher's own account. */
  ConfluentRegistry client() {
    return new ConfluentRegistry(
        specs.schemaRegistry().toString(), accounts.client(Account.LAUNCHER));
  }

  /** Closes the address of the embedded registry; its process is stopped with the others. */
  void close() {
    if (proxy != null) {
      proxy.close();
      proxy = null;
    }
  }
}
