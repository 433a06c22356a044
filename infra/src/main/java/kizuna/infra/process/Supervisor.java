package kizuna.infra.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import kizuna.infra.host.UserError;

/**
 * A part that is kept running: its process is started again whenever it ends by itself. Between two
 * starts lies a second at least, then two, then four; after a quiet minute one again. A process
 * that lived longer than that is replaced at once: nobody waits for a pause that spares nothing.
 */
public final class Supervisor {

  private static final Duration FIRST_SPACING = Duration.ofSeconds(1);
  private static final Duration LONGEST_SPACING = Duration.ofSeconds(4);

  /** After so long a life an end is news again, not the next of a series. */
  private static final Duration STEADY = Duration.ofSeconds(60);

  private static final String ERROR = " ERROR ";
  private static final int MOST_LOG_BYTES_READ = 64 << 10;
  private static final int LONGEST_ERROR_SHOWN = 500;

  private final ServiceSpec part;
  private final Consumer<String> say;

  /** Where the log of the present process begins; only the watching thread reads it. */
  private long logStart;

  private ManagedProcess child;
  private boolean stopping;
  private int ends;

  private Supervisor(ServiceSpec part, Consumer<String> say) {
    this.part = part;
    this.say = say;
    this.logStart = part.log().toFile().length();
    this.child = ManagedProcess.start(part);
  }

  /**
   * Ends what an earlier launcher left of the part, and starts it.
   *
   * @param say where a sentence about each end and restart goes
   */
  public static Supervisor start(ServiceSpec part, Consumer<String> say) {
    PidFile.endLeftover(part);
    Supervisor supervised = new Supervisor(part, say);
    Thread watch = new Thread(supervised::watch, "watch-" + part.name());
    watch.setDaemon(true);
    watch.start();
    return supervised;
  }

  private void watch() {
    Duration spacing = FIRST_SPACING;
    long started = System.nanoTime();
    try {
      while (true) {
        int exitCode = current().onExit().join();
        Duration life = Duration.ofNanos(System.nanoTime() - started);
        if (life.compareTo(STEADY) > 0) {
          spacing = FIRST_SPACING;
        }
        if (noteEnd()) {
          return;
        }
        Duration pause = pause(life, spacing);
        say.accept(
            part.name()
                + " ended by itself (exit code "
                + exitCode
                + ", log: "
                + part.log()
                + lastError()
                + "); it is started again "
                + (pause.isZero() ? "now." : "in " + (pause.toMillis() + 999) / 1_000 + " s."));
        do {
          if (stopsWithin(pause)) {
            return;
          }
          pause = spacing;
          Duration doubled = spacing.multipliedBy(2);
          spacing = doubled.compareTo(LONGEST_SPACING) > 0 ? LONGEST_SPACING : doubled;
          started = System.nanoTime();
          logStart = part.log().toFile().length();
        } while (!relaunch());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long after the end of a process the next is started. */
  static Duration pause(Duration life, Duration spacing) {
    return life.compareTo(spacing) >= 0 ? Duration.ZERO : spacing.minus(life);
  }

  /** The last error that the part logged in its life, as far as the end of its log tells. */
  private String lastError() {
    String last = "";
    try (FileChannel log = FileChannel.open(part.log())) {
      long end = log.size();
      // A log that is shorter than it was began anew.
      long start = Math.max(end - MOST_LOG_BYTES_READ, logStart > end ? 0 : logStart);
      ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
      log.read(bytes, start);
      for (String line : new String(bytes.array(), StandardCharsets.UTF_8).lines().toList()) {
        int error = line.indexOf(ERROR);
        last = error < 0 ? last : line.substring(error + ERROR.length());
      }
    } catch (IOException e) {
      return "";
    }
    String cut =
        last.length() <= LONGEST_ERROR_SHOWN ? last : last.substring(0, LONGEST_ERROR_SHOWN) + "…";
    return cut.isEmpty() ? "" : "; its last error: " + cut;
  }

  private synchronized ManagedProcess current() {
    return child;
  }

  private synchronized boolean noteEnd() {
    ends++;
    return stopping;
  }

  /** How often the part has ended by itself. */
  public synchronized int ends() {
    return stopping ? 0 : ends;
  }

  private synchronized boolean stopsWithin(Duration pause) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toMillis();
        left > 0 && !stopping;
        left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
    return stopping;
  }

  private synchronized boolean relaunch() {
    if (stopping) {
      return true;
    }
    try {
      child = ManagedProcess.start(part);
      return true;
    } catch (UserError e) {
      say.accept(e.sentence());
      return false;
    }
  }

  public ServiceSpec part() {
    return part;
  }

  /** The pid of the running process; empty between an end and the next start. */
  public synchronized Optional<Long> pid() {
    return child.isAlive() ? Optional.of(child.pid()) : Optional.empty();
  }

  /** Ends the part for good. */
  public void stop(Duration patience) {
    ManagedProcess last;
    synchronized (this) {
      stopping = true;
      last = child;
      notifyAll();
    }
    last.stop(patience);
  }
}
