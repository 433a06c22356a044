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
import java.util.LinkedHashSet;
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
import kizuna.schemas.form.MunicipalityCode;
import kizuna.streams.books.Change;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.Outcome;
import kizuna.streams.topology.PureDecisions;

/**
 * What one fact costs to decide beside so many open requests and a fifth as many offers in one
 * network, while requests and offers still come: for each request that comes an old one is
 * cancelled, for each offer an old one withdrawn, so that the size stays what it is.
 */
final class DecidingCost {

  /** Kinds that are told apart. */
  private static final List<FactKind> KINDS =
      List.of(FactKind.AID_REQUESTED, FactKind.STAFF_OFFERED, FactKind.DISPATCH_CONFIRMED);

  private static final int LENDERS = 23;
  private static final int RECEIVERS = 20;
  private static final int FIRST_LENDER = 13101;
  private static final int FIRST_RECEIVER = 17201;
  private static final int REQUESTS_PER_OFFER = 5;
  private static final int HORIZON_DAYS = 28;
  private static final TaskType[] TASKS = {
    TaskType.SHELTER_OPERATION, TaskType.RELIEF_GOODS, TaskType.DAMAGE_ASSESSMENT,
    TaskType.VICTIM_CERTIFICATE, TaskType.PUBLIC_HEALTH, TaskType.WATER_SUPPLY
  };

  /** Of four proposals three are confirmed while they are fresh; the rest stay held. */
  private static final double CONFIRMED = 0.75;

  /**
   * Microseconds, by open requests.
   *
   * @param all mean of the facts of a round, five requests and one offer with what follows from
   *     them: median of the rounds
   * @param byKind median of the facts of a kind
   */
  record Curve(Map<String, Double> all, Map<String, Map<String, Double>> byKind) {
    static final Curve NONE = new Curve(Map.of(), Map.of());
  }

  /** Processor time of this thread: what others do on the machine is not our cost. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final int requests;
  private final Random random = new Random(7);
  private final PureDecisions decisions = new PureDecisions(Facts.NETWORK);
  private final Facts facts = new Facts();
  private final Scenario.Disaster disaster;
  private final List<String> lenders = new ArrayList<>();
  private final List<String> receivers = new ArrayList<>();
  private final Deque<Scenario.Request> asked = new ArrayDeque<>();
  private final Deque<Scenario.Offer> offered = new ArrayDeque<>();
  private final Deque<Dispatch> proposed = new ArrayDeque<>();
  private final Map<FactKind, List<Double>> micros = new EnumMap<>(FactKind.class);
  private final List<Double> rounds = new ArrayList<>();
  private Instant now = Scenario.at(0, 0);
  private int number;
  private boolean measuring;
  private long roundNanos;
  private int roundFacts;

  private DecidingCost(int requests) {
    this.requests = requests;
    for (int i = 0; i < LENDERS; i++) {
      lenders.add(MunicipalityCode.withCheckDigit(Integer.toString(FIRST_LENDER + i)));
    }
    for (int i = 0; i < RECEIVERS; i++) {
      receivers.add(MunicipalityCode.withCheckDigit(Integer.toString(FIRST_RECEIVER + i)));
    }
    disaster = new Scenario.Disaster("quake", HazardType.EARTHQUAKE, receivers, now);
  }

  /** The curve over these sizes. */
  static Curve curve(int[] sizes, int facts, IntConsumer progress) {
    // Until the compiler has settled.
    new DecidingCost(1_000).measure(facts);
    Map<String, Double> all = new LinkedHashMap<>();
    Map<String, Map<String, Double>> byKind = new LinkedHashMap<>();
    for (int size : sizes) {
      progress.accept(size);
      DecidingCost cost = new DecidingCost(size);
      cost.measure(facts);
      all.put(Integer.toString(size), median(cost.rounds));
      for (FactKind kind : KINDS) {
        byKind
            .computeIfAbsent(FactForm.name(kind), k -> new LinkedHashMap<>())
            .put(Integer.toString(size), median(cost.micros.getOrDefault(kind, List.of())));
      }
    }
    return new Curve(all, byKind);
  }

  private void measure(int count) {
    setUp();
    // The need comes first: were there proposals already, each new request would look whether to
    // move them, and this would take much longer to come to the same.
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
    Scenario.Agreement all =
        new Scenario.Agreement(
            "agreement",
            Set.of(),
            new LinkedHashSet<>(receivers),
            false,
            Set.of(),
            Set.of(),
            null,
            null,
            null,
            false);
    Scenario world =
        new Scenario(
            0,
            0,
            Family.all().get(0),
            lenders,
            receivers,
            List.of(all),
            List.of(disaster),
            List.of(),
            List.of());
    facts.register(world, now).forEach(this::decide);
    decide(facts.declared(disaster, now));
  }

  private void ask() {
    int first = 1 + random.nextInt(HORIZON_DAYS);
    double p = random.nextDouble();
    Scenario.Request request =
        new Scenario.Request(
            "r-" + number++,
            disaster,
            receivers.get(random.nextInt(RECEIVERS)),
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
            lenders.get(random.nextInt(LENDERS)),
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

  /** What was proposed lately, most of it. */
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
