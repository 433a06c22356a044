package kizuna.infra.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.topology.DecisionEngine;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * The same facts and the same rules in Kizuna's topology and in Spring services on PostgreSQL, at
 * the same durability, in interleaved rounds.
 */
final class PeersBench {

  /** The compared peers. */
  enum Peer {
    KIZUNA("Kizuna", 0),
    EACH("PostgreSQL, a transaction a fact", 1),
    BATCHED("PostgreSQL, batched", 500);

    private final String text;
    private final int batch;

    Peer(String text, int batch) {
      this.text = text;
      this.batch = batch;
    }

    /** Facts in a transaction at most. */
    int batch() {
      return batch;
    }

    String text() {
      return text;
    }
  }

  /**
   * The results of one peer.
   *
   * @param factsPerSecond at full speed
   * @param cpuSecondsPerMillion processor time of service and broker or database, for a million
   *     facts
   * @param low latency at 10 facts a second
   * @param half latency at half of its own speed
   * @param startSeconds from its start on the state that the runs left until its first decision
   */
  record Result(
      Spread factsPerSecond,
      Spread cpuSecondsPerMillion,
      Latency low,
      Latency half,
      double startSeconds) {}

  /** From submitting a fact until its decision is committed, in milliseconds. */
  record Latency(double perSecond, double median, double p99) {}

  /** One run at full speed. */
  private record Speed(double factsPerSecond, double cpuMicros) {}

  private static final int NETWORKS = 8;
  private static final double LOW_RATE = 10;
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final long HIGHEST_MICROS = 60_000_000L;
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final int rounds;
  private final int facts;
  private final Duration latencyRun;
  private final Durability durability;
  private final Consumer<String> progress;
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final Topics topics = Topics.of(Namespace.LIVE, BenchLog.PARTITIONS);
  private final TopicSerdes formats = TopicSerdes.of(topics, registry);

  /**
   * @param rounds measured rounds, after one to warm up
   * @param facts measured facts of each run, after a quarter as many to warm up
   * @param latencyRun duration of each run at a steady rate
   */
  PeersBench(
      int rounds,
      int facts,
      Duration latencyRun,
      Durability durability,
      Consumer<String> progress) {
    this.rounds = rounds;
    this.facts = facts;
    this.latencyRun = latencyRun;
    this.durability = durability;
    this.progress = progress;
  }

  Map<Peer, Result> run() throws IOException, SQLException, InterruptedException {
    try {
      progress.accept("comparing what they lead to");
      PeersOutcome.requireEqual(topics, registry, formats);
      Map<Peer, List<Speed>> speeds = speeds();
      Map<Peer, Result> results = new EnumMap<>(Peer.class);
      for (Peer peer : Peer.values()) {
        List<Speed> runs = Objects.requireNonNull(speeds.get(peer));
        Spread perSecond = Spread.of(runs.stream().map(Speed::factsPerSecond).toList());
        Spread cpu = Spread.of(runs.stream().map(Speed::cpuMicros).toList());
        results.put(
            peer,
            peer == Peer.KIZUNA ? kizunaWaits(perSecond, cpu) : peerWaits(peer, perSecond, cpu));
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected the embedded broker to answer", e);
    }
  }

  private Map<Peer, List<Speed>> speeds()
      throws IOException, SQLException, ExecutionException, InterruptedException {
    int warmUp = facts / 4;
    Workload workload = new Workload(NETWORKS).setUp();
    workload.tens((warmUp + facts) / 10);
    List<byte[][]> log = BenchLog.encoded(formats, workload.take());
    ThroughputRun kizuna = new ThroughputRun(topics, registry, log, log.size(), warmUp, durability);
    Map<Peer, List<Speed>> speeds = new EnumMap<>(Peer.class);
    for (int round = 0; round <= rounds; round++) {
      List<Peer> order = new ArrayList<>(List.of(Peer.values()));
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (Peer peer : order) {
        progress.accept(
            (round == 0 ? "round to warm up" : "round " + round + " of " + rounds)
                + ": "
                + peer.text);
        Speed speed;
        if (peer == Peer.KIZUNA) {
          ThroughputRun.Result result = kizuna.run(Variant.TOPOLOGY);
          speed = new Speed(result.factsPerSecond(), result.cpuMicros());
        } else {
          speed = speed(peer, log, warmUp);
        }
        if (round > 0) {
          speeds.computeIfAbsent(peer, p -> new ArrayList<>()).add(speed);
        }
      }
    }
    return speeds;
  }

  private Speed speed(Peer peer, List<byte[][]> log, int warmUp)
      throws IOException, SQLException, InterruptedException {
    try (PeerDatabase database = PeerDatabase.start(durability);
        SqlPeer service = database.service(topics, registry, peer.batch)) {
      StallGuard guard = new StallGuard(peer.text);
      for (byte[][] record : log.subList(0, warmUp)) {
        service.submit(new SqlPeer.Submitted(record[0], record[1], at -> {}));
      }
      await(service, warmUp, guard);
      long began = System.nanoTime();
      long cpu = MACHINE.getProcessCpuTime() + database.cpuNanos();
      for (byte[][] record : log.subList(warmUp, log.size())) {
        service.submit(new SqlPeer.Submitted(record[0], record[1], at -> {}));
      }
      await(service, log.size(), guard);
      double seconds = (System.nanoTime() - began) / 1e9;
      double used = MACHINE.getProcessCpuTime() + database.cpuNanos() - cpu;
      int measured = log.size() - warmUp;
      return new Speed(measured / seconds, used / 1e3 / measured);
    }
  }

  private static void await(SqlPeer service, long facts, StallGuard guard) {
    while (service.decided() < facts) {
      guard.at(service.decided());
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  private Result peerWaits(Peer peer, Spread perSecond, Spread cpu)
      throws IOException, SQLException, InterruptedException {
    try (PeerDatabase database = PeerDatabase.start(durability)) {
      Workload workload = new Workload(NETWORKS).setUp();
      Latency half;
      Latency low;
      try (SqlPeer service = database.service(topics, registry, peer.batch)) {
        for (byte[][] record : BenchLog.encoded(formats, workload.take())) {
          service.submit(new SqlPeer.Submitted(record[0], record[1], at -> {}));
        }
        half = latency(peer, service, workload, perSecond.median() / 2);
        low = latency(peer, service, workload, LOW_RATE);
      }
      long began = System.nanoTime();
      try (SqlPeer service = database.service(topics, registry, peer.batch)) {
        List<byte[][]> next = BenchLog.encoded(formats, workload.tens(1).take());
        for (byte[][] record : next) {
          service.submit(new SqlPeer.Submitted(record[0], record[1], at -> {}));
        }
        await(service, next.size(), new StallGuard(peer.text));
      }
      return new Result(perSecond, cpu, low, half, (System.nanoTime() - began) / 1e9);
    }
  }

  private Latency latency(Peer peer, SqlPeer service, Workload workload, double perSecond)
      throws InterruptedException {
    progress.accept("%s: %,.0f facts/s".formatted(peer.text, perSecond));
    int settling = (int) (perSecond * SETTLING.toSeconds());
    workload.tens((settling + (int) (perSecond * latencyRun.toSeconds())) / 10);
    List<byte[][]> log = BenchLog.encoded(formats, workload.take());
    Histogram micros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    long before = service.decided();
    long start = System.nanoTime();
    for (int i = 0; i < log.size(); i++) {
      long due = start + (long) (i / perSecond * 1e9);
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      boolean measured = i >= settling;
      service.submit(
          new SqlPeer.Submitted(
              log.get(i)[0],
              log.get(i)[1],
              at -> {
                if (measured) {
                  micros.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, (at - due) / 1_000)));
                }
              }));
    }
    await(service, before + log.size(), new StallGuard(peer.text));
    return new Latency(
        perSecond, micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3);
  }

  private Result kizunaWaits(Spread perSecond, Spread cpu)
      throws ExecutionException, InterruptedException {
    Path folder = ThroughputRun.temporaryFolder();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        Admin admin = Admin.create(broker.cluster(Account.LAUNCHER).settings())) {
      Provisioning.provision(admin, topics);
      durability.apply(admin);
      BenchLog intake = new BenchLog(broker, topics.intake.name());
      Workload workload = new Workload(NETWORKS).setUp();
      DecisionEngine.Settings settings =
          DecisionEngine.Settings.of(broker.cluster(Account.LAUNCHER), folder);
      try (KafkaProducer<byte[], byte[]> producer = intake.producer()) {
        BenchLog.encoded(formats, workload.take()).forEach(fact -> intake.send(producer, fact));
        Latency half;
        Latency low;
        try (DecisionEngine engine = new DecisionEngine(topics, registry, settings)) {
          engine.start();
          LatencyBench bench =
              new LatencyBench(intake, formats, topics.matchDecisions.name(), latencyRun);
          progress.accept("Kizuna: %,.0f facts/s".formatted(perSecond.median() / 2));
          half = latency(bench.run(workload, "half load", perSecond.median() / 2));
          progress.accept("Kizuna: 10 facts/s");
          low = latency(bench.run(workload, "low load", LOW_RATE));
        }
        BenchLog.encoded(formats, workload.tens(1).take())
            .forEach(fact -> intake.send(producer, fact));
        producer.flush();
        intake.requireWritten();
        String group = topics.namespace().applicationId();
        long before = ThroughputRun.committed(admin, group);
        long began = System.nanoTime();
        try (DecisionEngine engine = new DecisionEngine(topics, registry, settings)) {
          engine.start();
          StallGuard guard = new StallGuard("Kizuna");
          while (ThroughputRun.committed(admin, group) == before) {
            guard.at(before);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
          }
          return new Result(perSecond, cpu, low, half, (System.nanoTime() - began) / 1e9);
        }
      }
    } finally {
      ThroughputRun.delete(folder);
    }
  }

  private static Latency latency(BenchResult.Latency measured) {
    return new Latency(measured.factsPerSecond(), measured.answerMedian(), measured.answerP99());
  }
}
