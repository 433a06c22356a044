package kizuna.infra;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.host.DataFolder;

/** Watches the disk of the data folder: warns the user in time, and waits where it is full. */
final class DiskWatch {

  private static final long SCARCE_BYTES = 256L << 20;

  /** With less free than this, a failure of the broker counts as a full disk. */
  private static final long FULL_BYTES = 64L << 20;

  private final Path folder;
  private final CommandMessages messages;
  private boolean warned;

  DiskWatch(Path folder, CommandMessages messages) {
    this.folder = folder;
    this.messages = messages;
  }

  /**
   * Returns once there is enough free space to start.
   *
   * @param out receives a sentence if this waits
   */
  void awaitRoom(PrintStream out) throws InterruptedException {
    boolean announced = false;
    while (freeBytes() < DataFolder.NEEDED_BYTES) {
      if (!announced) {
        out.println("  " + messages.text("disk.waiting", DataFolder.NEEDED_BYTES >> 20, folder));
        announced = true;
      }
      TimeUnit.SECONDS.sleep(2);
    }
  }

  /** The warning that the disk is nearly full; empty while it is not, or after the first time. */
  Optional<String> warning() {
    long free = freeBytes();
    boolean scarce = free < SCARCE_BYTES;
    boolean first = scarce && !warned;
    warned = scarce;
    return first ? Optional.of(messages.text("disk.scarce", free >> 20, folder)) : Optional.empty();
  }

  /**
   * Why the broker could not write its log.
   *
   * @param log the file with details
   */
  String brokerFailure(Path log) {
    long free = freeBytes();
    return free < FULL_BYTES
        ? messages.text("disk.full", free >> 20, folder)
        : messages.text("broker.failed", folder, log);
  }

  private long freeBytes() {
    return DataFolder.freeBytesFor(folder);
  }
}
