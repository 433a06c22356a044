package kizuna.streams.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.ledger.projection.LedgerProjection;
import org.junit.jupiter.api.Test;

/** A viewer takes what its line takes, a piece at a time, and never more. */
class SseSubscriberTest {

  private static final int PIECE = 8 << 10;

  /** A line that takes so many writes, and then none until it is ready again. */
  private static final class Line extends ServletOutputStream {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    int takes;
    int longest;

    @Override
    public boolean isReady() {
      return takes > 0;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(int b) {
      throw new AssertionError("expected pieces");
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      assertThat(takes).as("ready when written to").isPositive();
      takes--;
      longest = Math.max(longest, length);
      taken.write(bytes, from, length);
    }
  }

  @Test
  void aStalledViewerTakesNoMoreThanItsLineDoesAndLosesNothing() throws Exception {
    try (LedgerProjection projection = new HeldTopics().project(Namespace.LIVE)) {
      assertThat(projection.awaitCaughtUp(Duration.ofSeconds(10)).isCaughtUp()).isTrue();
      EventStreamPublisher teller =
          new EventStreamPublisher(
              projection,
              MessageCatalog.of(Language.EN),
              null,
              Duration.ofSeconds(5),
              () -> {},
              RecordTraces.OFF);
      Line line = new Line();
      AtomicInteger gone = new AtomicInteger();
      SseSubscriber subscriber =
          new SseSubscriber(
              teller,
              (AsyncContext)
                  Proxy.newProxyInstance(
                      AsyncContext.class.getClassLoader(),
                      new Class<?>[] {AsyncContext.class},
                      (proxy, method, arguments) -> null),
              line,
              null,
              gone::incrementAndGet);
      String first = "a".repeat(3 * PIECE + 7);

      subscriber.begin(new EventStreamPublisher.Start(first.getBytes(StandardCharsets.UTF_8), 0));
      assertThat(line.taken.size()).as("before the container opens the line").isZero();

      line.takes = 2;
      subscriber.onWritePossible();
      assertThat(line.taken.size()).isEqualTo(2 * PIECE);
      subscriber.write();
      subscriber.write();
      assertThat(line.taken.size()).as("others are told meanwhile").isEqualTo(2 * PIECE);

      line.takes = 9;
      subscriber.onWritePossible();
      assertThat(line.taken.toString(StandardCharsets.UTF_8)).isEqualTo(first);
      assertThat(line.longest).isEqualTo(PIECE);

      subscriber.onError(new java.io.IOException("cut"));
      subscriber.end();
      assertThat(gone).hasValue(1);
    }
  }
}
