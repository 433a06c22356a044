package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import org.junit.jupiter.api.Test;

/** The passing of time is a fact in the live log of each network. */
class TickerTest {

  private static final Instant NOW = Instant.parse("2024-01-05T00:00:00.123Z");

  private final List<Fact> log = new ArrayList<>();
  private final List<Namespace> told = new ArrayList<>();
  private boolean logAway;

  private Ticker ticker(Namespaces namespaces) {
    Intake intake =
        (namespace, fact) -> {
          if (logAway) {
            return CompletableFuture.failedFuture(
                new FactLog.LogUnavailable("away", new IllegalStateException()));
          }
          told.add(namespace);
          log.add(fact);
          return CompletableFuture.completedFuture(
              new FactLog.Receipt(fact.getNetworkId(), "t", 0, 0, fact.getRecordedAt()));
        };
    DoorSettings settings =
        new DoorSettings(
            "localhost:1",
            null,
            URI.create("http://localhost:1"),
            "tokyo23",
            List.of("tokyo23", "osaka"),
            Duration.ofSeconds(30));
    return new Ticker(intake, namespaces, Clock.fixed(NOW, ZoneOffset.UTC), settings);
  }

  @Test
  void everyNetworkIsToldTheTimeInTheLiveLog() {
    ticker(namespace -> true).tick();

    assertThat(told).containsOnly(Namespace.LIVE);
    assertThat(log).extracting(Fact::getNetworkId).containsExactly("tokyo23", "osaka");
    assertThat(log)
        .allSatisfy(
            fact -> {
              assertThat(fact.getTimePassed().getTo()).isEqualTo(NOW);
              assertThat(fact.getReporter().getRole()).isEqualTo(Role.SYSTEM);
              assertThat(fact.getMode()).isEqualTo(OperationMode.ACTUAL);
              assertThat(FactForm.check(fact)).isEmpty();
            });
  }

  @Test
  void beforeThereIsALogNobodyIsTold() {
    ticker(namespace -> false).tick();

    assertThat(log).isEmpty();
  }

  @Test
  void whileTheLogIsAwayTheNextTickTellsItAgain() {
    Ticker ticker = ticker(namespace -> true);
    logAway = true;
    ticker.tick();
    logAway = false;
    ticker.tick();

    assertThat(log).hasSize(2);
  }
}
