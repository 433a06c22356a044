package kizuna.producers;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.schemas.LogClock;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the log can be reached; and whether the machine's clock is believed: while it is not,
 * facts are taken at the log's time.
 */
@Component("log")
class LogHealth implements HealthIndicator {

  private static final long WAIT_SECONDS = 3;

  private final Admin admin;
  private final BelievedTimes times;

  LogHealth(Admin admin, BelievedTimes times) {
    this.admin = admin;
    this.times = times;
  }

  @Override
  public Health health() {
    try {
      Health.Builder health =
          Health.up()
              .withDetail(
                  "cluster",
                  admin.describeCluster().clusterId().get(WAIT_SECONDS, TimeUnit.SECONDS));
      Map<String, LogClock.Reading> doubted = times.doubted();
      if (!doubted.isEmpty()) {
        health.withDetail("clockNotBelieved", doubted.keySet());
      }
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
