package kizuna.infra.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder belongs to one launcher, and what is wrong with it is said in one sentence. */
class DataFolderTest {

  @TempDir Path temp;

  @Test
  void aFolderInUseIsRefusedUntilItIsClosed() {
    try (DataFolder first = DataFolder.open(temp)) {
      assertThatThrownBy(() -> DataFolder.open(temp))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("expected the data folder " + first.path())
          .hasMessageContaining("another `infra/kizuna up` uses it");
    }

    try (DataFolder again = DataFolder.open(temp)) {
      assertThat(again.path()).isEqualTo(temp.toAbsolutePath());
    }
  }

  @Test
  void aFullDiskIsRefused() {
    assertThatThrownBy(() -> DataFolder.open(temp, Long.MAX_VALUE))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("MB of free disk space for " + temp)
        .hasMessageContaining("free some, or choose a folder on another disk with --data DIR");
  }

  @Test
  void aFileInThePlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.createFile(temp.resolve("data"));

    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("expected a data folder at " + file);
  }

  @Test
  void theClusterItBelongsToIsRemembered() {
    try (DataFolder folder = DataFolder.open(temp)) {
      assertThat(folder.clusterId()).isEmpty();
      folder.clusterId("abc");
    }

    try (DataFolder folder = DataFolder.open(temp)) {
      assertThat(folder.clusterId()).contains("abc");
    }
  }
}
