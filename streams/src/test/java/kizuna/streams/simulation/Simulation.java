package kizuna.streams.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;

/** Tells one history to instances on a simulated cluster, and checks what came of it. */
final class Simulation {

  /** Rounds after the last fault in which everything must be decided. */
  private static final int LONGEST_RECOVERY = 1_000;

  private final SimulatedHistory history;
  private final Topics topics;
  private final TopicSerdes serdes;
  private final SimulatedCluster cluster;
  private final SimulatedInstance.World world;
  private final List<SimulatedInstance> instances = new ArrayList<>();
  private final SimulatedReader reader;
  private int sent;

  private Simulation(SimulatedHistory history, TopicSerdes serdes) {
    this.history = history;
    this.serdes = serdes;
    this.topics = Topics.of(Namespace.LIVE, history.partitions());
    this.cluster = new SimulatedCluster(history.partitions(), serdes);
    this.world =
        new SimulatedInstance.World(
            history.arrivals().isEmpty() ? Instant.EPOCH : history.arrivals().get(0).at());
    this.reader = new SimulatedReader(cluster);
    for (int i = 0; i < history.instances(); i++) {
      instances.add(new SimulatedInstance("decisions-" + (i + 1), cluster, world, topics, serdes));
    }
  }

  /**
   * Runs a history.
   *
   * @throws AssertionError saying which promise does not hold
   */
  static void run(SimulatedHistory history, TopicSerdes serdes) {
    new Simulation(history, serdes).run();
  }

  private void run() {
    assign(0, StateCopy.Fate.WIPED, 0);
    for (SimulatedHistory.Step step : history.steps()) {
      act(step);
      reader.read();
    }
    recover();
    reader.read();
    reader.demandNothingTakenBack();
    new CommittedHistory(cluster, topics, serdes).check();
  }

  private void act(SimulatedHistory.Step step) {
    SimulatedInstance instance = instances.get(step.instance());
    int n = step.count();
    StateCopy.Fate fate = step.fate();
    world.pass(Duration.ofMillis(n));
    switch (step.act()) {
      case SEND -> send(1 + n % 8);
      case ASSIGN -> assign(n, fate, n);
      case TIME_OUT -> cluster.timeOutAll();
      case PASS_TIME -> world.pass(Duration.ofMinutes(1L + n));
      case LOSE_OFFSETS -> cluster.loseGroupOffsets();
      case START -> {
        if (!instance.running) {
          instance.start();
          assign(n, fate, n);
        }
      }
      case THAW -> instance.frozen = false;
      default -> {
        if (instance.isWell()) {
          actIn(instance, step.act(), n, fate);
        }
      }
    }
  }

  private void actIn(
      SimulatedInstance instance, SimulatedHistory.Act act, int n, StateCopy.Fate fate) {
    switch (act) {
      case WORK -> instance.work(1 + n % 10, fate, n);
      case COMMIT -> instance.commit(fate, n);
      case PREPARE -> instance.prepare(fate, n);
      case PUNCTUATE -> instance.punctuate(fate, n);
      case KILL -> instance.kill(fate, n, n % 2 == 0);
      case FREEZE -> instance.frozen = true;
      case FAIL -> instance.fail(fate, n);
      case FOLLOW -> instance.follow(n % cluster.partitions, n % 50);
      case WRONG_CLOCK ->
          instance.skew = n % 3 == 0 ? Duration.ZERO : Duration.ofHours(n % 100 - 50L);
      default -> throw new IllegalArgumentException("expected an act of an instance, but " + act);
    }
  }

  private void send(int most) {
    for (int n = 0; n < most && sent < history.arrivals().size(); n++, sent++) {
      SimulatedHistory.Arrival arrival = history.arrivals().get(sent);
      if (arrival.at().isAfter(world.now)) {
        world.pass(Duration.between(world.now, arrival.at()));
      }
      cluster.append(arrival.key(), arrival.value());
    }
  }

  /** Partitions go to those who are well, some of them to others than before. */
  private void assign(int dice, StateCopy.Fate fate, int old) {
    List<SimulatedInstance> well = instances.stream().filter(SimulatedInstance::isWell).toList();
    for (int p = 0; p < cluster.partitions; p++) {
      String before = cluster.owners[p];
      boolean stays =
          (dice >> p) % 2 == 0 && well.stream().anyMatch(i -> Objects.equals(i.name, before));
      if (!stays) {
        cluster.owners[p] =
            well.isEmpty() ? null : well.get(Math.floorMod(dice / 7 + p, well.size())).name;
      }
    }
    well.forEach(instance -> instance.assigned(fate, old));
    cluster.generation++;
    well.forEach(instance -> instance.joined(fate, old));
  }

  /** Everything is well again: what was sent must be decided, and nothing stays due. */
  private void recover() {
    for (SimulatedInstance instance : instances) {
      instance.frozen = false;
      instance.skew = Duration.ZERO;
    }
    // Those that come back to life go on where they were.
    for (SimulatedInstance instance : instances) {
      if (instance.running) {
        instance.work(3, StateCopy.Fate.WIPED, 0);
        instance.commit(StateCopy.Fate.WIPED, 0);
      } else {
        instance.start();
      }
    }
    cluster.timeOutAll();
    assign(0, StateCopy.Fate.WIPED, 0);
    send(Integer.MAX_VALUE);
    int quiet = 0;
    for (int round = 0; round < LONGEST_RECOVERY; round++) {
      int before = cluster.written();
      world.pass(Duration.ofSeconds(40));
      for (SimulatedInstance instance : instances) {
        instance.work(Integer.MAX_VALUE, StateCopy.Fate.WIPED, 0);
        instance.punctuate(StateCopy.Fate.WIPED, 0);
        instance.commit(StateCopy.Fate.WIPED, 0);
      }
      quiet = cluster.written() == before ? quiet + 1 : 0;
      if (quiet >= 3) {
        return;
      }
    }
    throw new AssertionError("expected rest after the last fault, but records are still written");
  }
}
