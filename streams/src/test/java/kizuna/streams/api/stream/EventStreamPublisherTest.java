package kizuna.streams.api.stream;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.ChangeFeed;
import org.junit.jupiter.api.Test;

/** What fails again at once takes no whole processor, and stops nobody for good. */
class EventStreamPublisherTest {

  /** A line that is never ready. */
  private static final class Closed extends ServletOutputStream {
    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(int b) {}
  }

  @Test
  void aStreamThatFailsAgainAndAgainPausesEachTimeAndGoesOn() throws Exception {
    LinkedBlockingQueue<Long> tries = new LinkedBlockingQueue<>();
    try (LedgerProjection projection = new HeldTopics().project(Namespace.LIVE)) {
      assertThat(projection.awaitCaughtUp(Duration.ofSeconds(10)).isCaughtUp()).isTrue();
      EventStreamPublisher teller =
          new EventStreamPublisher(
              projection,
              MessageCatalog.of(Language.EN),
              null,
              Duration.ofMillis(1),
              () -> {
                tries.add(System.nanoTime());
                throw new IllegalStateException("again");
              },
              RecordTraces.OFF);
      teller.subscribe(closed(teller));
      teller.start("failing");

      Long first = tries.poll(30, TimeUnit.SECONDS);
      Long second = tries.poll(30, TimeUnit.SECONDS);
      teller.close();

      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(Duration.ofNanos(second - first))
          .isGreaterThanOrEqualTo(EventStreamPublisher.PAUSE_AFTER_FAILURE);
    }
  }

  private static SseSubscriber closed(EventStreamPublisher publisher) {
    return new SseSubscriber(publisher, async(), new Closed(), null, () -> {});
  }

  private static AsyncContext async() {
    return (AsyncContext)
        Proxy.newProxyInstance(
            AsyncContext.class.getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (proxy, method, arguments) -> null);
  }

  @Test
  void theTraceOfADecisionIsNotSentToReaders() throws Exception {
    try (LedgerProjection projection = new HeldTopics().project(Namespace.LIVE)) {
      assertThat(projection.awaitCaughtUp(Duration.ofSeconds(10)).isCaughtUp()).isTrue();
      EventStreamPublisher publisher =
          new EventStreamPublisher(
              projection,
              MessageCatalog.of(Language.EN),
              null,
              Duration.ofMinutes(1),
              () -> {},
              RecordTraces.OFF);
      publisher.subscribe(closed(publisher));
      ChangeFeed feed = projection.view().feed();
      feed.append(ChangeFeed.Kind.OFFER, "n/off-1", null);
      feed.append(ChangeFeed.Kind.TRACE, "n/00-4bf92f35-00f067aa-01", null);
      publisher.start("traced");
      await("a frame").until(() -> publisher.frame(0).length > 0);
      publisher.close();

      assertThat(new String(publisher.frame(0), StandardCharsets.UTF_8))
          .contains("off-1")
          .doesNotContainIgnoringCase("trace")
          .doesNotContain("4bf92f35");
    }
  }

  /**
   * Where the feed begins anew while somebody comes, the others would wait for what never comes.
   */
  @Test
  void whoIsThereBeginsAnewWhereChangesWereForgottenWhileAnotherCame() throws Exception {
    try (LedgerProjection projection = new HeldTopics().project(Namespace.LIVE)) {
      assertThat(projection.awaitCaughtUp(Duration.ofSeconds(10)).isCaughtUp()).isTrue();
      ChangeFeed feed = projection.view().feed();
      EventStreamPublisher publisher =
          new EventStreamPublisher(
              projection,
              MessageCatalog.of(Language.EN),
              null,
              Duration.ofMinutes(1),
              () -> {},
              RecordTraces.OFF);
      Open line = new Open();
      SseSubscriber there = new SseSubscriber(publisher, async(), line, null, () -> {});
      there.onWritePossible();
      publisher.subscribe(there);
      publisher.start("forgotten");
      await("the first snapshot").until(() -> line.snapshots() == 1);
      for (int i = 0; i < 40; i++) { // A later subscriber gets a snapshot of its own.
        String offer = "off-" + i + "x";
        feed.append(ChangeFeed.Kind.OFFER, "n/" + offer, null);
        feed.signal();
        await(offer).until(() -> line.taken.toString().contains(offer));
      }

      line.beforeNext.set(
          () -> {
            publisher.subscribe(closed(publisher));
            feed.restart();
          });
      feed.append(ChangeFeed.Kind.OFFER, "n/off-1", null);
      feed.signal();

      await("another snapshot").until(() -> line.snapshots() > 1);
      publisher.close();
    }
  }

  /** A line that takes everything, and does something before it takes the next piece. */
  private static final class Open extends ServletOutputStream {
    private final StringBuffer taken = new StringBuffer();
    private final AtomicReference<Runnable> beforeNext = new AtomicReference<>(() -> {});

    int snapshots() {
      return taken.toString().split("event: snapshot", -1).length - 1;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(int b) {
      throw new AssertionError("expected pieces");
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      beforeNext.getAndSet(() -> {}).run();
      taken.append(new String(bytes, from, length, StandardCharsets.UTF_8));
    }
  }

  /** With 200 viewers a frame a change makes the slowest of them wait, a long rest all of them. */
  @Test
  void aLoneChangeIsSentAtOnceToFewAndChangesShareAFrameForMany() {
    assertThat(EventStreamPublisher.rest(0, 1)).isLessThan(Duration.ofMillis(2));
    assertThat(EventStreamPublisher.rest(2_000_000, 1))
        .isBetween(Duration.ofMillis(8), Duration.ofMillis(12));
    assertThat(EventStreamPublisher.rest(0, 200))
        .isBetween(Duration.ofMillis(25), Duration.ofMillis(40));
    assertThat(EventStreamPublisher.rest(60_000_000_000L, 500)).isEqualTo(Duration.ofMillis(100));
  }
}
