package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedRunsTest {

  private static RepeatedRuns.Run run(int number, int partitions, int restarts, int seconds) {
    return new RepeatedRuns.Run(
        number, partitions, restarts, 1_200, Duration.ofSeconds(seconds), "hash");
  }

  @Test
  void theRunWithoutKafkaIsComparedWithTheMedianOfThoseWithoutARestart() {
    assertThat(
            RepeatedRuns.timesTheTopology(
                List.of(
                    run(1, 0, 0, 4),
                    run(2, 1, 0, 12),
                    run(3, 4, 2, 100),
                    run(4, 2, 0, 10),
                    run(5, 8, 2, 100),
                    run(6, 3, 0, 60))))
        .hasValue(3);
  }

  @Test
  void oneRunIsComparedWithNothing() {
    assertThat(RepeatedRuns.timesTheTopology(List.of(run(1, 0, 0, 4)))).isEmpty();
  }
}
