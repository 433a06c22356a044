package kizuna.schemas;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Time since the boot of the machine, including sleep; if the system does not report it, since the
 * start of this JVM. Never goes back. It is read for each fact, so the system is read at most once
 * in {@value #KEPT_MILLIS} ms; in between the JVM's clock counts, which stops during sleep.
 * Thread-safe.
 */
public final class BootClock implements Supplier<Duration> {

  static final long KEPT_MILLIS = 100;

  private static final Path UPTIME = Path.of("/proc/uptime");

  private record Reading(long nanos, Duration uptime) {
    Duration at(long now) {
      return uptime.plusNanos(now - nanos);
    }
  }

  private final Supplier<Duration> system;
  private final LongSupplier nanoTime;
  private volatile @Nullable Reading last;

  public BootClock() {
    this(BootClock::uptime, System::nanoTime);
  }

  /**
   * @param system time since the boot as the system reports it, to a hundredth of a second
   * @param nanoTime the JVM's clock
   */
  BootClock(Supplier<Duration> system, LongSupplier nanoTime) {
    this.system = system;
    this.nanoTime = nanoTime;
  }

  @Override
  public Duration get() {
    long now = nanoTime.getAsLong();
    Reading before = last;
    if (before != null && now - before.nanos < Duration.ofMillis(KEPT_MILLIS).toNanos()) {
      return before.at(now);
    }
    Duration uptime = system.get();
    if (before != null && before.at(now).compareTo(uptime) > 0) {
      uptime = before.at(now);
    }
    last = new Reading(now, uptime);
    return uptime;
  }

  private static Duration uptime() {
    try {
      String seconds = Files.readString(UPTIME, StandardCharsets.US_ASCII).split(" ", 2)[0];
      return Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
    } catch (IOException | NumberFormatException e) {
      return Duration.ofNanos(System.nanoTime());
    }
  }
}
