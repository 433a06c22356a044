package kizuna.infra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kizuna.codes.FactKind;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.topology.FactProcessor;
import kizuna.streams.topology.InMemoryStateStore;
import kizuna.streams.topology.TopicSerdes;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Measures everything in one run against one embedded broker, so that only ratios matter. */
final class Bench {

  private static final int PARTITIONS = 4;
  private static final int NETWORKS = 8;
  private static final long COMMIT_INTERVAL_MS = 100;
  private static final int[] OPEN_REQUESTS = {100, 1_000, 10_000, 100_000};
  private static final long HIGHEST_MICROS = 60_000_000L;
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
  private static final String PASSED = "bench.passed";

  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final int warmUp;
  private final int measured;
  private final Duration latencyRun;
  private final Consumer<String> progress;
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final Topics topics = Topics.of(Namespace.LIVE, PARTITIONS);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
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
    List<BenchResult.Cost> costs = costs();
    Workload workload = new Workload(NETWORKS).setUp();
    workload.tens((warmUp + measured) / 10);
    List<byte[][]> log = encoded(workload.take());
    Path folder = temporaryFolder();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        Admin admin = Admin.create(broker.cluster(Account.LAUNCHER).settings())) {
      Provisioning.provision(admin, topics);
      admin.createTopics(List.of(new NewTopic(PASSED, PARTITIONS, (short) 1))).all().get();
      Provisioning.awaitLed(admin, partitions(PASSED));
      progress.accept("raw produce, " + log.size() + " facts");
      double produce = produce(broker, log);
      progress.accept("raw consume");
      double consume = consume(broker, log.size());
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
        Histogram latency = latency(broker, workload, half);
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
            half,
            COMMIT_INTERVAL_MS,
            costs.get(costs.size() - 1).microsPerFact() / costs.get(0).microsPerFact(),
            costs,
            rejections(admin));
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

  // Deciding alone.

  private List<BenchResult.Cost> costs() {
    List<BenchResult.Cost> costs = new ArrayList<>();
    // Until the compiler has settled.
    cost(1_000, 100_000);
    for (int open : OPEN_REQUESTS) {
      costs.add(new BenchResult.Cost(open, cost(open, 20_000)));
    }
    return costs;
  }

  /**
   * Median microseconds a fact over batches of a thousand, beside so many open requests in one
   * network.
   */
  private double cost(int open, int facts) {
    Topics one = Topics.of(Namespace.LIVE, 1);
    FactProcessor decisions = new FactProcessor(one, formats, new InMemoryStateStore());
    Workload workload = new Workload(1).setUp().openRequests(open);
    long offset = 0;
    for (byte[][] record : encoded(workload.take())) {
      decisions.answer(record[0], record[1], 0, offset++, 0);
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int batch = 1_000;
    double[] micros = new double[facts / batch];
    for (int i = 0; i < micros.length; i++) {
      List<byte[][]> records = encoded(workload.tens(batch / 10).take());
      // Processor time of this thread: what others do on the machine is not our cost.
      long start = threads.getCurrentThreadCpuTime();
      for (byte[][] record : records) {
        decisions.answer(record[0], record[1], 0, offset++, 0);
      }
      micros[i] = (threads.getCurrentThreadCpuTime() - start) / 1e3 / records.size();
    }
    Arrays.sort(micros);
    return micros[micros.length / 2];
  }

  private List<byte[][]> encoded(List<Fact> facts) {
    List<byte[][]> records = new ArrayList<>(facts.size());
    for (Fact fact : facts) {
      records.add(
          new byte[][] {
            fact.getNetworkId().getBytes(StandardCharsets.UTF_8), formats.facts().encode(fact)
          });
    }
    return records;
  }

  // Raw Kafka.

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
    Map<String, Object> settings = broker.cluster(Account.LAUNCHER).settings();
    settings.put("acks", "all");
    settings.put("linger.ms", 5);
    settings.put("batch.size", 64 << 10);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private double produce(EmbeddedBroker broker, List<byte[][]> log) {
    try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
      long start = 0;
      for (int i = 0; i < log.size(); i++) {
        if (i == warmUp) {
          producer.flush();
          start = System.nanoTime();
        }
        send(producer, log.get(i));
      }
      producer.flush();
      demandWritten();
      return (log.size() - warmUp) / seconds(start);
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, byte[][] record) {
    var unused =
        producer.send(
            new ProducerRecord<>(topics.intake.name(), record[0], record[1]),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Nobody may wait for a record that was not written. */
  private void demandWritten() {
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("expected every fact to be written, but " + e, e);
    }
  }

  /** Stops the bench where nothing moves any more, which no measurement would survive. */
  private static final class Progress {
    private final String what;
    private long last = -1;
    private long lastNanos = System.nanoTime();

    Progress(String what) {
      this.what = what;
    }

    void at(long count) {
      long now = System.nanoTime();
      if (count != last) {
        last = count;
        lastNanos = now;
      } else if (now - lastNanos > LONGEST_SILENCE.toNanos()) {
        throw new IllegalStateException(
            "expected " + what + " to go on, but it stood at " + count + " for " + LONGEST_SILENCE);
      }
    }
  }

  private double consume(EmbeddedBroker broker, int facts) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker, topics.intake.name())) {
      int read = 0;
      long start = 0;
      int from = 0;
      Progress progress = new Progress("reading");
      while (read < facts) {
        progress.at(read);
        read += consumer.poll(Duration.ofMillis(100)).count();
        if (start == 0 && read >= warmUp) {
          start = System.nanoTime();
          from = read;
        }
      }
      return (read - from) / seconds(start);
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedBroker broker, String topic) {
    Map<String, Object> settings = broker.cluster(Account.LAUNCHER).settings();
    settings.put("isolation.level", "read_committed");
    settings.put("max.poll.records", 5_000);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = partitions(topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private static List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  // Streams.

  private record Throughput(double perSecond, double writesPerFact) {}

  private Throughput passThrough(EmbeddedBroker broker, Admin admin, Path folder, int facts)
      throws ExecutionException, InterruptedException {
    WireFormat<Fact> format = WireFormat.of(topics.intake, registry);
    Properties settings =
        DecisionEngine.properties(
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
    Progress decided = new Progress(group);
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
      decided.at(committed);
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

  // Latency.

  /** Of requests that find their offers waiting; the others are answered when their offers come. */
  private Histogram latency(EmbeddedBroker broker, Workload workload, double perSecond)
      throws InterruptedException {
    // What the run at full load left behind, pages to write and code to compile, settles
    // unmeasured.
    int settling = (int) (perSecond * SETTLING.toSeconds());
    workload.tens((settling + (int) (perSecond * latencyRun.toSeconds())) / 10);
    List<Fact> facts = workload.take();
    List<byte[][]> records = encoded(facts);
    List<Integer> asked =
        IntStream.range(settling, facts.size())
            .filter(i -> findsItsOffers(facts, i))
            .boxed()
            .toList();
    Map<String, Long> dueAt = new ConcurrentHashMap<>();
    Histogram micros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    try (KafkaProducer<byte[], byte[]> producer = producer(broker);
        KafkaConsumer<byte[], byte[]> consumer = consumer(broker, topics.matchDecisions.name())) {
      consumer.seekToEnd(consumer.assignment());
      consumer.assignment().forEach(consumer::position);
      FutureTask<Void> reader =
          new FutureTask<>(() -> readProposals(consumer, dueAt, micros, asked.size()));
      new Thread(reader, "bench-proposals").start();
      long start = System.nanoTime();
      for (int i = 0; i < records.size(); i++) {
        long due = start + (long) (i / perSecond * 1e9);
        long wait = due - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
        if (i >= settling && findsItsOffers(facts, i)) {
          // From when it was due, not from when it was sent: a stalled sender must not hide a
          // stalled system.
          dueAt.put(facts.get(i).getAidRequested().getRequestId(), due);
        }
        send(producer, records.get(i));
      }
      producer.flush();
      try {
        reader.get(30, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        consumer.wakeup();
        throw new IllegalStateException(
            "expected a proposal for each of "
                + asked.size()
                + " requests, but after 30 s "
                + micros.getTotalCount(),
            e);
      }
    }
    return micros;
  }

  private static boolean findsItsOffers(List<Fact> facts, int i) {
    return i > 0
        && facts.get(i).getKind() == FactKind.AID_REQUESTED
        && facts.get(i - 1).getKind() == FactKind.STAFF_OFFERED;
  }

  private @Nullable Void readProposals(
      KafkaConsumer<byte[], byte[]> consumer, Map<String, Long> dueAt, Histogram micros, int asked)
      throws UnreadableRecord {
    while (micros.getTotalCount() < asked) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
        MatchDecision decision = formats.decisions().decode(record.value());
        Long due = dueAt.get(decision.getSubject());
        if (due != null
            && decision.getFactKind() == FactKind.AID_REQUESTED
            && decision.getExplanations().get(0).getOpenAfter() == 0) {
          micros.recordValue(
              Math.max(0, Math.min(HIGHEST_MICROS, (System.nanoTime() - due) / 1000)));
        }
      }
    }
    return null;
  }

  private long rejections(Admin admin) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        partitions(topics.rejections.name()).stream()
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
