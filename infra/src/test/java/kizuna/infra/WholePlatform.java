package kizuna.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the classes that need the whole platform one and the same: started for the first of them,
 * stopped after the last. None may count on being the first, and who kills it brings it back. Its
 * data and logs stay in {@code target/platform} until the next run.
 *
 * <p>They come first, one after another: together they take longer than all other classes, which
 * run beside them.
 */
final class WholePlatform implements ParameterResolver {

  /** Held by the class that has it. */
  static final String LOCK = "the whole platform";

  /**
   * Pictures are taken of a log on which there is only the story, where it comes first. Its desks
   * are nobody else's: the order of classes that wait for one lock is not certain.
   */
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
    PlatformProcess platform =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(WholePlatform.class))
            .computeIfAbsent(Running.class, key -> new Running(start()), Running.class)
            .platform;
    platform.bringBack(); // should a class before have failed while it was down
    return platform;
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

  /** What the root of all tests closes at its end. */
  private record Running(PlatformProcess platform) implements AutoCloseable {
    @Override
    public void close() throws InterruptedException {
      platform.stop();
    }
  }
}
