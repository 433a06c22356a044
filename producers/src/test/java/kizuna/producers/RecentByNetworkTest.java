package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is newest is kept for a while and up to a number, network by network. */
class RecentByNetworkTest {

  private static final int MOST = 10;
  private static final Duration KEPT_FOR = Duration.ofHours(1);

  private long now;
  private final RecentByNetwork<Integer, String> newest =
      new RecentByNetwork<>(MOST, KEPT_FOR, () -> now);

  @Test
  void aBusyNetworkPushesOutItsOwnOldestAndNothingOfAQuietOne() {
    newest.putIfAbsent("quiet", 1, "a");
    newest.putIfAbsent("quiet", 2, "b");
    for (int i = 0; i < 1_000; i++) {
      newest.putIfAbsent("busy", i, "c");
    }

    assertThat(newest.size()).isEqualTo(MOST);
    assertThat(newest.find("quiet", 1)).contains("a");
    assertThat(newest.find("quiet", 2)).contains("b");
    assertThat(newest.find("busy", 999)).contains("c");
    assertThat(newest.find("busy", 1_000 - MOST + 2)).contains("c");
    assertThat(newest.find("busy", 1_000 - MOST + 1)).isEmpty();
  }

  @Test
  void theFirstOfTwoCounts() {
    newest.putIfAbsent("n", 1, "first");
    newest.putIfAbsent("n", 1, "second");

    assertThat(newest.find("n", 1)).contains("first");
    assertThat(newest.find("another", 1)).isEmpty();
    assertThat(newest.size()).isEqualTo(1);
  }

  @Test
  void afterAWhileAnEntryIsNotThereAndTakesNoPlace() {
    newest.putIfAbsent("n", 1, "old");
    now += KEPT_FOR.toNanos() - 1;
    assertThat(newest.find("n", 1)).contains("old");
    now += 1;
    assertThat(newest.find("n", 1)).isEmpty();

    newest.putIfAbsent("n", 2, "new");

    assertThat(newest.size()).isEqualTo(1);
    newest.putIfAbsent("n", 1, "again");
    assertThat(newest.find("n", 1)).contains("again");
  }
}
