package kizuna.producers;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether the log can be reached and the clock believed: without both nothing is taken. */
@Component("log")
class LogHealth implements HealthIndicator {

  private static final long WAIT_SECONDS = 3;

  private final Admin admin;
  private final ClockGuard clock;

  LogHealth(Admin admin, ClockGuard clock) {
    this.admin = admin;
    this.clock = clock;
  }

  @Override
  public Health health() {
    Optional<Refused> wrong = clock.trouble();
    if (wrong.isPresent()) {
      return Health.down()
          .withDetail("clock", wrong.get().code())
          .withDetail("says", String.valueOf(wrong.get().arguments()[0]))
          .withDetail("expectedAbout", String.valueOf(wrong.get().arguments()[1]))
          .build();
    }
    try {
      return Health.up()
          .withDetail(
              "cluster", admin.describeCluster().clusterId().get(WAIT_SECONDS, TimeUnit.SECONDS))
          .build();
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
