package kizuna.schemas;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process with a full heap, so that its supervisor restarts it with a larger one. The JVM's
 * {@code ExitOnOutOfMemoryError} alone is not enough: the serial collector frees a little each
 * time, and the process collects for hours while hardly anything else runs.
 */
public final class HeapWatchdog {

  /** The JVM's own exit code for {@code ExitOnOutOfMemoryError}. */
  public static final int EXIT_CODE = 3;

  private static final Logger LOG = LoggerFactory.getLogger(HeapWatchdog.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration WINDOW = Duration.ofSeconds(20);

  /** Share of the window's time. A process with enough heap needs a hundredth. */
  private static final double MAX_COLLECTING = 0.6;

  /** Share of the heap's largest part, after a collection. */
  private static final double MAX_USED = 0.85;

  /** Looks in a row for which there was no room at all. */
  private static final int MAX_FAILED = 10;

  private final Duration window;
  private final Deque<Look> looks = new ArrayDeque<>();

  HeapWatchdog(Duration window) {
    this.window = window;
  }

  /**
   * One measurement of the heap.
   *
   * @param nanos time of the measurement, by a monotonic clock
   * @param collectingMillis total time of collections since the start
   * @param used used bytes of the heap's largest part, after the last collection
   * @param most maximum bytes of that part
   */
  record Look(long nanos, long collectingMillis, long used, long most) {

    static Look now() {
      MemoryPoolMXBean largest =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getType() == MemoryType.HEAP)
              .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
              .orElseThrow();
      MemoryUsage usage = largest.getCollectionUsage();
      return new Look(
          System.nanoTime(),
          ManagementFactory.getGarbageCollectorMXBeans().stream()
              .mapToLong(GarbageCollectorMXBean::getCollectionTime)
              .sum(),
          usage == null ? 0 : usage.getUsed(),
          largest.getUsage().getMax());
    }
  }

  /** Watches the heap of this process from now on. */
  public static void start() {
    start(LOOK, WINDOW);
  }

  static void start(Duration look, Duration window) {
    HeapWatchdog watchdog = new HeapWatchdog(window);
    // All classes that a look needs are loaded while there is room.
    watchdog.look(Look.now(), HeapWatchdog::end);
    Thread thread =
        new Thread(
            () -> {
              int failed = 0;
              while (failed < MAX_FAILED) {
                try {
                  TimeUnit.NANOSECONDS.sleep(look.toNanos());
                  watchdog.look(Look.now(), HeapWatchdog::end);
                  failed = 0;
                } catch (OutOfMemoryError | LinkageError e) {
                  failed++;
                } catch (InterruptedException e) {
                  return;
                }
              }
              Runtime.getRuntime().halt(EXIT_CODE);
            },
            "heap-watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  private static void end(String sentence) {
    LOG.error(sentence);
    // Shutdown hooks need a heap that has room.
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  /**
   * @param full receives the message if the heap is full
   */
  void look(Look now, Consumer<String> full) {
    looks.add(now);
    while (looks.size() > 2 && now.nanos() - second().nanos() >= window.toNanos()) {
      looks.removeFirst();
    }
    Look first = looks.getFirst();
    long nanos = now.nanos() - first.nanos();
    double collecting = (now.collectingMillis() - first.collectingMillis()) * 1e6 / nanos;
    if (nanos >= window.toNanos()
        && collecting >= MAX_COLLECTING
        && now.used() >= now.most() * MAX_USED) {
      full.accept(
          "expected room in a heap of %d MiB, but it is full: %.0f %% of the last %d s went into collecting garbage; this process ends. `infra/kizuna up` starts it again with more; elsewhere give it more memory (the limit of its container, or JAVA_OPTIONS=-Xmx…m)"
              .formatted(
                  Runtime.getRuntime().maxMemory() >> 20, collecting * 100, nanos / 1_000_000_000));
    }
  }

  private Look second() {
    var all = looks.iterator();
    all.next();
    return all.next();
  }
}
