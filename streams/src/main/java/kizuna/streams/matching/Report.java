package kizuna.streams.matching;

import java.time.Instant;
import java.time.LocalDate;
import kizuna.streams.state.Fact;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.Role;

/**
 * A fact with its reporter and the time at which the log took it.
 *
 * @param recordedAt the log's clock
 * @param occurredAt when it happened, according to the reporter
 * @param body code of a municipality, id of a network, or "kizuna"
 * @param ofThisMode whether its mode is that of the namespace it lies in
 * @param forReal whether it is neither a drill nor a test
 */
public record Report(
    String networkId,
    Instant recordedAt,
    Instant occurredAt,
    Role role,
    String body,
    boolean ofThisMode,
    boolean forReal,
    Fact fact) {

  /** A real report of a present event. */
  public Report(
      String networkId, Instant recordedAt, Role role, String body, boolean ofThisMode, Fact fact) {
    this(networkId, recordedAt, recordedAt, role, body, ofThisMode, true, fact);
  }

  /** The same, recorded at another time. */
  Report recordedAt(Instant time) {
    return new Report(networkId, time, occurredAt, role, body, ofThisMode, forReal, fact);
  }

  /** The day in Japan on which it happened; nothing happens after it was reported. */
  LocalDate occurredOn() {
    return LocalDate.ofInstant(
        occurredAt.isBefore(recordedAt) ? occurredAt : recordedAt, NetworkView.JAPAN);
  }
}
