package kizuna.infra;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder that is deleted under a running {@code up}: it ends at once and says what to do.
 */
@Order(WholePlatform.BESIDE)
class DeletedDataFolderTest {

  @TempDir Path folder;

  @Test
  void upEndsWithASentenceAndIsNotStartedAgain() throws Exception {
    Path data = folder.resolve("data");
    PlatformProcess kizuna = PlatformProcess.start(data, Map.of("KIZUNA_LANG", "en"));
    List<ProcessHandle> parts = kizuna.parts();
    try {
      delete(data);

      assertThat(kizuna.exitCode()).as("the user must act: not started again").isEqualTo(2);
      await("all parts have ended").until(() -> parts.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      kizuna.killEverything();
    }
    assertThat(kizuna.said())
        .containsOnlyOnce("expected the data folder " + data + " to stay where it is")
        .contains("restore a backup")
        .doesNotContain("It is started again");
    assertThat(data.resolve("broker")).doesNotExist();
  }

  /** Parts write while it is deleted. */
  private static void delete(Path folder) throws IOException {
    Files.delete(folder.resolve("run/lock"));
    await("it is empty")
        .ignoreExceptions()
        .until(
            () -> {
              try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(DeletedDataFolderTest::deleteFile);
              }
              return !Files.exists(folder);
            });
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
