package kizuna.infra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.topology.EngineProperties;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/** Measures everything in one run against one embedded broker, so that only ratios matter. */
final class Bench {

  private static final int NETWORKS = 8;
  private static final long COMMIT_INTERVAL_MS = 100;
  private static final String PASSED = "bench.passed";

  private final int warmUp;
  private final int measured;
  private final Duration latencyRun;
  private final Consumer<String> progress;
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final Topics topics = Topics.of(Namespace.LIVE, BenchLog.PARTITIONS);
  private final TopicSerdes formats = TopicSerdes.of(topics, registry);

  /**
   * @param facts measured, after a quarter as many to warm up
   * @param latencyRun how long the half-load run lasts
   */
  Bench(int facts, Duration latencyRun, Consumer<String> progress) {
    this.measured = facts;
    this.warmUp = facts / 4;
    this.latencyRun = latencyRun;
    this.progress = progress;
  }

  BenchResult run() {
    progress.accept("deciding without Kafka, beside 100 to 100,000 open requests");
    List<BenchResult.Cost> costs = new DecidingBench(formats).costs();
    Workload workload = new Workload(NETWORKS).setUp();
    workload.tens((warmUp + measured) / 10);
    List<byte[][]> log = BenchLog.encoded(formats, workload.take());
    Path folder = temporaryFolder();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        Admin admin = Admin.create(broker.cluster(Account.LAUNCHER).settings())) {
      Provisioning.provision(admin, topics);
      admin.createTopics(List.of(new NewTopic(PASSED, BenchLog.PARTITIONS, (short) 1))).all().get();
      Provisioning.awaitLed(admin, BenchLog.partitions(PASSED));
      BenchLog intake = new BenchLog(broker, topics.intake.name());
      progress.accept("raw produce, " + log.size() + " facts");
      double produce = produce(intake, log);
      progress.accept("raw consume");
      double consume = consume(intake, log.size());
      progress.accept("Streams pass-through, exactly-once");
      Throughput pass = passThrough(broker, admin, folder.resolve("pass"), log.size());
      progress.accept("the whole topology, exactly-once");
      try (DecisionEngine engine =
          new DecisionEngine(
              topics,
              registry,
              DecisionEngine.Settings.of(
                  broker.cluster(Account.LAUNCHER), folder.resolve("topology")))) {
        engine.start();
        Throughput topology =
            measure(admin, engine.streams(), topics.namespace().applicationId(), log.size());
        progress.accept("request → proposal at half load, " + latencyRun.toSeconds() + " s");
        double half = topology.perSecond / 2;
        Histogram latency =
            new LatencyBench(intake, formats, topics.matchDecisions.name(), latencyRun)
                .run(workload, half);
        return result(produce, consume, pass, topology, latency, costs, rejections(admin));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected the embedded broker to answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      delete(folder);
    }
  }

  private BenchResult result(
      double produce,
      double consume,
      Throughput pass,
      Throughput topology,
      Histogram latency,
      List<BenchResult.Cost> costs,
      long rejections) {
    double ratio = topology.perSecond / pass.perSecond;
    return new BenchResult(
        measured,
        NETWORKS,
        produce,
        consume,
        pass.perSecond,
        topology.perSecond,
        ratio,
        ratio * (1 + topology.writesPerFact) / (1 + pass.writesPerFact),
        topology.writesPerFact,
        latency.getValueAtPercentile(50) / 1000.0,
        latency.getValueAtPercentile(99) / 1000.0,
        topology.perSecond / 2,
        COMMIT_INTERVAL_MS,
        costs.get(costs.size() - 1).microsPerFact() / costs.get(0).microsPerFact(),
        costs,
        rejections);
  }

  private double produce(BenchLog intake, List<byte[][]> log) {
    try (KafkaProducer<byte[], byte[]> producer = intake.producer()) {
      long start = 0;
      for (int i = 0; i < log.size(); i++) {
        if (i == warmUp) {
          producer.flush();
          start = System.nanoTime();
        }
        intake.send(producer, log.get(i));
      }
      producer.flush();
      intake.requireWritten();
      return (log.size() - warmUp) / seconds(start);
    }
  }

  private double consume(BenchLog intake, int facts) {
    try (KafkaConsumer<byte[], byte[]> consumer = intake.consumer(topics.intake.name())) {
      int read = 0;
      long start = 0;
      int from = 0;
      StallGuard guard = new StallGuard("reading");
      while (read < facts) {
        guard.at(read);
        read += consumer.poll(Duration.ofMillis(100)).count();
        if (start == 0 && read >= warmUp) {
          start = System.nanoTime();
          from = read;
        }
      }
      return (read - from) / seconds(start);
    }
  }

  private record Throughput(double perSecond, double writesPerFact) {}

  private Throughput passThrough(EmbeddedBroker broker, Admin admin, Path folder, int facts)
      throws ExecutionException, InterruptedException {
    WireFormat<Fact> format = WireFormat.of(topics.intake, registry);
    Properties settings =
        EngineProperties.of(
            "bench.pass-through",
            DecisionEngine.Settings.of(broker.cluster(Account.LAUNCHER), folder));
    try (KafkaStreams streams =
        new KafkaStreams(PassThrough.topology(format, topics.intake.name(), PASSED), settings)) {
      streams.start();
      return measure(
          admin, streams, settings.getProperty(StreamsConfig.APPLICATION_ID_CONFIG), facts);
    }
  }

  /** Rate between the committed offsets passing the warm-up and reaching the end. */
  private Throughput measure(Admin admin, KafkaStreams streams, String group, int facts)
      throws ExecutionException, InterruptedException {
    long start = 0;
    long from = 0;
    double sentBefore = 0;
    StallGuard guard = new StallGuard(group);
    while (true) {
      long committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .values()
              .stream()
              .mapToLong(o -> o == null ? 0 : o.offset())
              .sum();
      guard.at(committed);
      if (start == 0 && committed >= warmUp) {
        start = System.nanoTime();
        from = committed;
        sentBefore = sent(streams);
      }
      if (committed >= facts) {
        return new Throughput(
            (facts - from) / seconds(start), (sent(streams) - sentBefore) / (facts - from));
      }
      if (streams.state().hasCompletedShutdown()) {
        throw new IllegalStateException(
            "expected the topology to run to the end, but it stopped at " + committed);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static double sent(KafkaStreams streams) {
    return streams.metrics().values().stream()
        .filter(
            m ->
                m.metricName().name().equals("record-send-total")
                    && m.metricName().group().equals("producer-metrics"))
        .mapToDouble(m -> ((Number) m.metricValue()).doubleValue())
        .sum();
  }

  private long rejections(Admin admin) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        BenchLog.partitions(topics.rejections.name()).stream()
            .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get().values().stream().mapToLong(o -> o.offset()).sum();
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("kizuna-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      paths.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(f -> f.delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
