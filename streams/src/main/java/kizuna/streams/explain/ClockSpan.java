package kizuna.streams.explain;

import java.time.Instant;

/**
 * The times before and after a log's time was set, as in a notice: two instants with a slash
 * between them.
 */
public record ClockSpan(Instant from, Instant to) {

  /**
   * @throws IllegalArgumentException if it is not valid
   */
  public static ClockSpan of(String text) {
    String[] times = text.split("/", -1);
    if (times.length != 2) {
      throw new IllegalArgumentException("expected two times, as a/b, but " + text);
    }
    return new ClockSpan(Instant.parse(times[0]), Instant.parse(times[1]));
  }
}
