package kizuna.infra;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kizuna.infra.host.DataFolder;

/** Watches the disk of the data folder: tells the user in time, and waits where it is full. */
final class DiskWatch {

  private static final long SCARCE_BYTES = 256L << 20;

  /** Below this the broker's failure is told as a full disk. */
  private static final long FULL_BYTES = 64L << 20;

  private final Path folder;
  private boolean told;

  DiskWatch(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns once there is enough free space to start.
   *
   * @param out where it is said that this waits
   */
  void awaitRoom(PrintStream out) throws InterruptedException {
    boolean said = false;
    while (freeBytes() < DataFolder.NEEDED_BYTES) {
      if (!said) {
        out.println(
            "  waiting for "
                + (DataFolder.NEEDED_BYTES >> 20)
                + " MB of free disk space for "
                + folder
                + "; it goes on by itself then.");
        said = true;
      }
      TimeUnit.SECONDS.sleep(2);
    }
  }

  /** The warning that the disk is about to be full; empty while it is not, or was told. */
  Optional<String> warning() {
    long free = freeBytes();
    boolean scarce = free < SCARCE_BYTES;
    boolean first = scarce && !told;
    told = scarce;
    return first
        ? Optional.of(
            "only "
                + (free >> 20)
                + " MB of disk space are left for "
                + folder
                + "; free some soon, the broker stops when there is none.")
        : Optional.empty();
  }

  /**
   * Why the broker could not write its log.
   *
   * @param log where more is said
   */
  String brokerFailure(Path log) {
    long free = freeBytes();
    return free < FULL_BYTES
        ? "expected free disk space for "
            + folder
            + ", but only "
            + (free >> 20)
            + " MB are left; free some, and it goes on by itself: nothing that was confirmed is lost."
        : "expected the broker to write its log in "
            + folder
            + ", but it failed; see "
            + log
            + ". It is started again.";
  }

  private long freeBytes() {
    return DataFolder.freeBytesFor(folder);
  }
}
