package kizuna.streams.analysis;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kizuna.streams.analysis.LogFigures.RequestFigures;

/**
 * The differences between the results of two runs of a log.
 *
 * @param byLender differing person-days sent
 * @param byReceiver differing person-days missing
 * @param missingByDay persons missing, on days on which they differ
 * @param earlier requests with an earlier first proposal, and the total difference
 * @param later the same for later ones
 * @param first requests with a proposal only in the second run
 * @param none requests with a proposal only in the first run
 */
public record FiguresComparison(
    LogFigures before,
    LogFigures after,
    SortedMap<String, Pair> byLender,
    SortedMap<String, Pair> byReceiver,
    SortedMap<LocalDate, Pair> missingByDay,
    Moved earlier,
    Moved later,
    long first,
    long none) {

  /** A figure in both runs. */
  public record Pair(long before, long after) {

    public long more() {
      return after - before;
    }
  }

  /** Number of requests, with the total time. */
  public record Moved(long requests, Duration together) {}

  /** Additional filled person-days. */
  public long filledMore() {
    return after.filledPersonDays() - before.filledPersonDays();
  }

  public static FiguresComparison of(LogFigures before, LogFigures after) {
    Map<String, RequestFigures> known = new HashMap<>();
    before.requests().forEach(r -> known.put(r.network() + "/" + r.id(), r));
    long earlier = 0;
    long later = 0;
    long first = 0;
    long none = 0;
    Duration gained = Duration.ZERO;
    Duration lost = Duration.ZERO;
    for (RequestFigures r : after.requests()) {
      RequestFigures then = known.get(r.network() + "/" + r.id());
      Instant at = then == null ? null : then.firstProposedAt();
      Instant now = r.firstProposedAt();
      if (at == null || now == null) {
        first += at == null && now != null ? 1 : 0;
        none += at != null ? 1 : 0;
      } else if (now.isBefore(at)) {
        earlier++;
        gained = gained.plus(Duration.between(now, at));
      } else if (at.isBefore(now)) {
        later++;
        lost = lost.plus(Duration.between(at, now));
      }
    }
    return new FiguresComparison(
        before,
        after,
        differing(before.sentByLender(), after.sentByLender()),
        differing(
            before.missingBy(RequestFigures::receiver), after.missingBy(RequestFigures::receiver)),
        differing(before.missingByDay(), after.missingByDay()),
        new Moved(earlier, gained),
        new Moved(later, lost),
        first,
        none);
  }

  private static <K extends Comparable<? super K>> SortedMap<K, Pair> differing(
      Map<K, Long> before, Map<K, Long> after) {
    SortedMap<K, Pair> differing = new TreeMap<>();
    before.forEach((key, n) -> differing.put(key, new Pair(n, after.getOrDefault(key, 0L))));
    after.forEach((key, n) -> differing.putIfAbsent(key, new Pair(0, n)));
    differing.values().removeIf(p -> p.more() == 0);
    return differing;
  }
}
