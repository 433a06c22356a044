package kizuna.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

/** A process in which deciding failed ends with the code that says so, whatever it is doing. */
class ExitOnFailureTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final GenericApplicationContext context = new GenericApplicationContext();
  private final LinkedBlockingQueue<Integer> exits = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Integer> halts = new LinkedBlockingQueue<>();

  private Integer first(LinkedBlockingQueue<Integer> codes) throws InterruptedException {
    return codes.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void theApplicationIsClosedAndTheProcessEndsWith70() throws InterruptedException {
    context.refresh();

    new ExitOnFailure(context, exits::add, halts::add, LIMIT).accept("fenced");

    assertThat(first(exits)).isEqualTo(70);
    assertThat(context.isActive()).isFalse();
  }

  /** With the last thread of the application the process would end by itself, with 0. */
  @Test
  void theProcessLivesUntilItsExitCodeIsSaid() throws InterruptedException {
    context.refresh();
    LinkedBlockingQueue<Boolean> daemons = new LinkedBlockingQueue<>();

    new ExitOnFailure(
            context, code -> daemons.add(Thread.currentThread().isDaemon()), halts::add, LIMIT)
        .accept("fenced");

    assertThat(daemons.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void anApplicationThatDoesNotCloseIsHalted() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    context.registerBean(
        AutoCloseable.class, () -> never::await, definition -> definition.setLazyInit(false));
    context.refresh();

    new ExitOnFailure(context, exits::add, halts::add, Duration.ofMillis(50)).accept("fenced");

    assertThat(first(halts)).isEqualTo(70);
    assertThat(exits).isEmpty();
    never.countDown();
  }

  @Test
  void aFailureWhileClosingHaltsAtOnce() throws InterruptedException {
    context.refresh();

    new ExitOnFailure(
            context,
            code -> {
              throw new IllegalStateException("in shutdown");
            },
            halts::add,
            LIMIT)
        .accept("fenced");

    assertThat(first(halts)).isEqualTo(70);
  }
}
