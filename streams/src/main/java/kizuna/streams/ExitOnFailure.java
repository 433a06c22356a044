package kizuna.streams;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the process with {@value #DECISIONS_FAILED} when deciding has failed permanently, so that
 * the supervisor starts it again. Closes the application in order, and halts the process if that
 * takes too long.
 */
final class ExitOnFailure implements Consumer<String> {

  /** The exit code. */
  static final int DECISIONS_FAILED = 70;

  private static final Duration LONGEST_EXIT = Duration.ofSeconds(30);

  private final ConfigurableApplicationContext context;
  private final IntConsumer exit;
  private final IntConsumer halt;
  private final Duration longest;

  ExitOnFailure(ConfigurableApplicationContext context) {
    this(context, System::exit, Runtime.getRuntime()::halt, LONGEST_EXIT);
  }

  /**
   * @param exit ends the process in order
   * @param halt ends it at once
   * @param longest longest time to close the application
   */
  ExitOnFailure(
      ConfigurableApplicationContext context,
      IntConsumer exit,
      IntConsumer halt,
      Duration longest) {
    this.context = context;
    this.exit = exit;
    this.halt = halt;
    this.longest = longest;
  }

  /**
   * Returns at once, because closing waits for the calling thread. The closing thread is no daemon:
   * otherwise the process could end with 0 before it exits with 70.
   */
  @Override
  public void accept(String sentence) {
    Thread closing =
        new Thread(
            () -> exit.accept(SpringApplication.exit(context, () -> DECISIONS_FAILED)),
            "decisions-failed");
    closing.setDaemon(false); // A thread inherits it from the caller, which may be a daemon.
    closing.start();
    Thread limit =
        new Thread(
            () -> {
              try {
                closing.join(longest.toMillis());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              halt.accept(DECISIONS_FAILED);
            },
            "decisions-failed-limit");
    limit.setDaemon(true);
    limit.start();
  }
}
