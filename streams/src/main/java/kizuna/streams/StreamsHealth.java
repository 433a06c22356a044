package kizuna.streams;

import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import kizuna.schemas.JapanTime;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.projection.Projections;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Whether the module is ready: decisions run, and the live view has read everything that was in its
 * topics at the start. Later delays are reported as lag.
 */
@Configuration(proxyBeanMethods = false)
class StreamsHealth {

  private static final Duration LONGEST_FAILING = Duration.ofMinutes(1);

  /** Up when facts are being decided: see {@link DecisionProgress}. */
  @Bean
  HealthIndicator decisions(
      ObjectProvider<DecisionLifecycle> decisions, ObjectProvider<DecisionMonitor> others) {
    return () -> {
      DecisionLifecycle live = decisions.getIfAvailable();
      DecisionProgress.Progress progress =
          live == null ? others.getObject().progress() : live.progress();
      Health.Builder health =
          switch (progress.state()) {
            case DECIDING -> Health.up();
            case STARTING, RESTORING, STOPPED -> Health.outOfService();
            case STALLED, FAILED -> Health.down();
          };
      if (live != null) {
        live.engine().trouble().ifPresent(why -> health.withDetail("because", why));
      }
      return health
          .withDetail("state", progress.state().name())
          .withDetail("undecided", progress.undecided())
          .withDetail("oldestUndecidedSeconds", progress.oldestUndecidedSeconds())
          .build();
    };
  }

  /**
   * Lists networks with a machine clock that is not trusted, so that their time continues as
   * measured. The status is up: reports are accepted and decided.
   */
  @Bean
  HealthIndicator clock(ObjectProvider<DecisionLifecycle> decisions) {
    return () -> {
      Health.Builder health = Health.up();
      DecisionLifecycle live = decisions.getIfAvailable();
      if (live != null) {
        live.engine()
            .clocks()
            .readings()
            .forEach(
                (network, reading) ->
                    reading
                        .doubt()
                        .ifPresent(
                            doubt ->
                                health.withDetail(
                                    network,
                                    doubt
                                        + ": the machine's clock says "
                                        + JapanTime.format(reading.machine())
                                        + ", the log goes on at "
                                        + JapanTime.format(reading.time()))));
      }
      return health.build();
    };
  }

  /** Up when the live view is complete, and reads or has failed for less than a minute. */
  @Bean
  HealthIndicator ledger(Projections projections) {
    return () -> {
      LedgerProjection live = projections.live();
      Optional<Duration> failing = live.failingFor();
      boolean up =
          live.isServing(live.view()) && failing.map(LONGEST_FAILING::compareTo).orElse(1) > 0;
      Health.Builder health = up ? Health.up() : Health.outOfService();
      failing.ifPresent(f -> health.withDetail("failingForSeconds", f.toSeconds()));
      live.view().figures().decidedAt().ifPresent(at -> health.withDetail("asOf", at.toString()));
      return health
          .withDetail("current", live.isCurrent())
          .withDetail("writing", live.isWriting())
          .withDetail("lag", live.lag())
          .withDetail("progressPercent", live.progress())
          .withDetail("unreadableRecords", live.view().figures().losses().unreadable())
          .withDetail("drillsOpen", projections.open().size() - 1)
          .build();
    };
  }

  /** Meters for an operator at night. */
  @Bean
  MeterBinder ledgerMeters(Projections projections) {
    return new LedgerMeters(projections, Clock.systemUTC(), System::nanoTime);
  }

  @Bean
  MeterBinder deciderMeters(ObjectProvider<DecisionLifecycle> decisions) {
    return registry -> decisions.ifAvailable(live -> new DeciderMeters(live).bindTo(registry));
  }

  /** The metrics of Kafka Streams beside ours. */
  @Bean(destroyMethod = "close")
  EngineMeters decisionMeters(ObjectProvider<DecisionLifecycle> decisions) {
    EngineMeters meters = new EngineMeters();
    decisions.ifAvailable(live -> live.engine().whenReplaced(meters::measure));
    return meters;
  }
}
