package kizuna.infra.bench;

import java.util.List;
import java.util.Map;

/**
 * The effect of one flooded way on other callers.
 *
 * @param way the flooded way
 * @param perSecond tries a second
 * @param answers tries by HTTP status; 0: without waiting for a response, or the connection was cut
 * @param reports reports of a desk meanwhile
 * @param failures reports that were not accepted, and why
 * @param p50Millis duration of a report, median
 * @param p99Millis 99th percentile
 * @param maxMillis longest
 * @param signedIn browsers still signed in
 * @param signedInBefore browsers signed in before
 * @param memory resident bytes of each process
 * @param restarted whether a process has ended
 */
public record FloodResult(
    String way,
    double perSecond,
    Map<Integer, Integer> answers,
    int reports,
    List<String> failures,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    int signedIn,
    int signedInBefore,
    Map<String, Bytes> memory,
    boolean restarted) {

  /** Before, at most, and after. */
  public record Bytes(long before, long peak, long after) {}

  /** The longest that a report may take. */
  public static final double LONGEST_REPORT_MILLIS = 2_000;

  /** Whether it did not affect other callers. */
  public boolean held() {
    return !restarted
        && reports > 0
        && failures.isEmpty()
        && maxMillis <= LONGEST_REPORT_MILLIS
        && signedIn == signedInBefore;
  }
}
