package kizuna.infra.containers;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A stock Kafka and a stock PostgreSQL in containers, where a test needs them. They start with the
 * first test and stop after the last: a container that starts or stops changes the networks of this
 * machine, and a browser gives up what it is loading then (ERR_NETWORK_CHANGED). Who opens pages
 * waits until they run.
 */
public final class StockContainers implements TestExecutionListener {

  static final String KAFKA = "apache/kafka:4.3.1";
  static final String POSTGRES = "postgres:15";

  private static final int LINE_PORT = 19_092;
  private static final int KAFKA_PORT = 9_092;
  private static final int ATTEMPTS = 5;

  private static volatile CompletableFuture<Started> all =
      CompletableFuture.completedFuture(new Started.Not("no test needs them"));

  /** What became of them. */
  private sealed interface Started {
    record Not(String why) implements Started {}

    record Both(KafkaContainer kafka, FaultyLine line, PostgreSQLContainer postgres)
        implements Started {}
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    boolean needed =
        plan.getRoots().stream()
            .flatMap(root -> plan.getDescendants(root).stream())
            .flatMap(test -> test.getSource().stream())
            .anyMatch(
                source ->
                    source instanceof ClassSource of
                        && of.getJavaClass().isAnnotationPresent(NeedsContainers.class));
    if (needed) {
      all = CompletableFuture.supplyAsync(StockContainers::start);
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (all.isDone()
        && !all.isCompletedExceptionally()
        && all.join() instanceof Started.Both both) {
      both.line().close();
      both.kafka().stop();
      both.postgres().stop();
    }
  }

  /** Returns once they run, or it is certain that they will not: networks change no more. */
  public static void awaitSettled() {
    try {
      all.join();
    } catch (CompletionException e) {
      // The test that needs them fails with it.
      return;
    }
  }

  /** Why there are none; empty once they run. */
  static Optional<String> obstacle() {
    return all.join() instanceof Started.Not none ? Optional.of(none.why()) : Optional.empty();
  }

  public static KafkaContainer kafka() {
    return both().kafka();
  }

  /** A line to {@link #kafka}: whoever takes it as the cluster's address stays on it. */
  public static FaultyLine line() {
    return both().line();
  }

  public static PostgreSQLContainer postgres() {
    return both().postgres();
  }

  private static Started.Both both() {
    if (all.join() instanceof Started.Both both) {
      return both;
    }
    throw new IllegalStateException("expected containers, but " + obstacle());
  }

  private static Started start() {
    Optional<String> obstacle = ContainerCondition.obstacle();
    if (obstacle.isPresent()) {
      return new Started.Not(obstacle.get());
    }
    KafkaContainer kafka = new KafkaContainer(KAFKA);
    FaultyLine line =
        new FaultyLine(
            () -> new InetSocketAddress(kafka.getHost(), kafka.getMappedPort(LINE_PORT)));
    kafka
        // Its start script may be called while it is being written: then the container ends at
        // once.
        .withStartupAttempts(ATTEMPTS)
        .withExposedPorts(KAFKA_PORT, LINE_PORT)
        .withListener("0.0.0.0:" + LINE_PORT, () -> "127.0.0.1:" + line.port());
    PostgreSQLContainer postgres = new PostgreSQLContainer(POSTGRES);
    Startables.deepStart(kafka, postgres).join();
    return new Started.Both(kafka, line, postgres);
  }
}
