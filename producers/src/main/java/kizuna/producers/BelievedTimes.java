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
 * Stamps live facts by the machine's clock while that can be believed, network by network. While it
 * cannot, facts are taken all the same, at the time that the log has as far as was measured. In a
 * drill people take part at the drill's own time, which its replayer says; nothing is held there.
 */
final class BelievedTimes implements LogTimes {

  private final Clock machine;
  private final Supplier<Duration> elapsed;
  private final Function<String, Optional<Instant>> logTimes;
  private final Function<String, Duration> heldAhead;
  private final Function<Namespace, Optional<Instant>> drillTimes;
  private final Map<String, Log> logs = new ConcurrentHashMap<>();

  /** One network's clock, and the time that its log was known to have last. */
  private static final class Log {
    final LogClock clock;
    Instant known = Instant.MIN;

    Log(LogClock clock) {
      this.clock = clock;
    }

    synchronized LogClock at(Instant logTime, Duration heldAhead) {
      clock.held(heldAhead);
      if (logTime.isBefore(known)) {
        clock.set(logTime); // Only a fact that sets it takes a log's time back.
      } else if (logTime.isAfter(known)) {
        // One that is known says nothing new: somebody may have set the time since.
        clock.reached(logTime);
      }
      known = logTime;
      return clock;
    }
  }

  /**
   * @param machine the machine's clock
   * @param elapsed how much time has gone by since some moment, whatever the clock says
   * @param logTimes the time that the log of a formed network was known to have last
   * @param heldAhead how far ahead the clock is that its log says is not believed; zero: none
   * @param drillTimes scenario time of a drill now; empty: nobody says
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

  /** Empty for a network that nobody formed, and in a drill. */
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

  /** Networks for which the machine's clock is not believed, by id. */
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
