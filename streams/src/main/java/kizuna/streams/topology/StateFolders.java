package kizuna.streams.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * The state folders of one engine on disk. A folder that RocksDB cannot read is deleted: the
 * changelog contains its content.
 */
final class StateFolders {

  /** Deletions within an hour of each other, after which another does not help. */
  private static final int MAX_DELETIONS = 3;

  private static final Duration DELETIONS_COUNT_FOR = Duration.ofHours(1);

  private final Path folder;
  private int deletions;
  private long lastDeletionNanos;

  /**
   * @param folder holds one folder for each task
   */
  StateFolders(Path folder) {
    this.folder = folder;
  }

  /** Whether another deletion may help; counts it. */
  boolean mayDelete() {
    long now = System.nanoTime();
    if (deletions > 0 && now - lastDeletionNanos > DELETIONS_COUNT_FOR.toNanos()) {
      deletions = 0;
    }
    lastDeletionNanos = now;
    return deletions++ < MAX_DELETIONS;
  }

  /** Deletes the folder of one task; of all if empty. */
  void delete(Optional<String> task) {
    try (Stream<Path> tasks = Files.list(folder)) {
      for (Path one : tasks.filter(Files::isDirectory).toList()) {
        if (task.isEmpty() || task.get().equals(String.valueOf(one.getFileName()))) {
          try (Stream<Path> files = Files.walk(one)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
              Files.deleteIfExists(file);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether RocksDB or its files are at fault; a full disk does not count. */
  static boolean isUnreadable(@Nullable Throwable e) {
    RocksDBException rocks = Causes.find(e, RocksDBException.class);
    if (rocks != null
        && rocks.getStatus() != null
        && rocks.getStatus().getSubCode() == Status.SubCode.NoSpace) {
      return false;
    }
    return rocks != null || Causes.find(e, ProcessorStateException.class) != null;
  }
}
