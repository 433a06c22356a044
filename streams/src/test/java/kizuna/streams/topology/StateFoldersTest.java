package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class StateFoldersTest {

  @TempDir Path folder;

  @Test
  void theFolderOfOneTaskIsDeletedWithAllThatIsInItAndNoOther() throws Exception {
    Files.createDirectories(folder.resolve("0_1/rocksdb/books"));
    Files.writeString(folder.resolve("0_1/rocksdb/books/1.sst"), "torn");
    Files.createDirectories(folder.resolve("0_2/rocksdb"));
    Files.writeString(folder.resolve("kafka-streams-process-metadata"), "{}");
    StateFolders folders = new StateFolders(folder);

    folders.delete(Optional.of("0_1"));
    assertThat(folder.resolve("0_1")).doesNotExist();
    assertThat(folder.resolve("0_2/rocksdb")).exists();

    folders.delete(Optional.empty());
    assertThat(folder.resolve("0_2")).doesNotExist();
    assertThat(folder.resolve("kafka-streams-process-metadata")).exists();
  }

  @Test
  void afterThreeDeletionsInAnHourAnotherDoesNotHelp() {
    StateFolders folders = new StateFolders(folder);

    assertThat(folders.mayDelete()).isTrue();
    assertThat(folders.mayDelete()).isTrue();
    assertThat(folders.mayDelete()).isTrue();
    assertThat(folders.mayDelete()).isFalse();
  }

  @Test
  void aFullDiskIsNotTheFaultOfTheFiles() {
    RocksDBException full =
        new RocksDBException(new Status(Status.Code.IOError, Status.SubCode.NoSpace, "full"));
    RocksDBException torn =
        new RocksDBException(new Status(Status.Code.Corruption, Status.SubCode.None, "torn"));

    assertThat(StateFolders.isUnreadable(new ProcessorStateException("flush", full))).isFalse();
    assertThat(StateFolders.isUnreadable(new IllegalStateException("open", torn))).isTrue();
    assertThat(StateFolders.isUnreadable(new ProcessorStateException("no checkpoint"))).isTrue();
    assertThat(StateFolders.isUnreadable(new IllegalStateException("ours"))).isFalse();
    assertThat(StateFolders.isUnreadable(null)).isFalse();
  }
}
