package kizuna.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the classes that need the whole platform one and the same: started for the first of them,
 * stopped after the last. None may count on being the first, for the order of classes that wait for
 * one lock is not certain: who needs it untouched says so, and who kills it brings it back. Its
 * data and logs stay in {@code target/platform} until the next run.
 *
 * <p>They come first, one after another: together they take longer than all other classes, which
 * run beside them.
 */
final class WholePlatform implements ParameterResolver {

  /** A class that needs a platform on which nothing has happened. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Untouched {}

  /** Held by the class that has it. */
  static final String LOCK = "the whole platform";

  /** Its pictures are of a log on which there is only the story. */
  static final int STORY = 1;

  static final int HOSTILE_INPUT = 2;

  /** Leaves a thousand dead letters. */
  static final int WHOLE_PATH = 3;

  private static final Path FOLDER = Path.of("target", "platform").toAbsolutePath();

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(PlatformProcess.class);
  }

  @Override
  public PlatformProcess resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Running running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(WholePlatform.class))
            .computeIfAbsent(Running.class, key -> new Running(), Running.class);
    return running.platform(context.getRequiredTestClass().isAnnotationPresent(Untouched.class));
  }

  private static PlatformProcess start() {
    try {
      clear();
      return PlatformProcess.start(FOLDER.resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void clear() throws IOException {
    if (Files.exists(FOLDER)) {
      try (Stream<Path> files = Files.walk(FOLDER)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(FOLDER);
  }

  /** What the root of all tests closes at its end. Whoever holds the lock uses it. */
  private static final class Running implements AutoCloseable {
    private @Nullable PlatformProcess platform;

    PlatformProcess platform(boolean untouched) {
      try {
        if (untouched) {
          close();
        }
        PlatformProcess there = platform;
        if (there == null) {
          there = start();
          platform = there;
        }
        there.bringBack(); // should a class before have failed while it was down
        return there;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws InterruptedException {
      PlatformProcess there = platform;
      platform = null;
      if (there != null) {
        there.stop();
      }
    }
  }
}
