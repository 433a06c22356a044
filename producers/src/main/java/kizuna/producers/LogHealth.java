package kizuna.producers;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.schemas.LogClock;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Checks that the log is reachable, that the registry is the one used to write it, and that the
 * machine's clock is trusted: while it is not, facts are accepted at the log's time.
 */
@Component("log")
class LogHealth implements HealthIndicator {

  private static final long WAIT_SECONDS = 3;

  private final Admin admin;
  private final BelievedTimes times;
  private final OwnershipLookup owners;

  LogHealth(Admin admin, BelievedTimes times, OwnershipLookup owners) {
    this.admin = admin;
    this.times = times;
    this.owners = owners;
  }

  @Override
  public Health health() {
    try {
      Optional<String> refusal = owners.refusal();
      Health.Builder health =
          (refusal.isPresent() ? Health.down() : Health.up())
              .withDetail(
                  "cluster",
                  admin.describeCluster().clusterId().get(WAIT_SECONDS, TimeUnit.SECONDS));
      Map<String, LogClock.Reading> doubted = times.doubted();
      if (!doubted.isEmpty()) {
        health.withDetail("clockNotBelieved", doubted.keySet());
      }
      refusal.ifPresent(why -> health.withDetail("refusal", why));
      return health.build();
    } catch (ExecutionException | TimeoutException e) {
      return Health.down()
          .withDetail("expected", "a Kafka broker that answers")
          .withDetail("but", String.valueOf(e.getMessage()))
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Health.unknown().build();
    }
  }
}
