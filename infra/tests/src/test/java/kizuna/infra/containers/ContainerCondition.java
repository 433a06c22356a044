package kizuna.infra.containers;

import static kizuna.schemas.Waiting.await;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Whether tests can run in containers on this machine. {@code infra/kizuna test --containers} makes
 * the images while other tests run, and says in a file how that ended; without it an engine that
 * answers is used, and the images are pulled.
 */
final class ContainerCondition implements ExecutionCondition {

  /** Property: the file in which the script says {@code ready}, or why it is not. */
  private static final String STATUS = "kizuna.containers.status";

  private static final String READY = "ready";
  private static final Duration MADE_WITHIN = Duration.ofMinutes(10);
  private static final Duration PULLED_WITHIN = Duration.ofMinutes(2);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return StockContainers.obstacle()
        .map(why -> disabled("no tests in containers: " + why))
        .orElseGet(() -> enabled("a Docker engine answers and has the images"));
  }

  /** Why none can be started now; empty: they can. */
  static Optional<String> obstacle() {
    Optional<String> unprepared =
        Optional.ofNullable(System.getProperty(STATUS)).flatMap(ContainerCondition::unprepared);
    if (unprepared.isPresent()) {
      return unprepared;
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of(
          "expected a Docker engine, but none answers; infra/kizuna test --containers starts one");
    }
    return List.of(StockContainers.KAFKA, StockContainers.POSTGRES).stream()
        .filter(image -> !isOnSite(image))
        .findFirst()
        .map(missing -> "expected image " + missing + ", but it cannot be pulled");
  }

  private static Optional<String> unprepared(String file) {
    Path status = Path.of(file);
    try {
      await("the images are made").atMost(MADE_WITHIN).until(() -> Files.exists(status));
      String said = Files.readString(status).strip();
      return said.equals(READY) ? Optional.empty() : Optional.of(said);
    } catch (ConditionTimeoutException e) {
      return Optional.of("expected the images within " + MADE_WITHIN + ", but they are not made");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOnSite(String image) {
    DockerClient client = DockerClientFactory.instance().client();
    try {
      client.inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException absent) {
      try {
        return client
            .pullImageCmd(image)
            .start()
            .awaitCompletion(PULLED_WITHIN.toSeconds(), TimeUnit.SECONDS);
      } catch (RuntimeException refused) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
