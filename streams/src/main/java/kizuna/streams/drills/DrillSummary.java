package kizuna.streams.drills;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;

/**
 * The results of a drill over all its networks.
 *
 * @param facts decided, reference data included; those of the run's own clock are not
 * @param requests accepted
 * @param requestedPersonDays person-days needed at the end, without need that a release ended
 * @param filledPersonDays of these, covered by dispatches that are not void
 * @param shortfallPersonDays the rest
 * @param proposals dispatches ever proposed
 * @param rejected facts refused in substance
 * @param deadLetters records that could not be read
 * @param medianMillisToMatch from a request to its first proposal, in the drill's own time, over
 *     requests that got one
 * @param decisionHash over the last hash of every network: the same for the same log, at any speed,
 *     on any machine
 * @param shortfallByTask person-days by task type
 * @param shortfallByDay persons missing by day (JST)
 * @param personDaysByLender covered person-days of each lender that has any, by code
 * @param pairs lenders and receivers of dispatches, at most 5,000
 */
public record DrillSummary(
    String drill,
    String namespace,
    int facts,
    int requests,
    long requestedPersonDays,
    long filledPersonDays,
    long shortfallPersonDays,
    int proposals,
    int rejected,
    int deadLetters,
    long medianMillisToMatch,
    String decisionHash,
    SortedMap<String, Long> shortfallByTask,
    SortedMap<LocalDate, Long> shortfallByDay,
    SortedMap<String, Long> personDaysByLender,
    List<Pair> pairs) {

  /** A lender that sent people to a receiver. */
  public record Pair(String lender, String receiver) {}
}
