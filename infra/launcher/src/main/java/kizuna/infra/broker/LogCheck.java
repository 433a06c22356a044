package kizuna.infra.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.host.UserError;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.Records;

/**
 * Reads the logs that nothing else could rebuild (the cluster's metadata and every intake) before
 * the broker does, and refuses damage in their middle.
 *
 * <p>Kafka cuts a log off at the first batch that it cannot read. After a kill that is right for a
 * batch that was being written, at the very end. Anywhere else it would silently lose acknowledged
 * records.
 */
final class LogCheck {

  /** A network's whole log is read in under a second; of a larger one the newest part. */
  private static final long NEWEST_BYTES = 1024L * 1024 * 1024;

  private static final int LENGTH_AT = Records.SIZE_OFFSET;
  private static final int FRAME = Records.LOG_OVERHEAD; // base offset, length

  private LogCheck() {}

  /** Refuses a broker's folder with a damaged log. */
  static void requireReadable(Path data) throws IOException {
    boolean stoppedInOrder = Files.exists(data.resolve(".kafka_cleanshutdown"));
    for (Path log : logs(data)) {
      long left = NEWEST_BYTES;
      List<Path> files = files(log);
      for (int i = 0; i < files.size() && left > 0; i++) {
        Path file = files.get(i);
        boolean mayBeTorn = i == 0 && !stoppedInOrder;
        check(data, file, mayBeTorn);
        left -= Files.size(file);
      }
    }
  }

  private static List<Path> logs(Path data) throws IOException {
    try (Stream<Path> folders = Files.list(data)) {
      return folders
          .filter(
              f -> {
                String name = f.getFileName().toString();
                return name.equals("__cluster_metadata-0") || name.matches(".*\\.intake-\\d+");
              })
          .sorted()
          .toList();
    }
  }

  private static List<Path> files(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log)) {
      return files
          .filter(f -> f.toString().endsWith(".log") || f.toString().endsWith(".checkpoint"))
          .filter(f -> !f.getFileName().toString().startsWith("partition."))
          .sorted(
              Comparator.comparing((Path f) -> f.toString().endsWith(".checkpoint"))
                  .thenComparing(Comparator.reverseOrder()))
          .toList();
    }
  }

  private static void check(Path data, Path file, boolean mayBeTorn) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      int valid = validBytes(bytes);
      if (valid < bytes.limit() && !(mayBeTorn && reachesEnd(bytes, valid))) {
        throw new UserError(
            ClusterMessages.LIST.of("log.damaged", data, data.relativize(file), valid));
      }
    }
  }

  /** Number of bytes from the start in complete batches with a correct checksum. */
  private static int validBytes(ByteBuffer bytes) {
    int valid = 0;
    try {
      for (RecordBatch batch : MemoryRecords.readableRecords(bytes.duplicate()).batches()) {
        batch.ensureValid();
        valid += batch.sizeInBytes();
      }
    } catch (CorruptRecordException e) {
      // The first batch that is not whole begins there.
    }
    return valid;
  }

  /** Whether the batch that is not whole is the last thing in the file, or only zeros follow. */
  private static boolean reachesEnd(ByteBuffer bytes, int at) {
    if (at + FRAME > bytes.limit()) {
      return true;
    }
    int length = bytes.getInt(at + LENGTH_AT);
    if (length > 0 && (long) at + FRAME + length >= bytes.limit()) {
      return true;
    }
    for (int i = at; i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
