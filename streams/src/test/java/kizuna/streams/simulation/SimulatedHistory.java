package kizuna.streams.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import kizuna.codes.FactKind;
import kizuna.facts.Fact;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.guarantees.RandomHistory;

/**
 * What arrives, and what happens to whoever decides it: drawn from a seed, told again as often as
 * wanted, and smaller by leaving things out.
 *
 * @param arrivals records in the order in which they reach the intake
 * @param steps one after the other
 */
record SimulatedHistory(int partitions, int instances, List<Arrival> arrivals, List<Step> steps) {

  /** Facts take longer to draw than to decide: so many schedules for each. */
  private static final int SCHEDULES = 16;

  private static final int[] DISORDER = {1, 1, 1, 3, 10};

  /**
   * One record for the intake.
   *
   * @param at when it is sent, if that is not past
   */
  record Arrival(byte[] key, byte[] value, Instant at, String name) {}

  /** What may happen. */
  enum Act {
    SEND(14),
    WORK(30),
    COMMIT(10),
    PREPARE(4),
    PUNCTUATE(10),
    PASS_TIME(5),
    KILL(4),
    START(6),
    FREEZE(3),
    THAW(4),
    ASSIGN(4),
    TIME_OUT(2),
    FAIL(4),
    FOLLOW(4),
    LOSE_OFFSETS(1),
    WRONG_CLOCK(1);

    private final int weight;

    Act(int weight) {
      this.weight = weight;
    }
  }

  /**
   * One step.
   *
   * @param instance that it happens to
   * @param count how many, or which
   * @param fate of state that is not committed
   */
  record Step(Act act, int instance, int count, StateCopy.Fate fate) {}

  private static final List<Act> ACTS = acts();

  private static List<Act> acts() {
    List<Act> all = new ArrayList<>();
    for (Act act : Act.values()) {
      all.addAll(Collections.nCopies(act.weight, act));
    }
    return List.copyOf(all);
  }

  /** Draws the facts of histories, and keeps the last. */
  static final class Facts {
    private long drawn = Long.MIN_VALUE;
    private List<Fact> facts = List.of();

    private List<Fact> of(long seed) {
      long wanted = Math.floorDiv(seed, (long) SCHEDULES);
      if (wanted != drawn) {
        facts = RandomHistory.sent(wanted, RandomHistory.BASIS + 8 + (int) (wanted * 7 % 24));
        drawn = wanted;
      }
      return facts;
    }
  }

  static SimulatedHistory of(long seed, Facts drawn, TopicSerdes serdes) {
    Random random = new Random(seed);
    List<Fact> facts = drawn.of(seed);
    int partitions = partitions(seed);
    int instances = 1 + random.nextInt(3);
    return new SimulatedHistory(
        partitions, instances, arrivals(facts, random, serdes), steps(random, instances));
  }

  static int partitions(long seed) {
    return 1 + Math.floorMod(seed, 3);
  }

  private static List<Arrival> arrivals(List<Fact> facts, Random random, TopicSerdes serdes) {
    boolean toldByDecider = random.nextInt(2) == 0;
    int disorder = DISORDER[random.nextInt(DISORDER.length)];
    boolean wrongClocks = random.nextInt(4) == 0;
    List<Arrival> arrivals = new ArrayList<>();
    for (Fact fact : facts) {
      if (toldByDecider && fact.getKind() == FactKind.TIME_PASSED) {
        continue;
      }
      Fact sent = wrongClocks && random.nextInt(8) == 0 ? wronglyStamped(fact, random) : fact;
      byte[] key = fact.getNetworkId().getBytes(StandardCharsets.UTF_8);
      byte[] value = serdes.facts().encode(sent);
      Arrival arrival = new Arrival(key, value, fact.getRecordedAt(), fact.getKind().toString());
      arrivals.add(arrival);
      if (random.nextInt(12) == 0) {
        arrivals.add(arrivals.get(random.nextInt(arrivals.size())));
      }
      if (random.nextInt(30) == 0) {
        arrivals.add(poison(arrival, random));
      }
    }
    // The first ones found the networks.
    for (int i = RandomHistory.BASIS; i < arrivals.size() && disorder > 1; i++) {
      Collections.swap(arrivals, i, Math.min(arrivals.size() - 1, i + random.nextInt(disorder)));
    }
    return arrivals;
  }

  private static Fact wronglyStamped(Fact fact, Random random) {
    Duration wrong = Duration.ofMinutes(random.nextInt(6 * 60) - 3 * 60L);
    return Fact.newBuilder(fact).setRecordedAt(fact.getRecordedAt().plus(wrong)).build();
  }

  private static Arrival poison(Arrival like, Random random) {
    byte[] bytes = like.value().clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes = new byte[0];
      case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> random.nextBytes(bytes);
      default -> bytes[0] = 7;
    }
    return new Arrival(like.key(), bytes, like.at(), "POISON");
  }

  private static List<Step> steps(Random random, int instances) {
    List<Step> steps = new ArrayList<>();
    int count = 30 + random.nextInt(60);
    StateCopy.Fate[] fates = StateCopy.Fate.values();
    for (int i = 0; i < count; i++) {
      StateCopy.Fate fate =
          random.nextInt(3) > 0 ? StateCopy.Fate.WIPED : fates[random.nextInt(fates.length)];
      steps.add(
          new Step(
              ACTS.get(random.nextInt(ACTS.size())),
              random.nextInt(instances),
              random.nextInt(1_000),
              fate));
    }
    return steps;
  }

  SimulatedHistory with(List<Arrival> fewerArrivals, List<Step> fewerSteps) {
    return new SimulatedHistory(
        partitions, instances, List.copyOf(fewerArrivals), List.copyOf(fewerSteps));
  }
}
