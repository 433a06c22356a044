package kizuna.seeds.scenario;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kizuna.codes.Priority;
import kizuna.codes.TaskType;

/**
 * Makes the requests and offers of one disaster in one network, day by day. Needs start with life
 * safety, continue with shelters, end with certificates and housing, and decrease; offers follow.
 *
 * @param name part of the ids of its requests and offers; unique in the scenario
 * @param network id of the network
 * @param disaster id of the disaster
 * @param receivers codes of the struck municipalities
 * @param lenders codes of the offering lenders
 * @param firstDay day of the disaster in the scenario
 * @param requests approximate number of requests in total
 * @param supply persons offered for each person requested
 */
record DisasterDemand(
    String name,
    String network,
    String disaster,
    List<String> receivers,
    List<String> lenders,
    int firstDay,
    int requests,
    double supply) {

  /** Number of days with demand. */
  static final int DAYS = 90;

  /** Daily decrease of the need: e to the minus a thirtieth. */
  private static final double DECAY_DAYS = 30;

  private static final int SECONDS_OF_WORK = 12 * 3600;
  private static final int OFFER_DAYS = 14;
  private static final int MEAN_HEAD_COUNT = 6;
  private static final int MEAN_REQUEST_DAYS = 9;
  private static final int OFFER_HEAD_COUNT = 8;

  private static final List<TaskType> FIRST_DAYS =
      List.of(
          TaskType.SHELTER_OPERATION,
          TaskType.RELIEF_GOODS,
          TaskType.WATER_SUPPLY,
          TaskType.MANAGEMENT_SUPPORT,
          TaskType.EMERGENCY_SAFETY_CHECK);
  private static final List<TaskType> WEEKS =
      List.of(
          TaskType.SHELTER_OPERATION,
          TaskType.SHELTER_OPERATION,
          TaskType.RELIEF_GOODS,
          TaskType.DAMAGE_ASSESSMENT,
          TaskType.PUBLIC_HEALTH);
  private static final List<TaskType> MONTHS =
      List.of(
          TaskType.VICTIM_CERTIFICATE,
          TaskType.DAMAGE_ASSESSMENT,
          TaskType.TEMPORARY_HOUSING,
          TaskType.SHELTER_OPERATION,
          TaskType.DISASTER_WASTE);
  private static final int FIRST_WEEK_BEGINS = 4;
  private static final int FIRST_MONTH_BEGINS = 21;

  /** Makes the facts of one day. */
  void day(ScenarioFacts facts, int day) {
    int since = day - firstDay;
    if (since < 0 || since >= DAYS) {
      return;
    }
    double share = share(since);
    asked(facts, day, since, share);
    offered(facts, day, since, share);
  }

  /** The part of all that a day has. */
  private static double share(int since) {
    double all = (1 - Math.exp(-DAYS / DECAY_DAYS)) / (1 - Math.exp(-1 / DECAY_DAYS));
    return Math.exp(-since / DECAY_DAYS) / all;
  }

  private static int count(double mean, SplittableRandom chances) {
    int whole = (int) mean;
    return whole + (chances.nextDouble() < mean - whole ? 1 : 0);
  }

  private void asked(ScenarioFacts facts, int day, int since, double share) {
    SplittableRandom chances = facts.chances(name, "asked", since);
    int today = count(requests * share, chances);
    for (int i = 0; i < today; i++) {
      String receiver = receivers.get(chances.nextInt(receivers.size()));
      List<TaskType> tasks = tasks(since);
      boolean life = since < FIRST_WEEK_BEGINS && chances.nextInt(10) == 0;
      LocalDate first = facts.day(day + 1 + chances.nextInt(life ? 1 : 3));
      facts.asked(
          time(facts, day, since, chances),
          network,
          name + "-" + receiver + "-" + since + "-" + i,
          disaster,
          receiver,
          life ? TaskType.WATER_SUPPLY : tasks.get(chances.nextInt(tasks.size())),
          2 + chances.nextInt(2 * (MEAN_HEAD_COUNT - 2) + 1),
          first,
          4 + chances.nextInt(2 * (MEAN_REQUEST_DAYS - 4) + 1),
          life
              ? Priority.LIFE_SAFETY
              : chances.nextInt(3) == 0 ? Priority.URGENT : Priority.NORMAL);
    }
  }

  private static List<TaskType> tasks(int since) {
    return since < FIRST_WEEK_BEGINS ? FIRST_DAYS : since < FIRST_MONTH_BEGINS ? WEEKS : MONTHS;
  }

  /** In the first hours after it happened, later in the hours of work. */
  private Instant time(ScenarioFacts facts, int day, int since, SplittableRandom chances) {
    int from = since == 0 ? 13 * 3600 : 8 * 3600;
    int most = since == 0 ? 10 * 3600 : SECONDS_OF_WORK;
    return facts.at(day, from + chances.nextInt(most));
  }

  /** Makes offers for the requests: the requested person-days divided by those of an offer. */
  private void offered(ScenarioFacts facts, int day, int since, double share) {
    SplittableRandom chances = facts.chances(name, "offered", since);
    double asked = requests * share * MEAN_HEAD_COUNT * MEAN_REQUEST_DAYS;
    int today = count(supply * asked / (OFFER_HEAD_COUNT * OFFER_DAYS), chances);
    for (int i = 0; i < today; i++) {
      String lender = lenders.get(chances.nextInt(lenders.size()));
      List<TaskType> some = new ArrayList<>(tasks(since).stream().distinct().toList());
      some.remove(chances.nextInt(some.size()));
      if (since + 3 >= FIRST_WEEK_BEGINS && !some.contains(TaskType.DAMAGE_ASSESSMENT)) {
        some.add(TaskType.DAMAGE_ASSESSMENT);
      }
      facts.offered(
          time(facts, day, since, chances),
          network,
          name + "-" + lender + "-" + since + "-" + i,
          lender,
          disaster,
          some,
          OFFER_HEAD_COUNT - 4 + chances.nextInt(9),
          facts.day(day + 1 + chances.nextInt(2)),
          OFFER_DAYS);
    }
  }
}
