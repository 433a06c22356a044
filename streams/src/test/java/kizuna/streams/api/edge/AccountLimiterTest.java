package kizuna.streams.api.edge;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AccountLimiterTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final AccountLimiter turns = new AccountLimiter();

  @Test
  void oneAsksAndOneWaitsAndTheThirdIsTurnedAway() throws Exception {
    assertThat(turns.begin("a-1", LONG)).isTrue();
    assertThat(turns.begin("a-1", Duration.ofMillis(1))).as("not in time").isFalse();
    CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(this::begin);
    await("the second waits").until(() -> turns.waiting("a-1") > 0);
    assertThat(turns.begin("a-1", LONG)).as("the third").isFalse();
    assertThat(turns.begin("a-2", LONG)).as("another account").isTrue();

    turns.end("a-1");

    assertThat(second.get(60, TimeUnit.SECONDS)).isTrue();
  }

  private boolean begin() {
    try {
      return turns.begin("a-1", LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
