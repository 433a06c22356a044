package kizuna.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.Waiting;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.topology.DecisionEngine;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When decisions become visible, on a real broker. The commit interval here is nine seconds: who
 * waited for it each time would not be done in time.
 */
class CommitsTest {

  /** Shorter than a transaction may take. */
  private static final Duration INTERVAL = Duration.ofSeconds(9);

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int NETWORKS = 8;
  private static final int LONE_FACTS = 30;
  private static final int BURST = 3_000;

  @TempDir Path folder;

  private final Topics topics = Topics.of(Namespace.LIVE, BenchLog.PARTITIONS);
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final TopicSerdes formats = TopicSerdes.of(topics, registry);
  private final Workload workload = new Workload(NETWORKS);
  private int sent;
  private int decided;

  @Test
  void aLoneFactWaitsForNoIntervalABurstSharesCommitsAndARebalanceStopsNeither() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Provisioning.provision(broker.cluster(Account.LAUNCHER), topics);
      BenchLog log = new BenchLog(broker, topics.intake.name());
      try (KafkaProducer<byte[], byte[]> producer = log.producer();
          KafkaConsumer<byte[], byte[]> decisions = log.consumer(topics.matchDecisions.name());
          DecisionEngine one = engine(broker, "one")) {
        one.start();
        send(log, producer, workload.setUp().take());
        awaitDecided(decisions, LIMIT);
        sendOneByOne(log, producer, decisions);
        double before = commits(one);
        send(log, producer, workload.tens(BURST / 10).take());
        awaitDecided(decisions, LIMIT);
        assertThat(commits(one) - before).as("commits of %d facts", BURST).isLessThan(BURST / 10.0);

        try (DecisionEngine two = engine(broker, "two")) {
          two.start();
          Waiting.await("tasks of both").until(() -> hasTasks(one) && hasTasks(two));
          sendOneByOne(log, producer, decisions);
        }
      }
    }
  }

  private DecisionEngine engine(EmbeddedBroker broker, String name) {
    return new DecisionEngine(
        topics,
        registry,
        DecisionEngine.Settings.of(broker.cluster(Account.LAUNCHER), folder.resolve(name))
            .with(INTERVAL)
            .as(name, 1, 0));
  }

  /** Each after the decision on the one before; all of them within a time that is no multiple. */
  private void sendOneByOne(
      BenchLog log,
      KafkaProducer<byte[], byte[]> producer,
      KafkaConsumer<byte[], byte[]> decisions) {
    long end = System.nanoTime() + LIMIT.toNanos();
    for (Fact fact : workload.tens(LONE_FACTS / 10).take()) {
      send(log, producer, List.of(fact));
      awaitDecided(decisions, Duration.ofNanos(end - System.nanoTime()));
    }
  }

  private void send(BenchLog log, KafkaProducer<byte[], byte[]> producer, List<Fact> facts) {
    BenchLog.encoded(formats, facts).forEach(fact -> log.send(producer, fact));
    producer.flush();
    log.requireWritten();
    sent += facts.size();
  }

  private void awaitDecided(KafkaConsumer<byte[], byte[]> decisions, Duration limit) {
    Waiting.await("a decision on each of " + sent + " facts")
        .atMost(limit)
        .until(() -> (decided += decisions.poll(Duration.ofMillis(100)).count()) >= sent);
  }

  private static boolean hasTasks(DecisionEngine engine) {
    return engine.state() == DecisionEngine.State.RUNNING
        && engine.streams().metadataForLocalThreads().stream()
            .anyMatch(thread -> !thread.activeTasks().isEmpty());
  }

  private static double commits(DecisionEngine engine) {
    return engine.streams().metrics().values().stream()
        .filter(
            m ->
                m.metricName().name().equals("commit-total")
                    && m.metricName().group().equals("stream-thread-metrics"))
        .mapToDouble(m -> ((Number) m.metricValue()).doubleValue())
        .sum();
  }
}
