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
 * <p>They come last, so that it runs beside nothing else.
 */
final class WholePlatform implements ParameterResolver {

  private static final int LAST = Integer.MAX_VALUE;

  /** Pictures are taken of a log on which there is only the story. */
  static final int STORY = LAST - 2;

  static final int HOSTILE_INPUT = LAST - 1;

  /** Leaves a thousand dead letters. */
  static final int WHOLE_PATH = LAST;

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
