package kizuna.streams.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A reader of the feed gets every change in order, or is told that it must start again. */
class ChangeFeedTest {

  private final ChangeFeed feed = new ChangeFeed("e1", 4);

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      feed.append(ChangeFeed.Kind.LEDGER, "k" + i, i);
    }
  }

  @Test
  void everyChangeBehindAPositionComesInOrder() {
    append(3);

    assertThat(feed.after(0, 9))
        .extracting(ChangeFeed.Change::position)
        .containsExactly(1L, 2L, 3L);
    assertThat(feed.after(2, 9)).extracting(ChangeFeed.Change::row).containsExactly((Object) 2);
    assertThat(feed.after(3, 9)).isEmpty();
    assertThat(feed.after(0, 2)).extracting(ChangeFeed.Change::position).containsExactly(1L, 2L);
  }

  @Test
  void aReaderThatFellBehindTheRingIsTold() {
    append(6);

    assertThat(feed.after(1, 9)).isNull();
    assertThat(feed.after(2, 9))
        .extracting(ChangeFeed.Change::position)
        .containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void aPositionThatNeverWasIsRefused() {
    append(2);

    assertThat(feed.after(3, 9)).isNull();
    assertThat(feed.position("e2-1")).isEmpty();
    assertThat(feed.position("e1-x")).isEmpty();
    assertThat(feed.position(feed.id(2))).hasValue(2);
  }

  @Test
  void afterARestartEveryReaderStartsAgain() {
    append(2);
    feed.restart();

    assertThat(feed.after(2, 9)).isNull();
    assertThat(feed.after(feed.last(), 9)).isEmpty();

    append(1);
    assertThat(feed.after(feed.last() - 1, 9)).hasSize(1);
  }

  @Test
  void waitingEndsWhenSomethingComesOrTheTimeIsUp() throws InterruptedException {
    Thread writer =
        new Thread(
            () -> {
              append(1);
              feed.signal();
            });
    writer.start();

    feed.await(0, Duration.ofSeconds(10));

    assertThat(feed.last()).isEqualTo(1);
    writer.join();
    long start = System.nanoTime();
    feed.await(1, Duration.ofMillis(20));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }
}
