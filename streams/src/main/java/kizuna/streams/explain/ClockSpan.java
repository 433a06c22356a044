package kizuna.streams.explain;

import java.time.Instant;

/**
 * From when to when the time of a log was set, as a notice holds it: two instants with a slash
 * between them.
 */
public record ClockSpan(Instant from, Instant to) {

  /**
   * @throws IllegalArgumentException if it is none
   */
  public static ClockSpan of(String text) {
    String[] times = text.split("/", -1);
    if (times.length != 2) {
      throw new IllegalArgumentException("expected two times, as a/b, but " + text);
    }
    return new ClockSpan(Instant.parse(times[0]), Instant.parse(times[1]));
  }
}
