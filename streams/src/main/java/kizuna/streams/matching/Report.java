package kizuna.streams.matching;

import java.time.Instant;
import kizuna.streams.books.Fact;
import kizuna.streams.books.Role;

/**
 * A fact with who reported it, and when the log took it.
 *
 * @param recordedAt the log's clock
 * @param body code of a municipality, id of a network, or "kizuna"
 * @param ofThisMode whether its mode is that of the namespace it lies in
 * @param forReal whether it is no drill and no test
 */
public record Report(
    String networkId,
    Instant recordedAt,
    Role role,
    String body,
    boolean ofThisMode,
    boolean forReal,
    Fact fact) {

  /** A report for real. */
  public Report(
      String networkId, Instant recordedAt, Role role, String body, boolean ofThisMode, Fact fact) {
    this(networkId, recordedAt, role, body, ofThisMode, true, fact);
  }
}
