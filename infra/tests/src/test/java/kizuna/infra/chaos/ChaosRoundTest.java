package kizuna.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kizuna.infra.PlatformProcess;
import kizuna.infra.WholePlatform;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The short form of {@code infra/kizuna chaos}: one round on the platform of all tests. */
@ExtendWith(WholePlatform.class)
@ResourceLock(WholePlatform.LOCK)
@Order(WholePlatform.CHAOS_ROUND)
class ChaosRoundTest {

  private static final long SEED = 16;
  private static final int FACTS = 16;
  private static final int PER_SECOND = 25;

  private final ChaosPlatform platform;

  ChaosRoundTest(PlatformProcess kizuna) {
    this.platform = new ChaosPlatform(kizuna);
  }

  @Test
  void everyPromiseHoldsWhenTheDeciderIsKilledInATransaction() throws Exception {
    try (TopicReader allAlong = new TopicReader(platform).allAlong()) {
      ChaosRound.Result round =
          new ChaosRound(
                  platform,
                  allAlong,
                  ChaosFault.KILL_DECIDER,
                  SEED,
                  FACTS,
                  PER_SECOND,
                  Duration.ZERO)
              .run();

      assertThat(round.failure()).isNull();
      assertThat(round.records()).isGreaterThan(FACTS);
      assertThat(round.reports()).isPositive();
    }
  }
}
