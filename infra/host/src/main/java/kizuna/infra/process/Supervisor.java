package kizuna.infra.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kizuna.infra.host.HostMessages;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.host.UserError;
import kizuna.schemas.HeapWatchdog;
import kizuna.schemas.text.MachineLanguage;

/**
 * Keeps a service running: restarts its process whenever it ends by itself. Starts are at least one
 * second apart, then two, then four; after a minute of running, one again. A process that ran
 * longer than that is restarted at once. One that was out of memory gets twice the heap, up to a
 * quarter of the machine's memory. It is not restarted if its program was deleted; a program that
 * is replaced is away for a moment only.
 */
public final class Supervisor {

  private static final Duration FIRST_SPACING = Duration.ofSeconds(1);
  private static final Duration LONGEST_SPACING = Duration.ofSeconds(4);

  /** A process that ran this long resets the spacing. */
  private static final Duration STEADY = Duration.ofSeconds(60);

  /** A program that is missing for longer was deleted. */
  private static final Duration REPLACEMENT_LIMIT = Duration.ofSeconds(5);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private static final String ERROR = " ERROR ";
  private static final int MAX_LOG_BYTES_READ = 64 << 10;
  private static final int MAX_ERROR_LENGTH = 500;

  private final Consumer<String> notices;

  /** The files of the program that were there at its first start. */
  private final List<Path> program;

  private final Duration replacementLimit;

  private ServiceSpec service;

  /** Start of the current process's output in the log; used by the watching thread only. */
  private long logStart;

  private ManagedProcess child;
  private boolean stopping;
  private boolean programGone;
  private int ends;

  private Supervisor(ServiceSpec service, Consumer<String> notices, Duration replacementLimit) {
    this.service = service;
    this.notices = notices;
    this.replacementLimit = replacementLimit;
    this.program = service.program().stream().filter(Files::exists).toList();
    this.logStart = service.log().toFile().length();
    this.child = ManagedProcess.start(service);
  }

  /**
   * Ends a leftover process of the service and starts a new one.
   *
   * @param notices receives a message for each end and restart
   */
  public static Supervisor start(ServiceSpec service, Consumer<String> notices) {
    return start(service, notices, REPLACEMENT_LIMIT);
  }

  static Supervisor start(
      ServiceSpec service, Consumer<String> notices, Duration replacementLimit) {
    PidFile.endLeftover(service);
    Supervisor supervised = new Supervisor(service, notices, replacementLimit);
    Thread watch = new Thread(supervised::watch, "watch-" + service.name());
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
        if (countEnd() || !awaitProgram()) {
          return;
        }
        Duration pause = pause(life, spacing);
        notices.accept(
            HostMessages.LIST.local(
                pause.isZero() ? "part.ended" : "part.ended.pause",
                service.name(),
                exitCode,
                service.log(),
                lastError(),
                (pause.toMillis() + 999) / 1_000));
        if (exitCode == HeapWatchdog.EXIT_CODE) {
          giveMoreHeap();
        }
        do {
          if (stopsWithin(pause) || !awaitProgram()) {
            return;
          }
          pause = spacing;
          Duration doubled = spacing.multipliedBy(2);
          spacing = doubled.compareTo(LONGEST_SPACING) > 0 ? LONGEST_SPACING : doubled;
          started = System.nanoTime();
          logStart = service.log().toFile().length();
        } while (!relaunch());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until all files of the program exist that existed at its first start. False if the
   * service is stopped meanwhile, or if a file is still missing at the limit; a notice names that
   * file.
   */
  private boolean awaitProgram() throws InterruptedException {
    long end = System.nanoTime() + replacementLimit.toNanos();
    Optional<Path> missing = missingFile();
    while (missing.isPresent() && System.nanoTime() < end) {
      if (stopsWithin(LOOK_AGAIN)) {
        return false;
      }
      missing = missingFile();
    }
    missing.ifPresent(
        file -> notices.accept(HostMessages.LIST.local("part.programGone", service.name(), file)));
    synchronized (this) {
      programGone = missing.isPresent();
    }
    return missing.isEmpty();
  }

  private Optional<Path> missingFile() {
    return program.stream().filter(file -> !Files.exists(file)).findFirst();
  }

  /** Whether the service is not started again because its program was deleted. */
  public synchronized boolean programGone() {
    return programGone;
  }

  private synchronized void giveMoreHeap() {
    int before = service.heap();
    Optional<ServiceSpec> larger = moreHeap(service, MemoryBudget.mostHeap());
    service = larger.orElse(service);
    notices.accept(
        larger.isPresent()
            ? HostMessages.LIST.local("part.moreHeap", service.name(), before, service.heap())
            : HostMessages.LIST.local("part.mostHeap", service.name(), before));
  }

  /**
   * The same service with twice the heap; empty if it has all that it may have.
   *
   * @param most MiB that it may have
   */
  static Optional<ServiceSpec> moreHeap(ServiceSpec service, long most) {
    int more = (int) Math.min(2L * service.heap(), most);
    return more > service.heap() ? Optional.of(service.withHeap(more)) : Optional.empty();
  }

  /** The pause between the end of a process and the next start. */
  static Duration pause(Duration life, Duration spacing) {
    return life.compareTo(spacing) >= 0 ? Duration.ZERO : spacing.minus(life);
  }

  /** The last error in the log of the current process, within the last bytes that are read. */
  private String lastError() {
    String last = "";
    try (FileChannel log = FileChannel.open(service.log())) {
      long end = log.size();
      // A log that is shorter than before was truncated.
      long start = Math.max(end - MAX_LOG_BYTES_READ, logStart > end ? 0 : logStart);
      ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
      log.read(bytes, start);
      for (String line : new String(bytes.array(), StandardCharsets.UTF_8).lines().toList()) {
        int error = line.indexOf(ERROR);
        last = error < 0 ? last : line.substring(error + ERROR.length());
      }
    } catch (IOException e) {
      return "";
    }
    String shortened =
        last.length() <= MAX_ERROR_LENGTH ? last : last.substring(0, MAX_ERROR_LENGTH) + "…";
    return shortened.isEmpty() ? "" : HostMessages.LIST.local("part.error", shortened);
  }

  private synchronized ManagedProcess current() {
    return child;
  }

  private synchronized boolean countEnd() {
    ends++;
    return stopping;
  }

  /** The number of times that the service ended by itself. */
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
      child = ManagedProcess.start(service);
      return true;
    } catch (UserError e) {
      notices.accept(e.in(MachineLanguage.locale()));
      return false;
    }
  }

  public synchronized ServiceSpec service() {
    return service;
  }

  /** The pid of the process; empty between an end and the next start. */
  public synchronized Optional<Long> pid() {
    return child.isAlive() ? Optional.of(child.pid()) : Optional.empty();
  }

  /** Prevents further starts; the process itself runs until {@link #stop}. */
  public synchronized void preventStarts() {
    stopping = true;
    notifyAll();
  }

  /** Ends the service for good. */
  public void stop(Duration timeout) {
    ManagedProcess last;
    synchronized (this) {
      preventStarts();
      last = child;
    }
    last.stop(timeout);
  }
}
