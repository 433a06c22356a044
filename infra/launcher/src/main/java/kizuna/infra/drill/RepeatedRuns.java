package kizuna.infra.drill;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import kizuna.drills.DrillPace;
import kizuna.infra.command.CommandCluster;
import kizuna.producers.drill.DrillPlan;
import kizuna.producers.drill.DrillReplay;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.FactSource;
import kizuna.seeds.drill.ReplayableDrill;
import kizuna.streams.analysis.LogDecider;
import kizuna.streams.drills.DrillSummary;

/**
 * Decides the same drill again and again: first without Kafka, then through the whole topology,
 * each time with another number of partitions, every second time with restarts of the decider. One
 * hash is expected of all.
 */
final class RepeatedRuns {

  /** Partitions of the runs through the topology, in turn. */
  private static final List<Integer> PARTITIONS = List.of(1, 4, 2, 8, 3);

  /** Restarts of every second run: one with the state that was left, one without. */
  private static final int RESTARTS = 2;

  private static final int EXPIRE_AFTER_DAYS = 1;

  /**
   * The result of one run.
   *
   * @param partitions 0: without Kafka
   * @param restarts restarts of the decider
   */
  record Run(int number, int partitions, int restarts, long facts, Duration took, String hash) {

    long factsPerSecond() {
      return Math.round(facts * 1e9 / Math.max(1, took.toNanos()));
    }
  }

  /**
   * Speed of the first run, without Kafka, relative to the median of the runs through the topology
   * without restarts; empty: there are none.
   */
  static OptionalDouble timesTheTopology(List<Run> runs) {
    long[] rates =
        runs.stream()
            .filter(run -> run.partitions() > 0 && run.restarts() == 0)
            .mapToLong(Run::factsPerSecond)
            .sorted()
            .toArray();
    return rates.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) runs.get(0).factsPerSecond() / rates[rates.length / 2]);
  }

  private final CommandCluster cluster;
  private final ReplayableDrill drill;

  RepeatedRuns(CommandCluster cluster, ReplayableDrill drill) {
    this.cluster = cluster;
    this.drill = drill;
  }

  /**
   * Makes the runs one after the other.
   *
   * @param each receives each run when it is over
   */
  List<Run> of(int runs, Consumer<Run> each) {
    return IntStream.rangeClosed(1, runs)
        .mapToObj(number -> number == 1 ? withoutKafka() : throughTopology(number))
        .peek(each)
        .toList();
  }

  private Run withoutKafka() {
    try (FactSource.Facts facts = drill.facts().open()) {
      LogDecider.Decided decided =
          new LogDecider(Namespace.drill(drill.outline().id()))
              .decide(facts, network -> LogDecider.Observer.NONE);
      return new Run(1, 0, 0, decided.facts(), decided.took(), decided.decisionHash());
    }
  }

  private Run throughTopology(int number) {
    int partitions = PARTITIONS.get((number - 2) % PARTITIONS.size());
    int restarts = number % 2 == 1 ? RESTARTS : 0;
    List<Integer> after =
        IntStream.rangeClosed(1, restarts)
            .map(n -> drill.facts().size() / (restarts + 1) * n)
            .boxed()
            .toList();
    DrillPlan plan = DrillPlan.ofLog(drill, DrillReplay.MAX_SPEED);
    DrillRun run =
        new DrillRun(cluster, plan, EXPIRE_AFTER_DAYS, new DrillRun.Shape(partitions, after));
    DrillSummary summary = run.run(new Unwatched());
    run.remove();
    return new Run(
        number,
        partitions,
        run.restarts(),
        (long) summary.facts() + summary.deadLetters(),
        run.took(),
        summary.decisionHash());
  }

  private static final class Unwatched implements DrillRun.Progress {
    @Override
    public void begun(Namespace namespace) {
      // Said when it is over.
    }

    @Override
    public void decided(int facts, DrillPace pace) {
      // Said when it is over.
    }
  }
}
