package kizuna.infra.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder belongs to one launcher, and what is wrong with it is said in one sentence. */
class DataFolderTest {

  @TempDir Path temp;

  @Test
  void aFolderInUseIsRefusedUntilItIsClosed() {
    try (DataFolder first = DataFolder.open(temp)) {
      assertThatThrownBy(() -> DataFolder.open(temp))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("expected the data folder " + first.path())
          .hasMessageContaining("another `infra/kizuna up` uses it");
    }

    try (DataFolder again = DataFolder.open(temp)) {
      assertThat(again.path()).isEqualTo(temp.toAbsolutePath());
    }
  }

  @Test
  void aFolderThatIsDeletedMovedOrReplacedIsGone() throws IOException {
    Path moved = temp.resolve("moved");
    try (DataFolder folder = DataFolder.open(temp.resolve("data"), 0)) {
      assertThat(folder.isGone()).isFalse();

      Files.move(folder.path(), moved);
      assertThat(folder.isGone()).as("moved away").isTrue();
      Files.move(moved, folder.path());
      assertThat(folder.isGone()).as("moved back").isFalse();

      Files.move(folder.path(), moved);
      Files.createDirectories(folder.path().resolve("run"));
      Files.createFile(folder.path().resolve("run/lock"));
      assertThat(folder.isGone()).as("another one in its place").isTrue();
    }
  }

  @Test
  void nobodyButItsOwnerLooksIntoIt() throws IOException {
    Path earlier = temp.resolve("earlier");
    Files.createDirectories(earlier.resolve("run"));
    Files.createDirectories(earlier.resolve("broker/log"));
    Path record = Files.createFile(earlier.resolve("broker/log/0.log"));
    Files.createFile(earlier.resolve("run/lock"));
    for (Path path : List.of(earlier, earlier.resolve("broker"), earlier.resolve("broker/log"))) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(record, PosixFilePermissions.fromString("rw-r--r--"));
    Path shared = temp.resolve("shared");
    Files.createDirectories(shared);
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(shared.resolve("somebody's"));

    for (Path path : List.of(earlier, temp.resolve("new"), shared)) {
      DataFolder.open(path, 0).close();
    }

    assertThat(rights(earlier)).isEqualTo("rwx------");
    assertThat(rights(earlier.resolve("broker/log"))).isEqualTo("rwx------");
    assertThat(rights(record)).isEqualTo("rw-------");
    assertThat(rights(temp.resolve("new"))).isEqualTo("rwx------");
    assertThat(rights(temp.resolve("new/logs"))).isEqualTo("rwx------");
    assertThat(rights(shared)).as("not ours").isEqualTo("rwxr-xr-x");
    assertThat(rights(shared.resolve("run"))).isEqualTo("rwx------");
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aFullDiskIsRefused() {
    assertThatThrownBy(() -> DataFolder.open(temp, Long.MAX_VALUE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("MB of free disk space for " + temp)
        .hasMessageContaining("free some, or choose a folder on another disk with --data DIR");
  }

  @Test
  void aFileInThePlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.createFile(temp.resolve("data"));

    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(UserError.class)
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
