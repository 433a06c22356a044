package kizuna.seeds.drill;

import java.util.Map;

/**
 * The expected result of a drill when its whole log is decided, over all its networks.
 *
 * @param requests accepted requests
 * @param requestedPersonDays person-days needed at the end: days that a release took off the need
 *     are excluded
 * @param filledPersonDays of these, covered by dispatches that took place
 * @param shortfallPersonDays the rest
 * @param proposals dispatches ever proposed
 * @param rejected facts refused
 * @param personDaysByLender covered person-days of each lender that has any, by code
 */
public record Expected(
    int requests,
    long requestedPersonDays,
    long filledPersonDays,
    long shortfallPersonDays,
    int proposals,
    int rejected,
    Map<String, Long> personDaysByLender) {

  public Expected {
    personDaysByLender = Map.copyOf(personDaysByLender);
  }
}
