package kizuna.infra;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.infra.process.PidFile;
import kizuna.infra.process.ServiceSpec;
import kizuna.infra.process.Supervisor;

/** The child processes of a platform, each restarted whenever it ends by itself. */
final class ServiceProcesses {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

  /** Dependents before what they depend on. */
  private static final List<String> STOP_ORDER =
      List.of(
          ServiceSpecs.DOOR, ServiceSpecs.PRODUCERS, ServiceSpecs.STREAMS, ServiceSpecs.REGISTRY);

  private final Consumer<String> notices;
  private final CommandMessages messages = CommandMessages.ofUp(LanguageTag.ofMachine());
  private final Map<String, Supervisor> supervisors = new ConcurrentHashMap<>();
  private boolean closed;

  /** {@code notices} receives a sentence about each end and restart. */
  ServiceProcesses(Consumer<String> notices) {
    this.notices = notices;
  }

  /** Ends the processes that a killed launcher left behind. */
  void endLeftovers(List<ServiceSpec> services) {
    for (ServiceSpec service : services) {
      PidFile.endLeftover(service)
          .ifPresent(
              pid ->
                  notices.accept(messages.text("leftover", service.name(), String.valueOf(pid))));
    }
  }

  /**
   * Starts a service and keeps it running.
   *
   * @throws UserError after {@link #stop}
   */
  synchronized void launch(ServiceSpec service) {
    requireOpen();
    supervisors.put(service.name(), Supervisor.start(service, notices));
  }

  /**
   * Throws when the processes are being stopped.
   *
   * @throws UserError after {@link #stop}
   */
  synchronized void requireOpen() {
    if (closed) {
      throw new UserError(messages.of("closed"));
    }
  }

  /** How often a service has ended by itself; 0 if it was never launched. */
  int ends(String name) {
    Supervisor supervisor = supervisors.get(name);
    return supervisor == null ? 0 : supervisor.ends();
  }

  /** Whether the program of a service was deleted while it ran: no start of it would help. */
  boolean programGone() {
    return supervisors.values().stream().anyMatch(Supervisor::programGone);
  }

  /** The pid of a service that runs now. */
  Optional<Long> pid(String name) {
    return Optional.ofNullable(supervisors.get(name)).flatMap(Supervisor::pid);
  }

  /** Stops all services for good; at most eight seconds for each. */
  synchronized void stop() {
    closed = true;
    // A service manager may end all processes at once: none is restarted while others are stopped.
    supervisors.values().forEach(Supervisor::preventStarts);
    for (String name : STOP_ORDER) {
      Supervisor supervisor = supervisors.remove(name);
      if (supervisor != null) {
        supervisor.stop(STOP_TIMEOUT);
      }
    }
  }
}
