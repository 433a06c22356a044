package kizuna.infra.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.topology.EngineProperties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/**
 * One variant, at full speed over an existing log, with its own broker and state: runs do not
 * affect each other.
 */
final class ThroughputRun {

  private static final String PASSED = "bench.passed";
  private static final String PASS_THROUGH = "bench.pass-through";
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /**
   * The results, after the warm-up.
   *
   * @param factsPerSecond good facts
   * @param cpuMicros processor time of this process for each, that of the broker in it included
   * @param recordsPerFact records that Streams wrote for each, changelogs included; of the whole
   *     run, because sent records are ahead of committed ones
   * @param recordsByTopic the same for each topic
   * @param producePerSecond records that were written raw before
   * @param consumePerSecond records that were read raw before
   * @param rejected facts that were refused: none should be
   */
  record Result(
      double factsPerSecond,
      double cpuMicros,
      double recordsPerFact,
      Map<String, Double> recordsByTopic,
      double producePerSecond,
      double consumePerSecond,
      long rejected) {}

  /** At one moment of a run. */
  private record Reading(long nanos, long cpuNanos, long committed) {

    static Reading at(long committed) {
      return new Reading(System.nanoTime(), MACHINE.getProcessCpuTime(), committed);
    }
  }

  private final Topics topics;
  private final InMemoryRegistry registry;
  private final List<byte[][]> log;
  private final int good;
  private final int warmUp;
  private final Durability durability;

  /**
   * @param log records of the intake
   * @param good number of readable facts among them
   * @param warmUp records that are not measured
   * @param durability of the broker
   */
  ThroughputRun(
      Topics topics,
      InMemoryRegistry registry,
      List<byte[][]> log,
      int good,
      int warmUp,
      Durability durability) {
    this.durability = durability;
    this.topics = topics;
    this.registry = registry;
    this.log = log;
    this.good = good;
    this.warmUp = warmUp;
  }

  Result run(Variant variant) throws ExecutionException, InterruptedException {
    Path folder = temporaryFolder();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        Admin admin = Admin.create(broker.cluster(Account.LAUNCHER).settings())) {
      Provisioning.provision(admin, topics);
      durability.apply(admin);
      BenchLog intake = new BenchLog(broker, topics.intake.name());
      double produce = produce(intake);
      double consume = consume(intake);
      DecisionEngine.Settings settings =
          DecisionEngine.Settings.of(broker.cluster(Account.LAUNCHER), folder)
              .with(variant.overrides());
      if (variant == Variant.PASS_THROUGH) {
        return passThrough(admin, settings, produce, consume);
      }
      try (DecisionEngine engine = new DecisionEngine(topics, registry, settings)) {
        engine.start();
        String group = topics.namespace().applicationId();
        return measure(admin, engine.streams(), group, produce, consume);
      }
    } finally {
      delete(folder);
    }
  }

  private Result passThrough(
      Admin admin, DecisionEngine.Settings settings, double produce, double consume)
      throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(PASSED, BenchLog.PARTITIONS, (short) 1))).all().get();
    Provisioning.awaitLed(admin, BenchLog.partitions(PASSED));
    Properties properties = EngineProperties.of(PASS_THROUGH, settings);
    try (KafkaStreams streams =
        new KafkaStreams(
            PassThrough.topology(
                WireFormat.of(topics.intake, registry), topics.intake.name(), PASSED),
            properties)) {
      streams.start();
      return measure(admin, streams, PASS_THROUGH, produce, consume);
    }
  }

  /** Between the committed offsets passing the warm-up and reaching the end. */
  private Result measure(
      Admin admin, KafkaStreams streams, String group, double produce, double consume)
      throws ExecutionException, InterruptedException {
    Reading start = null;
    StallGuard guard = new StallGuard(group);
    while (true) {
      long committed = committed(admin, group);
      guard.at(committed);
      if (start == null && committed >= warmUp) {
        start = Reading.at(committed);
      }
      if (start != null && committed >= log.size()) {
        Reading end = Reading.at(committed);
        return result(start, end, sentByTopic(streams), produce, consume, rejections(admin));
      }
      if (streams.state().hasCompletedShutdown()) {
        throw new IllegalStateException(
            "expected " + group + " to run to the end, but it stopped at " + committed);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private Result result(
      Reading start,
      Reading end,
      Map<String, Double> sent,
      double produce,
      double consume,
      long rejected) {
    double facts = (double) (end.committed - start.committed) * good / log.size();
    Map<String, Double> byTopic = new TreeMap<>();
    sent.forEach((topic, records) -> byTopic.put(topic, records / good));
    return new Result(
        facts / ((end.nanos - start.nanos) / 1e9),
        (end.cpuNanos - start.cpuNanos) / 1e3 / facts,
        byTopic.values().stream().mapToDouble(records -> records).sum(),
        byTopic,
        produce,
        consume,
        rejected);
  }

  static long committed(Admin admin, String group) throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .mapToLong(o -> o == null ? 0 : o.offset())
        .sum();
  }

  private static Map<String, Double> sentByTopic(KafkaStreams streams) {
    return streams.metrics().values().stream()
        .filter(
            m ->
                m.metricName().name().equals("record-send-total")
                    && m.metricName().group().equals("producer-topic-metrics"))
        .collect(
            Collectors.toMap(
                m -> m.metricName().tags().get("topic"),
                m -> ((Number) m.metricValue()).doubleValue(),
                Double::sum,
                TreeMap::new));
  }

  private double produce(BenchLog intake) {
    try (KafkaProducer<byte[], byte[]> producer = intake.producer()) {
      long start = System.nanoTime();
      log.forEach(record -> intake.send(producer, record));
      producer.flush();
      intake.requireWritten();
      return log.size() / seconds(start);
    }
  }

  private double consume(BenchLog intake) {
    try (KafkaConsumer<byte[], byte[]> consumer = intake.consumer(topics.intake.name())) {
      long start = System.nanoTime();
      StallGuard guard = new StallGuard("reading");
      for (int read = 0; read < log.size(); ) {
        guard.at(read);
        read += consumer.poll(Duration.ofMillis(100)).count();
      }
      return log.size() / seconds(start);
    }
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

  static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("kizuna-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    try {
      RunningPlatform.deleteAll(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
