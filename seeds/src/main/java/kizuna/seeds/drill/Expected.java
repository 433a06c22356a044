package kizuna.seeds.drill;

import java.util.Map;

/**
 * What a drill must lead to when its whole log is decided, over all its networks.
 *
 * @param requests accepted requests
 * @param requestedPersonDays person-days needed, as the requests stand at the end: what a release
 *     took off the need is gone from it
 * @param filledPersonDays of these, covered by dispatches that did not come to nothing
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
