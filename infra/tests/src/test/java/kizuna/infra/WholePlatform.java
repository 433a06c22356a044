package kizuna.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import kizuna.edge.TraceSettings;
import kizuna.infra.containers.StockContainers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the classes that need the whole platform one of two: one for the classes that open pages,
 * one for those that are programs. Each is started for the first of its classes and stopped after
 * the last. No class may count on being the first, for the order of classes that wait for one lock
 * is not certain: who kills it brings it back. Only the story is the first of the pages: it stands
 * first of all. Data and logs stay in {@code target/platform*} until the next run.
 *
 * <p>They come first: the classes of a platform run one after another, beside those of the other
 * and beside all others.
 */
public final class WholePlatform implements ParameterResolver {

  /** A class that opens pages; it holds {@link #PAGES_LOCK}. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Pages {}

  /** Held by the class that has the platform of the pages. */
  static final String PAGES_LOCK = "the platform of the pages";

  /** Held by the class that has the platform of the programs. */
  public static final String LOCK = "the platform of the programs";

  /** It takes longest. */
  static final int STORY = 1;

  static final int HOSTILE_INPUT = 2;

  /** Leaves a thousand dead letters. */
  static final int WHOLE_PATH = 3;

  static final int JOINT_DRILL = 4;

  static final int KILLED_PARTS = 2;

  static final int FENCED_ENGINE = 3;

  public static final int CHAOS_ROUND = 5;

  /** What takes long, beside the platforms. */
  public static final int BESIDE = 5;

  /** Where spans of traced reports arrive; only reports that say so are traced. */
  static final TraceReceiver TRACES = receiver();

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private static TraceReceiver receiver() {
    try {
      return TraceReceiver.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(PlatformProcess.class);
  }

  @Override
  public PlatformProcess resolveParameter(ParameterContext parameter, ExtensionContext context) {
    boolean pages = context.getRequiredTestClass().isAnnotationPresent(Pages.class);
    Path folder = TARGET.resolve(pages ? "platform-pages" : "platform");
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(WholePlatform.class))
        .computeIfAbsent(folder, key -> new Running(folder), Running.class)
        .platform();
  }

  /** What the root of all tests closes at its end. */
  private static final class Running implements AutoCloseable {
    private final Path folder;
    private @Nullable PlatformProcess platform;

    Running(Path folder) {
      this.folder = folder;
    }

    /** Whoever holds the lock uses it. */
    PlatformProcess platform() {
      PlatformProcess there = platform;
      if (there == null) {
        there = start();
        platform = there;
      }
      there.bringBack(); // in case an earlier class failed while it was down
      StockContainers.awaitSettled();
      return there;
    }

    private PlatformProcess start() {
      try {
        clear();
        return PlatformProcess.start(
            folder.resolve("data"),
            Map.of(
                TraceSettings.VARIABLE,
                TRACES.endpoint(),
                "MANAGEMENT_TRACING_SAMPLING_PROBABILITY",
                "0.0"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void clear() throws IOException {
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      Files.createDirectories(folder);
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
