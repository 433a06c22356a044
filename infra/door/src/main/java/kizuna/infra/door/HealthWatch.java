package kizuna.infra.door;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Checks every service once a second and caches the result: polling the health is free. */
public final class HealthWatch implements AutoCloseable {

  private static final long PERIOD_MILLIS = 1_000;
  private static final long PERIOD_WHILE_STARTING_MILLIS = 200;

  private final Map<String, ServiceStatus> parts = new LinkedHashMap<>();
  private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
  private final Consumer<String> onFirstUp;
  private final Thread thread = new Thread(this::run, "health");
  private final DecisionStatus decisions = new DecisionStatus(System::nanoTime);
  private boolean closed;

  /**
   * @param names the parts, in the order to show them
   * @param onFirstUp receives the name of each part when it is ready for the first time
   */
  public HealthWatch(Iterable<String> names, Consumer<String> onFirstUp) {
    names.forEach(name -> parts.put(name, ServiceStatus.STARTING));
    this.onFirstUp = onFirstUp;
    thread.setDaemon(true);
    thread.start();
  }

  /** Registers the check of a service; before that its status is STARTING. */
  public synchronized void check(String name, BooleanSupplier check) {
    checks.put(name, check);
    notifyAll();
  }

  private void run() {
    try {
      while (!isClosed()) {
        for (Map.Entry<String, BooleanSupplier> entry : copyOfChecks().entrySet()) {
          update(entry.getKey(), entry.getValue().getAsBoolean());
        }
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized Map<String, BooleanSupplier> copyOfChecks() {
    return new LinkedHashMap<>(checks);
  }

  private synchronized void pause() throws InterruptedException {
    if (!closed) {
      wait(overall() == ServiceStatus.STARTING ? PERIOD_WHILE_STARTING_MILLIS : PERIOD_MILLIS);
    }
  }

  private void update(String name, boolean up) {
    ServiceStatus before = status(name);
    ServiceStatus now =
        up
            ? ServiceStatus.UP
            : before == ServiceStatus.STARTING ? ServiceStatus.STARTING : ServiceStatus.DOWN;
    synchronized (this) {
      parts.put(name, now);
      notifyAll();
    }
    if (before == ServiceStatus.STARTING && now == ServiceStatus.UP) {
      onFirstUp.accept(name);
    }
  }

  /** Whether facts are being decided. */
  public DecisionStatus decisions() {
    return decisions;
  }

  public synchronized ServiceStatus status(String name) {
    return parts.getOrDefault(name, ServiceStatus.STARTING);
  }

  /** The status of every service, in the order of display. */
  public synchronized Map<String, ServiceStatus> parts() {
    return new LinkedHashMap<>(parts);
  }

  /** UP if every service is; DOWN if a service that was up is not; otherwise STARTING. */
  public synchronized ServiceStatus overall() {
    if (parts.containsValue(ServiceStatus.DOWN)) {
      return ServiceStatus.DOWN;
    }
    return parts.containsValue(ServiceStatus.STARTING) ? ServiceStatus.STARTING : ServiceStatus.UP;
  }

  /** Waits until a service is ready; false at the limit. */
  public boolean awaitUp(String name, Duration limit) throws InterruptedException {
    return await(name, ServiceStatus.UP, limit);
  }

  /** Waits until a service no longer answers; false at the limit. */
  public boolean awaitDown(String name, Duration limit) throws InterruptedException {
    return await(name, ServiceStatus.DOWN, limit);
  }

  private synchronized boolean await(String name, ServiceStatus wanted, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (status(name) != wanted && !closed) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return !closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
