package kizuna.infra.bench.quality;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.Priority;
import kizuna.codes.TaskType;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactForm;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.Outcome;
import kizuna.streams.replay.RulesOnlyEngine;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;

/**
 * Measures the cost to decide one fact with a given number of open requests and a fifth as many
 * offers in one network, while requests and offers arrive: each new request cancels an old one, and
 * each new offer withdraws an old one, so that the size stays constant.
 */
final class DecidingCost {

  /** Kinds that are measured separately. */
  private static final List<FactKind> KINDS =
      List.of(FactKind.AID_REQUESTED, FactKind.STAFF_OFFERED, FactKind.DISPATCH_CONFIRMED);

  private static final int REQUESTS_PER_OFFER = 5;
  private static final int HORIZON_DAYS = 28;
  private static final TaskType[] TASKS = {
    TaskType.SHELTER_OPERATION, TaskType.RELIEF_GOODS, TaskType.DAMAGE_ASSESSMENT,
    TaskType.VICTIM_CERTIFICATE, TaskType.PUBLIC_HEALTH, TaskType.WATER_SUPPLY
  };

  /** Three of four proposals are confirmed while they are new; the rest stay held. */
  private static final double CONFIRMED = 0.75;

  /**
   * Microseconds, by open requests.
   *
   * @param all mean of the facts of a round, five requests and one offer with what follows from
   *     them: median of the rounds
   * @param byKind median of the facts of a kind
   * @param longest of the facts of a kind
   * @param registerSeconds processor time of all reference data, by open requests
   */
  record Curve(
      Map<String, Double> all,
      Map<String, Map<String, Double>> byKind,
      Map<String, Map<String, Double>> longest,
      Map<String, Double> registerSeconds) {
    static final Curve NONE = new Curve(Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** Processor time of this thread, without other load on the machine. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final int requests;
  private final NetworkShape shape;
  private final Random random = new Random(7);
  private final RulesOnlyEngine decisions = new RulesOnlyEngine(ScenarioFacts.NETWORK);
  private final ScenarioFacts facts = new ScenarioFacts();
  private final Scenario.Disaster disaster;
  private final Deque<Scenario.Request> asked = new ArrayDeque<>();
  private final Deque<Scenario.Offer> offered = new ArrayDeque<>();
  private final Deque<Dispatch> proposed = new ArrayDeque<>();
  private final Map<FactKind, List<Double>> micros = new EnumMap<>(FactKind.class);
  private final List<Double> rounds = new ArrayList<>();
  private Instant now = Scenario.at(0, 0);
  private int number;
  private boolean measuring;
  private double registerSeconds;
  private long roundNanos;
  private int roundFacts;

  private DecidingCost(int requests, NetworkShape shape) {
    this.requests = requests;
    this.shape = shape;
    disaster = new Scenario.Disaster("quake", HazardType.EARTHQUAKE, shape.receivers(), now);
  }

  /** The curve over these sizes. */
  static Curve curve(NetworkShape shape, int[] sizes, int facts, IntConsumer progress) {
    // Until the compiler has settled.
    new DecidingCost(sizes[0], shape).measure(facts);
    Curve curve =
        new Curve(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());
    for (int size : sizes) {
      progress.accept(size);
      DecidingCost cost = new DecidingCost(size, shape);
      cost.measure(facts);
      String beside = Integer.toString(size);
      curve.all.put(beside, median(cost.rounds));
      curve.registerSeconds.put(beside, cost.registerSeconds);
      for (FactKind kind : KINDS) {
        List<Double> micros = cost.micros.getOrDefault(kind, List.of());
        put(curve.byKind, kind, beside, median(micros));
        put(
            curve.longest,
            kind,
            beside,
            micros.stream().mapToDouble(m -> m).max().orElse(Double.NaN));
      }
    }
    return curve;
  }

  private static void put(
      Map<String, Map<String, Double>> values, FactKind kind, String beside, double micros) {
    values.computeIfAbsent(FactForm.name(kind), k -> new LinkedHashMap<>()).put(beside, micros);
  }

  private void measure(int count) {
    setUp();
    // The need comes first: with existing proposals, each new request would check whether to move
    // them, which would take much longer with the same result.
    for (int i = 0; i < requests; i++) {
      ask();
    }
    for (int i = 0; i < requests / REQUESTS_PER_OFFER; i++) {
      offer();
      confirm();
    }
    measuring = true;
    int times = count / (2 * REQUESTS_PER_OFFER + 3);
    for (int i = 0; i < times; i++) {
      for (int j = 0; j < REQUESTS_PER_OFFER; j++) {
        ask();
        Scenario.Request oldest = asked.removeFirst();
        decide(facts.cancelled(oldest.id(), oldest.receiver(), now));
      }
      offer();
      confirm();
      Scenario.Offer oldest = offered.removeFirst();
      decide(facts.withdrawn(oldest.id(), oldest.lender(), now));
      rounds.add(roundNanos / 1e3 / roundFacts);
      roundNanos = 0;
      roundFacts = 0;
    }
  }

  private void setUp() {
    Scenario world =
        new Scenario(
            0,
            0,
            ScenarioFamily.all().get(0),
            shape.lenders(),
            shape.receivers(),
            shape.agreements(),
            List.of(disaster),
            List.of(),
            List.of());
    long start = THREADS.getCurrentThreadCpuTime();
    facts.register(world, now).forEach(this::decide);
    registerSeconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
    decide(facts.declared(disaster, now));
  }

  private void ask() {
    int first = 1 + random.nextInt(HORIZON_DAYS);
    double p = random.nextDouble();
    Scenario.Request request =
        new Scenario.Request(
            "r-" + number++,
            disaster,
            shape.receivers().get(random.nextInt(shape.receivers().size())),
            TASKS[random.nextInt(TASKS.length)],
            Set.of(),
            2 + random.nextInt(5),
            first,
            first + 3 + random.nextInt(8),
            p < 0.02 ? Priority.LIFE_SAFETY : p < 0.2 ? Priority.URGENT : Priority.NORMAL,
            8,
            now);
    asked.addLast(request);
    decide(facts.asked(request, now));
  }

  private void offer() {
    int first = 1 + random.nextInt(HORIZON_DAYS);
    Scenario.Offer offer =
        new Scenario.Offer(
            "o-" + number++,
            shape.lenders().get(random.nextInt(shape.lenders().size())),
            null,
            EnumSet.of(TASKS[random.nextInt(TASKS.length)], TASKS[random.nextInt(TASKS.length)]),
            Set.of(),
            2 + random.nextInt(4),
            first,
            first + 3 + random.nextInt(8),
            now,
            null);
    offered.addLast(offer);
    decide(facts.offered(offer, now));
  }

  /** Confirms most of the recent proposals. */
  private void confirm() {
    List<Dispatch> fresh = new ArrayList<>(proposed);
    proposed.clear();
    for (Dispatch d : fresh) {
      if (random.nextDouble() < CONFIRMED
          && decisions.network().dispatchOf(d.id()).state() == DispatchState.PROPOSED) {
        decide(facts.confirmed(d.id(), d.lender(), now));
      }
    }
  }

  private void decide(Fact fact) {
    now = now.plus(Duration.ofMillis(5));
    long start = THREADS.getCurrentThreadCpuTime();
    Decision decision = decisions.decide(fact);
    long took = THREADS.getCurrentThreadCpuTime() - start;
    if (decision.outcome() != Outcome.ACCEPTED) {
      throw new IllegalStateException(
          "expected " + fact.getKind() + " to be accepted, but " + decision.reasons());
    }
    if (measuring) {
      micros.computeIfAbsent(fact.getKind(), k -> new ArrayList<>()).add(took / 1e3);
      roundNanos += took;
      roundFacts++;
    }
    for (Change change : decision.changes()) {
      if (change instanceof Change.DispatchPut put
          && put.dispatch().state() == DispatchState.PROPOSED) {
        proposed.addLast(put.dispatch());
      }
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
