package kizuna.streams.topology;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import kizuna.schemas.BootClock;
import kizuna.schemas.LogClock;
import kizuna.streams.state.NetworkState;

/**
 * The time in the log of each network that is decided here. Kept beyond the life of a task:
 * measured values stay known when a task is opened again.
 */
public final class LogClocks {

  private static final class Entry {
    final LogClock clock;
    int timesSetBack;
    volatile boolean decidedHere;

    Entry(LogClock clock, int timesSetBack) {
      this.clock = clock;
      this.timesSetBack = timesSetBack;
    }
  }

  private final Clock machine;
  private final Supplier<Duration> elapsed;
  private final Map<String, Entry> clocks = new ConcurrentHashMap<>();

  /**
   * @param machine the machine's clock
   * @param elapsed the time since a fixed moment, independent of the clock
   */
  public LogClocks(Clock machine, Supplier<Duration> elapsed) {
    this.machine = machine;
    this.elapsed = elapsed;
  }

  /** With the clock of this machine. */
  public static LogClocks system() {
    return new LogClocks(Clock.systemUTC(), new BootClock());
  }

  /**
   * The clock of a network that is decided here.
   *
   * @param heldAhead lead of a clock that is not trusted by the log; zero: none
   */
  LogClock of(NetworkState network, Duration heldAhead) {
    Entry entry =
        clocks.computeIfAbsent(
            network.id(),
            id -> {
              // Before the first reading, which is trusted.
              LogClock clock = new LogClock(machine, elapsed);
              clock.held(heldAhead);
              return new Entry(clock, network.timesSetBack());
            });
    entry.clock.held(heldAhead);
    entry.decidedHere = true;
    if (entry.timesSetBack != network.timesSetBack()) {
      entry.timesSetBack = network.timesSetBack();
      entry.clock.set(network.clock());
    }
    entry.clock.reached(network.clock());
    return entry.clock;
  }

  /** A network is decided elsewhere from now on, or later here again. */
  void left(String network) {
    clocks.computeIfPresent(
        network,
        (id, entry) -> {
          entry.decidedHere = false;
          return entry;
        });
  }

  /** The time since a fixed moment. */
  Duration elapsed() {
    return elapsed.get();
  }

  /** The time in each network that is decided here, by its id. */
  public Map<String, LogClock.Reading> readings() {
    Map<String, LogClock.Reading> readings = new TreeMap<>();
    clocks.forEach(
        (network, entry) -> {
          if (entry.decidedHere) {
            readings.put(network, entry.clock.read());
          }
        });
    return readings;
  }
}
