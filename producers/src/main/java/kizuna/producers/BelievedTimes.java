package kizuna.producers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import kizuna.schemas.LogClock;
import kizuna.schemas.Namespace;

/**
 * Timestamps live facts by the machine's clock while it is trusted, for each network. While it is
 * not, facts are still accepted, with the log's time plus the measured elapsed time. In a drill the
 * time of a fact is the drill's own time, from its replayer; there is no such check.
 */
final class BelievedTimes implements LogTimes {

  private final Clock machine;
  private final Supplier<Duration> elapsed;
  private final Function<String, Optional<Instant>> logTimes;
  private final Function<String, Duration> heldAhead;
  private final Function<Namespace, Optional<Instant>> drillTimes;
  private final Map<String, Log> logs = new ConcurrentHashMap<>();

  /** One network's clock, and the last known time of its log. */
  private static final class Log {
    final LogClock clock;
    Instant known = Instant.MIN;

    Log(LogClock clock) {
      this.clock = clock;
    }

    synchronized LogClock at(Instant logTime, Duration heldAhead) {
      clock.held(heldAhead);
      if (logTime.isBefore(known)) {
        clock.set(logTime); // Only a ClockSet fact sets the time of a log back.
      } else if (logTime.isAfter(known)) {
        // Skip a known time: the time may have been set since.
        clock.reached(logTime);
      }
      known = logTime;
      return clock;
    }
  }

  /**
   * @param machine the machine's clock
   * @param elapsed time elapsed since a fixed moment, independent of the clock
   * @param logTimes the last known log time of a formed network
   * @param heldAhead how far the untrusted machine clock is ahead of the log; zero: none
   * @param drillTimes current scenario time of a drill; empty: not known
   */
  BelievedTimes(
      Clock machine,
      Supplier<Duration> elapsed,
      Function<String, Optional<Instant>> logTimes,
      Function<String, Duration> heldAhead,
      Function<Namespace, Optional<Instant>> drillTimes) {
    this.machine = machine;
    this.elapsed = elapsed;
    this.logTimes = logTimes;
    this.heldAhead = heldAhead;
    this.drillTimes = drillTimes;
  }

  @Override
  public Instant now(Namespace namespace, String network) {
    return (namespace.isDrill()
            ? drillTimes.apply(namespace)
            : clock(namespace, network).map(clock -> clock.read().time()))
        .orElseGet(() -> machine.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  @Override
  public void set(Namespace namespace, String network, Instant to) {
    clock(namespace, network).ifPresent(clock -> clock.set(to));
  }

  /** Empty for a network that was not formed, and in a drill. */
  private Optional<LogClock> clock(Namespace namespace, String network) {
    return namespace.isDrill()
        ? Optional.empty()
        : logTimes
            .apply(network)
            .map(
                time ->
                    logs.computeIfAbsent(network, n -> new Log(new LogClock(machine, elapsed)))
                        .at(time, heldAhead.apply(network)));
  }

  /** Networks that do not trust the machine's clock, by id. */
  Map<String, LogClock.Reading> doubted() {
    Map<String, LogClock.Reading> doubted = new TreeMap<>();
    logs.forEach(
        (network, log) -> {
          LogClock.Reading now = log.clock.read();
          if (now.doubt().isPresent()) {
            doubted.put(network, now);
          }
        });
    return doubted;
  }
}
