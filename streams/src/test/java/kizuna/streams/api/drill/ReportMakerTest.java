package kizuna.streams.api.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.schemas.Namespace;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.api.drill.ReportMaker.Made;
import org.junit.jupiter.api.Test;

/** A large run is read once, by one thread, while those who wait are told how far it is. */
class ReportMakerTest {

  private static final Namespace RUN = Namespace.drill("large-1");
  private static final Duration LONG = Duration.ofSeconds(60);

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final AtomicInteger reads = new AtomicInteger();
  private final ReportMaker maker =
      new ReportMaker(
          (run, progress) -> {
            reads.incrementAndGet();
            progress.read(300, 400);
            told.countDown();
            try {
              goesOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return new RunFigures();
          });

  @Test
  void whoAsksWhileItIsMadeSharesItAndLearnsHowFarItIs() throws Exception {
    CompletableFuture<Made> first = maker.of(RUN).orElseThrow();
    told.await();

    assertThat(ReportMaker.await(first, Duration.ofMillis(1))).isEmpty();
    assertThat(maker.progress().percent()).isEqualTo(75);
    assertThat(maker.of(RUN)).containsSame(first);
    assertThat(maker.of(Namespace.drill("other-1"))).as("one at a time").isEmpty();

    goesOn.countDown();
    assertThat(ReportMaker.await(first, LONG).map(Made::report)).contains(Optional.empty());
    assertThat(reads).hasValue(1);
  }

  @Test
  void whatFailedIsToldAndReadAnew() {
    ReportMaker failing =
        new ReportMaker(
            (run, progress) -> {
              throw new IllegalStateException("the broker is away");
            });

    for (int i = 0; i < 2; i++) {
      CompletableFuture<Made> report = failing.of(RUN).orElseThrow();
      assertThatThrownBy(() -> ReportMaker.await(report, LONG)).hasMessage("the broker is away");
    }
  }
}
