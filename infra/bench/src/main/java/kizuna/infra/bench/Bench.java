package kizuna.infra.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.topology.DecisionEngine;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Measures the variants in rounds, A B C D and D C B A in turn, so that what slows the machine for
 * a while slows all of them; then how long a fact waits, by rate.
 */
final class Bench {

  static final int NETWORKS = 8;
  private static final int LATENCY_RUNS_AT_HALF = 3;
  static final double LOW_RATE = 10;

  private final int rounds;
  private final int measured;
  private final int warmUp;
  private final Duration latencyRun;
  private final Consumer<String> progress;
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final Topics topics = Topics.of(Namespace.LIVE, BenchLog.PARTITIONS);
  private final TopicSerdes formats = TopicSerdes.of(topics, registry);

  /**
   * @param rounds measured rounds, after one to warm up
   * @param facts measured facts of each run, after a quarter as many to warm up
   * @param latencyRun duration of each run at a steady rate
   */
  Bench(int rounds, int facts, Duration latencyRun, Consumer<String> progress) {
    this.rounds = rounds;
    this.measured = facts;
    this.warmUp = facts / 4;
    this.latencyRun = latencyRun;
    this.progress = progress;
  }

  BenchResult run() {
    try {
      progress.accept("deciding without Kafka, beside 100 to 100,000 open requests");
      List<BenchResult.Cost> costs = new DecidingBench(formats).costs();
      Map<Variant, List<ThroughputRun.Result>> results = rounds();
      double perSecond =
          spread(runs(results, Variant.TOPOLOGY), ThroughputRun.Result::factsPerSecond).median();
      return result(results, costs, latencies(perSecond));
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected the embedded broker to answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Map<Variant, List<ThroughputRun.Result>> rounds()
      throws ExecutionException, InterruptedException {
    Workload workload = new Workload(NETWORKS).setUp();
    workload.tens((warmUp + measured) / 10);
    List<byte[][]> log = BenchLog.encoded(formats, workload.take());
    ThroughputRun clean =
        new ThroughputRun(topics, registry, log, log.size(), warmUp, Durability.PROCESS);
    ThroughputRun poisoned =
        new ThroughputRun(
            topics, registry, Poison.mixedInto(log), log.size(), warmUp, Durability.PROCESS);
    Map<Variant, List<ThroughputRun.Result>> results = new EnumMap<>(Variant.class);
    for (Variant variant : Variant.values()) {
      results.put(variant, new ArrayList<>());
    }
    for (int round = 0; round <= rounds; round++) {
      List<Variant> order = new ArrayList<>(List.of(Variant.values()));
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (Variant variant : order) {
        progress.accept(
            (round == 0 ? "round to warm up" : "round " + round + " of " + rounds)
                + ": "
                + variant.text());
        ThroughputRun.Result result = (variant == Variant.POISONED ? poisoned : clean).run(variant);
        if (round > 0) {
          runs(results, variant).add(result);
        }
      }
    }
    return results;
  }

  private static List<ThroughputRun.Result> runs(
      Map<Variant, List<ThroughputRun.Result>> results, Variant variant) {
    return Objects.requireNonNull(results.get(variant));
  }

  private List<BenchResult.Latency> latencies(double perSecond) throws InterruptedException {
    Path folder = ThroughputRun.temporaryFolder();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Provisioning.provision(broker.cluster(Account.LAUNCHER), topics);
      BenchLog intake = new BenchLog(broker, topics.intake.name());
      Workload workload = new Workload(NETWORKS).setUp();
      try (KafkaProducer<byte[], byte[]> producer = intake.producer()) {
        BenchLog.encoded(formats, workload.take()).forEach(fact -> intake.send(producer, fact));
      }
      try (DecisionEngine engine =
          new DecisionEngine(
              topics,
              registry,
              DecisionEngine.Settings.of(broker.cluster(Account.LAUNCHER), folder))) {
        engine.start();
        LatencyBench bench =
            new LatencyBench(intake, formats, topics.matchDecisions.name(), latencyRun);
        List<BenchResult.Latency> all = new ArrayList<>();
        for (int i = 0; i < LATENCY_RUNS_AT_HALF; i++) {
          all.add(latency(bench, "half load", workload, perSecond / 2));
        }
        all.add(latency(bench, "80 % load", workload, 0.8 * perSecond));
        all.add(latency(bench, "low load", workload, LOW_RATE));
        return all;
      }
    } finally {
      ThroughputRun.delete(folder);
    }
  }

  private BenchResult.Latency latency(
      LatencyBench bench, String load, Workload workload, double perSecond)
      throws InterruptedException {
    progress.accept(
        "%s: %,.0f facts/s for %d s".formatted(load, perSecond, latencyRun.toSeconds()));
    return bench.run(workload, load, perSecond);
  }

  private BenchResult result(
      Map<Variant, List<ThroughputRun.Result>> results,
      List<BenchResult.Cost> costs,
      List<BenchResult.Latency> latencies) {
    List<ThroughputRun.Result> all = results.values().stream().flatMap(List::stream).toList();
    List<ThroughputRun.Result> pass = runs(results, Variant.PASS_THROUGH);
    List<ThroughputRun.Result> topology = runs(results, Variant.TOPOLOGY);
    Map<Variant, BenchResult.Speed> speeds = new EnumMap<>(Variant.class);
    results.forEach(
        (variant, runs) ->
            speeds.put(
                variant,
                new BenchResult.Speed(
                    spread(runs, ThroughputRun.Result::factsPerSecond),
                    spread(runs, ThroughputRun.Result::cpuMicros),
                    spread(runs, ThroughputRun.Result::recordsPerFact))));
    return new BenchResult(
        rounds,
        measured,
        warmUp,
        NETWORKS,
        spread(all, ThroughputRun.Result::producePerSecond),
        spread(all, ThroughputRun.Result::consumePerSecond),
        speeds,
        ratio(topology, pass, ThroughputRun.Result::factsPerSecond),
        ratio(pass, topology, ThroughputRun.Result::cpuMicros),
        ratio(topology, pass, r -> r.factsPerSecond() * (1 + r.recordsPerFact())),
        ratio(topology, runs(results, Variant.AT_LEAST_ONCE), ThroughputRun.Result::factsPerSecond),
        ratio(runs(results, Variant.POISONED), topology, ThroughputRun.Result::factsPerSecond),
        recordsByTopic(topology),
        latencies,
        costs.get(costs.size() - 1).microsPerFact() / costs.get(0).microsPerFact(),
        costs,
        topology.stream().mapToLong(ThroughputRun.Result::rejected).max().orElse(0));
  }

  private static Map<String, Double> recordsByTopic(List<ThroughputRun.Result> runs) {
    Map<String, Double> byTopic = new TreeMap<>();
    runs.forEach(
        run ->
            run.recordsByTopic()
                .forEach((topic, n) -> byTopic.merge(topic, n / runs.size(), Double::sum)));
    return byTopic;
  }

  private static Spread spread(
      Collection<ThroughputRun.Result> runs, ToDoubleFunction<ThroughputRun.Result> figure) {
    return Spread.of(runs.stream().map(figure::applyAsDouble).toList());
  }

  /** The ratio of two runs of the same round. */
  private static Spread ratio(
      List<ThroughputRun.Result> of,
      List<ThroughputRun.Result> to,
      ToDoubleFunction<ThroughputRun.Result> figure) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      ratios.add(figure.applyAsDouble(of.get(i)) / figure.applyAsDouble(to.get(i)));
    }
    return Spread.of(ratios);
  }
}
