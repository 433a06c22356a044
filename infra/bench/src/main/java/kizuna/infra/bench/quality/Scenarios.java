package kizuna.infra.bench.quality;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import kizuna.codes.HazardType;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.TaskType;
import kizuna.infra.bench.quality.Scenario.Agreement;
import kizuna.infra.bench.quality.Scenario.Disaster;
import kizuna.infra.bench.quality.Scenario.Offer;
import kizuna.infra.bench.quality.Scenario.Request;
import kizuna.schemas.form.MunicipalityCode;
import org.jspecify.annotations.Nullable;

/** Makes scenarios: the same seed and number, the same scenario. */
final class Scenarios {

  private static final int FIRST_LENDER = 13101;
  private static final int FIRST_RECEIVER = 17201;
  private static final int RECEIVERS = 6;
  private static final int LAST_ASKED_DAY = 10;

  /** A task that is listed more often is requested more often. */
  private static final TaskType[] TASKS = {
    TaskType.SHELTER_OPERATION, TaskType.SHELTER_OPERATION, TaskType.SHELTER_OPERATION,
    TaskType.RELIEF_GOODS, TaskType.RELIEF_GOODS, TaskType.DAMAGE_ASSESSMENT,
    TaskType.DAMAGE_ASSESSMENT, TaskType.VICTIM_CERTIFICATE, TaskType.PUBLIC_HEALTH,
    TaskType.WATER_SUPPLY
  };

  private static final List<ScenarioFamily> FAMILIES = ScenarioFamily.all();

  /** Has no factor in common with their number, so that the first few are of many families. */
  private static final int STRIDE = 37;

  private final int number;
  private final long seed;
  private final ScenarioFamily family;
  private final Random random;
  private final List<String> lenders = new ArrayList<>();
  private final List<String> receivers = new ArrayList<>();
  private final List<Disaster> disasters = new ArrayList<>();

  private Scenarios(int number, long seed, ScenarioFamily family) {
    this.number = number;
    this.seed = seed;
    this.family = family;
    this.random = new Random(seed);
  }

  /** The scenario of a number; families take turns. */
  static Scenario number(long seed, int number) {
    ScenarioFamily family = FAMILIES.get((int) ((long) number * STRIDE % FAMILIES.size()));
    return new Scenarios(number, seed * 1_000_003 + number * 7_919L, family).make();
  }

  private Scenario make() {
    int lenderCount = 12 + random.nextInt(12);
    for (int i = 0; i < lenderCount; i++) {
      lenders.add(code(FIRST_LENDER + i));
    }
    for (int i = 0; i < RECEIVERS; i++) {
      receivers.add(code(FIRST_RECEIVER + i));
    }
    int half = family.disasters() == 1 ? RECEIVERS : RECEIVERS / 2;
    disasters.add(
        new Disaster(
            "quake", HazardType.EARTHQUAKE, receivers.subList(0, half), Scenario.at(0, 4)));
    if (family.disasters() == 2) {
      disasters.add(
          new Disaster(
              "flood",
              HazardType.STORM_FLOOD,
              receivers.subList(half, RECEIVERS),
              Scenario.at(4, 4)));
    }
    List<Agreement> agreements = agreements();
    List<Request> requests = requests();
    List<Offer> offers = offers(requests);
    return new Scenario(
        number, seed, family, lenders, receivers, agreements, disasters, requests, offers);
  }

  private static String code(int five) {
    return MunicipalityCode.withCheckDigit(Integer.toString(five));
  }

  // Agreements: an umbrella over some receivers, and partners of their own for each.

  private List<Agreement> agreements() {
    List<Agreement> agreements = new ArrayList<>();
    Set<String> underUmbrella = new LinkedHashSet<>();
    for (String receiver : receivers) {
      if (chance(0.7)) {
        underUmbrella.add(receiver);
      }
    }
    if (!underUmbrella.isEmpty()) {
      agreements.add(
          new Agreement(
              "umbrella",
              Set.of(),
              underUmbrella,
              true,
              Set.of(),
              Set.of(),
              family.limits() ? 2 + random.nextInt(3) : null,
              null,
              null,
              false));
    }
    for (String receiver : receivers) {
      int own = underUmbrella.contains(receiver) ? 1 : 2;
      for (int i = 0; i < own; i++) {
        agreements.add(own("own-" + receiver + "-" + i, receiver));
      }
    }
    return agreements;
  }

  private Agreement own(String id, String receiver) {
    Set<String> partners = new LinkedHashSet<>();
    int count = 4 + random.nextInt(6);
    while (partners.size() < count) {
      partners.add(lenders.get(random.nextInt(lenders.size())));
    }
    Set<TaskType> tasks = EnumSet.noneOf(TaskType.class);
    if (chance(0.4)) {
      while (tasks.size() < 4) {
        tasks.add(task());
      }
    }
    Set<HazardType> hazards = EnumSet.noneOf(HazardType.class);
    if (chance(0.3)) {
      hazards.add(HazardType.EARTHQUAKE);
      if (chance(0.6)) {
        hazards.add(HazardType.STORM_FLOOD);
      }
    }
    return new Agreement(
        id,
        partners,
        Set.of(receiver),
        false,
        hazards,
        tasks,
        family.limits() && chance(0.6) ? 2 + random.nextInt(4) : null,
        chance(0.15) ? 5 : null,
        chance(0.1) ? 9 + random.nextInt(5) : null,
        chance(0.3));
  }

  // Requests.

  private List<Request> requests() {
    List<Request> requests = new ArrayList<>();
    int count = 20 + random.nextInt(21);
    for (int i = 0; i < count; i++) {
      Disaster disaster = disasters.get(random.nextInt(disasters.size()));
      int from = Scenario.day(disaster.at());
      double share = Math.pow(random.nextDouble(), 1.5);
      Instant asked =
          disaster
              .at()
              .plus(Duration.ofMillis(3_600_000L + i))
              .plus(millis((LAST_ASKED_DAY - from) * share));
      double p = random.nextDouble();
      Priority priority =
          p < 0.1 ? Priority.LIFE_SAFETY : p < 0.4 ? Priority.URGENT : Priority.NORMAL;
      int first =
          Scenario.day(asked)
              + (priority == Priority.LIFE_SAFETY ? random.nextInt(2) : 1 + random.nextInt(4));
      TaskType task = task();
      requests.add(
          new Request(
              "r-" + i,
              disaster,
              disaster.struck().get(random.nextInt(disaster.struck().size())),
              task,
              qualifications(task, 0.6),
              2 + random.nextInt(7),
              first,
              first + 2 + random.nextInt(10),
              priority,
              chance(0.8) ? 8 : 4,
              asked));
    }
    return requests;
  }

  private Set<Qualification> qualifications(TaskType task, double often) {
    Qualification one = qualificationFor(task);
    return one != null && chance(often) ? EnumSet.of(one) : Set.of();
  }

  private static @Nullable Qualification qualificationFor(TaskType task) {
    return switch (task) {
      case PUBLIC_HEALTH -> Qualification.PUBLIC_HEALTH_NURSE;
      case WATER_SUPPLY -> Qualification.WATER_ENGINEER;
      case DAMAGE_ASSESSMENT -> Qualification.ASSESSMENT_TRAINED;
      default -> null;
    };
  }

  // Offers: person-days in total as defined by the family's supply.

  private List<Offer> offers(List<Request> requests) {
    double asked = 0;
    for (Request r : requests) {
      asked += r.headCount() * (r.lastDay() - r.firstDay() + 1);
    }
    int count = 30 + random.nextInt(31);
    double left = asked * family.supply().ratio;
    List<Offer> offers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant offered = offeredAt().plusMillis(i);
      int first = Scenario.day(offered) + 1 + random.nextInt(longestWait());
      int days = 4 + random.nextInt(9);
      double share = left / (count - i) / days;
      int headCount = Math.max(1, (int) Math.round(share * (0.5 + random.nextDouble())));
      left = Math.max(0, left - headCount * days);
      Set<TaskType> tasks = EnumSet.noneOf(TaskType.class);
      int taskCount = 1 + random.nextInt(3);
      while (tasks.size() < taskCount) {
        tasks.add(task());
      }
      Set<Qualification> held = EnumSet.noneOf(Qualification.class);
      tasks.forEach(t -> held.addAll(qualifications(t, 0.8)));
      Disaster only = chance(0.25) ? disasters.get(random.nextInt(disasters.size())) : null;
      if (only != null && offered.isBefore(only.at())) {
        // No offers for a future disaster.
        only = null;
      }
      offers.add(
          new Offer(
              "o-" + i,
              lenders.get(random.nextInt(lenders.size())),
              only == null ? null : only.id(),
              tasks,
              held,
              headCount,
              first,
              first + days - 1,
              offered,
              withdrawnAt(offered, first)));
    }
    return offers;
  }

  private Instant offeredAt() {
    double day =
        switch (family.timing()) {
          case EARLY -> 0.3 + 1.2 * random.nextDouble();
          case LATE -> 4 + 6 * random.nextDouble();
          case INTERLEAVED -> 0.3 + 11 * random.nextDouble();
          case BURSTY -> 1 + 4 * random.nextInt(3) + 0.1 * random.nextDouble();
        };
    return Scenario.at(0, 4).plus(millis(day));
  }

  /** Days from an offer to its first day, at most. */
  private int longestWait() {
    return switch (family.timing()) {
      case EARLY -> 12;
      case LATE -> 3;
      case INTERLEAVED, BURSTY -> 5;
    };
  }

  private @Nullable Instant withdrawnAt(Instant offered, int firstDay) {
    double when = random.nextDouble();
    if (!chance(0.12) || !family.unrest()) {
      return null;
    }
    long span = Duration.between(offered, Scenario.at(firstDay, 0)).toMillis();
    return offered.plusMillis(1 + (long) (when * (span - 2)));
  }

  private TaskType task() {
    return TASKS[random.nextInt(TASKS.length)];
  }

  private boolean chance(double p) {
    return random.nextDouble() < p;
  }

  private static Duration millis(double days) {
    return Duration.ofMillis((long) (days * 86_400_000));
  }
}
